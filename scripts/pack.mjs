// Trunk's post_build hook: puts the part of the page that was cut off (see split/wasm-bindgen) beside the rest, then
// lays a .br and a .gz beside each file of a release build, for the server to send as they are.
import { execFileSync } from "node:child_process";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const { SPLIT_DIR, TRUNK_PROFILE, TRUNK_STAGING_DIR: STAGING } = process.env;
const RELEASE = TRUNK_PROFILE === "release";
const COMPRESSIBLE = /\.(css|html|js|json|svg|txt|wasm|webmanifest)$/;

await placeParts();
if (RELEASE) {
  const names = await readdir(STAGING, { recursive: true });
  await Promise.all(names.filter((name) => COMPRESSIBLE.test(name)).map(precompress));
}

/** The parts, and the script that fetches them, under names with the hash that Trunk gave the page's own script. */
async function placeParts() {
  const page = (await readdir(STAGING)).find((name) => /^frontend-[0-9a-f]+\.js$/.test(name));
  const hash = page.slice("frontend".length, -".js".length);
  const parts = (await readdir(SPLIT_DIR)).filter((name) => name.endsWith(".wasm") && name !== "frontend.wasm");
  let script = await readFile(join(SPLIT_DIR, "__wasm_split.js"), "utf8");
  script = replaced(script, "./frontend.js", `./${page}`);
  for (const part of parts) {
    const name = part.replace(".wasm", `${hash}.wasm`);
    script = replaced(script, `./${part}`, `./${name}`);
    if (RELEASE) execFileSync("wasm-opt", ["-Oz", join(SPLIT_DIR, part), "-o", join(STAGING, name)]);
    else await copyFile(join(SPLIT_DIR, part), join(STAGING, name));
  }
  const name = `split${hash}.js`;
  await writeFile(join(STAGING, name), script);
  await edit(page, 'from "./__wasm_split.js"', `from "./${name}"`);
  const names = parts.map((part) => `/${part.replace(".wasm", `${hash}.wasm`)}`);
  await edit("index.html", "</head>", `<link rel="modulepreload" href="/${name}"></head>`);
  await edit("index.html", "data-wasm=", `data-parts="${names.join(" ")}" data-wasm=`);
}

async function edit(name, from, to) {
  const path = join(STAGING, name);
  await writeFile(path, replaced(await readFile(path, "utf8"), from, to));
}

function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`${from} is not where it was: another wasm-bindgen or wasm-split?`);
  return text.replaceAll(from, to);
}

async function precompress(name) {
  const path = join(STAGING, name);
  const content = await readFile(path);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await Promise.all([
    promisify(brotliCompress)(content, { params }).then((br) => writeFile(`${path}.br`, br)),
    promisify(gzip)(content, { level: 9 }).then((gz) => writeFile(`${path}.gz`, gz)),
  ]);
}
