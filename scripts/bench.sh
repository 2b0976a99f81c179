#!/usr/bin/env bash
# Measures on this machine, in a release build, and prints the table that docs/benchmarks.md keeps.
set -euo pipefail
. "$(dirname "$0")/steps.sh"
ends_with "measured"
step "setup" bash scripts/setup.sh run
step "release build" cargo build --release -p zoufang-tests --bins --quiet
step "measurements" cargo run --release -p zoufang-tests --bin zoufang-bench --quiet -- "$@"
