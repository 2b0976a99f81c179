#!/usr/bin/env bash
# Measures on this machine, in a release build. docs/benchmarks.md keeps the figures and says what is not measured yet.
set -euo pipefail
. "$(dirname "$0")/steps.sh"
ends_with "measured"
search() { cargo run --release -p zoufang-field --example search_bench --quiet; }
peer() { (cd tests/peers && npm ci --silent && node pouchdb.mjs sample-visit.json 5000 10000); }
step "setup" bash scripts/setup.sh run
step "search and unlock" search
step "peer: PouchDB to express-pouchdb" peer
