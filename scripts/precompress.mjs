// Trunk's post_build hook: lays a .br and a .gz beside each file of a release build, for the server to send as they are.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const { TRUNK_PROFILE, TRUNK_STAGING_DIR } = process.env;
const COMPRESSIBLE = /\.(css|html|js|json|svg|txt|wasm|webmanifest)$/;

if (TRUNK_PROFILE === "release") {
  const names = await readdir(TRUNK_STAGING_DIR, { recursive: true });
  await Promise.all(names.filter((name) => COMPRESSIBLE.test(name)).map(precompress));
}

async function precompress(name) {
  const path = join(TRUNK_STAGING_DIR, name);
  const content = await readFile(path);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await Promise.all([
    promisify(brotliCompress)(content, { params }).then((br) => writeFile(`${path}.br`, br)),
    promisify(gzip)(content, { level: 9 }).then((gz) => writeFile(`${path}.gz`, gz)),
  ]);
}
