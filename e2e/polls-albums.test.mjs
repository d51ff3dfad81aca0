// Polls and albums that operators make.
import assert from "node:assert/strict";
import { PHONE, chatOf, message, openDesk, shoot } from "./desk.mjs";

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
