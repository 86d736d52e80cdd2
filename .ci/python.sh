#!/usr/bin/env bash
# The Python package as its users have it: a wheel in a clean environment, its
# tests, types and examples, and Docs/Python.md's ten lines.
#
# Usage: .ci/python.sh PROGRAM [ROWS]
# ENGINES=dask,spark also scores ROWS rows there; both take minutes to install.
set -euo pipefail
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
rows=${2:-200000}
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/tools"
"$work/tools/bin/pip" install --quiet setuptools wheel
wheel=$("$work/tools/bin/python" Python/build_wheel.py "$work/wheels")

python3 -m venv "$work/clean"
"$work/clean/bin/pip" install --quiet "$wheel"
# Nothing of the system's but what every Linux has.
libraries=$("$work/clean/bin/python" -c '
import pathlib, decode_estimator
print(pathlib.Path(decode_estimator.__file__).parent / "lib")')
if ldd "$libraries"/*.so* | grep -E 'lib(gsl|zstd|simdjson|swift)' \
  | grep -v "$libraries"; then
  echo "the wheel takes these libraries from the system"
  exit 1
fi

# Docs/Python.md's first lines print what it says.
sed -n '/^```python$/,/^```$/p' Docs/Python.md | sed '/^```$/q' \
  | sed '/^```/d' > "$work/first.py"
shown=$("$work/clean/bin/python" "$work/first.py")
echo "$shown"
if [[ "$(cat Docs/Python.md)" != *"$shown"* ]]; then
  echo "Docs/Python.md shows other output than this"
  exit 1
fi

"$work/clean/bin/pip" install --quiet pytest pandas matplotlib scikit-learn mypy
(cd "$work" && PROGRAM=$program clean/bin/pytest -q -p no:cacheprovider \
  --import-mode=importlib "$root/Python/tests")
(cd Python && "$work/clean/bin/mypy" --cache-dir "$work/mypy" decode_estimator)

if [ -n "${ENGINES:-}" ]; then
  "$work/clean/bin/pip" install --quiet pyarrow "dask[dataframe]" pyspark
  PATH="$work/clean/bin:$PATH" PYSPARK_PYTHON="$work/clean/bin/python" \
    "$work/clean/bin/python" .ci/python_engines.py "$program" "$rows"
else
  echo "skipped: scoring in Dask and Spark, without ENGINES"
fi
