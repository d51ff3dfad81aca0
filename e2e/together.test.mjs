// Several people, tabs and sign-ins at once.
import assert from "node:assert/strict";
import { chatOf, composer, enter, message, openDesk, thread } from "./desk.mjs";

const desk = await openDesk();
const [bot] = (await desk.api("GET", "/bots")).items;
const viewer = { login: "victor", name: "Victor", role: "viewer", password: "only to look at" };
await desk.api("POST", "/users", viewer);
const rosa = await desk.person("Rosa");
await rosa.write("Who can see this?");

desk.test("a viewer sees the chats and nothing to write with", { user: viewer }, async (page) => {
  await chatOf(page, rosa).click();
  const row = message(page, "Who can see this?");
  await row.waitFor();
  assert.equal(await page.getByRole("textbox").count(), 0);
  await row.hover();
  assert.equal(await row.getByRole("button", { name: "Reply" }).count(), 0);
  await row.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Mark as unread" }).waitFor();
  for (const deed of ["Reply", "Pin", "Delete", "Edit"]) {
    assert.equal(await page.getByRole("menuitem", { name: deed }).count(), 0, deed);
  }
  await page.keyboard.press("Escape");
  for (const key of ["r", "e"]) await page.keyboard.press(key);
  assert.equal(await page.getByText("Reply to Rosa").count(), 0);

  await page.goto(`${desk.server.url}/bots/${bot.id}`);
  await page.getByRole("heading", { level: 1, name: bot.name }).waitFor();
  for (const deed of ["Stop", "Restart", "Save", "Archive", "Replace token"]) {
    assert.equal(await page.getByRole("button", { name: deed, exact: true }).count(), 0, deed);
  }
  await page.goto(`${desk.server.url}/bots`);
  await page.getByText(`@${bot.username}`).first().waitFor();
  assert.equal(await page.getByRole("link", { name: "Add a bot" }).count(), 0);
});

desk.test("what is read in one tab is read in the other", {}, async (page, context) => {
  const sam = await desk.person("Sam");
  await sam.write("One");
  const other = await context.newPage();
  await other.goto(`${desk.server.url}/bots/chats`);
  for (const tab of [page, other]) await chatOf(tab, sam).getByText("1 unread message").waitFor({ state: "attached" });
  await chatOf(page, sam).click();
  await message(page, "One").waitFor();
  await chatOf(other, sam).getByText("1 unread message").waitFor({ state: "detached" });
  await chatOf(other, sam).waitFor();
});

desk.test("who comes too late with a change is told so and loses nothing", { path: `/bots/${bot.id}`, expects: /412/ }, async (page) => {
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Returns");
  // the colleague is faster by a moment
  await page.route(`**/api/v1/bots/${bot.id}`, async (route) => {
    const saves = route.request().method() === "PUT";
    if (saves) await desk.api("PUT", `/bots/${bot.id}`, { name: "Refunds", mode: "polling" });
    await route.continue();
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Someone else changed this meanwhile.").waitFor();
  await page.getByText("Nothing was changed.").waitFor();
  await page.getByRole("heading", { level: 1, name: "Refunds" }).waitFor();
  assert.equal(await name.inputValue(), "Returns");
});

desk.test("the details of a chat follow its bot", {}, async (page) => {
  await chatOf(page, rosa).click();
  await page.getByRole("button", { name: "Details" }).click();
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByText("running").waitFor();
  await desk.api("POST", `/bots/${bot.id}/stop`);
  await details.getByText("stopped").waitFor();
  await desk.api("POST", `/bots/${bot.id}/start`, {});
  await details.getByText("running").waitFor();
});

// the last one: it ends every sign-in but the test's own
desk.test("a sign-in that is ended elsewhere says so and leads back", { expects: /401|WebSocket/ }, async (page) => {
  await chatOf(page, rosa).click();
  await message(page, "Who can see this?").waitFor();
  const { items } = await desk.api("GET", "/auth/sessions");
  for (const { id } of items.filter(({ current }) => !current)) await desk.api("DELETE", `/auth/sessions/${id}`);
  await page.getByRole("heading", { name: "Sign in to Switchboard" }).waitFor();
  await page.getByText("Your sign-in has ended. Sign in again to go on.").waitFor();
  assert.equal(await thread(page).count(), 0);
  await enter(page, desk.user);
  await message(page, "Who can see this?").waitFor();
  await composer(page, rosa).waitFor();
});
