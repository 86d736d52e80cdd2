#!/usr/bin/env python3
"""Scores rows in Dask and Spark by the examples, against the command line.

Usage: python_engines.py PROGRAM ROWS; ENGINES names the engines.
"""
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from engines import write_rows

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "Python/examples"


def main():
    program, rows = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        trace, model = f"{folder}/rows.csv", f"{folder}/model.json"
        write_rows(trace, rows)
        subprocess.run([program, "fit", trace, "--family", "geometric",
                        "--quiet", "--output", model], check=True,
                       stdout=subprocess.DEVNULL)
        found = json.loads(subprocess.run(
            [program, "budget", model, "--budget", "8s", "--json"], check=True,
            capture_output=True).stdout)
        wanted = [0.0, 0.0, 0]
        for task in found["tasks"]:
            count, layered = task["observations"], task["schemes"][-1]
            wanted[0] += count * task["expectedSeconds"]
            wanted[1] += count * layered["plannedSeconds"]
            wanted[2] += count * layered["feasible"]
        print("command line", *wanted)
        for engine in os.environ["ENGINES"].split(","):
            start = time.monotonic()
            text = subprocess.run(
                [sys.executable, EXAMPLES / f"score_{engine}.py", model, "8",
                 trace], check=True, capture_output=True, text=True).stdout
            sums = [float(word) for word in text.split()]
            if not all(math.isclose(a, b, rel_tol=1e-11)
                       for a, b in zip(sums, wanted, strict=True)):
                sys.exit(f"{engine}: {sums}, where {wanted} is right")
            print(f"{engine}: the same sums of {rows} rows in "
                  f"{time.monotonic() - start:.1f} s")


if __name__ == "__main__":
    main()
