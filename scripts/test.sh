#!/usr/bin/env bash
# Everything that must pass before a change lands: `scripts/test.sh`, or only the named steps: `scripts/test.sh fmt biome`.
# A step is a function `step_NAME` and a line in `steps`; the first that fails ends the run and is named.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

# One feature set for every cargo call: another would compile the window system's crates a second time.
features=zoufang-app/bridge,zoufang-app/custom-protocol

steps=(
  "setup|what is needed"
  "fmt|formatting (Rust)"
  "ui|build of both user interfaces"
  "clippy|clippy"
  "programs|build of the programs"
  "rust|tests (Rust)"
  "types|generated types are up to date"
  "typecheck|vue-tsc"
  "biome|Biome"
  "vitest|tests (TypeScript)"
  "e2e|the field app in Chromium, end to end"
  "console|the console in Chromium"
  "window|the field app in its real window"
  "android|type-check for Android"
)

step_setup() { bash scripts/setup.sh test; }
step_fmt() { cargo fmt --all --check; }
step_ui() { (cd ui && npm run -s build); }
step_clippy() { cargo clippy --workspace --all-targets --features "$features" --quiet -- -D warnings; }
step_rust() { with_display cargo test --workspace --features "$features" --quiet; }
# The kill tests and the browser's test start the real programs.
step_programs() { cargo build --workspace --bins --features "$features" --quiet; }
step_e2e() { (cd ui && npm run -s e2e); }
step_console() { (cd ui && npm run -s e2e:console); }
step_window() { (cd ui && with_display npm run -s e2e:window); }
step_types() { bash scripts/types.sh check; }
step_typecheck() { (cd ui && npm run -s typecheck); }
step_biome() { (cd ui && npm run -s lint); }
step_vitest() { (cd ui && npm run -s test); }
step_android() { bash scripts/check-android.sh --quiet; }

# The tests of the real window need a screen; tauri-driver is beside the build.
with_display() {
  PATH="$CARGO_TARGET_DIR/tools/bin:$PATH" xvfb-run --auto-servernum --server-args='-screen 0 1280x1024x24' "$@"
}

is_chosen() {
  local name=$1 one
  shift
  [ $# -eq 0 ] && return 0
  for one in "$@"; do [ "$one" = "$name" ] && return 0; done
  return 1
}

ends_with "all tests passed"
for entry in "${steps[@]}"; do
  if is_chosen "${entry%%|*}" "$@"; then step "${entry#*|}" "step_${entry%%|*}"; fi
done
if [ $# -gt 0 ]; then ending="steps passed: $*"; fi
