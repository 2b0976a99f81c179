#!/usr/bin/env bash
# Type-checks the whole app for an Android phone, mobile code paths included, on a machine without SDK or NDK.
# Nothing is linked or packaged here; README says how to build the APK where the SDK is.
#
# rustup offers no way to check a target whose standard library it did not install, so Debian's compiler for the web
# comes in: it brings the library's source, and cargo compiles that first (-Zbuild-std). The packages are unpacked
# under target/, never installed, as they conflict with rustup. C is not compiled in a check: its compilers are stubs.
set -euo pipefail
. "$(dirname "$0")/steps.sh"

triple=aarch64-linux-android
cache=$CARGO_TARGET_DIR/android-check

# The compiler, the source of its standard library, and the libraries (with their version in the name) it runs on.
packages() {
  local runtime
  runtime=$(first_dependency libstd-rust-web-dev 'libstd-rust-web-1\.[0-9]+')
  printf '%s\n' rustc-web libstd-rust-web-dev rust-web-src "$runtime" "$(first_dependency "$runtime" 'libllvm[0-9]+')"
}

first_dependency() {
  apt-cache depends "$1" | grep -oE "Depends: $2\$" | head -n 1 | cut -d ' ' -f 2
}

compiler() {
  if [ -x "$cache/rustc" ] && "$cache/rustc" --version >/dev/null 2>&1; then
    echo "nothing missing"
    return
  fi
  rm -rf "$cache/debs" "$cache/root"
  mkdir -p "$cache/debs" "$cache/root"
  if [ -z "$(apt-cache policy rustc-web 2>/dev/null | grep -E 'Candidate: 1\.(9[6-9]|[1-9][0-9]{2})')" ]; then
    if [ "$(id -u)" -eq 0 ]; then apt-get -o DPkg::Lock::Timeout=500 update -qq; else sudo apt-get update -qq; fi
  fi
  local wanted
  mapfile -t wanted < <(packages)
  [ ${#wanted[@]} -eq 5 ] || say_stop "apt has no rustc-web 1.96 or newer here; Debian 12 or newer has"
  (cd "$cache/debs" && apt-get -o DPkg::Lock::Timeout=500 -o APT::Sandbox::User=root download -qq "${wanted[@]}")
  local package
  for package in "$cache"/debs/*.deb; do dpkg -x "$package" "$cache/root"; done
  local libraries="$cache/root/usr/lib/x86_64-linux-gnu:$cache/root/usr/lib"
  write_program "$cache/rustc" "export LD_LIBRARY_PATH='$libraries'" "exec '$cache/root/usr/bin/rustc' \"\$@\""
  "$cache/rustc" --version
  rm -rf "$cache/debs"
}

write_program() {
  local path=$1
  shift
  printf '%s\n' '#!/bin/sh' "$@" >"$path"
  chmod +x "$path"
}

# Answers what build scripts ask of a C compiler and otherwise makes empty files.
stubs() {
  local stub=$cache/cc
  cat >"$stub" <<'STUB'
#!/bin/bash
output= asks= kept=()
while [ $# -gt 0 ]; do
  case $1 in
    "-?") exit 1 ;; # else it is taken for Microsoft's compiler
    --target=* | -march=* | -mcpu=*) ;;
    -o) output=$2; kept+=("$1" "$2"); shift ;;
    -E | --version | -dumpmachine) asks=1; kept+=("$1") ;;
    *) kept+=("$1") ;;
  esac
  shift
done
[ -n "$asks" ] && exec gcc "${kept[@]}"
[ -n "$output" ] && : >"$output"
exit 0
STUB
  chmod +x "$stub"
  mkdir -p "$cache/openssl"
  ar rc "$cache/openssl/libcrypto.a"
  ar rc "$cache/openssl/libssl.a"
  write_program "$cache/ar" 'for word in "$@"; do case $word in *.a) : >"$word"; exit 0 ;; esac; done'
}

check() {
  local headers=/usr/include
  local name=${triple//-/_}
  env "CC_$name=$cache/cc" "CXX_$name=$cache/cc" "AR_$name=$cache/ar" "RANLIB_$name=/bin/true" \
    OPENSSL_NO_VENDOR=1 \
    "AARCH64_LINUX_ANDROID_OPENSSL_INCLUDE_DIR=$headers" "AARCH64_LINUX_ANDROID_OPENSSL_LIB_DIR=$cache/openssl" \
    RUSTC="$cache/rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$cache/target" CARGO_INCREMENTAL=0 \
    cargo check --target "$triple" -Zbuild-std=std,panic_abort -p zoufang-app --lib --features custom-protocol "$@"
}

ends_with "the app type-checks for $triple"
step "compiler for Android" compiler
step "stand-ins for the C compiler" stubs
step "check for Android" check "$@"
