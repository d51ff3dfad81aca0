import assert from "node:assert/strict";
import { chatOf, composer, message, openDesk, send } from "./desk.mjs";

const desk = await openDesk();

/** Chooses a line of a message's menu. */
async function choose(page, row, line) {
  await row.hover();
  await row.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: line }).click();
}

desk.test("an edit that Telegram puts off is shown until it is made", {}, async (page) => {
  const vera = await desk.person("Vera");
  await vera.write("When is it open?");
  await chatOf(page, vera).click();
  await composer(page, vera).fill("From nine to five.");
  await send(page);
  await message(page, "From nine to five.").getByTitle("sent", { exact: true }).waitFor();
  await vera.receive();

  await desk.sandbox.control("POST", "/faults", { kind: "too_many_requests", retry_after: 3, bot: desk.bot.id, method: "editMessageText" });
  await choose(page, message(page, "From nine to five."), "Edit");
  await composer(page, vera).fill("From nine to six.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const row = message(page, "From nine to five.");
  await row.getByText("To be edited…").waitFor();
  await row.getByText("From nine to six.").waitFor();
  await row.getByText("Next try in").waitFor();

  const [edited] = await vera.receive();
  assert.equal(edited.text, "From nine to six.");
  await message(page, "From nine to six.").getByRole("button", { name: "edited" }).waitFor();
  assert.equal(await page.getByText("To be edited…").count(), 0);
});

desk.test("an edit whose answer is lost is asked for again, and made once", {}, async (page) => {
  const walter = await desk.person("Walter");
  await walter.write("How much is it?");
  await chatOf(page, walter).click();
  await composer(page, walter).fill("Twelve.");
  await send(page);
  await message(page, "Twelve.").getByTitle("sent", { exact: true }).waitFor();

  await desk.sandbox.control("POST", "/faults", { kind: "lost_reply", bot: desk.bot.id, method: "editMessageText" });
  await choose(page, message(page, "Twelve."), "Edit");
  await composer(page, walter).fill("Thirteen.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await message(page, "Twelve.").getByText("Telegram gave no answer").waitFor();
  await message(page, "Thirteen.").getByRole("button", { name: "edited" }).waitFor();
  assert.equal(await page.getByText("To be edited…").count(), 0);
});

desk.test("a deletion that Telegram refuses says why and can be tried again", {}, async (page) => {
  const xenia = await desk.person("Xenia");
  await xenia.write("What is my number?");
  await chatOf(page, xenia).click();
  await composer(page, xenia).fill("It is 4711.");
  await send(page);
  const row = message(page, "It is 4711.");
  await row.getByTitle("sent", { exact: true }).waitFor();

  await xenia.block(true);
  await choose(page, row, "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await row.getByText("Telegram did not delete it.").waitFor();
  await row.getByText("Forbidden: bot was blocked by the user").waitFor();
  assert.equal(await row.getByText("deleted", { exact: false }).count(), 0);

  await xenia.block(false);
  await row.getByRole("button", { name: "Try again" }).click();
  await row.getByText(/^deleted \d/).waitFor();
  assert.equal(await row.getByText("Telegram did not delete it.").count(), 0);
});
