// Every place, in a world with much in it, in both themes, on a desk and on a phone: pictures to look at.
import assert from "node:assert/strict";
import { DESKTOP, PHONE, message, openDesk, send, shoot } from "./desk.mjs";

const desk = await openDesk({ demo: true });
const PLACES = { dashboard: "/", bots: "/bots", "add-bot": "/bots/add", accounts: "/accounts", "add-account": "/accounts/new", communities: "/communities", users: "/settings/users", keys: "/settings/api-keys", audit: "/settings/audit", profile: "/settings/profile" };

const WORDS = "Thank you, I see it. The second payment goes back today.";
/** Who got them; people go on writing, so that the list does not show the words for long. */
let answered;

const chats = (page) => page.getByRole("list", { name: "Chats" });

/** Waits until nothing is a skeleton any more. */
async function settled(page) {
  await page.waitForFunction(() => !document.querySelector(".bone") && [...document.images].every((image) => image.complete));
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${page.url()} scrolls sideways`);
}

for (const colorScheme of ["light", "dark"]) {
  for (const [device, options] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    desk.test(`the inbox on a ${colorScheme} ${device}`, { ...options, colorScheme }, async (page) => {
      await page.getByRole("searchbox", { name: "Search chats" }).waitFor();
      await chats(page).getByRole("link").nth(5).waitFor();
      await settled(page);
      await shoot(page, `${device}-${colorScheme}-chats`);
      await chats(page).getByRole("link").filter({ hasText: answered ?? "photo" }).first().click();
      if (!answered) {
        await page.getByRole("textbox", { name: "Message to" }).fill(WORDS);
        await send(page);
        answered = await page.getByRole("heading", { level: 1 }).textContent();
      }
      await message(page, WORDS).getByTitle("sent", { exact: true }).waitFor();
      await settled(page);
      await shoot(page, `${device}-${colorScheme}-chat`);
    });

    desk.test(`the other places on a ${colorScheme} ${device}`, { ...options, colorScheme, path: "/" }, async (page) => {
      for (const [name, path] of Object.entries(PLACES)) {
        await page.goto(desk.server.url + path);
        await page.getByRole("main").getByRole("heading").first().waitFor();
        await settled(page);
        await shoot(page, `${device}-${colorScheme}-${name}`);
      }
    });
  }
}
