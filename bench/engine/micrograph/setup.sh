#!/usr/bin/env bash
# Builds the command line of this working tree; the packages that it needs are installed already.
set -euo pipefail
cd "$(dirname "$0")/../../.."
npm run --silent build
