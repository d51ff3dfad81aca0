import assert from "node:assert/strict";
import { chatOf, composer, message, openDesk } from "./desk.mjs";

const desk = await openDesk();

desk.test("a chat is found, answered and left without a mouse", {}, async (page) => {
  const [maria, nora] = [await desk.person("Maria"), await desk.person("Nora")];
  await maria.write("First question", { date: Math.floor(Date.now() / 1000) - 60 });
  await nora.write("Second question");
  await chatOf(page, nora).waitFor();
  await chatOf(page, maria).waitFor();

  // the newest chat is on top: down to Maria, up to Nora, down again
  for (const key of ["j", "j", "k", "j", "Enter"]) await page.keyboard.press(key);
  await message(page, "First question").waitFor();

  await page.keyboard.press("r");
  await page.getByText("Reply to Maria").waitFor();
  await composer(page, maria).and(page.locator(":focus")).waitFor();
  await page.keyboard.type("An answer");
  await page.keyboard.press("Enter");
  const [received] = await maria.receive();
  assert.equal(received.text, "An answer");
  assert.ok(received.reply_to, "it answers no message");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.getByText("No chat is open").waitFor();

  await page.keyboard.press("/");
  await page.getByRole("searchbox", { name: "Search chats" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.type("nor");
  await chatOf(page, maria).waitFor({ state: "detached" });
  await chatOf(page, maria).waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await message(page, "Second question").waitFor();
});

desk.test("the keys can be asked for", {}, async (page) => {
  await page.getByText("No chat is open").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Search chats").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});
