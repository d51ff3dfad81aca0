# Every command anyone runs. `./justw` finds or installs just and puts the project's tools on PATH.

[private]
default:
    @just --list --unsorted

# everything CI runs
test: setup
    @scripts/step "formatting" cargo fmt --all --check
    @scripts/step "clippy" just lint
    @scripts/step "SPA" scripts/build-spa
    @scripts/step "tests on SQLite" env TEST_DATABASE=sqlite cargo test --workspace
    @scripts/step "API tests on PostgreSQL and Redis" env TEST_DATABASE=postgres scripts/with-services --no-fsync cargo test -p backend

# format the code
fmt:
    cargo fmt --all

# clippy, warnings as errors
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# rewrite the committed spec from the code
openapi:
    cargo run -q -p backend -- openapi > openapi/openapi.json

# the release build: the server's binary and the SPA's static files
build: (setup "spa")
    scripts/build-spa
    cargo build --release -p backend

# install what is missing (once per machine, outside the clone)
setup parts="":
    @scripts/setup {{ parts }}
