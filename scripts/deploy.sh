#!/usr/bin/env bash
# Puts sorlab on a server by ssh and scp, and nothing else. Run it as often as you like: what is there stays.
set -euo pipefail

usage() {
  cat <<'TEXT'
scripts/deploy.sh [options] HOST

Examples
  scripts/deploy.sh --setup --tape l1_day.csv ec2-user@203.0.113.7   # a new machine: everything
  scripts/deploy.sh ec2-user@203.0.113.7                             # a new executable; the old one is kept
  scripts/deploy.sh --rollback ec2-user@203.0.113.7                  # the old one again

It compiles the executable for the server's architecture (or takes --executable), copies it, compares its
SHA-256 there, and only then switches the link FOLDER/current. The one before stays as FOLDER/previous.

Options
  --executable FILE   copy this one instead of compiling
  --tape FILE         copy market data too, to DATA/l1_day.csv
  --setup             copy scripts/server/ and run its setup.sh by sudo: Java, Kafka, services
  --restart           start producer and back-tester anew, by sudo
  --rollback          switch back to the previous executable, and copy nothing
  --folder FOLDER     where executables go (/opt/sorlab)
  --data DATA         where the tape goes (/var/lib/sorlab)
  --ssh-config FILE   for ssh and scp: port, key, known hosts
  --dry-run           say what would be done, and do nothing there
  --help              this text
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=/opt/sorlab data=/var/lib/sorlab
host='' executable='' tape='' ssh_config='' setup=no restart=no rollback=no dry=no

say() { echo "deploy: $*" >&2; }
fail() {
  say "$1"
  exit "${2:-1}"
}

while (($#)); do
  case $1 in
    --executable | --tape | --folder | --data | --ssh-config)
      (($# > 1)) || fail "$1 needs a value" 2
      name=${1#--}
      printf -v "${name//-/_}" %s "$2"
      shift
      ;;
    --setup | --restart | --rollback) printf -v "${1#--}" yes ;;
    --dry-run) dry=yes ;;
    --help | -h)
      usage
      exit 0
      ;;
    -*) fail "unknown option $1; --help lists them" 2 ;;
    *)
      [[ ! $host ]] || fail "one host at a time: $host or $1?" 2
      host=$1
      ;;
  esac
  shift
done
[[ $host ]] || fail "which host? scripts/deploy.sh --help" 2
if [[ $rollback == yes && ($executable || $tape || $setup == yes) ]]; then
  fail "--rollback copies nothing: leave --executable, --tape and --setup out" 2
fi
for file in "$executable" "$tape" "$ssh_config"; do
  [[ ! $file || -r $file ]] || fail "cannot read $file" 4
done

connection=(-o BatchMode=yes -o ConnectTimeout=10)
[[ ! $ssh_config ]] || connection+=(-F "$ssh_config")

# Runs a script of bash's there; the other arguments are its $1, $2, …
remote() {
  local word command='bash -c'
  # ssh hands over one text, which a shell takes apart: each word is quoted for it.
  # "set" stands within, as the files that bash reads first are not written for it.
  for word in "set -eu; $1" deploy "${@:2}"; do command+=" '${word//\'/\'\\\'\'}'"; done
  # shellcheck disable=SC2029 # it is to be expanded here
  ssh "${connection[@]}" "$host" "$command"
}

# The same, but only said on a dry run: the text $1 stands for it.
change() {
  if [[ $dry == yes ]]; then
    echo "would $1"
  else
    say "$1"
    remote "${@:2}"
  fi
}

sum_of() { sha256sum "$1" | cut -d' ' -f1; }

# In scripts for the server: "as_root" runs a command by sudo where the folder is not the user's own.
# shellcheck disable=SC2016 # expanded there
as_root='as_root() { if [[ $EUID == 0 ]] || { [[ -e $1 && -w $1 ]]; }; then "${@:2}"; else sudo -n "${@:2}"; fi; }
'

