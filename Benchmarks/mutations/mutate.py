#!/usr/bin/env python3
"""Plants every fault of faults.py and tells which tests see it.

The tree is copied and each faulty place made a switch that an environment
variable sets, so that all faults are built once, in release with tests. Then
the tests of the fault's own module run for each fault, and all others where
they see nothing. A fault that no test sees makes the program fail.

    mutate.py [--folder FOLDER] [--only NUMBER[-NUMBER],…] [--table FILE]

FOLDER keeps the build, /tmp/mutations by default; FILE gets the table of
Docs/Reliability.md.
"""
import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

from faults import DROP, FAULTS

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VARIABLE = "PLANTED_FAULT"

# Which test targets see a module first.
TARGETS = {
    "NumericalMethods": ["NumericalMethodsTests", "LengthLawsTests"],
    "LengthLaws": ["LengthLawsTests"],
    "LengthBounds": ["LengthBoundsTests", "DecodeStatisticsTests"],
    "DecodeTimes": ["DecodeTimesTests"],
    "LengthForecasts": ["LengthForecastsTests"],
    "DecodeEstimators": ["DecodeEstimatorsTests"],
    "QuantileAccuracy": ["QuantileAccuracyTests"],
    "DecodeTraces": ["DecodeTracesTests"],
    "decode-estimator": ["CommandLineTests"],
}
ALL = [
    "NumericalMethodsTests", "LengthLawsTests", "LengthBoundsTests",
    "DecodeStatisticsTests", "DecodeTimesTests", "LengthForecastsTests",
    "DecodeEstimatorsTests", "QuantileAccuracyTests", "DecodeTracesTests",
    "CommandLineTests",
]

SWITCH = """\
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

let plantedFault = getenv("{variable}").flatMap {{ Int(String(cString: $0)) }}
  ?? 0

@inline(__always)
func isPlanted(_ number: Int) -> Bool {{ plantedFault == number }}
"""


def module(fault):
    return fault[0].split("/")[0]


def planted(text, faults):
    """`text` with a switch at each of its faults."""
    edits = []
    for number, (path, context, wrong, _) in faults:
        before, rest = context.split("⟦")
        right, after = rest.split("⟧")
        whole = before + right + after
        if text.count(whole) != 1:
            sys.exit(f"{path}: stands there {text.count(whole)} times, not "
                     f"once:\n{whole}")
        start = text.index(whole) + len(before)
        switch = (f"if !isPlanted({number}) {{ {right} }}" if wrong is DROP
                  else f"(isPlanted({number}) ? ({wrong}) : ({right}))")
        edits.append((start, start + len(right), switch))
    for start, end, switch in sorted(edits, reverse=True):
        text = text[:start] + switch + text[end:]
    return text


def write(path, data):
    """Writes a file that differs, so that builds go on from where they are."""
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def copy(folder):
    names = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard"],
        check=True, capture_output=True, text=True).stdout.splitlines()
    by_path = {}
    for number, fault in enumerate(FAULTS, 1):
        by_path.setdefault("Sources/" + fault[0], []).append((number, fault))
    kept = set()
    for name in names:
        source = ROOT / name
        if not source.is_file() or name.startswith("Benchmarks/"):
            continue
        data = source.read_bytes()
        if name in by_path:
            data = planted(data.decode(), by_path[name]).encode()
        write(folder / name, data)
        kept.add(name)
    for name in {module(fault) for fault in FAULTS}:
        place = f"Sources/{name}/PlantedFault.swift"
        write(folder / place, SWITCH.format(variable=VARIABLE).encode())
        kept.add(place)
    for part in ("Sources", "Tests"):
        for path in folder.glob(part + "/**/*.swift"):
            if str(path.relative_to(folder)) not in kept:
                path.unlink()


def build(folder):
    subprocess.run(
        ["swift", "build", "-c", "release", "--build-tests", "-Xswiftc",
         "-enable-testing"], cwd=folder, check=True)


def failure(folder, number, targets):
    """The first test that fails with a fault, or None."""
    bundle = next((folder / ".build/release").glob("*PackageTests.xctest"))
    pattern = "^(" + "|".join(targets) + r")\."
    environment = dict(os.environ) | {VARIABLE: str(number)}
    process = subprocess.Popen(
        [bundle, "--testing-library", "swift-testing", "--filter", pattern],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", start_new_session=True)
    # An endless loop is seen as well.
    timer = threading.Timer(600, process.kill)
    timer.start()
    ran, first = False, None
    for line in process.stdout:
        found = re.search(r"Test (\S.*?) recorded an issue", line)
        if found:
            first = re.sub(r"\s+with \d+ arg.*", "", found.group(1))
            # With the programs that it runs.
            os.killpg(process.pid, signal.SIGKILL)
            break
        ran = ran or re.search(r"Test run with [1-9]", line) is not None
    process.stdout.close()
    status = process.wait()
    timer.cancel()
    if first is not None:
        return first
    if status != 0:
        return f"the test run ended with status {status}"
    if not ran:
        sys.exit(f"no test ran of {targets}")
    return None


def numbers(text):
    if not text:
        return list(range(1, len(FAULTS) + 1))
    result = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        result += range(int(first), int(last or first) + 1)
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", default="/tmp/mutations")
    parser.add_argument("--only")
    parser.add_argument("--table")
    parser.add_argument("--skip-build", action="store_true")
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.folder)
    copy(folder)
    if not arguments.skip_build:
        build(folder)
    seen = failure(folder, 0, ALL)
    if seen and not arguments.only:
        sys.exit(f"without a fault: {seen}")
    rows, unseen = [], 0
    for number in numbers(arguments.only):
        fault = FAULTS[number - 1]
        start = time.monotonic()
        own = TARGETS[module(fault)]
        seen = failure(folder, number, own)
        if seen is None:
            seen = failure(
                folder, number, [name for name in ALL if name not in own])
        unseen += seen is None
        rows.append((number, fault, seen))
        print(f"{number:3} {time.monotonic() - start:5.0f} s  {fault[0]}: "
              f"{fault[3]}: {seen or 'NOT SEEN'}", flush=True)
    print(f"{len(rows)} faults, {len(rows) - unseen} seen")
    if arguments.table:
        with open(arguments.table, "w") as file:
            for number, fault, seen in rows:
                path = fault[0].removesuffix(".swift")
                file.write(f"| {number} | `{path}` | {fault[3]} | "
                           f"{seen or '**none**'} |\n")
    return 1 if unseen else 0


sys.exit(main())
