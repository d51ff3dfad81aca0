// The scripts of docs/examples, as a reader would run them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { join } from "node:path";
import { ROOT } from "../scripts/stack.mjs";
import { openDesk, tool } from "./desk.mjs";

const desk = await openDesk();
const { secret } = await desk.api("POST", "/api-keys", { name: "examples", scopes: ["read", "messages:write"] });

for (const [name, ...program] of [["answer.sh", "bash"], ["answer.py", tool("$TOOLS/$FIDELITY/bin/python")]]) {
  test(`${name} answers the next message`, { timeout: 60_000 }, async () => {
    const person = await desk.person(name);
    const env = { PATH: process.env.PATH, SWITCHBOARD: desk.server.url, API_KEY: secret };
    const script = spawn(program[0], [join(ROOT, "docs/examples", name), "We are on it."], { env, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface(script.stdout)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, "listening");
    await person.write("Is anyone there?");
    assert.equal((await lines.next()).value, `${name}: Is anyone there?`);

    const [received] = await person.receive();
    assert.equal(received.text, "We are on it.");
    assert.ok(received.reply_to, "it answers no message");
    const rest = [];
    for (let next; !(next = await lines.next()).done; ) rest.push(next.value);
    assert.equal(rest.at(-1), "sent");
    assert.equal(script.exitCode ?? (await new Promise((done) => script.once("exit", done))), 0);
  });
}
