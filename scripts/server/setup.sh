#!/usr/bin/env bash
# Makes a machine a server of sorlab: user, folders, swap, Java, Apache Kafka, services. Run by root, as often as
# one likes: what is there already stays. Debian, Ubuntu and Amazon Linux 2023, x86-64 and arm64.
#
# It reads /etc/sorlab/settings, if that is there:
#   SORLAB_URL          address of the executable; empty where scripts/deploy.sh brings it
#   SORLAB_SHA256       its SHA-256, without which nothing is downloaded
#   SORLAB_KAFKA_HOST   host as which port 9092 is open, by TLS and a password; ec2 is the public address there
set -euo pipefail
umask 022

SORLAB_URL='' SORLAB_SHA256='' SORLAB_KAFKA_HOST=''
# shellcheck source=/dev/null
if [[ -r /etc/sorlab/settings ]]; then . /etc/sorlab/settings; fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kafka=4.3.0
kafka_tarball=kafka_2.13-$kafka.tgz
mirrors="https://downloads.apache.org/kafka/$kafka https://archive.apache.org/dist/kafka/$kafka"

say() { echo "setup: $*"; }
fail() {
  echo "setup: $*" >&2
  exit 1
}

((EUID == 0)) || fail "run it as root: sudo $0"

add_user() {
  id sorlab >/dev/null 2>&1 && return
  useradd --system --user-group --no-create-home --home-dir /var/lib/sorlab --shell /usr/sbin/nologin sorlab
  say "user sorlab"
}

make_folders() {
  install -d -o sorlab -g sorlab -m 0750 /var/lib/sorlab /var/lib/kafka /var/log/sorlab
  install -d -m 0755 /opt/sorlab /etc/sorlab
  [[ -e /etc/sorlab/kafka.env ]] || (umask 077 && : >/etc/sorlab/kafka.env)
  chmod 0600 /etc/sorlab/kafka.env
}

# Java's packages alone take more than 1 GiB, for a moment.
add_swap() {
  local kilobytes
  kilobytes=$(awk '/^MemTotal:/ {print $2}' /proc/meminfo)
  ((kilobytes < 1500000)) || return 0
  [[ $(wc -l </proc/swaps) == 1 ]] || return 0
  if [[ ! -e /swapfile ]]; then
    (umask 077 && dd if=/dev/zero of=/swapfile bs=1M count=1024 status=none)
    mkswap --quiet /swapfile 2>/dev/null || mkswap /swapfile >/dev/null
  fi
  swapon /swapfile
  grep -q '^/swapfile ' /etc/fstab || echo '/swapfile none swap sw 0 0' >>/etc/fstab
  say "1 GiB of swap in /swapfile"
}

