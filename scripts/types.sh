#!/usr/bin/env bash
# The TypeScript types in ui/shared/src/generated come from Rust (ts-rs writes them when the tests run).
# `types.sh write` makes them anew; `types.sh check` says whether those in the tree are what Rust says.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

generated=ui/shared/src/generated
features=zoufang-app/bridge,zoufang-app/custom-protocol

write() {
  [ -f ui/field/dist/index.html ] && [ -f ui/office/dist/index.html ] || (cd ui && npm run -s build)
  # The types of one crate may name those of another: all are written in one go, into an empty folder.
  local fresh
  fresh=$(mktemp -d)
  TS_RS_EXPORT_DIR=$fresh cargo test --workspace --quiet --features "$features" --lib export_bindings >/dev/null
  [ -n "$(ls -A "$fresh")" ] || say_stop "no type was exported: is #[ts(export)] still there?"
  rm -rf "$generated.old"
  mv "$generated" "$generated.old"
  mv "$fresh" "$generated"
  chmod 755 "$generated"
  rm -rf "$generated.old"
}

check() {
  local fresh
  fresh=$(mktemp -d)
  TS_RS_EXPORT_DIR=$fresh cargo test --workspace --quiet --features "$features" --lib export_bindings >/dev/null
  if ! diff -r --brief "$fresh" "$generated"; then
    rm -rf "$fresh"
    say_stop "The types above differ from what Rust says. Run: make types"
  fi
  echo "$(find "$fresh" -name '*.ts' | wc -l) types agree"
  rm -rf "$fresh"
}

case ${1:-write} in
  write) ends_with "types written to $generated"; step "types from Rust" write ;;
  check) ends_with "types agree"; step "types from Rust" check ;;
  *) say_stop "usage: scripts/types.sh write|check" ;;
esac
