// What an account shows of itself, what it does by itself, and what Telegram makes it wait with.
import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../scripts/stack.mjs";
import { PHONE, openDesk, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const standing = (page, state) => page.getByRole("region", { name: "How it stands" }).getByText(new RegExp(`^${state}`));
const profile = (page) => page.getByRole("region", { name: "Profile", exact: true });

/** The page of an account that is connected. */
async function open(page, holder) {
  const { id } = await holder.signIn();
  await page.goto(`${desk.server.url}/accounts/${id}`);
  await standing(page, "connected").waitFor();
  return id;
}

desk.test("a profile is read, changed and refused at its field", { path: "/accounts", expects: /422/ }, async (page) => {
  const anna = await desk.holder("Anna", "447946000031");
  await desk.sandbox.control("POST", "/people", { first_name: "Boris", username: "boris_taken" });
  await open(page, anna);
  await button(page, "Read from Telegram").click();
  assert.equal(await field(page, "First name").inputValue(), "Anna");
  assert.equal(await button(page, "Save at Telegram").isDisabled(), true);

  await field(page, "Last name").fill("Markova");
  await field(page, "About").fill("Parcels and people");
  await button(page, "Save at Telegram").click();
  await page.getByText("Telegram has it.").waitFor();
  await page.getByText("Anna Markova").first().waitFor();

  await field(page, "Username").fill("@boris_taken");
  await button(page, "Save at Telegram").click();
  await page.getByText("This name belongs to someone else.").waitFor();
  await field(page, "Username").fill("anna_markova");
  await button(page, "Save at Telegram").click();
  await page.getByText("@anna_markova").first().waitFor();

  const chosen = page.waitForEvent("filechooser");
  await button(page, "Another photo").click();
  await (await chosen).setFiles(join(ROOT, "frontend/public/icon-192.png"));
  await profile(page).locator("img").waitFor();
  await shoot(page, "account-profile");
  await profile(page).getByRole("button", { name: "Remove" }).click();
  await profile(page).locator("img").waitFor({ state: "detached" });
});

desk.test("switches are kept as they are touched, and waits are counted down", { path: "/accounts", colorScheme: "dark", expects: /429/ }, async (page) => {
  const clara = await desk.holder("Clara", "447946000032");
  const id = await open(page, clara);
  await page.getByLabel("Tell others what was read").uncheck();
  await page.getByText("Saved.").first().waitFor();
  await page.getByLabel("Fetch history").selectOption("90");
  await page.waitForFunction(() => !document.querySelector("#history_days").disabled);
  await page.reload();
  await standing(page, "connected").waitFor();
  assert.equal(await page.getByLabel("Tell others what was read").isChecked(), false);
  assert.equal(await page.getByLabel("Fetch history").inputValue(), "90");
  const account = await desk.api("GET", `/accounts/${id}`);
  assert.deepEqual([account.read_receipts, account.history_days, account.name], [false, 90, "Clara"]);

  await page.getByText("None: Telegram lets it do everything at once.").waitFor();
  await desk.sandbox.control("POST", "/faults", { kind: "too_many_requests", retry_after: 90, method: "users.getFullUser" });
  await button(page, "Read from Telegram").click();
  await page.getByText(/Try again in 1:\d\d/).waitFor();
  await page.getByRole("region", { name: "Waits" }).getByRole("button").click();
  await page.getByRole("region", { name: "Waits" }).getByText("users.getFullUser").waitFor();
  await shoot(page, "account-waits-dark");
});

desk.test("a mistyped number is mended, and the profile names who was not named", { ...PHONE, path: "/accounts/new" }, async (page) => {
  const emil = await desk.holder("Emil", "447946000033");
  await field(page, "Phone number").fill("+44 7946 000034");
  await button(page, "Add and send the code").click();
  await page.getByText("Telegram sent the code").waitFor();
  await button(page, "Give the sign-in up").click();
  await page.getByRole("main").getByRole("link", { name: "To the account" }).last().click();
  await standing(page, "not signed in").waitFor();
  await button(page, "Change the number").click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Phone number").fill(emil.phone);
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: emil.phone }).waitFor();
  await page.getByRole("link", { name: "Sign in" }).first().click();
  await button(page, `Send a code to ${emil.phone}`).click();
  await page.getByText("Telegram sent the code").waitFor();
  await field(page, "Code").fill(await emil.code());
  await page.getByText("Signed in as Emil").waitFor();
  await page.getByRole("main").getByRole("link", { name: "To the account" }).last().click();
  await page.getByRole("heading", { level: 1, name: "Emil" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  await shoot(page, "phone-account");
});

desk.test("the dashboard counts bots and accounts apart, and names who needs a person", { path: "/" }, async (page) => {
  const dora = await desk.holder("Dora", "447946000035");
  await desk.api("POST", "/accounts", { phone: dora.phone, name: "Dora" });
  const fred = await desk.holder("Fred", "447946000036");
  await fred.signIn();
  const gita = await desk.person("Gita");
  await desk.sandbox.control("POST", `/people/${gita.id}/chats/${fred.id}/messages`, { text: "Hello" });
  const accounts = page.getByRole("region", { name: "Accounts", exact: true });
  await accounts.getByRole("table").last().getByRole("link", { name: "Fred" }).waitFor();
  await page.getByRole("link", { name: /^Dora/ }).waitFor();
  const bots = page.getByRole("region", { name: "Bots", exact: true });
  assert.equal(await bots.getByRole("link", { name: "Fred" }).count(), 0);
  await shoot(page, "dashboard");
});
