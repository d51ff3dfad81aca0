// For work on the code: a living world, the server rebuilt and started anew as its code is saved, the page from Trunk.
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { join } from "node:path";
import { build, mustBeFree, run, startWorld } from "./play.mjs";
import { ROOT } from "./stack.mjs";

// as Trunk.toml has them
const [listen, page] = ["127.0.0.1:8080", "127.0.0.1:8081"];
const env = { CORS_ORIGINS: `["http://${page}"]` };
const SETTLED = 200;
const SUCCESS = "ended with code 0";

for (const address of [listen, page]) await mustBeFree(address, "The server and Trunk need both addresses of Trunk.toml.");
build();
await run(async (dir, parts) => {
  let { sandbox, server, start: startAnew } = await startWorld({ dir, parts, listen, page: `http://${page}`, env });
  const trunk = start("scripts/wasm", "trunk", "serve");
  parts.push(trunk);
  onSave(["backend/src", "openapi/src", "migration/src"], async () => {
    if ((await start("cargo", "build", "-p", "backend", "-p", "sandbox", "--bins").ended) !== SUCCESS) return;
    await server.stop();
    server = await startAnew();
    parts.push(server);
    console.log("the server runs anew");
  });
  return Promise.race([sandbox.ended, trunk.ended]);
});

/** Calls `act` after files were saved, once at a time. */
function onSave(folders, act) {
  let [timer, busy, again] = [null, false, false];
  const saved = async () => {
    if (busy) return (again = true);
    busy = true;
    await act().catch((error) => console.error(`error: ${error.message}`));
    busy = false;
    if (again) [again] = [false, saved()];
  };
  for (const folder of folders) {
    watch(join(ROOT, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(saved, SETTLED);
    });
  }
}

function start(command, ...args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: "inherit" });
  const ended = new Promise((done) => {
    child.once("error", (error) => done(`could not start: ${error.message}`));
    child.once("exit", (code, signal) => done(`ended with ${signal ?? `code ${code}`}`));
  });
  return { ended, stop: async () => (child.kill(), await ended) };
}
