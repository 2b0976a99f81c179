#!/usr/bin/env bash
# Installs, builds, makes the demo township when there is none, and leaves office and field app running.
# With a display the field app opens its window; without one a browser can open it on loopback.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

data=${ZOUFANG_HOME:-$repo/data}
office_port=${ZOUFANG_OFFICE_PORT:-8443}
bridge_port=${ZOUFANG_BRIDGE_PORT:-8600}
features=zoufang-app/bridge,zoufang-app/custom-protocol
programs=$CARGO_TARGET_DIR/debug

build_ui() { (cd ui && npm run -s build); }
build_programs() { cargo build -p zoufang-office -p zoufang-app --features "$features" --quiet; }

mkdir -p "$data"
ends_with "stopped"
step "setup" bash scripts/setup.sh run
step "build of both user interfaces" build_ui
step "build of office and field app" build_programs
