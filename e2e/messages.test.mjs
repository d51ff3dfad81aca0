import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../scripts/stack.mjs";
import { chatOf, composer, message, openDesk, send } from "./desk.mjs";

const desk = await openDesk();
const picture = await readFile(join(ROOT, "frontend/public/icon-192.png"));

/** The picture in a message, once the browser has drawn it. */
async function drawn(row) {
  const image = row.getByRole("img");
  await image.waitFor();
  const [width, height] = await image.evaluate(async (image) => (await image.decode(), [image.naturalWidth, image.naturalHeight]));
  assert.deepEqual([width, height], [192, 192]);
}

desk.test("a message appears by itself and its answer reaches the person", {}, async (page) => {
  const elena = await desk.person("Elena");
  await page.getByText("No chat is open").waitFor();
  await page.evaluate(() => (window.sameDocument = true));

  await elena.write("Where is my parcel?");
  await chatOf(page, elena).click();
  await message(page, "Where is my parcel?").waitFor();
  await elena.write("Hello?");
  await message(page, "Hello?").waitFor();

  await composer(page, elena).fill("It arrives **tomorrow**.");
  await composer(page, elena).press("Enter");
  const [received] = await elena.receive();
  assert.equal(received.text, "It arrives tomorrow.");
  await message(page, "It arrives tomorrow.").getByTitle("sent", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => window.sameDocument), true, "the page was loaded anew");
});

desk.test("a photo is shown in its place, whoever sent it", {}, async (page) => {
  const boris = await desk.person("Boris");
  await boris.write("This came broken", { file: { kind: "photo", base64: picture.toString("base64") } });
  await chatOf(page, boris).click();
  await drawn(message(page, "This came broken"));

  await page.locator("input[type=file]").setInputFiles({ name: "label.png", mimeType: "image/png", buffer: picture });
  await composer(page, boris).fill("Is it this one?");
  await send(page);
  const [received] = await boris.receive();
  assert.equal(received.text, "Is it this one?");
  assert.equal(received.file.kind, "photo");
  await message(page, "Is it this one?").getByTitle("sent", { exact: true }).waitFor();
  await drawn(message(page, "Is it this one?"));
  await page.reload();
  await drawn(message(page, "Is it this one?"));
});

desk.test("a document can be downloaded", {}, async (page) => {
  const clara = await desk.person("Clara");
  const content = "Invoice 17\n".repeat(1000);
  await clara.write("", { file: { kind: "document", name: "invoice.txt", base64: Buffer.from(content).toString("base64") } });
  await chatOf(page, clara).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    message(page, "invoice.txt").getByRole("button", { name: "Download" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "invoice.txt");
  assert.equal(await readFile(await download.path(), "utf8"), content);
});

desk.test("an answer Telegram did not confirm says so, and a person decides", {}, async (page) => {
  const dmitri = await desk.person("Dmitri");
  await dmitri.write("Are you there?");
  await chatOf(page, dmitri).click();
  await desk.sandbox.control("POST", "/faults", { kind: "lost_reply", bot: desk.bot.id, method: "sendMessage" });
  await composer(page, dmitri).fill("Yes, I am.");
  await send(page);

  const row = message(page, "Yes, I am.");
  await row.getByText("Telegram did not confirm this message. It may have arrived.").waitFor();
  for (const name of ["It arrived", "It did not", "Send again"]) await row.getByRole("button", { name }).waitFor();
  assert.deepEqual((await dmitri.receive()).map(({ text }) => text), ["Yes, I am."]);
  await row.getByRole("button", { name: "It arrived" }).click();
  await row.getByTitle("sent", { exact: true }).waitFor();
});
