# Which tools the project uses, where they are kept, and how its scripts speak. Sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Shared by every clone on this machine; each tool's directory carries its version.
TOOLS=${SWITCHBOARD_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/switchboard-tools}

JUST=just-1.57.0
TRUNK=trunk-0.21.14
# The CLI must be of the very version the SPA links.
WASM_BINDGEN=wasm-bindgen-cli-$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print }' "$ROOT/Cargo.lock")
# of the same making as `wasm_split_helpers`, which leptos brings
WASM_SPLIT=wasm_split_cli_support-0.2.4
NPM=npm-$(cksum < "$ROOT/e2e/package-lock.json" | cut -d' ' -f1)
FIDELITY=fidelity-$(cksum < "$ROOT/scripts/fidelity-requirements.txt" | cut -d' ' -f1)

PATH=$TOOLS/$JUST/bin:$TOOLS/$TRUNK/bin:$TOOLS/$WASM_BINDGEN/bin:$TOOLS/$WASM_SPLIT/bin:$TOOLS/$NPM/node_modules/.bin:$PATH
export PATH

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() { printf '\033[31merror:\033[0m %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null; }

# The first of the named commands that exists, or nothing.
first_of() { for each in "$@"; do type -P "$each" && return; done; return 1; }

# The directory of PostgreSQL's server programs; Debian keeps them off PATH.
postgres_bin() {
  if have initdb; then dirname "$(command -v initdb)"; return; fi
  ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 | grep .
}

# A Chromium that can be driven; CHROMIUM names another one.
find_chromium() { first_of ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome; }

# The path of a program of the last `cargo build`.
built() {
  (cd "$ROOT" && cargo metadata --format-version 1 --no-deps) |
    node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).target_directory + "/debug/" + process.argv[1]' "$1"
}

# Whether this project's Rust can build for wasm32.
has_wasm_target() { [ -d "$(cd "$ROOT" && rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; }

# The standard library for Debian's compiler, used when it cannot; it fits one build of that compiler only.
wasm_sysroot() { echo "$TOOLS/wasm-sysroot-$(/usr/bin/rustc -vV | sed -n 's/^commit-hash: \(.\{9\}\).*/\1/p')"; }
