#!/usr/bin/env bash
# Installs what building needs (`setup.sh run`), and what testing (`setup.sh test`) or measuring (`setup.sh bench`)
# needs besides.
# Debian or Ubuntu. Does nothing, quickly, when nothing is missing.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

mode=${1:-run}

run_packages=(build-essential pkg-config curl file git libssl-dev libwebkit2gtk-4.1-dev libsoup-3.0-dev
  librsvg2-dev libayatana-appindicator3-dev libxdo-dev fonts-noto-cjk nodejs)
test_packages=(xvfb webkit2gtk-driver chromium libreoffice-calc)
bench_packages=(strace)
tauri_driver_version=2.1.0

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

missing_of() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$package"
  done
}

system_packages() {
  command -v dpkg-query >/dev/null || say_stop "This needs Debian or Ubuntu (apt). Install by hand: $*"
  local wanted=("$@")
  # Node may come from elsewhere than the distribution (nvm, NodeSource).
  if command -v node >/dev/null; then wanted=("${wanted[@]/nodejs/}"); else wanted+=(npm); fi
  # Ubuntu's chromium package is a pointer to a snap; a browser that is there already will do.
  if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then wanted=("${wanted[@]/chromium/}"); fi
  if command -v soffice >/dev/null; then wanted=("${wanted[@]/libreoffice-calc/}"); fi
  mapfile -t wanted < <(missing_of $(printf '%s ' "${wanted[@]}"))
  if [ ${#wanted[@]} -eq 0 ]; then
    echo "nothing missing"
    return
  fi
  echo "installing: ${wanted[*]}"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get -o DPkg::Lock::Timeout=500 update -qq
  as_root apt-get -o DPkg::Lock::Timeout=500 install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

rust() {
  if ! command -v cargo >/dev/null && [ -f "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
  command -v cargo >/dev/null || say_stop "Rust is not installed. Get rustup from https://rustup.rs, then: rustup toolchain install stable"
  local minor
  minor=$(rustc --version | sed -E 's/rustc 1\.([0-9]+)\..*/\1/')
  [ "$minor" -ge 95 ] || say_stop "$(rustc --version) is too old; 1.95 or newer is needed: rustup update stable"
  rustc --version
}

node_is_new_enough() {
  command -v npm >/dev/null || say_stop "npm is not installed; it comes with Node 20 or newer: https://nodejs.org"
  local major
  major=$(node --version | sed -E 's/v([0-9]+)\..*/\1/')
  [ "$major" -ge 20 ] || say_stop "Node $(node --version) is too old; 20 or newer is needed: https://nodejs.org"
  echo "Node $(node --version)"
}

# npm keeps a copy of the lock file it installed from; `npm ci` is only run when ours is another.
node_packages() {
  local stamp=ui/node_modules/.zoufang-lock
  if cmp -s ui/package-lock.json "$stamp"; then
    echo "nothing missing"
    return
  fi
  (cd ui && npm ci --no-audit --no-fund --loglevel=error)
  cp ui/package-lock.json "$stamp"
}

tauri_driver() {
  local tools=$CARGO_TARGET_DIR/tools
  if [ "$("$tools/bin/tauri-driver" --version 2>/dev/null || true)" = "tauri-driver $tauri_driver_version" ] ||
    grep -qs "\"tauri-driver $tauri_driver_version " "$tools/.crates.toml"; then
    echo "nothing missing"
    return
  fi
  cargo install tauri-driver --version "=$tauri_driver_version" --locked --root "$tools" --target-dir "$tools/build" --quiet
}

ends_with "setup ($mode)"
case $mode in
  run) step "system packages" system_packages "${run_packages[@]}" ;;
  test) step "system packages" system_packages "${run_packages[@]}" "${test_packages[@]}" ;;
  bench) step "system packages" system_packages "${run_packages[@]}" "${bench_packages[@]}" ;;
  *) say_stop "usage: scripts/setup.sh run|test|bench" ;;
esac
step "Rust" rust
step "Node" node_is_new_enough
step "Node packages" node_packages
if [ "$mode" = test ]; then step "tauri-driver" tauri_driver; fi
