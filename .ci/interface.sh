#!/usr/bin/env bash
# The C interface: the header in C and C++, the example of Docs/C.md, and its
# test under the address sanitizer.
#
# Usage: .ci/interface.sh LIBRARIES, the folder with libDecodeEstimatorC.so.
set -euo pipefail
cd "$(dirname "$0")/.."
libraries=$(cd "$1" && pwd)
header=Sources/CDecodeEstimator/include
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
link=(-L "$libraries" -lDecodeEstimatorC "-Wl,-rpath,$libraries")
strict=(-Wall -Wextra -Wpedantic -Werror)

echo '#include <decode_estimator.h>' > "$work/header.cpp"
clang++ -std=c++17 "${strict[@]}" -Wno-gnu -I $header -fsyntax-only "$work/header.cpp"

clang -std=c11 "${strict[@]}" -I $header Docs/c/batch.c -o "$work/batch" "${link[@]}"
shown=$("$work/batch" Fixtures/vlm-tasks.csv Fixtures/vlm-latency.csv)
echo "$shown"
if [[ "$(cat Docs/C.md)" != *"$shown"* ]]; then
  echo "Docs/C.md shows other output than this"
  exit 1
fi

clang -std=c11 -g "${strict[@]}" -fsanitize=address -fuse-ld=lld -I $header \
  Tests/Interface/interface.c -o "$work/interface" "${link[@]}" -lpthread -lm
"$work/interface" Fixtures "$work"
