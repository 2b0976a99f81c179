# Sourced by the other scripts: named steps with their time, and one clear line at the end.
# Needs `set -euo pipefail` in the caller.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repo"
: "${CARGO_TARGET_DIR:=$repo/target}"
export CARGO_TARGET_DIR

started=$SECONDS
current_step=""

# step "name" command…: prints the name, runs the command, prints the time. Stops the script when it fails.
step() {
  current_step=$1
  shift
  local from=$SECONDS
  printf '\n▶ %s\n' "$current_step"
  "$@"
  printf '✔ %s (%d s)\n' "$current_step" $((SECONDS - from))
  current_step=""
}

# ends_with "what was done": the last line of the script, whatever happens.
ends_with() {
  ending=$1
  trap 'last_line $?' EXIT
  # Without these an interrupted run would reach the last line with the code of the command before.
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

last_line() {
  local code=$1
  if [ "$code" -eq 0 ] && [ -z "$current_step" ]; then
    printf '\n✔ %s in %d s\n' "$ending" $((SECONDS - started))
  else
    printf '\n✘ stopped at step "%s" after %d s (exit %d)\n' "${current_step:-start}" $((SECONDS - started)) "$code"
  fi
}

# say_stop "what is wrong and what to do": ends the current step with a message.
say_stop() {
  printf '%s\n' "$*" >&2
  return 1
}
