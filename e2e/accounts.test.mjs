// Accounts: added and signed in by a person, watched as they change, each role as it may.
import assert from "node:assert/strict";
import { PHONE, openDesk, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const viewer = { login: "victor", name: "Victor", role: "viewer", password: "only to look at" };
await desk.api("POST", "/users", viewer);

const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole("button", { name, exact: true });
/** How the account of the page stands. */
const standing = (page, state) => page.getByRole("region", { name: "How it stands" }).getByText(new RegExp(`^${state}`));
const row = (page, name) => page.getByRole("list", { name: "Accounts" }).getByRole("listitem").filter({ hasText: name });

/** Adds an account by its number, as far as the first step of its sign-in. */
async function add(page, { phone, name }, by = "code") {
  await field(page, "Phone number").fill(phone);
  await field(page, "Name").fill(name);
  if (by === "QR code") await page.getByLabel("By a QR code").check();
  await button(page, by === "code" ? "Add and send the code" : "Add and show the QR code").click();
}

desk.test("an account is added by its number and the code", { path: "/accounts/new", expects: /409/ }, async (page) => {
  const anna = await desk.holder("Anna", "447946000001");
  await add(page, anna);
  await page.getByText("Telegram sent the code").waitFor();

  await page.reload();
  await page.getByText("Telegram sent the code").waitFor();
  await field(page, "Code").and(page.locator(":focus")).waitFor();
  const code = await anna.code();
  const wrong = code.replace(/\d/g, (digit) => (Number(digit) + 1) % 10);
  await field(page, "Code").pressSequentially(wrong);
  await page.getByText("This code is wrong. 4 more tries.").waitFor();
  await field(page, "Code").and(page.locator(":focus")).waitFor();

  // the message as it is copied out of Telegram
  await field(page, "Code").fill(`Login code: ${code}. Do not give this code to anyone!`);
  await page.getByText("Signed in as Anna").waitFor();
  await page.getByRole("main").getByRole("link", { name: "To the account" }).last().click();
  await page.getByRole("heading", { level: 1, name: "Anna" }).waitFor();
  await standing(page, "connected").waitFor();
});

desk.test("a second password is asked for with its hint and kept nowhere", { path: "/accounts/new", expects: /409/ }, async (page) => {
  const boris = await desk.holder("Boris", "447946000002");
  await boris.setPassword("under the bridge", "where we met");
  await add(page, boris);
  await page.getByText("Telegram sent the code").waitFor();
  await field(page, "Code").fill(await boris.code());
  await page.getByText("Hint of its owner: where we met").waitFor();

  await page.reload();
  const password = field(page, "Second password");
  await password.fill("on the bridge");
  await page.keyboard.press("Enter");
  await page.getByText("This password is wrong. 4 more tries.").waitFor();
  assert.equal(await password.inputValue(), "");
  await password.fill("under the bridge");
  await page.keyboard.press("Enter");
  await page.getByText("Signed in as Boris").waitFor();
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.equal(kept.includes("bridge"), false);
});

desk.test("an account signs in with a QR code, which is shown anew after a reload", { path: "/accounts/new" }, async (page) => {
  const clara = await desk.holder("Clara", "447946000003");
  const shown = () => page.waitForResponse(/\/login\/qr$/).then((response) => response.json());
  let next = shown();
  await add(page, clara, "QR code");
  await page.getByRole("img", { name: "QR code to sign in" }).waitFor();
  const { url: first } = await next;

  // an answer that the old page waits for is gone with it
  await page.reload({ waitUntil: "commit" });
  next = shown();
  await page.getByRole("img", { name: "QR code to sign in" }).waitFor();
  const { url } = await next;
  assert.match(url, /^tg:\/\/login\?token=/);
  assert.notEqual(url, first);
  await clara.scan(url);
  await page.getByText("Signed in as Clara").waitFor();
});

desk.test("a number without an account is refused in words", { path: "/accounts/new", expects: /409/ }, async (page) => {
  await add(page, { phone: "+44 7946 000099", name: "Nobody" });
  // Telegram tells only who has the code
  await page.getByText("Telegram sent the code by SMS to +447946000099.").waitFor();
  const { code } = await desk.sandbox.control("GET", "/accounts/codes/447946000099");
  await field(page, "Code").fill(code);
  await page.getByRole("alert").getByText("Telegram has no account with this number.").waitFor();
  await button(page, "Send a code to +447946000099").waitFor();
});

desk.test("a wait that Telegram asks for is counted down", { path: "/accounts/new", expects: /429/ }, async (page) => {
  const dora = await desk.holder("Dora", "447946000004");
  await desk.sandbox.control("POST", "/faults", { kind: "too_many_requests", retry_after: 90, method: "auth.sendCode" });
  await add(page, dora);
  await page.getByText(/Try again in 1:\d\d/).waitFor();
});

desk.test("a state shows as it changes, with what to do next", { path: "/accounts" }, async (page) => {
  const emil = await desk.holder("Emil", "447946000005");
  await emil.signIn();
  await row(page, "Emil").getByText("connected", { exact: true }).waitFor();
  await emil.endSessions();
  await row(page, "Emil").getByText("signed out", { exact: true }).waitFor();
  await row(page, "Emil").getByRole("link", { name: "Sign in again" }).click();
  await button(page, `Send a code to ${emil.phone}`).click();
  await page.getByText("Telegram sent the code").waitFor();
  await field(page, "Code").fill(await emil.code());
  await page.getByText("Signed in as Emil").waitFor();
});

desk.test("an account is stopped, signed out and archived", { path: "/accounts" }, async (page) => {
  const fred = await desk.holder("Fred", "447946000006");
  const { id } = await fred.signIn();
  await page.goto(`${desk.server.url}/accounts/${id}`);
  await standing(page, "connected").waitFor();

  await button(page, "Ask Telegram").click();
  await page.getByText("this one").waitFor();
  await button(page, "Stop").click();
  await standing(page, "stopped").waitFor();
  await button(page, "Start").click();
  await standing(page, "connected").waitFor();

  await button(page, "Sign out").click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await standing(page, "signed out").waitFor();
  await button(page, "Archive").click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
  await page.waitForURL(/\/accounts$/);
  await row(page, "Fred").waitFor({ state: "detached" });
  await button(page, "Archived").click();
  await row(page, "Fred").waitFor();
});

desk.test("an owner sees the session of an account once, after a warning", { path: "/accounts" }, async (page) => {
  const gita = await desk.holder("Gita", "447946000007");
  const { id } = await gita.signIn();
  await page.goto(`${desk.server.url}/accounts/${id}`);
  await button(page, "Export the session").click();
  await page.getByRole("dialog").getByText("Whoever has the session has the account").waitFor();
  await button(page, "Show the session").click();
  const session = page.getByRole("dialog").getByLabel("Session");
  assert.match(await session.inputValue(), /^1/);
  await button(page, "I have stored it").click();
  await session.waitFor({ state: "detached" });
});

desk.test("a viewer sees accounts and nothing to press", { path: "/accounts", user: viewer }, async (page) => {
  const hana = await desk.holder("Hana", "447946000008");
  const { id } = await desk.api("POST", "/accounts", { phone: hana.phone, name: hana.name });
  await row(page, "Hana").getByText("not signed in", { exact: true }).waitFor();
  for (const name of ["Add an account", "Sign in"]) assert.equal(await page.getByRole("link", { name }).count(), 0, name);
  assert.equal(await button(page, "Import").count(), 0);
  await row(page, "Hana").getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Hana" }).waitFor();
  for (const name of ["Save", "Archive", "Proxy", "Export the session"]) assert.equal(await button(page, name).count(), 0, name);
  await page.goto(`${desk.server.url}/accounts/${id}/login`);
  await page.getByText("An admin of this workspace can sign it in.").waitFor();
});

desk.test("on a phone an account signs in with one pane at a time", { ...PHONE, path: "/accounts" }, async (page) => {
  const overflows = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  const ivan = await desk.holder("Ivan", "447946000009");
  await page.getByRole("link", { name: "Add an account" }).first().click();
  await field(page, "Phone number").waitFor();
  assert.equal(await overflows(), false);
  await add(page, ivan);
  await page.getByText("Telegram sent the code").waitFor();
  assert.equal(await overflows(), false);
  await shoot(page, "phone-account-code");
  await field(page, "Code").fill(await ivan.code());
  await page.getByText("Signed in as Ivan").waitFor();
  await page.getByRole("main").getByRole("link", { name: "To the account" }).last().click();
  await standing(page, "connected").waitFor();
  assert.equal(await overflows(), false);
  await page.goto(`${desk.server.url}/accounts?q=ivan`);
  await row(page, "Ivan").waitFor();
  assert.equal(await overflows(), false);
  await shoot(page, "phone-accounts");
});
