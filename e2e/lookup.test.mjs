// A group or channel is looked up through an account, and nobody joins it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../scripts/stack.mjs";
import { PHONE, openDesk, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const viewer = { login: "victor", name: "Victor", role: "viewer", password: "only to look at" };
await desk.api("POST", "/users", viewer);
const anna = await desk.holder("Anna", "447946000021");
const boris = await desk.person("Boris");
const control = (method, path, body) => desk.sandbox.control(method, path, body);
const news = await control("POST", "/chats", { kind: "channel", title: "City News", creator: boris.id, username: "city_news" });
await control("PATCH", `/chats/${news.id}`, {
  about: "What happens here, every day",
  photo: readFileSync(join(ROOT, "frontend/public/icon-192.png")).toString("base64"),
});
await control("POST", `/people/${boris.id}/chats/${news.id}/messages`, { text: "The bridge is open again" });
const help = await control("POST", "/chats", { kind: "supergroup", title: "North Help", creator: anna.id, username: "north_help" });
await control("POST", `/people/${anna.id}/chats/${help.id}/messages`, { text: "Welcome" });
await anna.signIn();

const LOOK_UP = { path: "/communities" };
const ask = async (page, text) => {
  await page.getByLabel("Name, link or id").fill(text);
  await page.getByRole("button", { name: "Look up", exact: true }).click();
};
const card = (page, title) => page.getByRole("article", { name: title });

desk.test("without a connected account it says what is missing", { ...LOOK_UP, expects: /409/ }, async (page) => {
  const { items } = await desk.api("GET", "/accounts");
  await desk.api("POST", `/accounts/${items[0].id}/stop`);
  await page.getByText("What is this group or channel?").waitFor();
  await ask(page, "@city_news");
  await page.getByRole("alert").waitFor();
  await desk.api("POST", `/accounts/${items[0].id}/start`);
});

desk.test("a channel of others is shown with its facts, and the address keeps it", LOOK_UP, async (page) => {
  const { items } = await desk.api("GET", "/accounts");
  await page.goto(`${desk.server.url}/accounts/${items[0].id}`);
  await page.getByRole("region", { name: "How it stands" }).getByText(/^connected/).waitFor();
  await page.getByRole("link", { name: "Communities" }).click();
  await ask(page, "https://t.me/city_news/1");
  await card(page, "City News").getByText("What happens here, every day").waitFor();
  await card(page, "City News").getByText("The bridge is open again").waitFor();
  await card(page, "City News").getByText(String(news.id)).waitFor();
  await card(page, "City News").getByRole("link", { name: "Anna" }).waitFor();
  assert.equal(await card(page, "City News").getByRole("link", { name: /Open the chat/ }).count(), 0);
  await card(page, "City News").locator("img").waitFor();
  await shoot(page, "lookup");
  await page.reload();
  await card(page, "City News").waitFor();
});

desk.test("one that an account made is ours, and its chat is a press away", { ...LOOK_UP, colorScheme: "dark" }, async (page) => {
  await ask(page, "north_help");
  await card(page, "North Help").getByText("created by this account").waitFor();
  await shoot(page, "lookup-dark");
  await card(page, "North Help").getByRole("link", { name: "Open the chat of Anna" }).click();
  await page.getByRole("heading", { level: 1, name: "North Help" }).waitFor();
  assert.match(page.url(), /\/accounts\/chats\//);
});

desk.test("where there is more than one account, a person says which one asks", LOOK_UP, async (page) => {
  const clara = await desk.holder("Clara", "447946000022");
  await clara.signIn();
  await page.getByLabel("Through").selectOption("Clara");
  await ask(page, "@city_news");
  await card(page, "City News").getByRole("link", { name: "Clara" }).waitFor();
  await shoot(page, "lookup-through");
  await page.reload();
  await card(page, "City News").getByRole("link", { name: "Clara" }).waitFor();
  assert.equal(await page.getByLabel("Through").locator("option:checked").textContent(), "Clara");
  await page.getByLabel("Through").selectOption("any account");
  await page.getByRole("button", { name: "Look up", exact: true }).click();
  await card(page, "City News").getByRole("link", { name: "Anna" }).waitFor();
});

desk.test("what cannot be found says why", { ...LOOK_UP, expects: /404|422/ }, async (page) => {
  await ask(page, "no such thing");
  await page.getByText("This is no name, link or id of a group or channel.").waitFor();
  await ask(page, "@nobody_has_this");
  await page.getByText("Nothing was found").waitFor();
});

desk.test("the palette leads there, and a phone shows it whole", { ...PHONE, path: "/communities?link=city_news" }, async (page) => {
  await card(page, "City News").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  await shoot(page, "phone-lookup");
  await page.goto(`${desk.server.url}/bots`);
  await page.getByRole("heading", { level: 1, name: "Bots" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("look up");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/communities$/);
});

desk.test("a viewer may not ask", { ...LOOK_UP, user: viewer }, async (page) => {
  await page.getByRole("heading", { level: 1, name: "Look up a group or channel" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Look up", exact: true }).count(), 0);
});