java_is_new_enough() {
  local version
  version=$(/usr/bin/java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
  [[ $version ]] && ((version >= 17))
}

add_java() {
  java_is_new_enough && return
  if type -P apt-get >/dev/null; then
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends openjdk-17-jre-headless curl
  elif type -P dnf >/dev/null; then
    dnf -q install -y java-17-amazon-corretto-headless
  else
    fail "no apt-get and no dnf: install Java 17 as /usr/bin/java, then run this again"
  fi
  java_is_new_enough || fail "/usr/bin/java is still none of Java 17 or newer"
  say "Java"
}

# From $1, to the file $2, of whose checksum $3 says the kind and $4 the value.
download() {
  curl -fsSL --retry 3 --connect-timeout 10 -o "$2" "$1" || return 1
  [[ $("$3" "$2" | cut -d' ' -f1) == "$4" ]] || fail "$1: the checksum differs; nothing is installed"
}

add_kafka() {
  local mirror sum work
  if [[ ! -d /opt/kafka-$kafka ]]; then
    work=$(mktemp -d /opt/kafka.XXXXXX)
    for mirror in $mirrors; do
      # Apache writes "name: HEX HEX …" over several lines, or "hex  name".
      sum=$(curl -fsSL --connect-timeout 10 "$mirror/$kafka_tarball.sha512") || continue
      sum=$(tr -d ' \n' <<<"${sum#*:}" | tr 'A-F' 'a-f' | cut -c1-128)
      download "$mirror/$kafka_tarball" "$work/$kafka_tarball" sha512sum "$sum" || continue
      tar -xzf "$work/$kafka_tarball" -C "$work" --no-same-owner
      mv "$work/${kafka_tarball%.tgz}" "/opt/kafka-$kafka"
      break
    done
    rm -rf "$work"
    [[ -d /opt/kafka-$kafka ]] || fail "no Kafka $kafka from $mirrors"
    say "Kafka $kafka"
  fi
  ln -sfn "kafka-$kafka" /opt/kafka
}

# The executable from its release; scripts/deploy.sh puts later ones beside it.
add_executable() {
  local release
  [[ $SORLAB_URL && ! -e /opt/sorlab/current ]] || return 0
  [[ $SORLAB_SHA256 ]] || fail "/etc/sorlab/settings names no SORLAB_SHA256"
  release=releases/${SORLAB_SHA256:0:16}
  install -d "/opt/sorlab/$release"
  download "$SORLAB_URL" "/opt/sorlab/$release/sorlab.partial" sha256sum "$SORLAB_SHA256" ||
    fail "cannot get $SORLAB_URL"
  chmod 0755 "/opt/sorlab/$release/sorlab.partial"
  mv "/opt/sorlab/$release/sorlab.partial" "/opt/sorlab/$release/sorlab"
  ln -sfn "$release" /opt/sorlab/current
  say "$(/opt/sorlab/current/sorlab --version)"
}

ec2_address() {
  local ask='curl -fsS --max-time 5' at=http://169.254.169.254/latest token
  token=$($ask -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $at/api/token)
  $ask -H "X-aws-ec2-metadata-token: $token" $at/meta-data/public-ipv4
}

# A key for the host $1 in the folder $2, with a certificate, its own authority.
certify() {
  local kind=DNS
  [[ ! $1 =~ ^[0-9.]+$ ]] || kind=IP
  install -m 0640 -g sorlab /dev/null "$2/server.pem"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=sorlab \
    -config <(printf '[req]\ndistinguished_name=name\n[name]\n') \
    -addext "subjectAltName=$kind:$1,IP:127.0.0.1,DNS:localhost" -keyout "$2/key" -out "$2/ca.pem" 2>/dev/null ||
    fail "openssl, 1.1.1 or newer, makes no certificate for $1"
  cat "$2/key" "$2/ca.pem" >"$2/server.pem"
  rm "$2/key"
  echo "$1" >"$2/host"
}

# Port 9092 for this machine alone; or for others, and 9094 for this machine.
configure_kafka() {
  local host=$SORLAB_KAFKA_HOST keys=/etc/sorlab/kafka
  cp "$here/kafka.properties" /etc/sorlab/kafka.properties.new
  if [[ $host ]]; then
    [[ $host != ec2 ]] || host=$(ec2_address)
    [[ $host =~ ^[A-Za-z0-9.-]+$ ]] || fail "SORLAB_KAFKA_HOST is no host: $host"
    install -d "$keys"
    [[ $(cat "$keys/host" 2>/dev/null) == "$host" ]] || certify "$host" "$keys"
    grep -q ^KAFKA_SASL_PASSWORD= /etc/sorlab/kafka.env || printf 'KAFKA_%s\n' BOOTSTRAP=127.0.0.1:9094,127.0.0.1:9092 \
      SECURITY_PROTOCOL=PLAINTEXT SASL_USERNAME=sorlab "SASL_PASSWORD=$(openssl rand -hex 24)" >>/etc/sorlab/kafka.env
    sed "s/@HOST@/$host/" "$here/kafka-open.properties" >>/etc/sorlab/kafka.properties.new
    install -m 0600 /dev/null "$keys/client.properties"
    {
      printf '%s\n' "bootstrap.servers=$host:9092" security.protocol=SASL_SSL ssl.ca.file=ca.pem sasl.mechanism=PLAIN
      sed -n 's/^KAFKA_SASL_USERNAME=/sasl.username=/p; s/^KAFKA_SASL_PASSWORD=/sasl.password=/p' /etc/sorlab/kafka.env
    } >"$keys/client.properties"
    say "port 9092 is open as $host, by TLS; for others: $keys/client.properties and ca.pem"
  fi
  chmod 0644 /etc/sorlab/kafka.properties.new
  mv /etc/sorlab/kafka.properties.new /etc/sorlab/kafka.properties
}

add_services() {
  local unit
  install -m 0644 "$here/sorlab.logrotate" /etc/logrotate.d/sorlab
  install -D -m 0644 "$here/sorlab.motd" /etc/motd.d/sorlab
  ln -sfn /opt/sorlab/current/sorlab /usr/local/bin/sorlab
  for unit in kafka sorlab-producer sorlab-backtester sorlab-serve; do
    install -m 0644 "$here/$unit.service" "/etc/systemd/system/$unit.service"
  done
  install -D -m 0644 -t /etc/systemd/system/kafka.service.d "$here/common.conf"
  install -D -m 0644 -t /etc/systemd/system/sorlab-.service.d "$here/common.conf" "$here/sorlab.conf"
  if [[ ! -d /run/systemd/system ]]; then
    say "no systemd runs here: services are installed, not started"
    return
  fi
  systemctl daemon-reload
  systemctl enable --quiet kafka sorlab-producer sorlab-backtester
  # Without executable or tape their conditions keep these from starting; deploy.sh starts them.
  systemctl start --no-block kafka sorlab-producer sorlab-backtester
}

add_user
make_folders
add_swap
add_java
add_kafka
add_executable
configure_kafka
add_services
say "done; the tape belongs in /var/lib/sorlab/l1_day.csv"
