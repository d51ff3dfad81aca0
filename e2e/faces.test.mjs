// What messages look like that are more than text: albums, sound, film, polls, places, contacts.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../scripts/stack.mjs";
import { PHONE, chatOf, message, openDesk, shoot, thread } from "./desk.mjs";

const desk = await openDesk();
const picture = (await readFile(join(ROOT, "frontend/public/icon-192.png"))).toString("base64");

/** Two seconds of a quiet hum, as a browser plays it without any codec. */
function hum() {
  const [rate, seconds] = [8_000, 2];
  const sound = Buffer.alloc(44 + rate * seconds);
  sound.write("RIFF", 0);
  sound.writeUInt32LE(36 + rate * seconds, 4);
  sound.write("WAVEfmt ", 8);
  sound.writeUInt32LE(16, 16);
  for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]]) sound.writeUInt16LE(value, at);
  for (const at of [24, 28]) sound.writeUInt32LE(rate, at);
  sound.write("data", 36);
  sound.writeUInt32LE(rate * seconds, 40);
  for (let at = 44; at < sound.length; at++) sound[at] = 128 + 8 * Math.sin(at / 6);
  return sound.toString("base64");
}

desk.test("an album is one block, and each of its pictures has a menu of its own", {}, async (page) => {
  const ada = await desk.person("Ada");
  for (const text of ["Both sides of it", "", ""]) {
    await ada.write(text, { album: 5, file: { kind: "photo", base64: picture } });
  }
  await chatOf(page, ada).click();
  const album = message(page, "Both sides of it");
  await album.getByRole("img").nth(2).waitFor();
  assert.equal(await thread(page).getByRole("listitem").filter({ has: page.getByRole("img") }).count(), 1);
  assert.equal(await album.getByRole("time").count(), 1);
  await shoot(page, "album");

  await album.hover();
  await album.getByRole("button", { name: "More" }).nth(1).click();
  await page.getByRole("menuitem", { name: "Reply" }).click();
  // the second picture has no words of its own
  await page.getByText("Reply to Ada photo").waitFor();
});

desk.test("a voice message is loaded when it is played, and can be moved in by keys", {}, async (page) => {
  const bruno = await desk.person("Bruno");
  await bruno.write("", { file: { kind: "voice", base64: hum(), duration: 2 } });
  const fetched = [];
  page.on("request", (request) => request.url().endsWith("/content") && fetched.push(request.url()));
  await chatOf(page, bruno).click();
  const row = thread(page).getByRole("listitem").filter({ has: page.getByRole("slider") });
  const slider = row.getByRole("slider", { name: "Position" });
  await slider.waitFor();
  assert.equal(await slider.isDisabled(), true);
  assert.deepEqual(fetched, []);

  await row.getByRole("button", { name: "Play" }).click();
  await row.getByRole("button", { name: "Pause" }).click();
  assert.equal(fetched.length, 1);
  await row.getByRole("button", { name: "Play" }).waitFor();
  await slider.focus();
  await page.keyboard.press("End");
  await row.getByText("0:02 / 0:02").waitFor();
  assert.equal(await slider.getAttribute("aria-valuetext"), "0:02");
  await page.keyboard.press("Home");
  await row.getByText("0:00 / 0:02").waitFor();
  await shoot(page, "voice");
});

desk.test("a video that no browser plays says so and can be downloaded", {}, async (page) => {
  const cleo = await desk.person("Cleo");
  await cleo.write("From the gate", { file: { kind: "video", base64: Buffer.from("no film").toString("base64") } });
  await chatOf(page, cleo).click();
  const row = message(page, "From the gate");
  await row.getByRole("button", { name: "Play: video" }).click();
  await row.getByText("This browser cannot play it").waitFor();
  await row.hover();
  await row.getByRole("button", { name: "More" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Download" }).click(),
  ]);
  assert.equal(await readFile(await download.path(), "utf8"), "no film");
});

