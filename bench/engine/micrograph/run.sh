#!/usr/bin/env bash
# PEERS=FOLDER run.sh SIZE: our figures, measured by the harness in FOLDER as those of its engines.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
export PEERS
exec python3 "$PEERS/lib/drive.py" --engine micrograph --size "$1" --gen "$here/gen.py" \
  --version "$(node -p 'require(process.argv[1]).version' "$root/package.json")" \
  --cold "node $root/bin/micrograph.js run pipeline.json" \
  --plan "node $root/bin/micrograph.js plan pipeline.json"