# Copies the file $1 there as $2 with the mode $3 unless the very same is there; it shows under its name only whole.
copy() {
  local sum incoming
  sum=$(sum_of "$1")
  # What the user may not read is read by sudo.
  # shellcheck disable=SC2016
  if remote '{ sha256sum "$1" || sudo -n sha256sum "$1"; } 2>/dev/null | grep -q "^$2 "' "$2" "$sum"; then
    say "$2 is there already"
    return
  fi
  if [[ $dry == yes ]]; then
    echo "would copy $1 to $2 ($(wc -c <"$1") bytes, sha256 $sum)"
    return
  fi
  say "copying $1 to $2"
  incoming=$(remote 'mktemp')
  # -C: an executable travels in less than half of its bytes.
  scp -C -q "${connection[@]}" "$1" "$host:$incoming"
  # shellcheck disable=SC2016
  remote "$as_root"'
    trap '\''rm -f "$1"'\'' EXIT
    found=$(sha256sum "$1" | cut -d" " -f1)
    if [[ $found != "$3" ]]; then echo "deploy: $2: the checksum there is $found, not $3" >&2; exit 1; fi
    above=${2%/*}
    while [[ ! -e $above ]]; do above=${above%/*}; done
    as_root "$above" mkdir -p "${2%/*}"
    as_root "${2%/*}" install -m "$4" "$1" "$2.partial"
    as_root "${2%/*}" mv -f "$2.partial" "$2"' "$incoming" "$2" "$sum" "$3"
}

machine=$(remote 'uname -sm') || fail "cannot get to $host by ssh" 5
case $machine in
  "Linux x86_64") target=x86_64-unknown-linux-gnu ;;
  "Linux aarch64") target=aarch64-unknown-linux-gnu ;;
  *) fail "$host is $machine: sorlab runs on Linux, x86-64 or arm64" ;;
esac

# Switches "current" to what $1 names, and "previous" to what it named; a link is replaced whole.
# shellcheck disable=SC2016
switch='
  link() { as_root . ln -sfn "$1" "$2.new"; as_root . mv -Tf "$2.new" "$2"; }
  before=$(readlink current || true)
  link "$to" current
  if [[ $before && $before != "$to" ]]; then link "$before" previous; fi
'

if [[ $rollback == yes ]]; then
  # shellcheck disable=SC2016
  change "switch $host back to the previous executable" "$as_root"'
    cd "$1" && to=$(readlink previous) || { echo "deploy: $1 holds no previous executable" >&2; exit 1; }
    '"$switch"'
    echo "deploy: $("$1/current/sorlab" --version)" >&2' "$folder"
else
  if [[ ! $executable ]]; then
    executable=$root/dist/sorlab-${target%%-*}
    say "compiling for $target"
    "$root/scripts/deno" task --quiet compile --target "$target" --output "$executable" >&2
  fi
  release=releases/$(sum_of "$executable" | cut -c1-16)
  copy "$executable" "$folder/$release/sorlab" 0755
  [[ ! $tape ]] || copy "$tape" "$data/l1_day.csv" 0644
  # The link is switched to what runs there; old glibc shows here.
  # shellcheck disable=SC2016
  change "switch $folder/current to $release" "$as_root"'
    cd "$1"; to=$2
    version=$("$1/$to/sorlab" --version) || { echo "deploy: it does not run there: glibc 2.27 or newer is needed" >&2; exit 1; }
    '"$switch"'
    for each in releases/*; do
      [[ $each == "$(readlink current)" || $each == "$(readlink previous || true)" ]] || as_root releases rm -r "$each"
    done
    echo "deploy: $version" >&2' "$folder" "$release"
  if [[ $setup == yes ]]; then
    for file in "$root"/scripts/server/*; do
      mode=0644
      [[ ! -x $file ]] || mode=0755
      copy "$file" "$folder/server/${file##*/}" "$mode"
    done
    # shellcheck disable=SC2016
    change "run $folder/server/setup.sh" 'if [[ $EUID == 0 ]]; then "$1"; else sudo -n "$1"; fi' \
      "$folder/server/setup.sh"
  fi
fi
if [[ $restart == yes ]]; then
  # shellcheck disable=SC2016
  change "restart producer and back-tester" '
    if [[ $EUID != 0 ]]; then set -- sudo -n; fi
    "$@" systemctl restart sorlab-producer sorlab-backtester'
fi
[[ $dry == yes ]] || say "done"
