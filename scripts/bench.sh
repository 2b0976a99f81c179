#!/usr/bin/env bash
# Measures on this machine, in a release build: `scripts/bench.sh`, or only the named parts: `scripts/bench.sh push bytes`.
# Prints Markdown tables; docs/benchmarks.md keeps the figures of the last full run. Takes about fifteen minutes.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

screens=zoufang-app/bridge,zoufang-app/custom-protocol
parts=(search save pull push bytes stored import scroll peer)
[ $# -eq 0 ] || parts=("$@")

setup() { bash scripts/setup.sh bench; }
programs() { cargo build --release -p zoufang-office -p zoufang-tests --bin zoufang-office --bin zoufang-bench --quiet; }
part_search() { cargo run --release -p zoufang-field --example search_bench --quiet; }
# The screens over the real commands, as `make test` builds them; the core under them is a debug build.
part_scroll() {
  (cd ui && npm run -s build) && cargo build -p zoufang-app --bin zoufang-bridge --features "$screens" --quiet
  (cd ui && ZOUFANG_BENCH="$CARGO_TARGET_DIR/release/zoufang-bench" node ../tests/e2e/scroll.mjs)
}
part_peer() { (cd tests/peers && npm ci --silent && node pouchdb.mjs sample-visit.json 5000 10000); }
ours() { "$CARGO_TARGET_DIR/release/zoufang-bench" "$@"; }

ends_with "measured"
step "setup" setup
step "programs (release)" programs
for part in "${parts[@]}"; do
  case $part in
    search | scroll | peer) step "$part" "part_$part" ;;
    save | pull | push | bytes | stored | import) step "$part" ours "$part" ;;
    *) say_stop "no such part: $part" ;;
  esac
done
