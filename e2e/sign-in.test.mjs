import { enter, openDesk } from "./desk.mjs";

const desk = await openDesk();

desk.test("a wrong password is refused, the right one leads in", { path: "/bots", signedIn: false, expects: /401/ }, async (page) => {
  await enter(page, { ...desk.user, password: "not the password" });
  await page.getByText("Name or password is wrong.").waitFor();
  await enter(page, desk.user);
  await page.getByText("@parcel_desk_bot").first().waitFor();
});

desk.test("a reload keeps the session, signing out ends it", { path: "/" }, async (page) => {
  await page.getByRole("heading", { name: "Main" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Main" }).waitFor();
  // what is still on its way when one signs out is refused
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Sign out");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sign in to Switchboard" }).waitFor();
  await page.goto(`${desk.server.url}/bots/chats`);
  await page.getByRole("heading", { name: "Sign in to Switchboard" }).waitFor();
});
