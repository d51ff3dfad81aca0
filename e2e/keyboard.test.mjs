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
  await page.keyboard.press("Enter");
  await message(page, "Second question").waitFor();
  // the list has the focus again
  await page.keyboard.press("r");
  await page.getByText("Reply to Nora").waitFor();
});

desk.test("Enter opens what the search finds, not what was there before", {}, async (page) => {
  const [petra, quentin] = [await desk.person("Petra"), await desk.person("Quentin")];
  await petra.write("Is it ready?", { date: Math.floor(Date.now() / 1000) - 60 });
  await quentin.write("Me first");
  await chatOf(page, quentin).waitFor();
  await chatOf(page, petra).waitFor();
  let answer;
  const asked = new Promise((done) => {
    const hold = (route) => (done(), new Promise((go) => (answer = go)).then(() => route.continue()));
    page.route((url) => url.pathname.endsWith("/chats") && url.searchParams.get("q") === "petra", hold);
  });
  await page.getByRole("searchbox", { name: "Search chats" }).fill("petra");
  await page.keyboard.press("Enter");
  await asked;
  for (const key of ["Enter", "Enter"]) await page.keyboard.press(key);
  answer();
  await message(page, "Is it ready?").waitFor();
  assert.equal(await page.getByText("Me first").count(), 0);
});

desk.test("the keys can be asked for", {}, async (page) => {
  await page.getByText("No chat is open").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Search chats").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});
