import assert from "node:assert/strict";
import { copyFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { PHONE, chatOf, composer, enter, message, openDesk, send, shoot } from "./desk.mjs";

const desk = await openDesk();
const anna = await desk.person("Anna");

/** Puts a copy of the database in its place, as a restored backup is. */
async function restore() {
  await desk.killServer();
  const file = join(desk.dir, "switchboard.db");
  copyFileSync(file, `${file}.copy`);
  renameSync(`${file}.copy`, file);
  await desk.startServer();
}

const GONE = { expects: /ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|WebSocket connection to/ };

desk.test("a restored database waits for its owner", GONE, async (page) => {
  await anna.write("Before the restore");
  await chatOf(page, anna).click();
  await message(page, "Before the restore").waitFor();
  await restore();
  const run = page.getByRole("button", { name: "Run it here…" });
  await run.waitFor();
  await page.getByText("Connection lost").waitFor({ state: "detached" });
  await shoot(page, "copy-strip");
  // its history is there, and what is written waits
  await message(page, "Before the restore").waitFor();
  await composer(page, anna).fill("After the restore");
  await send(page);
  await run.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Stop the other copy first.").waitFor();
  await shoot(page, "copy-dialog");
  // Enter takes nothing on itself
  await page.keyboard.press("Enter");
  await dialog.getByText("Stop the other copy first.").waitFor({ state: "detached" });
  await run.waitFor();
  await run.click();
  await dialog.getByRole("button", { name: "The other copy is stopped: run here" }).click();
  await run.waitFor({ state: "detached" });
  assert.equal((await anna.receive())[0].text, "After the restore");
});

for (const [name, options] of [["phone", PHONE], ["dark", { colorScheme: "dark" }], ["russian", { locale: "ru-RU" }]]) {
  desk.test(`it says so everywhere: ${name}`, { ...GONE, ...options, signedIn: name !== "russian" }, async (page) => {
    if (name === "russian") await enter(page, desk.user, ["Логин", "Пароль", "Войти"]);
    await page.getByRole("link", { name: "Anna" }).waitFor();
    await restore();
    const run = page.getByRole("button", { name: name === "russian" ? "Запустить здесь…" : "Run it here…" });
    await run.waitFor();
    await page.getByText(/Connection lost|Связь потеряна/).waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await shoot(page, `copy-${name}-strip`);
    await run.click();
    await page.getByRole("dialog").getByRole("button").last().waitFor();
    await shoot(page, `copy-${name}-dialog`);
    await desk.api("POST", "/runtime/adopt");
    await run.waitFor({ state: "detached" });
  });
}
