// Polls and albums that operators make.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../scripts/stack.mjs";
import { PHONE, chatOf, composer, message, openDesk, send, shoot, thread } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const anna = await desk.holder("Anna", "447946000011");
await anna.signIn();

for (const [device, options] of Object.entries({ desk: {}, phone: PHONE })) {
  desk.test(`a quiz is made with keys alone on a ${device}, voted in and stopped`, options, async (page) => {
    const elena = await desk.person(`Elena of the ${device}`);
    await elena.write("What do you offer?");
    await chatOf(page, elena).click();
    await page.getByRole("button", { name: "Make a poll" }).click();
    const dialog = page.getByRole("dialog");
    const post = dialog.getByRole("button", { name: "Send poll" });
    assert.equal(await post.isDisabled(), true);
    await page.keyboard.type("Tea?");
    await page.keyboard.press("Enter");
    await page.keyboard.type("yes");
    await page.keyboard.press("Enter");
    await page.keyboard.type("no");
    // there is always room for one more
    await dialog.getByPlaceholder("Answer 3").waitFor();
    await dialog.getByLabel("Quiz: one answer is right").check();
    assert.equal(await dialog.getByLabel("Several answers").isDisabled(), true);
    await dialog.getByRole("radio", { name: "right answer: Answer 2" }).check();
    await dialog.getByLabel("Explanation for a wrong answer").fill("It is late");
    await shoot(page, `poll-dialog-${device}`);
    await post.click();
    await dialog.waitFor({ state: "hidden" });
    const poll = message(page, "Tea?");
    await poll.getByTitle("sent", { exact: true }).waitFor();
    await poll.getByText("right answer").waitFor();
    const [received] = await elena.receive();
    await desk.sandbox.control("PUT", `/people/${elena.id}/messages/${received.message}/vote`, { chosen: [0] });
    await poll.getByText("1 vote").waitFor();
    await shoot(page, `poll-${device}`);

    await poll.hover();
    await poll.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Stop poll" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop poll" }).click();
    await poll.getByText("closed").waitFor();
  });
}

desk.test("people are not asked by accounts", { path: "/accounts/chats" }, async (page) => {
  const mona = await desk.friend("Mona", anna);
  await mona.write("Hello");
  await chatOf(page, mona).click();
  await page.getByRole("button", { name: "Attach files" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Make a poll" }).count(), 0);
});

const picture = await readFile(join(ROOT, "frontend/public/icon-192.png"));
const photo = (name) => ({ name, mimeType: "image/png", buffer: picture });

desk.test("several photos are one album with one caption", {}, async (page) => {
  const boris = await desk.person("Boris");
  await boris.write("Hello");
  await chatOf(page, boris).click();
  await composer(page, boris).fill("The yard");
  await page.locator("input[type=file]").setInputFiles([photo("a.png"), photo("b.png"), photo("c.png")]);
  await page.getByText("Sent as one album.").waitFor();
  await page.getByRole("list", { name: "Files to send" }).getByRole("button", { name: "Remove" }).last().click();
  await shoot(page, "album-composer");
  await send(page);
  const album = message(page, "The yard");
  await album.getByTitle("sent", { exact: true }).waitFor();
  const received = [];
  while (received.length < 2) received.push(...(await boris.receive()));
  assert.deepEqual(received.map(({ text }) => text), ["The yard", ""]);
  const blocks = () => thread(page).getByRole("listitem").filter({ has: page.getByRole("img") });
  assert.equal(await blocks().count(), 1);
  assert.equal(await album.getByRole("img").count(), 2);
  await shoot(page, "album-sent");
  await page.reload();
  await album.getByRole("img").nth(1).waitFor();
  assert.equal(await blocks().count(), 1);
});

desk.test("photos and files do not go together", {}, async (page) => {
  const clara = await desk.person("Clara");
  await clara.write("Hello");
  await chatOf(page, clara).click();
  const paper = { name: "waybill.txt", mimeType: "text/plain", buffer: Buffer.from("17 parcels") };
  await page.locator("input[type=file]").setInputFiles([photo("a.png"), paper]);
  await page.getByText("Photos and files do not go together: sent one by one.").waitFor();
  await composer(page, clara).fill("Both of it");
  await send(page);
  const received = [];
  while (received.length < 2) received.push(...(await clara.receive()));
  assert.deepEqual(received.map(({ file }) => file.kind), ["photo", "document"]);
  await message(page, "waybill.txt").getByTitle("sent", { exact: true }).waitFor();
});

desk.test("an album that Telegram did not confirm is settled as a whole", {}, async (page) => {
  const dmitri = await desk.person("Dmitri");
  await dmitri.write("Hello");
  await chatOf(page, dmitri).click();
  await desk.sandbox.control("POST", "/faults", { kind: "lost_reply", bot: desk.bot.id, method: "sendMediaGroup" });
  await page.locator("input[type=file]").setInputFiles([photo("a.png"), photo("b.png")]);
  await composer(page, dmitri).fill("The gate");
  await send(page);
  const album = message(page, "The gate");
  await album.getByText("Telegram did not confirm this message. It may have arrived.").waitFor();
  await album.getByRole("button", { name: "It arrived" }).click();
  await album.getByTitle("sent", { exact: true }).waitFor();
  assert.equal(await album.getByRole("button", { name: "It arrived" }).count(), 0);
});
