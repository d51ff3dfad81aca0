// What the browser tests stand on: a sandbox with a bot, a server, and pages in Debian's Chromium.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { createUser, ROOT, signIn, startSandbox, startServer } from "../scripts/stack.mjs";

const PATIENCE = 30_000;
export const RESULTS = join(ROOT, "e2e/test-results");
export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/**
 * Starts everything for a test file, with one bot or the demo's four, and with data centres if `accounts` sign in; all of
 * it ends with the file.
 */
export async function openDesk({ demo = false, accounts = false } = {}) {
  const dir = mkdtempSync(join(tmpdir(), "switchboard-e2e-"));
  const sandbox = await startSandbox({ dir, demo, accounts });
  const env = sandbox.settings;
  if (!demo) await sandbox.control("POST", "/bots", { username: "parcel_desk_bot", name: "Parcel desk" });
  const { bots } = await sandbox.control("GET", "/world");
  const user = createUser({ dir, login: "olga", name: "Olga" });
  const server = await startServer({ dir, telegram: sandbox.url, env });
  const api = await signIn(server, user);
  for (const { token } of bots) await api("POST", "/bots", { token });
  const desk = new Desk({ dir, sandbox, env, bot: bots[0], user, server, api });
  after(() => desk.close());
  return desk;
}

/** What a word of scripts/env.sh is: where the project keeps a tool. */
export function tool(word) {
  return execFileSync("bash", ["-c", `. scripts/env.sh; echo ${word}`], { cwd: ROOT, encoding: "utf8" }).trim();
}

class Desk {
  constructor(parts) {
    Object.assign(this, parts);
  }

