// What the demo and `./justw dev` share: a small living world, a server with its bots, a sign-in made for this start.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createUser, ROOT, signIn, startSandbox, startServer } from "./stack.mjs";

const [BOLD, GREEN, DIM, PLAIN] = process.stdout.isTTY ? ["\x1b[1m", "\x1b[32m", "\x1b[2m", "\x1b[0m"] : ["", "", "", ""];

/** The second password of the demo's second account. */
const PASSWORD = "capybara";

/** Runs a command under a heading with its time; ends this program if it fails. */
export function step(title, ...command) {
  const { status } = spawnSync("scripts/step", [title, ...command], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 130);
}

export function build() {
  step("building the server and the sandbox (the first time: some minutes)", "cargo", "build", "-p", "backend", "-p", "sandbox", "--bins");
}

/** Ends this program, saying why, when somebody else listens at the address. */
export function mustBeFree(address, advice) {
  const [host, port] = address.split(":");
  return new Promise((free) => {
    const probe = createServer().once("error", ({ code }) => {
      const what = code === "EADDRINUSE" ? `something listens at ${address} already` : `cannot listen at ${address} (${code})`;
      console.error(`error: ${what}. ${advice}`);
      process.exit(1);
    });
    probe.listen(port, host, () => probe.close(free));
  });
}

/**
 * Runs `play` until Ctrl-C, or until it answers why it ended by itself; then stops the `parts` it started.
 * `play` gets a folder of its own and the list to add its parts to.
 */
export async function run(play) {
  const dir = mkdtempSync(join(tmpdir(), "switchboard-"));
  const parts = [];
  const stopped = new Promise((done) => ["SIGINT", "SIGTERM", "SIGHUP"].forEach((signal) => process.on(signal, () => done())));
  const why = await Promise.race([stopped, play(dir, parts).catch((error) => error.message)]);
  // the server goes before the world it lives in
  for (const part of parts.reverse()) await part.stop();
  if (why === undefined) {
    rmSync(dir, { recursive: true, force: true });
    process.exit(0);
  }
  console.error(`\nerror: ${why}\nThe logs are in ${dir}`);
  process.exit(1);
}

/** Starts the world and a server for its bots; `page` is the address to print when it is not the server's own. */
export async function startWorld({ dir, parts, listen, page, env }) {
  const sandbox = await startSandbox({ dir, demo: true, accounts: true });
  parts.push(sandbox);
  const user = createUser({ dir, login: "demo", name: "Demo Operator" });
  const start = () => startServer({ dir, telegram: sandbox.url, listen, env: { ...sandbox.settings, ...env } });
  const server = await start();
  parts.push(server);
  const api = await signIn(server, user);
  for (const { token } of sandbox.bots) await api("POST", "/bots", { token });
  const { people } = await sandbox.control("GET", "/world");
  const phones = await givePhones(sandbox, people);

  console.log(`
${BOLD}Switchboard is running${PLAIN} with ${sandbox.bots.length} bots, and ${people.length} people who write to them.

    open       ${GREEN}${page ?? server.url}${PLAIN}
    login      ${GREEN}${user.login}${PLAIN}
    password   ${GREEN}${user.password}${PLAIN}

Accounts that can be added: ${phones.map(({ phone, name }) => `${GREEN}${phone}${PLAIN} (${name})`).join(", ")}.
The codes that Telegram sends them appear here; the second has a second password, ${GREEN}${PASSWORD}${PLAIN}.

${DIM}Logs: ${dir}
Ctrl-C ends it and throws its world away.${PLAIN}
`);
  showCodes(sandbox, phones);
  return { sandbox, server, start };
}

/** Gives two people telephone numbers, so that their accounts can be signed in. */
async function givePhones(sandbox, people) {
  const phones = [];
  for (const [number, { id, first_name: name }] of people.slice(0, 2).entries()) {
    const phone = `+4477009001${number}1`;
    await sandbox.control("PUT", `/accounts/${id}/phone`, { phone: phone.slice(1) });
    if (number === 1) await sandbox.control("PUT", `/accounts/${id}/password`, { password: PASSWORD, hint: "an animal" });
    phones.push({ phone, name });
  }
  return phones;
}

/** Prints each code that Telegram sends. */
function showCodes(sandbox, phones) {
  const shown = new Map();
  setInterval(async () => {
    for (const { phone, name } of phones) {
      // refused until one was sent
      const code = await sandbox.control("GET", `/accounts/codes/${phone.slice(1)}`).then(({ code }) => code, () => undefined);
      if (code && shown.get(phone) !== code) console.log(`Telegram sent ${name} at ${phone} the code ${GREEN}${code}${PLAIN}`);
      shown.set(phone, code);
    }
  }, 1000).unref();
}
