// Search in a chat, among what is stored.
import { chatOf, message, openDesk, shoot } from "./desk.mjs";

const desk = await openDesk();

desk.test("words are found in a bot's chat, in whatever case, and gone to", {}, async (page) => {
  const nina = await desk.person("Nina");
  await nina.write("Где мой Чайник?");
  for (let at = 0; at < 70; at++) await nina.write(`Message ${at}`);
  await chatOf(page, nina).getByText("Message 69").waitFor();
  await chatOf(page, nina).click();
  await message(page, "Message 69").waitFor();
  await message(page, "Чайник").waitFor({ state: "detached" });
  await page.keyboard.press("Control+f");
  const search = page.getByRole("dialog", { name: "Search in this chat" });
  await search.getByRole("searchbox").fill("чайник ГДЕ");
  const hit = search.getByRole("button", { name: "Где мой Чайник?" });
  await hit.waitFor();
  await shoot(page, "search-here");
  await search.getByRole("searchbox").fill("самовар");
  await search.getByText("Nothing of what is stored here.").waitFor();
  await search.getByRole("searchbox").fill("чайник");
  await hit.click();
  await message(page, "Где мой Чайник?").waitFor();
});

desk.test("the search above the chats finds messages too", {}, async (page) => {
  const [otto, paul] = [await desk.person("Otto"), await desk.person("Paul")];
  await otto.write("The lighthouse is closed");
  await otto.write("And so is the harbour");
  await paul.write("Nothing of that kind");
  await chatOf(page, paul).waitFor();
  await page.getByRole("searchbox", { name: "Search chats" }).fill("LIGHTHOUSE");
  const found = page.getByRole("region", { name: "Messages" });
  await found.getByRole("link", { name: "Otto" }).waitFor();
  await shoot(page, "search-everywhere");
  await found.getByRole("link", { name: "Otto" }).click();
  await message(page, "The lighthouse is closed").waitFor();
  await page.getByRole("searchbox", { name: "Search chats" }).fill("pyramid");
  await found.getByText("Nothing of what is stored here.").waitFor();
});
