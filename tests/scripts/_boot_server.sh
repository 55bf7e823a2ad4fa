#!/usr/bin/env bash
# Boots a real systemd on a copy-on-write view of this machine, sets it up as a server by scripts/server/setup.sh,
# and lets kafka, producer and back-tester run under their units, all three together in 1 GiB. Then the live view, and
# Kafka opened to others. Run by root:
#
#   _boot_server.sh WORK SERVER EXECUTABLE TAPE JARS
#
# WORK, an empty folder, gets what came of it: setup.log, state, peaks, journal, artefact.json, …
# Nothing outside it is changed: the process sees its own mounts, processes and network, and they end with it.
set -euo pipefail

if [[ ${SORLAB_BOOTED:-} != yes ]]; then
  export SORLAB_BOOTED=yes
  exec timeout --signal=KILL 300 unshare --fork --pid --mount --net --mount-proc --kill-child --propagation private \
    bash "${BASH_SOURCE[0]}" "$@"
fi

ip link set lo up
work=$1 server=$2 executable=$3 tape=$4 jars=$5
cgroups=/sys/fs/cgroup/memory/system.slice
[[ -d /sys/fs/cgroup/memory ]] || cgroups=/sys/fs/cgroup/system.slice

# Here everything below reads what the machine has and writes to memory.
mkdir "$work/layers"
mount -t tmpfs tmpfs "$work/layers"
for folder in etc opt var usr; do
  mkdir "$work/layers/$folder" "$work/layers/$folder.work"
  mount -t overlay overlay "/$folder" \
    -o "lowerdir=/$folder,upperdir=$work/layers/$folder,workdir=$work/layers/$folder.work"
done
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd /run/lock /run/units /run/bin

# Apache's site, as far as setup.sh knows: a tarball of the jars that are here, and its checksum.
kafka=kafka_2.13-4.3.0
mkdir -p "/run/tar/$kafka/libs"
cp "$jars"/*.jar "/run/tar/$kafka/libs"
tar -czf "/run/tar/$kafka.tgz" -C /run/tar "$kafka"
printf '%s.tgz: %s\n' "$kafka" "$(sha512sum "/run/tar/$kafka.tgz" | cut -c1-128 | tr a-f A-F | sed 's/.\{8\}/& /g')" \
  >"/run/tar/$kafka.tgz.sha512"
cat >/run/bin/curl <<'CURL'
#!/bin/bash
# curl … [-o FILE] URL: from /run/tar instead.
to=/dev/stdout
while (($#)); do
  case $1 in -o) to=$2 ;; http*) url=$1 ;; esac
  shift
done
cat "/run/tar/${url##*/}" >"$to"
CURL
chmod +x /run/bin/curl

# A checksum that differs: nothing is installed. Then as it should be, twice.
rm -rf /opt/kafka* /opt/sorlab
cp "/run/tar/$kafka.tgz.sha512" /run/right
sed -i 's/[0-9A-F] /F /; s/[0-9A-F] /0 /2' "/run/tar/$kafka.tgz.sha512"
PATH=/run/bin:$PATH "$server/setup.sh" >"$work/tampered.log" 2>&1 || echo "exit code $?" >>"$work/tampered.log"
if [[ -e /opt/kafka ]]; then echo "installed all the same" >>"$work/tampered.log"; fi
cp /run/right "/run/tar/$kafka.tgz.sha512"
mkdir -p /opt/sorlab/releases/test
cp "$executable" /opt/sorlab/releases/test/sorlab
ln -s releases/test /opt/sorlab/current
PATH=/run/bin:$PATH "$server/setup.sh" >"$work/setup.log" 2>&1
PATH=/run/bin:$PATH "$server/setup.sh" >"$work/again.log" 2>&1
cp "$tape" /var/lib/sorlab/l1_day.csv
getent passwd sorlab >"$work/user"
stat -c '%a %U %n' /etc/sorlab/kafka.env /var/lib/sorlab /var/lib/kafka /var/log/sorlab >"$work/modes"
logrotate --force --state /run/logrotate.state /etc/logrotate.d/sorlab >"$work/logrotate" 2>&1 || echo failed >>"$work/logrotate"

# What a full system has besides; the journal is the real one.
for target in sysinit basic network shutdown multi-user; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" >"/run/units/$target.target"
done
printf '[Unit]\nWants=kafka.service sorlab-producer.service sorlab-backtester.service\n' >>/run/units/multi-user.target
printf '[Unit]\nDescription=all services\nDefaultDependencies=no\n[Slice]\nMemoryAccounting=yes\nMemoryMax=1G\n' \
  >/run/units/system.slice