for (const [device, options] of Object.entries({ desk: {}, phone: PHONE })) {
  desk.test(`polls, places, contacts and files look like what they are on a ${device}`, options, async (page) => {
    const dora = await desk.person(`Dora of the ${device}`);
    await dora.write("", { poll: { question: "When does it suit you?", options: ["Monday", "Tuesday"] } });
    await dora.write("", { location: [59.93, 30.31] });
    await dora.write("", { contact: ["+447946000099", "Warehouse"] });
    await dora.write("", { file: { kind: "document", name: "waybill.pdf", base64: picture } });
    await chatOf(page, dora).click();
    await message(page, "When does it suit you?").getByText("Tuesday").waitFor();
    const map = await thread(page).getByRole("link", { name: "59.93, 30.31" }).getAttribute("href");
    assert.match(map, /mlat=59\.93&mlon=30\.31/);
    assert.equal(await thread(page).getByRole("link", { name: "+447946000099" }).getAttribute("href"), "tel:+447946000099");
    await message(page, "waybill.pdf").getByText("PDF", { exact: true }).waitFor();
    await shoot(page, `faces-${device}`);
  });
}

/** Half a second of film, recorded by the browser itself. */
function film(page, size) {
  return page.evaluate(async ([width, height]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: "video/webm" });
    const data = new Promise((done) => recorder.addEventListener("dataavailable", ({ data }) => done(data)));
    recorder.start();
    for (let frame = 0; frame < 15; frame++) {
      pen.fillStyle = `hsl(${200 + frame * 4} 60% 45%)`;
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "white";
      pen.fillRect((frame * width) / 15, height / 2 - 20, 40, 40);
      await new Promise(requestAnimationFrame);
    }
    recorder.stop();
    const bytes = new Uint8Array(await (await data).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }, size);
}

/** A sticker: a drop with a clear ground. */
function sticker(page) {
  return page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 512, height: 512 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#3390ec";
    pen.arc(256, 256, 200, 0, 7);
    pen.fill();
    return canvas.toDataURL("image/webp").split(",")[1];
  });
}

for (const [look, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, phone: PHONE })) {
  desk.test(`moving pictures, stickers and dice are at home in the ${look}`, options, async (page) => {
    const elsa = await desk.person(`Elsa ${look}`);
    await elsa.write("", { dice: ["🎲", 5] });
    await elsa.write("", { file: { kind: "sticker", base64: await sticker(page), emoji: "💧" } });
    await elsa.write("", { file: { kind: "video_note", base64: await film(page, [240, 240]), duration: 1 } });
    await elsa.write("Look at it go", { file: { kind: "animation", base64: await film(page, [320, 180]), duration: 1 } });
    await chatOf(page, elsa).click();
    await thread(page).getByRole("img", { name: "dice: 5" }).waitFor();
    await page.locator("img.sticker[alt='sticker 💧']").waitFor();
    const round = page.locator(".film.round");
    await shoot(page, `moving-${look}-before`);
    await round.getByRole("button", { name: "Play: video message" }).click();
    // it plays by itself, and once more by a press
    const again = round.getByRole("button", { name: "Play", exact: true });
    await again.waitFor();
    await round.locator("video").evaluate((video) => {
      globalThis.plays = new Promise((done) => video.addEventListener("play", () => done(), { once: true }));
    });
    await again.click();
    await page.evaluate(() => globalThis.plays);
    await again.waitFor();
    const loop = message(page, "Look at it go");
    await loop.getByRole("button", { name: "Play: GIF" }).click();
    const video = loop.locator("video");
    await video.evaluate((video) => video.readyState >= 2 || new Promise((done) => video.addEventListener("loadeddata", done)));
    assert.deepEqual(await video.evaluate(({ muted, loop, controls }) => [muted, loop, controls]), [true, true, false]);
    const { width, height } = await round.boundingBox();
    assert.equal(width, height);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await shoot(page, `moving-${look}`);
  });
}
