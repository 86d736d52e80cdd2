#!/usr/bin/env python3
"""Line coverage of Sources after `swift test --enable-code-coverage`.

    coverage.py [--scratch-path FOLDER] [--least PERCENT] [--worst N]

Prints each module's and the files with most lines that no test runs.
"""
import argparse
import collections
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scratch-path", default=".build")
    parser.add_argument("--least", type=float, default=0)
    parser.add_argument("--worst", type=int, default=15)
    arguments = parser.parse_args()
    folder = ROOT / arguments.scratch_path / "debug"
    bundle = next(folder.glob("*PackageTests.xctest"))
    # The toolchain's own: the format is its compiler's.
    swift = pathlib.Path(shutil.which("swift")).resolve()
    export = json.loads(subprocess.run(
        [swift.parent / "llvm-cov", "export", "-summary-only", bundle,
         folder / "decode-estimator", "-instr-profile",
         folder / "codecov/default.profdata"],
        check=True, capture_output=True, text=True).stdout)
    modules = collections.defaultdict(lambda: [0, 0])
    files = []
    for entry in export["data"][0]["files"]:
        path = pathlib.Path(entry["filename"])
        if not path.is_relative_to(ROOT / "Sources"):
            continue
        place = path.relative_to(ROOT / "Sources")
        lines = entry["summary"]["lines"]
        modules[place.parts[0]][0] += lines["covered"]
        modules[place.parts[0]][1] += lines["count"]
        files.append((lines["count"] - lines["covered"], lines["count"], place))
    print("| module | lines | run by tests |\n| --- | --- | --- |")
    for name, (covered, count) in sorted(modules.items()):
        print(f"| `{name}` | {count} | {100 * covered / count:.1f} % |")
    covered, count = (sum(part[i] for part in modules.values()) for i in (0, 1))
    share = 100 * covered / count
    print(f"| all | {count} | {share:.1f} % |")
    for missed, count, place in sorted(files, reverse=True)[:arguments.worst]:
        print(f"{missed:5} of {count:4} lines not run: {place}")
    return 0 if share >= arguments.least else 1


sys.exit(main())
