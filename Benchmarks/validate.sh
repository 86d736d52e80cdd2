#!/usr/bin/env bash
# Measures on public traces, peers included, and rewrites Docs/Validation.md
# down to "# Small tasks"; what follows there names commands of its own.
#
# Usage: Benchmarks/validate.sh TRACES
# PYTHON is one with peers/requirements.txt; without, peers are left out.
set -euo pipefail
traces=$(cd "$1" && pwd)
cd "$(dirname "$0")"
page=../Docs/Validation.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

swift build -c release --product validation
validation=.build/release/validation
peers=()
if [ -n "${PYTHON:-}" ]; then
  peers=("$work/peers")
  $validation "$traces" peers "${peers[0]}"
  "$PYTHON" peers/forecasts.py "${peers[0]}"
  "$PYTHON" peers/lightgbm_times.py "$traces" > "${peers[0]}/times.csv"
fi
$validation "$traces" all "${peers[@]}" > "$work/page.md"
{
  cat "$work/page.md"
  echo
  sed -n '/^# Small tasks$/,$p' "$page"
} > "$work/whole.md"
cp "$work/whole.md" "$page"
