#!/usr/bin/env bash
# A Slurm of one node for tests, as root: `_slurm.sh up FOLDER PORT` starts it, with folder, keys and ports (PORT and the
# one behind it) of its own, and ends once the node takes jobs; `_slurm.sh down FOLDER` stops it. SLURM_CONF is then
# FOLDER/slurm.conf.
set -euo pipefail
folder=$2

up() {
  local port=$1 host
  host=$(hostname -s)
  mkdir -p "$folder"/{state,spool}
  dd if=/dev/urandom of="$folder/munge.key" bs=128 count=1 status=none
  chmod 600 "$folder/munge.key"
  cat >"$folder/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
CompleteWait=0
KillWait=2
ReturnToService=2
MpiDefault=none
NodeName=node NodeHostname=$host NodeAddr=127.0.0.1 CPUs=4 RealMemory=1000
PartitionName=all Nodes=node Default=YES MaxTime=INFINITE State=UP
CONF
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" 2>"$folder/munged.warnings"
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -f "$SLURM_CONF" -c
  slurmd -f "$SLURM_CONF" -N node -c
  for ((tries = 0; tries < 200; tries++)); do
    if [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]]; then return; fi
    sleep 0.1
  done
  echo "no node after 20 s" >&2
  tail -n 5 "$folder"/*.log >&2
  exit 1
}

down() {
  local name pid
  # What a test that failed has left running.
  SLURM_CONF=$folder/slurm.conf timeout 5 scancel --quiet --user="$(id -un)" 2>/dev/null || true
  for name in slurmd slurmctld munged; do
    pid=$(cat "$folder/$name.pid" 2>/dev/null) || continue
    kill "$pid" 2>/dev/null || continue
    for ((tries = 0; tries < 100; tries++)); do
      [[ -d /proc/$pid ]] || break
      sleep 0.05
    done
    kill -9 "$pid" 2>/dev/null || true
  done
}

case $1 in
  up) up "$3" ;;
  down) down ;;
  *) exit 2 ;;
esac
