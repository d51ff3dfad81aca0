// Bots' buttons, pressed as an account: what the bot says, where links lead, keyboards in place of one's own.
import assert from "node:assert/strict";
import { PHONE, message, openDesk, shoot, thread } from "./desk.mjs";

const desk = await openDesk({ accounts: true });
const anna = await desk.holder("Anna", "447946000021");
await anna.signIn();
const ACCOUNTS = { path: "/accounts/chats" };

/** A bot that this test runs itself, and that Anna has started. */
async function shop(username) {
  const { id, token } = await desk.sandbox.control("POST", "/bots", { username, name: username });
  const call = async (method, body) => {
    const answer = await fetch(`${desk.sandbox.url}/bot${token}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const { ok, result, description } = await answer.json();
    assert.ok(ok, description);
    return result;
  };
  await desk.sandbox.control("POST", `/people/${anna.id}/chats/${id}/messages`, { text: "/start" });
  return {
    says: (text, reply_markup) => call("sendMessage", { chat_id: anna.id, text, reply_markup }),
    /** Waits for what a press tells it, and answers. */
    answers: async (data, answer) => {
      let offset = 0;
      for (;;) {
        for (const update of await call("getUpdates", { offset, timeout: 20 })) {
          offset = update.update_id + 1;
          if (update.callback_query?.data !== data) continue;
          return call("answerCallbackQuery", { callback_query_id: update.callback_query.id, ...answer });
        }
      }
    },
    history: async () => (await desk.sandbox.control("GET", `/people/${anna.id}/chats/${id}/messages`)).map(({ text }) => text),
    open: (page) => page.getByRole("list", { name: "Chats" }).getByRole("link", { name: username }).click(),
  };
}

desk.test("a button is pressed, what the bot says is read, and a link shows where it leads", ACCOUNTS, async (page) => {
  const bot = await shop("tea_shop_bot");
  const keyboard = [
    [{ text: "In stock?", callback_data: "stock" }, { text: "Buy", callback_data: "buy" }],
    [{ text: "Site", url: "https://tea.example/menu?from=bot" }, { text: "App", web_app: { url: "https://tea.example/app" } }],
  ];
  await bot.says("Green tea", { inline_keyboard: keyboard });
  await bot.open(page);
  await message(page, "Green tea").waitFor();
  const press = (name) => thread(page).getByRole("button", { name, exact: true }).click();

  await Promise.all([bot.answers("stock", { text: "Twelve left" }), press("In stock?")]);
  await page.getByRole("status").getByText("Twelve left").waitFor();
  await Promise.all([bot.answers("buy", { text: "Sold out just now", show_alert: true }), press("Buy")]);
  const says = page.getByRole("dialog", { name: "The bot says" });
  await says.getByText("Sold out just now").waitFor();
  await shoot(page, "bot-says");
  await page.keyboard.press("Escape");

  await press("Site");
  const leads = page.getByRole("dialog", { name: "Where this leads" });
  const link = leads.getByRole("link", { name: "Open in a new tab" });
  await leads.getByText("https://tea.example/menu?from=bot").waitFor();
  assert.equal(await link.getAttribute("href"), "https://tea.example/menu?from=bot");
  assert.equal(await link.getAttribute("target"), "_blank");
  assert.match(await link.getAttribute("rel"), /noopener/);
  await shoot(page, "button-link");
  await page.keyboard.press("Escape");

  // it is no button for Playwright, which waits for it to be one
  await thread(page).getByRole("button", { name: "App", exact: true }).click({ force: true });
  await page.getByText("only Telegram's own apps can do that").waitFor();
});

desk.test("a keyboard in place of one's own writes what its buttons say", { ...ACCOUNTS, ...PHONE }, async (page) => {
  const bot = await shop("cake_shop_bot");
  await bot.says("What do you want to know?", { keyboard: [["Prices", "Opening hours"], ["*Today's* cake"]] });
  await bot.open(page);
  const keys = page.getByRole("group", { name: "The bot's buttons" });
  await keys.getByRole("button", { name: "*Today's* cake" }).click();
  await message(page, "*Today's* cake").getByTitle("sent", { exact: true }).waitFor();
  await shoot(page, "phone-bot-keyboard");
  assert.deepEqual(await bot.history(), ["/start", "What do you want to know?", "*Today's* cake"]);
  await bot.says("Apple.", { remove_keyboard: true });
  await message(page, "Apple.").waitFor();
  await keys.waitFor({ state: "detached" });
});
