import assert from "node:assert/strict";
import { DESKTOP, PHONE, chatOf, composer, enter, message, openDesk, send, shoot } from "./desk.mjs";

const desk = await openDesk();
const sofia = await desk.person("Sofia");
await sofia.write("Do you ship to Georgia?");

/** Whether anything makes the page scroll sideways. */
const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

desk.test("a phone shows one pane at a time", PHONE, async (page) => {
  await chatOf(page, sofia).waitFor();
  assert.equal(await overflows(page), false);
  await shoot(page, "phone-list");
  await chatOf(page, sofia).click();
  await composer(page, sofia).waitFor();
  await message(page, "Do you ship to Georgia?").waitFor();
  await chatOf(page, sofia).waitFor({ state: "hidden" });
  await composer(page, sofia).fill("Yes, we do.");
  await send(page);
  assert.equal((await sofia.receive())[0].text, "Yes, we do.");
  for (const target of await page.locator(".chat-pane").getByRole("button").all()) {
    const { width, height } = await target.boundingBox();
    assert.ok(width >= 44 && height >= 44, `${await target.getAttribute("aria-label")} is ${width} by ${height}`);
  }
  assert.equal(await overflows(page), false);
  await shoot(page, "phone-chat");
  await page.getByRole("button", { name: "Back to the chats" }).click();
  await chatOf(page, sofia).waitFor();
  await composer(page, sofia).waitFor({ state: "hidden" });
});

for (const colorScheme of ["light", "dark"]) {
  desk.test(`the ${colorScheme} theme follows the system`, { ...DESKTOP, colorScheme }, async (page) => {
    await chatOf(page, sofia).click();
    await message(page, "Do you ship to Georgia?").waitFor();
    const [ground, ink] = await page.evaluate(() => {
      const light = (color) => color.match(/\d+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0);
      const { backgroundColor, color } = getComputedStyle(document.body);
      return [light(backgroundColor), light(color)];
    });
    assert.equal(ground > ink, colorScheme === "light", `background ${ground}, text ${ink}`);
    await shoot(page, `desktop-${colorScheme}`);
  });
}

desk.test("the page speaks Russian to who asks for it", { locale: "ru-RU", signedIn: false, expects: /422/ }, async (page) => {
  await enter(page, desk.user, ["Логин", "Пароль", "Войти"]);
  await page.getByRole("list", { name: "Чаты" }).getByRole("link", { name: "Sofia" }).click();
  await page.getByRole("textbox", { name: "Sofia" }).waitFor();
  await page.getByRole("button", { name: "Отправить", exact: true }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ru");
  await shoot(page, "russian");

  await page.goto(`${desk.server.url}/settings/users`);
  await page.getByRole("button", { name: "Добавить пользователя" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Логин").fill("two words");
  await form.getByLabel("Имя", { exact: true }).fill("Пётр");
  await form.getByLabel("Первый пароль").fill("long enough");
  await form.getByRole("button", { name: "Добавить пользователя" }).click();
  await form.getByText("Допустимы только буквы, цифры и . - _ @ +").waitFor();
});
