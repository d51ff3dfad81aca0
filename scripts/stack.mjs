// Starts and stops a sandbox and a server from the binaries of the last `cargo build`, for the demo and the browser tests.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const READY_WITHIN = 60_000;
const STOP_WITHIN = 20_000;

let folder;
function binary(name) {
  folder ??= JSON.parse(
    execFileSync("cargo", ["metadata", "--format-version=1", "--no-deps"], { cwd: ROOT, maxBuffer: 1 << 26 }),
  ).target_directory;
  return join(folder, "debug", name);
}

/**
 * Starts a sandbox, with the demo's world or an empty one, and with data centres if `accounts` sign in: its address, its
 * bots with their tokens, the `settings` by which a server reaches its data centres, and `control` to ask it for something.
 */
export async function startSandbox({ dir, demo = false, accounts = false }) {
  const key = join(dir, "telegram.pem");
  const args = [...(demo ? ["--demo"] : []), ...(accounts ? ["--mtproto", "--mtproto-key", key] : [])];
  const child = start("sandbox", ["--listen", "127.0.0.1:0", ...args], process.env, join(dir, "sandbox.log"));
  const { url, bots, mtproto } = JSON.parse(await child.line((line) => line.startsWith("{")));
  const settings = mtproto && {
    TELEGRAM_DATA_CENTRES: mtproto.data_centres.map(({ id, address }) => `${id}=${address}`).join(","),
    TELEGRAM_RSA_KEY: key,
    TELEGRAM_API_ID: "12345",
    TELEGRAM_API_HASH: "the sandbox takes any",
  };
  return { ...child, url, bots, settings, control: (method, path, body) => ask(method, `${url}/control${path}`, body) };
}

/** Starts a server on the database in `dir`, which is made if there is none. Its Telegram is at `telegram`. */
export async function startServer({ dir, telegram, listen = "127.0.0.1:0", env = {} }) {
  const own = { LISTEN: listen, STATIC_DIR: join(ROOT, "dist"), TELEGRAM_API_URL: telegram, LOG_FORMAT: "json" };
  const child = start("switchboard", ["serve"], { ...settings(dir), ...own, ...env }, join(dir, "server.log"));
  const line = await child.line((line) => line.includes('"message":"listening"'));
  return { ...child, url: `http://${JSON.parse(line).fields.address}` };
}

/** Adds a user to the database in `dir`; answers with the login and a password made up for it. */
export function createUser({ dir, login, name }) {
  const password = randomBytes(9).toString("base64url");
  const args = ["user", "create", "--login", login, "--name", name, "--password-stdin"];
  const env = { ...settings(dir), LOG: "error" };
  execFileSync(binary("switchboard"), args, { env, input: password, stdio: ["pipe", "ignore", "inherit"] });
  return { login, password };
}

/** Signs in; answers with a function that asks the API as that user. */
export async function signIn(server, { login, password }) {
  const { access_token } = await ask("POST", `${server.url}/api/v1/auth/login`, { login, password });
  return (method, path, body) => ask(method, `${server.url}/api/v1${path}`, body, { authorization: `Bearer ${access_token}` });
}

async function ask(method, url, body, headers = {}) {
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { ...headers, "content-type": "application/json" } };
  const answer = await fetch(url, { method, headers, ...content });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return text && JSON.parse(text);
}

/** The environment without settings that are meant for another server. */
function settings(dir) {
  const { DATABASE_URL, REDIS_URL, FERNET_KEYS, SECRET_KEY, PUBLIC_URL, LOG, ...rest } = process.env;
  return { ...rest, DATA_DIR: dir };
}

/** A child of ours whose output goes to a file; `line` waits for one that it writes. */
function start(name, args, env, file) {
  const child = spawn(binary(name), args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let over = false;
  const ended = new Promise((done) => {
    child.once("error", (error) => done(`${name} could not start: ${error.message}`));
    child.once("exit", (code, signal) => done(`${name} ended with ${signal ?? `code ${code}`}; see ${file}`));
  }).finally(() => {
    over = true;
    process.off("exit", kill);
  });

  const log = createWriteStream(file, { flags: "a" });
  const readers = [child.stdout, child.stderr].map((stream) => (stream.pipe(log, { end: false }), createInterface(stream)));
  const line = (fits) =>
    new Promise((found, fail) => {
      for (const reader of readers) reader.on("line", (line) => fits(line) && found(line));
      ended.then((how) => fail(new Error(how)));
      setTimeout(() => fail(new Error(`${name} was not ready in ${READY_WITHIN / 1000} s; see ${file}`)), READY_WITHIN).unref();
    });
  const stop = async (signal = "SIGTERM") => {
    if (over) return;
    child.kill(signal);
    const timer = setTimeout(kill, STOP_WITHIN);
    await ended;
    clearTimeout(timer);
  };
  return { line, ended, stop };
}
