// How an account connects and where it is signed in: proxy, device, sessions, import.
import assert from "node:assert/strict";
import { openDesk, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });

const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const standing = (page, state) => page.getByRole("region", { name: "How it stands" }).getByText(new RegExp(`^${state}`));
const ACCOUNTS = { path: "/accounts" };

/** The page of an account that is connected. */
async function open(page, holder) {
  const { id } = await holder.signIn();
  await page.goto(`${desk.server.url}/accounts/${id}`);
  await standing(page, "connected").waitFor();
  return id;
}

desk.test("a session of another program is imported after a warning", { ...ACCOUNTS, expects: /422/ }, async (page) => {
  const anna = await desk.holder("Anna", "447946000061");
  await button(page, "Import").click();
  const form = page.getByRole("dialog");
  await form.getByText("The program the session comes from must never use it again").waitFor();
  await form.getByLabel("Session", { exact: true }).fill("not a session");
  await form.getByRole("button", { name: "Import" }).click();
  await form.getByRole("alert").first().waitFor();
  await shoot(page, "import-refused");
  await form.getByLabel("Session", { exact: true }).fill(` ${await anna.newSession()}\n`);
  await form.getByRole("button", { name: "Import" }).click();
  await page.getByText("Anna is here and signed in.").waitFor();
  await page.getByRole("heading", { level: 1, name: "Anna" }).waitFor();
  await standing(page, "connected").waitFor();
});

desk.test("a session elsewhere is ended, and this one stays", ACCOUNTS, async (page) => {
  const boris = await desk.holder("Boris", "447946000062");
  const id = await open(page, boris);
  await boris.newSession();
  await button(page, "Ask Telegram").click();
  const sessions = page.getByRole("region", { name: "Where it is signed in" });
  await sessions.getByText("this one").waitFor();
  assert.equal(await sessions.getByRole("listitem").count(), 2);
  await shoot(page, "sessions");
  await sessions.getByRole("button", { name: "End", exact: true }).click();
  await page.getByRole("dialog").getByText("Whoever uses the account there is signed out at once.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
  await sessions.getByRole("listitem").nth(1).waitFor({ state: "detached" });
  await sessions.getByText("this one").waitFor();
  assert.equal((await desk.sandbox.control("GET", `/accounts/${boris.id}/sessions`)).length, 1);
  assert.equal((await desk.api("GET", `/accounts/${id}`)).standing.state, "ok");
});

desk.test("a proxy is checked, shown without its password and taken away again", { ...ACCOUNTS, expects: /422/ }, async (page) => {
  const clara = await desk.holder("Clara", "447946000063");
  await open(page, clara);
  await button(page, "Proxy").click();
  const form = page.getByRole("dialog");
  await form.getByText("It connects directly.").waitFor();
  await form.getByLabel("Proxy", { exact: true }).fill("http://127.0.0.1:9");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("alert").first().waitFor();
  await shoot(page, "proxy-refused");
  // nobody listens there
  await form.getByLabel("Proxy", { exact: true }).fill("socks5://me:secret@127.0.0.1:9");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  await page.getByText("127.0.0.1:9").first().waitFor();
  assert.equal((await page.content()).includes("secret"), false);
  await standing(page, "waiting").waitFor();
  await shoot(page, "proxy-dead");
  await button(page, "Proxy").click();
  await form.getByText("It connects through 127.0.0.1:9.").waitFor();
  await form.getByRole("button", { name: "Connect directly" }).click();
  await standing(page, "connected").waitFor();
});

desk.test("what Telegram is told of the device is changed, and empty it cannot be", { ...ACCOUNTS, expects: /422/ }, async (page) => {
  const dora = await desk.holder("Dora", "447946000064");
  await open(page, dora);
  await field(page, "Model").fill("");
  await button(page, "Save").click();
  await page.getByRole("alert").first().waitFor();
  await field(page, "Model").fill("Parcel terminal");
  await field(page, "Version of the application").fill("7.1");
  await button(page, "Save").click();
  await page.getByText("Saved.").first().waitFor();
  await standing(page, "connected").waitFor();
  await page.reload();
  await standing(page, "connected").waitFor();
  assert.equal(await field(page, "Model").inputValue(), "Parcel terminal");
  await button(page, "Ask Telegram").click();
  await page.getByRole("region", { name: "Where it is signed in" }).getByText(/Parcel terminal/).waitFor();
});
