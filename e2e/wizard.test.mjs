// What may come up while an account signs in: other ways for the code, codes that are no digits, what is refused, what ends.
import assert from "node:assert/strict";
import { openDesk, shoot } from "./desk.mjs";

const desk = await openDesk({ accounts: true });

const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const NEW = { path: "/accounts/new" };

/** Adds an account by its number, as far as the first step of its sign-in. */
async function add(page, { phone, name }, by = "code") {
  await field(page, "Phone number").fill(phone);
  await field(page, "Name").fill(name);
  if (by === "QR code") await page.getByLabel("By a QR code").check();
  await button(page, by === "code" ? "Add and send the code" : "Add and show the QR code").click();
}

/** Digits that are not these. */
const wrong = (code) => code.replace(/\d/g, (digit) => (Number(digit) + 1) % 10);

desk.test("until another code may be asked for, the seconds are counted", NEW, async (page) => {
  const anna = await desk.holder("Anna", "447946000051");
  await anna.newSession();
  await page.clock.install();
  await add(page, anna);
  await page.getByText("Telegram sent the code as a message to the app").waitFor();
  await page.getByText("It has 5 digits.").waitFor();
  const wait = page.getByText(/Another code by SMS in (1:00|0:\d\d)/);
  await wait.waitFor();
  assert.equal(await button(page, "Send another code by SMS").count(), 0);
  await shoot(page, "wizard-resend");
  await page.reload();
  await wait.waitFor();
  await page.clock.fastForward("01:05");
  await button(page, "Send another code by SMS").waitFor();
  await wait.waitFor({ state: "detached" });
});

desk.test("a code can be had another way, as long as there is one", NEW, async (page) => {
  const anton = await desk.holder("Anton", "447946000050");
  await anton.codesBy("app", 0);
  await add(page, anton);
  await page.getByText("Telegram sent the code as a message to the app").waitFor();
  await button(page, "Send another code by SMS").click();
  await page.getByText(`Telegram sent the code by SMS to ${anton.phone}.`).waitFor();
  await button(page, "Send another code by a call").click();
  await page.getByText(`Telegram calls ${anton.phone} and says the code.`).waitFor();
  assert.equal(await page.getByText("nother code").count(), 0);
  await field(page, "Code").fill(await anton.code());
  await page.getByText("Signed in as Anton").waitFor();
});

desk.test("a code by e-mail may hold letters, and waits for a press", { ...NEW, expects: /409/ }, async (page) => {
  const boris = await desk.holder("Boris", "447946000052");
  await boris.setEmail("boris@example.com");
  await add(page, boris);
  await page.getByText("Telegram sent the code to the e-mail address b***@example.com.").waitFor();
  const code = await boris.code();
  await field(page, "Code").fill(wrong(code));
  await page.keyboard.press("Enter");
  await page.getByText("This code is wrong. 4 more tries.").waitFor();
  await field(page, "Code").fill(code);
  await button(page, "Sign in").click();
  await page.getByText("Signed in as Boris").waitFor();
});

for (const [via, words, phone] of [
  ["sms_word", /a word by SMS to \+447946000053\. It begins with “h”/, "447946000053"],
  ["sms_phrase", /a phrase by SMS to \+447946000054\. It begins with “quiet”/, "447946000054"],
]) {
  desk.test(`a code may be of words: ${via}`, { ...NEW, expects: /409/ }, async (page) => {
    const clara = await desk.holder("Clara", phone);
    await clara.codesBy(via);
    await add(page, clara);
    await page.getByText(words).waitFor();
    await field(page, "Code").fill("some other words");
    await page.keyboard.press("Enter");
    await page.getByText("This code is wrong. 4 more tries.").waitFor();
    await shoot(page, `wizard-${via}`);
    await field(page, "Code").fill(` ${await clara.code()} `);
    await page.keyboard.press("Enter");
    await page.getByText("Signed in as Clara").waitFor();
  });
}

desk.test("wrong codes run out, and the sign-in begins again", { ...NEW, expects: /409/ }, async (page) => {
  const dora = await desk.holder("Dora", "447946000055");
  await add(page, dora);
  await page.getByText("Telegram sent the code").waitFor();
  let code = wrong(await dora.code());
  for (const left of ["4 more tries", "3 more tries", "2 more tries", "1 more try"]) {
    await field(page, "Code").fill(code);
    await page.getByText(`This code is wrong. ${left}.`).waitFor();
    code = code.slice(1) + code[0] === code ? wrong(code) : code.slice(1) + code[0];
    if (code === (await dora.code())) code = wrong(code);
  }
  await field(page, "Code").fill(code);
  await page.getByRole("alert").getByText(/too many wrong tries|begin again/i).waitFor();
  await shoot(page, "wizard-run-out");
  await button(page, `Send a code to ${dora.phone}`).click();
  await page.getByText("Telegram sent the code").waitFor();
  await field(page, "Code").fill(await dora.code());
  await page.getByText("Signed in as Dora").waitFor();
});

desk.test("a QR code is replaced before it ends, until nobody seems to be there", NEW, async (page) => {
  const emil = await desk.holder("Emil", "447946000056");
  const shown = () => page.waitForResponse(/\/login\/qr$/).then((response) => response.json());
  await page.clock.install();
  let next = shown();
  await add(page, emil, "QR code");
  const picture = page.getByRole("img", { name: "QR code to sign in" });
  await picture.waitFor();
  const urls = new Set([(await next).url]);
  const again = button(page, "Show a new QR code");
  while (urls.size < 30) {
    next = shown();
    await page.clock.fastForward(28_000);
    urls.add((await next).url);
    await again.or(picture).waitFor();
    if (await again.isVisible()) break;
  }
  assert.ok(urls.size > 3 && urls.size < 30, `${urls.size} codes`);
  assert.equal(await picture.count(), 0);
  next = shown();
  await button(page, "Show a new QR code").click();
  const { url } = await next;
  await picture.waitFor();
  await emil.scan(url);
  await page.getByText("Signed in as Emil").waitFor();
});

desk.test("after a QR code the second password is asked for, also by a page that was loaded anew", NEW, async (page) => {
  const fred = await desk.holder("Fred", "447946000057");
  await fred.setPassword("under the bridge", "where we met");
  const shown = page.waitForResponse(/\/login\/qr$/).then((response) => response.json());
  await add(page, fred, "QR code");
  await fred.scan((await shown).url);
  await page.getByText("Hint of its owner: where we met").waitFor();
  await page.reload();
  await field(page, "Second password").fill("under the bridge");
  await page.keyboard.press("Enter");
  await page.getByText("Signed in as Fred").waitFor();
});

// the clock of Telegram stands still from here on
desk.test("a code that is too old is refused in words, and another one is a press away", { ...NEW, expects: /409/ }, async (page) => {
  const gita = await desk.holder("Gita", "447946000058");
  await add(page, gita);
  await page.getByText("Telegram sent the code").waitFor();
  const code = await gita.code();
  await desk.sandbox.control("PUT", "/clock", { advance: 301 });
  await field(page, "Code").fill(code);
  await page.getByRole("alert").getByText(/expired/).waitFor();
  await shoot(page, "wizard-expired");
  await button(page, `Send a code to ${gita.phone}`).click();
  await page.getByText("Telegram sent the code").waitFor();
  await field(page, "Code").fill(await gita.code());
  await page.getByText("Signed in as Gita").waitFor();
});
