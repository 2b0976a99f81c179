#!/usr/bin/env bash
# Installs, builds, makes the demo township when there is none, shows a cadre's day in the terminal, and leaves office
# and field app running. With a display the field app opens its window; without one a browser can open it on loopback.
# Environment: ZOUFANG_HOME (data folder), ZOUFANG_OFFICE_PORT, ZOUFANG_BRIDGE_PORT.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

data=${ZOUFANG_HOME:-$repo/data}
office_port=${ZOUFANG_OFFICE_PORT:-8787}
bridge_port=${ZOUFANG_BRIDGE_PORT:-8600}
features=zoufang-app/bridge,zoufang-app/custom-protocol
programs=$CARGO_TARGET_DIR/debug
office_url=http://127.0.0.1:$office_port
demo=$data/office/demo.json
# The demo cadre whose app is opened, and the PIN of the demo profiles.
pin=202259
children=()

build_ui() { (cd ui && npm run -s build); }
build_programs() {
  cargo build -p zoufang-office -p zoufang-app -p zoufang-tests --bins --features "$features" --quiet
}
is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
check_ports() {
  is_free "$office_port" || say_stop "Port $office_port is taken. Stop what uses it, or set ZOUFANG_OFFICE_PORT."
  is_free "$bridge_port" || say_stop "Port $bridge_port is taken. Stop what uses it, or set ZOUFANG_BRIDGE_PORT."
}
make_demo() {
  if [ -f "$demo" ]; then
    echo "The demo township is in $data already."
  else
    "$programs/zoufang-office" demo --data "$data/office" --public-url "$office_url"
  fi
}
start_office() {
  "$programs/zoufang-office" serve --data "$data/office" --listen "127.0.0.1:$office_port" \
    >"$data/office.log" 2>&1 &
  children+=($!)
  wait_for "$office_port" "the office" "$data/office.log"
}
wait_for() {
  local port=$1 what=$2 log=$3 tries=0
  while is_free "$port"; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || say_stop "$what does not answer; see $log"
    sleep 0.1
  done
}
day() {
  "$programs/zoufang-day" --office "127.0.0.1:$office_port" --demo "$demo" --dir "$data/day"
}
from_demo() { node -p "const d = require('$demo'); d.$1"; }
enrol_app() {
  local hand=("$programs/zoufang-hand" --dir "$data/field" --pin "$pin")
  "${hand[@]}" enrol --ticket "$(from_demo cadres[0].ticket)" --name 演示手机
  "${hand[@]}" pull
}
start_app() {
  export ZOUFANG_DATA=$data/field
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    "$programs/zoufang-app" >"$data/field.log" 2>&1 &
    children+=($!)
    app="in its window"
  else
    "$programs/zoufang-bridge" --port "$bridge_port" >"$data/field.log" 2>&1 &
    children+=($!)
    wait_for "$bridge_port" "the field app" "$data/field.log"
    app="http://127.0.0.1:$bridge_port/"
  fi
}
stop_children() {
  local child
  for child in "${children[@]:-}"; do [ -z "$child" ] || kill "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
}

mkdir -p "$data"
ends_with "stopped"
trap 'code=$?; stop_children; last_line $code' EXIT
step "setup" bash scripts/setup.sh run
step "ports" check_ports
step "build of both user interfaces" build_ui
step "build of office and field app" build_programs
step "demo township" make_demo
step "office" start_office
step "the main job, once" day
step "the demo cadre's device" enrol_app
step "field app" start_app

cat <<TEXT

走访正在运行 / Zoufang is running (ready after $((SECONDS - started)) s)
  镇上控制台 console:  $office_url/    账号 account: $(from_demo console.account)    密码 password: $(from_demo console.password)
  手机端 field app:    $app    $(from_demo cadres[0].name)，密码 PIN: $pin
  数据 data: $data    日志 logs: office.log, field.log

  试一试 / try:
  1. 手机端输入密码，选一户，点“开始走访”，答完保存：看到“已存本机”。
     Unlock, choose a household, start a visit, answer and save: it says 已存本机.
  2. 到“上报”页看它传上去，再到控制台看“走访”和“覆盖”。
     See it go up on the sync page, then look at visits and coverage in the console.
  3. 再登记一台设备 enrol another device:
     $programs/zoufang-office enrol-code --data "$data/office" --account "$(from_demo cadres[1].name)"

按 Ctrl-C 停止 / Ctrl-C stops both.
TEXT
wait "${children[0]}"
