// The page comes in parts: the list of chats does not wait for what it does not need.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../scripts/stack.mjs";
import { chatOf, composer, message, openDesk } from "./desk.mjs";

const desk = await openDesk();
const ann = await desk.person("Ann");
await ann.write("Is my parcel here?");

/** What may be sent with brotli until the chats are listed. The aim is 400 kB, which docs/benchmarks.md tells more of. */
const BUDGET = 450_000;
/** Browsers take brotli over HTTPS alone, so it is not on the wire here: the size of the file they would get. */
const compressed = (name) => statSync(join(ROOT, "dist", `${name}.br`), { throwIfNoEntry: false })?.size ?? 0;
const isPart = (url) => /^\/(split|chunk)_.*\.wasm$/.test(url.pathname);

desk.test("chats are listed before the rest of the page is there", {}, async (page) => {
  await chatOf(page, ann).waitFor();
  let release;
  const held = new Promise((go) => (release = go));
  let asked = 0;
  await page.route(isPart, async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  const names = new Set(["index.html"]);
  page.on("request", (request) => names.add(new URL(request.url()).pathname.slice(1)));
  await page.reload();
  await chatOf(page, ann).waitFor();
  const sent = [...names].filter((name) => !isPart({ pathname: `/${name}` })).reduce((sum, name) => sum + compressed(name), 0);
  console.log(`${Math.round(sent / 1000)} kB until the chats are listed`);
  assert.ok(sent < BUDGET, `${sent} bytes are sent until the chats are listed`);
  await chatOf(page, ann).click();
  assert.notEqual(asked, 0, "the page is in one piece");
  assert.equal(await composer(page, ann).count(), 0);
  release();
  await message(page, "Is my parcel here?").waitFor();
  await composer(page, ann).waitFor();
});

desk.test("a part that does not arrive is asked for again", { expects: /Failed to fetch|ERR_FAILED/ }, async (page) => {
  await chatOf(page, ann).waitFor();
  await page.route(isPart, (route) => route.abort());
  await page.reload();
  await chatOf(page, ann).waitFor();
  await page.getByRole("link", { name: "Settings" }).click();
  const again = page.getByRole("button", { name: "Try again" });
  await again.waitFor();
  await page.unroute(isPart);
  await again.click();
  await page.getByRole("heading", { name: "Profile" }).waitFor();
});
