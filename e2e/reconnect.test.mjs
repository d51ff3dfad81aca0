import assert from "node:assert/strict";
import { chatOf, composer, message, openDesk, send, thread } from "./desk.mjs";

const desk = await openDesk();
// what a browser says when it asks a server that is gone
const GONE = { expects: /ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|WebSocket connection to/ };

desk.test("after a crash of the server the page catches up without a reload", GONE, async (page) => {
  const anna = await desk.person("Anna");
  await anna.write("Before");
  await chatOf(page, anna).click();
  await message(page, "Before").waitFor();
  await page.evaluate(() => (window.sameDocument = true));

  await desk.killServer();
  await page.getByText("Connection lost").waitFor();
  await anna.write("Meanwhile, one");
  await anna.write("Meanwhile, two");
  await desk.startServer();
  await message(page, "Meanwhile, two").waitFor();
  assert.equal(await thread(page).getByText("Meanwhile, one").count(), 1);
  await page.getByText("Connection lost").waitFor({ state: "detached" });

  await composer(page, anna).fill("Here again.");
  await send(page);
  assert.equal((await anna.receive())[0].text, "Here again.");
  await message(page, "Here again.").getByTitle("sent", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => window.sameDocument), true, "the page was loaded anew");
});

desk.test("an answer written while the server is gone is sent once it is back", GONE, async (page) => {
  const ivan = await desk.person("Ivan");
  await ivan.write("Can you hear me?");
  await chatOf(page, ivan).click();
  await message(page, "Can you hear me?").waitFor();
  await desk.killServer();
  await composer(page, ivan).fill("Loud and clear.");
  await send(page);
  const row = message(page, "Loud and clear.");
  await row.getByRole("button", { name: "Try again" }).waitFor();
  await desk.startServer();
  await page.getByText("Connection lost").waitFor({ state: "detached" });
  await row.getByRole("button", { name: "Try again" }).click();
  assert.deepEqual((await ivan.receive()).map(({ text }) => text), ["Loud and clear."]);
  await row.getByTitle("sent", { exact: true }).waitFor();
});

desk.test("a draft survives a reload", {}, async (page) => {
  const kim = await desk.person("Kim");
  await kim.write("Any news?");
  await chatOf(page, kim).click();
  await composer(page, kim).fill("Almost there, we only");
  await page.reload();
  await page.waitForFunction(() => document.querySelector("textarea")?.value === "Almost there, we only");
});
