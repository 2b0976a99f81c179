#!/usr/bin/env bash
# The simulation over as many seeds as asked; a failing seed prints how to replay it.
set -euo pipefail
. "$(dirname "$0")/steps.sh"
seeds=${1:-5000}
ends_with "simulated $seeds seeds"
simulate() { ZOUFANG_SIM_SEEDS=$seeds cargo test -p zoufang-tests --test simulation no_bad_day -- --nocapture; }
step "simulation over $seeds seeds" simulate