# What the machine's kernel says is no part of it.
mkdir -p /run/systemd/journald.conf.d
printf '[Journal]\nReadKMsg=no\nStorage=volatile\n' >/run/systemd/journald.conf.d/test.conf
/lib/systemd/systemd-journald &

# Keeps in the file $1 what the others hold, of which only some are there; what it had before, where they are gone.
keep() {
  local text
  text=$(cat "${@:2}" 2>/dev/null)
  [[ ! $text ]] || echo "$text" >"$1"
}

# Notes down how the process of a unit is confined, what it takes and may take.
note() {
  local pid group=$cgroups/$1.service
  pid=$(systemctl show --property=MainPID --value "$1" 2>/dev/null) || return
  [[ ${pid:-0} != 0 ]] || return
  keep "$work/$1.process" "/proc/$pid/status"
  awk '/^VmHWM/ {print $2}' "/proc/$pid/status" >>"$work/$1.resident" 2>/dev/null
  keep "$work/$1.peak" "$group/memory.max_usage_in_bytes" "$group/memory.peak"
  keep "$work/$1.limit" "$group/memory.limit_in_bytes" "$group/memory.max"
}

states() { for unit in "$@"; do systemctl show --property=Id,ActiveState,Result,ExecMainStatus,NRestarts "$unit"; done; }

# The live view of what is in the topic: its page, and how it ends.
view() {
  systemctl start sorlab-serve
  for _ in $(seq 100); do
    sleep 0.1
    if /usr/bin/curl -fsS http://127.0.0.1:8017/ >"$work/page.html"; then break; fi
  done
  /usr/bin/curl -fsS http://127.0.0.1:8017/metrics >"$work/serve.metrics"
  note sorlab-serve
  systemctl stop sorlab-serve
  states sorlab-serve >"$work/serve.state"
}

# Kafka opened to others, who come by its own configuration, by a wrong password, and by none; and what runs here still.
open_kafka() {
  printf 'SORLAB_KAFKA_HOST=127.0.0.1\n' >/etc/sorlab/settings
  PATH=/run/bin:$PATH "$server/setup.sh" >"$work/open.log" 2>&1
  PATH=/run/bin:$PATH "$server/setup.sh" >>"$work/open.log" 2>&1
  systemctl restart kafka
  cd /etc/sorlab/kafka || return
  stat -c '%a %U:%G %n' -- * >"$work/keys"
  sed 's/^sasl.password=.*/sasl.password=wrong/' client.properties >wrong.properties
  chmod 600 wrong.properties
  sorlab() { /opt/sorlab/current/sorlab "$1" --topic open --quiet "${@:2}"; }
  /opt/sorlab/current/sorlab generate --quiet --duration 10 --out /run/short.csv
  fast=(--data /run/short.csv --speed max)
  {
    sorlab produce "${fast[@]}" --kafka-config client.properties
    echo "produce $?"
    sorlab backtest --kafka --rules trial --grid 1 --no-file --kafka-config client.properties >"$work/open.json"
    echo "backtest $?"
    sorlab produce "${fast[@]}" --kafka-config wrong.properties
    echo "wrong password $?"
    sorlab produce "${fast[@]}" --timeout 2s --bootstrap 127.0.0.1:9092
    echo "plaintext $?"
    systemctl restart sorlab-producer
    echo "here $?"
  } >"$work/open" 2>&1
}

# Waits for the end of the back-test, or of it all, and notes down how it was.
watch() {
  local unit
  set +e
  for _ in $(seq 400); do
    for unit in kafka sorlab-producer sorlab-backtester; do note "$unit"; done
    case $(systemctl is-active sorlab-backtester 2>/dev/null) in
      inactive) [[ ! -e /var/lib/sorlab/artefact.json ]] || break ;;
      failed) break ;;
    esac
    sleep 0.25
  done
  keep "$work/together.peak" "$cgroups/memory.max_usage_in_bytes" "$cgroups/memory.peak"
  states kafka sorlab-producer sorlab-backtester >"$work/state"
  journalctl --sync
  journalctl --no-pager --output=short-monotonic -u kafka -u 'sorlab-*' >"$work/journal"
  cp /var/lib/sorlab/* /var/log/sorlab/* "$work" 2>/dev/null
  rm -f "$work/l1_day.csv"
  view
  open_kafka
  journalctl --sync
  journalctl --no-pager --output=short-monotonic -u kafka -u 'sorlab-*' >"$work/journal.all"
  cp /var/log/sorlab/kafka.log "$work/kafka.all.log"
  touch "$work/done"
  kill -KILL 1 2>/dev/null
  systemctl --force exit
}
watch >/dev/null 2>&1 &

export container=sorlab SYSTEMD_UNIT_PATH=/run/units:/etc/systemd/system
exec /lib/systemd/systemd --system --unit=multi-user.target --log-target=console >"$work/systemd.log" 2>&1
