#!/bin/sh
# Installs sorlab: picks the executable for this machine out of a release, verifies its SHA-256, and puts it into a
# folder. Download this script and read it, then:
#
#   sh install.sh --url https://…/releases/download/v0.1.0     # the folder of a release's files
#
#   --url URL       where the release's files and its SHA256SUMS are; a local folder will do
#   --into FOLDER   where sorlab goes (~/.local/bin)
#   --name NAME     take this file of the release, instead of the one for this machine
set -eu

url='' into=$HOME/.local/bin name=''
say() { echo "install: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --url | --into | --name)
      [ $# -gt 1 ] || fail "$1 needs a value"
      case $1 in --url) url=$2 ;; --into) into=$2 ;; --name) name=$2 ;; esac
      shift 2
      ;;
    --help | -h)
      sed -n '2,/^set /s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *) fail "unknown option $1; --help lists them" ;;
  esac
done
[ "$url" ] || fail "which release? --url is missing; --help says more"

# The release's name of this machine's executable.
pick() {
  case $(uname -sm) in
    "Linux x86_64") echo sorlab-x86_64-unknown-linux-gnu ;;
    "Linux aarch64" | "Linux arm64") echo sorlab-aarch64-unknown-linux-gnu ;;
    "Darwin x86_64") echo sorlab-x86_64-apple-darwin ;;
    "Darwin arm64") echo sorlab-aarch64-apple-darwin ;;
    *) return 1 ;;
  esac
}

# What keeps the executable from running on this Linux, if anything does.
unfit() {
  [ "$(uname -s)" = Linux ] || return 1
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc //p')
  if [ -z "$glibc" ]; then
    echo "this Linux has no glibc (Alpine has musl); sorlab needs glibc 2.27 or newer"
    return 0
  fi
  major=${glibc%%.*} minor=${glibc#*.}
  minor=${minor%%.*}
  if [ "$major" -lt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -lt 27 ]; }; then
    echo "this Linux has glibc $glibc (Amazon Linux 2 has 2.26); sorlab needs 2.27 or newer"
    return 0
  fi
  return 1
}

# The file $1 of the release, as $2.
get() {
  case $url in
    http://* | https://*) curl -fsSL --retry 3 -o "$2" "$url/$1" || fail "cannot get $url/$1" ;;
    *) cp "$url/$1" "$2" || fail "cannot read $url/$1" ;;
  esac
}

sum_of() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

if [ -z "$name" ]; then
  name=$(pick) || fail "there is no executable for $(uname -sm); run it from source by scripts/deno"
  if reason=$(unfit); then fail "$reason"; fi
fi

mkdir -p "$into"
work=$(mktemp -d "$into/.sorlab.XXXXXX")
trap 'rm -rf "$work"' EXIT
get SHA256SUMS "$work/SHA256SUMS"
expected=$(awk -v name="$name" '$2 == name || $2 == "*" name {print $1}' "$work/SHA256SUMS")
[ "$expected" ] || fail "SHA256SUMS of the release does not name $name"
get "$name" "$work/sorlab"
found=$(sum_of "$work/sorlab")
[ "$found" = "$expected" ] || fail "$name: the checksum is $found, not $expected; nothing is installed"
chmod 755 "$work/sorlab"
mv -f "$work/sorlab" "$into/sorlab"
say "$("$into/sorlab" --version) in $into"
case ":$PATH:" in *":$into:"*) ;; *) say "$into is not on your PATH" ;; esac
