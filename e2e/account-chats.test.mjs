// The chats of accounts: read and answered in their own place, and whole again after the server died.
import assert from "node:assert/strict";
import { chatOf, composer, message, openDesk, send, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const anna = await desk.holder("Anna", "447946000011");
await anna.signIn();

// what a browser says when it asks a server that is gone
const GONE = {
  path: "/accounts/chats",
  expects: /ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|WebSocket connection to/,
};

desk.test("what is written to an account is answered there and never among the bots'", { path: "/accounts/chats" }, async (page) => {
  const mona = await desk.friend("Mona", anna);
  await page.getByRole("navigation", { name: "Which chats" }).getByRole("link", { name: "Anna" }).waitFor();
  await mona.write("Are you at home?");
  await chatOf(page, mona).getByText("1 unread message").waitFor({ state: "attached" });
  await page.getByRole("link", { name: "Accounts" }).getByText("1 unread message").waitFor({ state: "attached" });
  assert.equal(await page.getByRole("link", { name: "Bots" }).getByText("unread").count(), 0);
  await chatOf(page, mona).click();
  await message(page, "Are you at home?").waitFor();
  await page.getByText("via Anna").waitFor();
  await composer(page, mona).fill("In an hour.");
  await send(page);
  await message(page, "In an hour.").getByTitle("sent", { exact: true }).waitFor();
  assert.deepEqual(await mona.history(), ["Are you at home?", "In an hour."]);

  await page.goto(`${desk.server.url}/bots/chats`);
  await page.getByText("No chats yet").waitFor();
  assert.equal(await page.getByText("Mona").count(), 0);
});

desk.test("what came while the server was dead is there after it", GONE, async (page) => {
  const nils = await desk.friend("Nils", anna);
  await nils.write("Before");
  await chatOf(page, nils).click();
  await message(page, "Before").waitFor();
  await desk.killServer();
  await page.getByText("Connection lost").waitFor();
  await nils.write("Meanwhile");
  await desk.startServer();
  await message(page, "Meanwhile").waitFor();
  await message(page, "Before").waitFor();
  await composer(page, nils).fill("After");
  await send(page);
  await message(page, "After").getByTitle("sent", { exact: true }).waitFor();
  assert.deepEqual(await nils.history(), ["Before", "Meanwhile", "After"]);
});

desk.test("what was written before an account signed in is fetched when it is asked for", { path: "/accounts/chats" }, async (page) => {
  const oskar = await desk.holder("Oskar", "447946000012");
  const paula = await desk.friend("Paula", oskar);
  for (const text of ["First of all", "And then", "Last of all"]) await paula.write(text);
  await oskar.signIn();
  await chatOf(page, paula).getByText("Last of all").waitFor();
  await chatOf(page, paula).click();
  await message(page, "Last of all").waitFor();
  await page.getByRole("button", { name: "Fetch earlier messages" }).click();
  await message(page, "First of all").waitFor();
  await message(page, "And then").waitFor();
  await page.getByRole("button", { name: "Fetch earlier messages" }).waitFor({ state: "detached" });
});

desk.test("the list of chats tells as much of the last message as the thread: read, and deleted", { path: "/accounts/chats" }, async (page) => {
  const rita = await desk.friend("Rita", anna);
  await rita.write("Shall I come?");
  await chatOf(page, rita).click();
  await composer(page, rita).fill("Please do.");
  await send(page);
  await message(page, "Please do.").getByTitle("sent", { exact: true }).waitFor();
  await chatOf(page, rita).getByTitle("sent", { exact: true }).waitFor();
  await rita.read();
  await message(page, "Please do.").getByTitle("read", { exact: true }).waitFor();
  await chatOf(page, rita).getByTitle("read", { exact: true }).waitFor();

  const { message: last } = await rita.write("By the back door");
  await chatOf(page, rita).getByText("By the back door").waitFor();
  await rita.remove(last);
  await message(page, "By the back door").getByText(/^deleted/).waitFor();
  await chatOf(page, rita).getByText("Deleted:").waitFor();
  await chatOf(page, rita).getByText("By the back door").waitFor();
  await shoot(page, "list-deleted");
});

desk.test("the code of another sign-in is read where the account is signed in", { path: "/accounts/chats" }, async (page) => {
  await page.getByRole("navigation", { name: "Which chats" }).getByRole("link", { name: "Anna" }).waitFor();
  const { code } = await desk.sandbox.control("POST", "/accounts/codes/447946000011");
  const telegram = chatOf(page, { name: "Telegram" });
  await telegram.getByText(`Login code: ${code}.`).waitFor();
  await telegram.click();
  await message(page, `Login code: ${code}.`).waitFor();
  await shoot(page, "login-code");
});
