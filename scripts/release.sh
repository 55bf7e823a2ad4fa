#!/usr/bin/env bash
# Makes the files of a release in dist/release/: an executable for each target, SHA256SUMS and the SBOM. The date in
# them is the commit's, so that the same commit and the same Deno give the same.
#
#   scripts/release.sh [TARGET…]       # all five of them; or those named
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

targets=("$@")
if ((${#targets[@]} == 0)); then
  targets=(
    x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu
    x86_64-apple-darwin aarch64-apple-darwin
    x86_64-pc-windows-msvc
  )
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

rm -rf dist/release
mkdir -p dist/release
for target in "${targets[@]}"; do
  echo "release: compiling for $target" >&2
  ./scripts/deno task --quiet compile --target "$target" --output "dist/release/sorlab-$target" >&2
done
./scripts/deno run --quiet --allow-read --allow-run --allow-env=SOURCE_DATE_EPOCH scripts/sbom.ts \
  >dist/release/sorlab.spdx.json
(cd dist/release && sha256sum -- * >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS)
cat dist/release/SHA256SUMS
