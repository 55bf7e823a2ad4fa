#!/usr/bin/env bash
# Starts a Kafka broker on this machine and prints its address: the same as `sorlab kafka up`, and takes its options.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec ./scripts/deno task --quiet kafka up "$@"