  async close() {
    await this.browser?.close();
    await this.server.stop();
    await this.sandbox.stop("SIGINT");
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Kills the server as a crash would. */
  async killServer() {
    await this.server.stop("SIGKILL");
  }

  /** Starts the server anew at the address it had. */
  async startServer() {
    const listen = new URL(this.server.url).host;
    this.server = await startServer({ dir: this.dir, telegram: this.sandbox.url, env: this.env, listen });
  }

  /** A person with a telephone number, whose account can sign in. */
  async holder(first_name, phone) {
    const control = (method, path, body) => this.sandbox.control(method, `/accounts${path}`, body);
    const { id } = await this.sandbox.control("POST", "/people", { first_name });
    await control("PUT", `/${id}/phone`, { phone });
    return {
      id,
      name: first_name,
      phone: `+${phone}`,
      /** The code that Telegram sent last. */
      code: async () => (await control("GET", `/codes/${phone}`)).code,
      /** Guards the account with a second password. */
      setPassword: (password, hint) => control("PUT", `/${id}/password`, { password, hint }),
      /** Has codes go to an e-mail address. */
      setEmail: (email) => control("PUT", `/${id}/login-email`, { email }),
      /** Has codes go this way first. */
      codesBy: (via) => control("PUT", `/${id}/codes-by`, { via }),
      /** A session that was signed in elsewhere, as other programs write it. */
      newSession: async () => (await control("POST", `/${id}/sessions`)).session,
      /** Scans a QR code. */
      scan: (token) => control("POST", `/${id}/login-token`, { token }),
      /** Ends every session of the account. */
      endSessions: () => control("DELETE", `/${id}/sessions`),
      /** Signs the account in without the page; answers with it. */
      signIn: async () => {
        const account = await this.api("POST", "/accounts", { phone: `+${phone}`, name: first_name });
        await this.api("POST", `/accounts/${account.id}/login`);
        const { code } = await control("GET", `/codes/${phone}`);
        return this.api("POST", `/accounts/${account.id}/login/code`, { code });
      },
    };
  }

  /** A person, who has not written yet. */
  async person(first_name) {
    const { id } = await this.sandbox.control("POST", "/people", { first_name });
    const path = `/people/${id}/chats/${this.bot.id}/messages`;
    let seen = 0;
    return {
      id,
      name: first_name,
      /** Blocks the bot, or lets it in again. */
      block: (blocked) => this.sandbox.control(blocked ? "PUT" : "DELETE", `/people/${id}/blocks/${this.bot.id}`),
      /** Writes to the bot. */
      write: (text, more = {}) => this.sandbox.control("POST", path, { text, ...more }),
      /** What the bot sends next. */
      receive: async () => {
        const received = await this.sandbox.control("GET", `/people/${id}/received?after=${seen}&wait=20`);
        assert.notEqual(received.length, 0, `${first_name} received nothing within 20 s`);
        seen += received.length;
        return received;
      },
    };
  }

  /** Someone who writes to an account, not to the bot. */
  async friend(first_name, of, more = {}) {
    const { id } = await this.sandbox.control("POST", "/people", { first_name, ...more });
    const path = `/people/${id}/chats/${of.id}`;
    return {
      id,
      name: first_name,
      /** Writes to the account. */
      write: (text, more = {}) => this.sandbox.control("POST", `${path}/messages`, { text, ...more }),
      /** The texts of their chat, as Telegram has them. */
      history: async () => (await this.sandbox.control("GET", `${path}/messages`)).map(({ text }) => text),
      /** Deletes a message for everyone. */
      remove: (message) => this.sandbox.control("DELETE", `/people/${id}/messages/${message}`),
      /** Reads everything. */
      read: () => this.sandbox.control("PUT", `${path}/read`),
      /** Is seen to be doing something, such as `typing`. */
      does: (what) => this.sandbox.control("PUT", `${path}/doing`, { what }),
    };
  }

  /**
   * A test in a page of its own, which must leave the console without errors: a refused script or style counts, an
   * error that the test `expects` does not. A failure leaves a picture in test-results.
   */
  test(name, { path = "/bots/chats", user = this.user, signedIn = true, expects, ...options }, run) {
    test(name, async () => {
      this.browser ??= await chromium.launch({ executablePath: tool("$(find_chromium)") });
      const context = await this.browser.newContext({ ...DESKTOP, locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      const errors = watch(page, expects);
      try {
        await page.goto(this.server.url + path);
        if (signedIn) {
          await enter(page, user);
          await page.getByLabel("Password", { exact: true }).waitFor({ state: "detached" });
        }
        await run(page, context);
        assert.deepEqual(errors, []);
      } catch (error) {
        await shoot(page, `failed ${name}`);
        throw error;
      } finally {
        await context.close();
      }
    });
  }
}

/** Collects what goes wrong in a page. A visitor without a session is told so by 401, which browsers report. */
function watch(page, expects) {
  const errors = [];
  const found = (text, url = "") => {
    const noSession = /\b401\b/.test(text) && url.endsWith("/api/v1/auth/refresh");
    if (!noSession && !expects?.test(text)) errors.push(`${text} ${url}`);
  };
  page.on("console", (message) => message.type() === "error" && found(message.text(), message.location().url));
  page.on("pageerror", (error) => found(String(error)));
  return errors;
}

/** Signs in by hand. */
export async function enter(page, { login, password }, [name, word, button] = ["Login", "Password", "Sign in"]) {
  await page.getByLabel(name, { exact: true }).fill(login);
  await page.getByLabel(word, { exact: true }).fill(password);
  await page.getByRole("button", { name: button, exact: true }).click();
}

/** A row of the chat list. */
export const chatOf = (page, person) => page.getByRole("list", { name: "Chats" }).getByRole("link", { name: person.name });
/** The thread that is open. */
export const thread = (page) => page.getByRole("list", { name: "Messages" });
/** A message of the thread. */
export const message = (page, text) => thread(page).getByRole("listitem").filter({ hasText: text });
/** Where one writes. */
export const composer = (page, person) => page.getByRole("textbox", { name: `Message to ${person.name}` });
export const send = (page) => page.getByRole("button", { name: "Send", exact: true }).click();

/** Saves a picture of the page. */
export async function shoot(page, name) {
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: join(RESULTS, `${name.replace(/[^\w-]+/g, "-")}.png`) });
}
