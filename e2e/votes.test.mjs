// Polls that an account votes in, where several answers may be given and where one of them is right.
import assert from "node:assert/strict";
import { chatOf, message, openDesk, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const anna = await desk.holder("Anna", "447946000071");
await anna.signIn();
const CHATS = { path: "/accounts/chats" };

const answer = (page, question, text) => message(page, question).getByRole("button", { name: text, exact: true });
/** An answer with its share, once the votes are shown. */
const result = (page, question, text) => message(page, question).getByRole("group").getByRole("listitem").filter({ hasText: text });

desk.test("several answers are ticked, sent together and taken back", CHATS, async (page) => {
  const mona = await desk.friend("Mona", anna);
  const question = "Which days suit you?";
  const { message: poll } = await mona.write("", { poll: { question, options: ["Monday", "Tuesday", "Friday"], multiple: true } });
  await desk.sandbox.control("PUT", `/people/${mona.id}/messages/${poll}/vote`, { chosen: [2] });
  await chatOf(page, mona).click();
  const vote = message(page, question).getByRole("button", { name: "Vote", exact: true });
  assert.equal(await vote.isDisabled(), true);
  await answer(page, question, "Monday").click();
  await answer(page, question, "Tuesday").click();
  await answer(page, question, "Friday").focus();
  await page.keyboard.press("Space");
  await answer(page, question, "Tuesday").click();
  assert.deepEqual(
    await Promise.all(["Monday", "Tuesday", "Friday"].map((text) => answer(page, question, text).getAttribute("aria-pressed"))),
    ["true", "false", "true"],
  );
  await shoot(page, "poll-several-ticked");
  await vote.click();
  await result(page, question, "Friday").getByTitle("our vote").waitFor();
  await result(page, question, "Friday").getByText("100 %").waitFor();
  await result(page, question, "Monday").getByText("50 %").waitFor();
  await result(page, question, "Tuesday").getByText("0 %").waitFor();
  await message(page, question).getByText("2 votes").waitFor();
  await shoot(page, "poll-several-voted");
  await message(page, question).getByRole("button", { name: "Take the vote back" }).click();
  await answer(page, question, "Monday").waitFor();
  assert.equal(await answer(page, question, "Monday").getAttribute("aria-pressed"), "false");
});

for (const colorScheme of ["light", "dark"]) {
  desk.test(`a quiz says which answer is right once it was answered, in the ${colorScheme}`, { ...CHATS, colorScheme }, async (page) => {
    const nils = await desk.friend(`Nils in the ${colorScheme}`, anna);
    const question = "How many parcels fit?";
    await nils.write("", { poll: { question, options: ["Two", "Four", "Six"], correct: 1 } });
    await chatOf(page, nils).click();
    await answer(page, question, "Two").waitFor();
    assert.equal(await message(page, question).getByTitle("right answer").count(), 0);
    await answer(page, question, "Two").click();
    await result(page, question, "Four").getByTitle("right answer").waitFor();
    await result(page, question, "Two").getByTitle("our vote").waitFor();
    // a quiz is answered once
    assert.equal(await message(page, question).getByRole("button", { name: "Take the vote back" }).count(), 0);
    await shoot(page, `quiz-${colorScheme}`);
  });
}

desk.test("what Telegram refuses can be tried again as it was meant", { ...CHATS }, async (page) => {
  const olaf = await desk.friend("Olaf", anna);
  const question = "Tea or coffee?";
  await olaf.write("", { poll: { question, options: ["Tea", "Coffee"] } });
  await olaf.write("Good morning");
  await chatOf(page, olaf).click();
  await answer(page, question, "Coffee").waitFor();
  await desk.sandbox.control("POST", "/faults", { kind: "rpc_error", code: 400, name: "MESSAGE_ID_INVALID", method: "messages.sendVote", account: anna.id });
  await answer(page, question, "Coffee").click();
  await message(page, question).getByText("MESSAGE_ID_INVALID").waitFor();
  await message(page, question).getByRole("button", { name: "Try again" }).click();
  await result(page, question, "Coffee").getByTitle("our vote").waitFor();

  await desk.sandbox.control("POST", "/faults", { kind: "rpc_error", code: 400, name: "REACTION_INVALID", method: "messages.sendReaction", account: anna.id });
  await message(page, "Good morning").hover();
  await message(page, "Good morning").getByRole("button", { name: "More" }).click();
  await page.getByRole("menu").getByRole("menuitem", { name: "React with 👍" }).click();
  await message(page, "Good morning").getByText("REACTION_INVALID").waitFor();
  await shoot(page, "reaction-refused");
  await message(page, "Good morning").getByRole("button", { name: "Try again" }).click();
  await message(page, "Good morning").getByRole("list", { name: "Reactions" }).getByText("👍").waitFor();
});
