# Every command anyone runs. `./justw` finds or installs just and puts the project's tools on PATH.

[private]
default:
    @just --list --unsorted

# everything CI runs
test: setup
    @scripts/step "formatting" cargo fmt --all --check
    @scripts/step "clippy" just lint
    @scripts/step "tests on SQLite" env TEST_DATABASE=sqlite cargo test --workspace
    @scripts/step "tests on PostgreSQL and Redis" env TEST_DATABASE=postgres scripts/with-services --no-fsync cargo test --workspace --tests
    @scripts/step "an independent client against the sandbox" scripts/fidelity
    @scripts/step "the page" scripts/build-spa
    @scripts/step "browser tests" scripts/e2e

# the browser tests alone: all, or those in the named files
e2e *files: (setup "rust spa browser fidelity examples")
    scripts/build-spa
    cargo build -p backend -p sandbox --bins
    scripts/e2e {{ files }}

# a living world to try it on: builds, starts everything, prints an address and a sign-in
demo port="8088": (setup "rust node spa")
    @exec node scripts/demo.mjs {{ port }}

# for work on the code: the demo's world, the server rebuilt as you save, the page from Trunk
dev: (setup "rust node spa")
    @exec node scripts/dev.mjs

# write openapi/openapi.json from the code
openapi:
    cargo build -p backend
    cargo run --quiet -p backend -- openapi > openapi/openapi.json

# kill the server at random moments, on SQLite and on PostgreSQL, one node and two
crash: (setup "databases")
    TEST_DATABASE=sqlite cargo test -p backend --test crash
    TEST_DATABASE=postgres scripts/with-services cargo test -p backend --test crash

# how fast it is, on SQLite and PostgreSQL, as the tables of docs/benchmarks.md (release build; some twenty minutes); `bots` or `accounts 50` alone
bench *what: (setup "spa databases fidelity")
    scripts/build-spa
    scripts/with-services cargo bench -p backend --bench load -- {{ what }}

# format the code
fmt:
    cargo fmt --all

# clippy, warnings as errors
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# the release build: the server's binary and the SPA's static files
build: (setup "spa")
    scripts/build-spa
    cargo build --release -p backend

# install what is missing (once per machine, outside the clone)
setup parts="":
    @scripts/setup {{ parts }}
