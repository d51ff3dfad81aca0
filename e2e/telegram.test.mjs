// What accounts can do in the page as in Telegram's own apps: gestures, the list of chats, finding people and groups.
import assert from "node:assert/strict";
import { PHONE, chatOf, composer, message, openDesk, send, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const anna = await desk.holder("Anna", "447946000021");
await anna.signIn();
const ACCOUNTS = { path: "/accounts/chats" };

/** Chooses a line of a message's menu. */
async function choose(page, row, line) {
  await row.hover();
  await row.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: line, exact: true }).click();
}

/** Chooses a line of the open chat's menu. */
async function chooseOfChat(page, line) {
  await page.getByRole("button", { name: "Chat at Telegram" }).click();
  await page.getByRole("menuitem", { name: line, exact: true }).click();
}

desk.test("a message is reacted to, forwarded, and deleted for the account alone", ACCOUNTS, async (page) => {
  const [mona, nils] = [await desk.friend("Mona", anna), await desk.friend("Nils", anna)];
  await mona.write("The gate is open");
  await nils.write("Any news?");
  await chatOf(page, nils).waitFor();
  await chatOf(page, mona).click();
  const row = message(page, "The gate is open");

  await choose(page, row, "React with 🔥");
  const reaction = row.getByRole("list", { name: "Reactions" }).getByRole("button", { name: "🔥", pressed: true });
  await reaction.waitFor();
  await shoot(page, "reaction");
  await reaction.click();
  await reaction.waitFor({ state: "detached" });

  await choose(page, row, "Forward");
  const where = page.getByRole("dialog", { name: "Forward" });
  await where.getByRole("searchbox").fill("nil");
  await where.getByRole("button", { name: "Nils" }).click();
  await shoot(page, "forward");
  await where.getByRole("button", { name: "Forward", exact: true }).click();
  await page.getByText("Forwarded to Nils.").waitFor();
  await chatOf(page, nils).getByText("The gate is open").waitFor();

  await choose(page, row, "Delete");
  await page.getByRole("button", { name: "Delete for this account" }).click();
  await row.getByText("deleted").waitFor();
  assert.deepEqual(await mona.history(), ["The gate is open"]);
  assert.ok((await nils.history()).includes("The gate is open"));
});

desk.test("an account votes in a poll and takes the vote back", ACCOUNTS, async (page) => {
  const ivo = await desk.friend("Ivo", anna);
  await ivo.write("", { poll: { question: "When shall we meet?", options: ["Monday", "Tuesday"] } });
  await chatOf(page, ivo).click();
  const row = message(page, "When shall we meet?");
  await row.getByRole("button", { name: "Tuesday" }).click();
  await row.getByText("100\u00a0%").waitFor();
  await row.getByTitle("our vote").waitFor();
  await shoot(page, "poll");
  await row.getByRole("button", { name: "Take the vote back" }).click();
  await row.getByRole("button", { name: "Tuesday" }).waitFor();
});

desk.test("who writes and who read is seen on both sides", ACCOUNTS, async (page) => {
  const rosa = await desk.friend("Rosa", anna);
  await rosa.write("Hello");
  await chatOf(page, rosa).click();
  await message(page, "Hello").waitFor();
  await rosa.does("typing");
  await page.locator(".head").getByText("is typing…").waitFor();
  await chatOf(page, rosa).getByText("is typing…").waitFor();
  await rosa.write("Are you there?");
  await page.locator(".head").getByText("is typing…").waitFor({ state: "detached" });

  const told = [];
  page.on("request", (request) => request.url().endsWith("/typing") && told.push(request.method()));
  await composer(page, rosa).pressSequentially("Yes, I am.");
  assert.deepEqual(told, ["POST"]);
  await send(page);
  const own = message(page, "Yes, I am.");
  await own.getByTitle("sent", { exact: true }).waitFor();
  await rosa.read();
  await own.getByTitle("read", { exact: true }).waitFor();
  await shoot(page, "read");
});

desk.test("an account's list of chats is arranged as in Telegram", ACCOUNTS, async (page) => {
  const tess = await desk.friend("Tess", anna);
  await tess.write("Good morning");
  await chatOf(page, tess).click();
  await message(page, "Good morning").waitFor();
  await chooseOfChat(page, "Pin in the list");
  await chatOf(page, tess).getByTitle("Pinned").waitFor();
  await chooseOfChat(page, "Mute for 8 hours");
  await chatOf(page, tess).getByTitle("Muted").waitFor();
  await chatOf(page, tess).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Unmute" }).click();
  await chatOf(page, tess).getByTitle("Muted").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.getByText("No chat is open").waitFor();
  await page.keyboard.press("m");
  await shoot(page, "chat-menu");
  await page.getByRole("menuitem", { name: "Archive", exact: true }).click();
  await chatOf(page, tess).waitFor({ state: "detached" });
  await page.getByRole("navigation", { name: "Which chats" }).getByRole("link", { name: "Archive" }).click();
  await chatOf(page, tess).waitFor();
});

desk.test("the folders of the account that is chosen narrow its list", ACCOUNTS, async (page) => {
  const uwe = await desk.friend("Uwe", anna);
  await uwe.write("Anyone there?");
  const page_of = (items) => ({ json: { items, next_cursor: null } });
  const folder = { id: 3, title: "Suppliers", emoji: "📦" };
  await page.route(/\/folders/, (route) => route.fulfill(page_of([folder])));
  await page.route((url) => url.searchParams.get("folder") === "3", (route) => route.fulfill(page_of([])));
  await chatOf(page, uwe).waitFor();
  await page.getByRole("navigation", { name: "Which chats" }).getByRole("link", { name: "Anna" }).click();
  const folders = page.getByRole("navigation", { name: "Folders" });
  await folders.getByRole("link", { name: "📦 Suppliers" }).click();
  await page.getByText("No such chats").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("folder"), "3");
  // what comes in is put into the folder by the server alone
  await uwe.write("Hello?");
  await page.getByText("No such chats").waitFor();
  await shoot(page, "folders");
  await folders.getByRole("link", { name: "All chats" }).click();
  await chatOf(page, uwe).waitFor();
});

desk.test("people and channels are found at Telegram, opened and joined", ACCOUNTS, async (page) => {
  const katarina = await desk.friend("Katarina", anna, { username: "katarina_yard" });
  const { id: chat } = await desk.sandbox.control("POST", "/chats", { kind: "channel", title: "Harbour notices", creator: katarina.id, username: "harbour_notices" });
  assert.ok(chat);
  await page.getByRole("searchbox", { name: "Search chats" }).fill("katarina");
  const found = page.getByRole("region", { name: "At Telegram" });
  await found.getByRole("button", { name: "Katarina" }).waitFor();
  await shoot(page, "found");
  await found.getByRole("button", { name: "Katarina" }).click();
  await composer(page, katarina).fill("Hello from the yard");
  await send(page);
  await message(page, "Hello from the yard").getByTitle("sent", { exact: true }).waitFor();
  assert.deepEqual(await katarina.history(), ["Hello from the yard"]);

  await page.getByRole("searchbox", { name: "Search chats" }).fill("harbour");
  await found.getByRole("button", { name: "Harbour notices" }).click();
  await page.getByRole("dialog", { name: "Join “Harbour notices”?" }).getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "Harbour notices" }).waitFor();
  await chooseOfChat(page, "Leave");
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await page.getByText("It is not in this chat any more").waitFor();
});

desk.test("a link is joined, and contacts are added and removed", { ...ACCOUNTS, expects: /422/ }, async (page) => {
  const viktor = await desk.holder("Viktor", "447946000022");
  const { id: chat } = await desk.sandbox.control("POST", "/chats", { kind: "supergroup", title: "Night shift", creator: viktor.id, username: "night_shift_yard" });
  assert.ok(chat);
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("menuitem", { name: "Join by link" }).click();
  const join = page.getByRole("dialog", { name: "Join by link" });
  await join.getByLabel("Link").fill("not a link at all");
  await join.getByRole("button", { name: "Join" }).click();
  await join.getByText("This is no name, link or id of a group or channel.").waitFor();
  await join.getByLabel("Link").fill("https://t.me/night_shift_yard");
  await join.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "Night shift" }).waitFor();

  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("menuitem", { name: "Contacts" }).click();
  const book = page.getByRole("dialog", { name: "Contacts" });
  await book.getByRole("button", { name: "Add a contact" }).click();
  await book.getByLabel("Telephone number").fill(viktor.phone);
  await book.getByLabel("First name").fill("Viktor");
  await book.locator("form").getByRole("button", { name: "Add a contact" }).click();
  const row = book.getByRole("listitem").filter({ hasText: "Viktor" });
  await row.waitFor();
  await shoot(page, "contacts");
  for (let press = 0; press < 2; press++) await row.getByRole("button", { name: "Remove from the contacts" }).click();
  await row.waitFor({ state: "detached" });
});

desk.test("words are found in a chat and gone to", { ...ACCOUNTS, ...PHONE }, async (page) => {
  const wanda = await desk.friend("Wanda", anna);
  await wanda.write("The crane needs oil");
  for (let at = 0; at < 30; at++) await wanda.write(`Container ${at} is here`);
  await chatOf(page, wanda).getByText("Container 29 is here").waitFor();
  await chatOf(page, wanda).click();
  await page.getByRole("button", { name: "To the newest message" }).click();
  await message(page, "Container 29 is here").waitFor();
  await message(page, "The crane needs oil").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Search in this chat" }).click();
  const search = page.getByRole("dialog", { name: "Search in this chat" });
  await search.getByRole("searchbox").fill("CRANE oil");
  await search.getByRole("button", { name: "The crane needs oil" }).waitFor();
  await search.getByRole("button", { name: "Search at Telegram too" }).click();
  await search.getByText("Telegram finds nothing more.").waitFor();
  await shoot(page, "phone-search");
  await search.getByRole("button", { name: "The crane needs oil" }).click();
  await message(page, "The crane needs oil").waitFor();
});
