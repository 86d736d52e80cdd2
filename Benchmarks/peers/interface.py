#!/usr/bin/env python3
"""What a request costs from C and from Python, beside the same loop in Swift.

Usage: interface.py MODEL BATCHES SINGLE_CALLS, in a Python that has
decode_estimator: BATCHES is .build/release/batches of this folder's package,
SINGLE_CALLS is single_calls.c compiled against the library. The three are
interleaved; medians of nanoseconds a request, of a million requests.
"""
import statistics
import subprocess
import sys
import time

import numpy as np

import decode_estimator as de

COUNT, ROUNDS = 1_000_000, 5


def run(*words):
    text = subprocess.run(words, check=True, capture_output=True,
                          text=True).stdout
    return [float(word) for word in text.split()]


def main():
    path, batches, single = sys.argv[1:]
    model = de.Model.open(path)
    tasks = np.arange(COUNT, dtype=np.int32) % len(model.tasks)
    caps = 1 + np.arange(COUNT, dtype=np.int64) % 50
    times = {"Swift": [], "Python": [], "C, one by one": []}
    for _ in range(ROUNDS):
        times["Swift"].append(run(batches, path, "1"))
        start = time.perf_counter()
        model.estimate_many(tasks, max_tokens=caps)
        middle = time.perf_counter()
        model.estimate_many(tasks, max_tokens=caps, budget=0.4)
        end = time.perf_counter()
        times["Python"].append([(middle - start) / COUNT * 1e9,
                                (end - middle) / COUNT * 1e9])
        times["C, one by one"].append(run(single, path, str(COUNT)))
    # The last two of Swift's read what a single call from C gives.
    swift = [statistics.median(column) for column in zip(*times["Swift"])]
    print("| | estimate | | decide | |")
    print("| --- | --- | --- | --- | --- |")
    for name, start in (("Python", 0), ("C, one by one", 2)):
        found = [statistics.median(column) for column in zip(*times[name])]
        ours = swift[start:start + 2]
        print(f"| Swift, beside {name} | {ours[0]:.0f} ns | | "
              f"{ours[1]:.0f} ns | |")
        print(f"| {name} | {found[0]:.0f} ns | {found[0] - ours[0]:+.0f} ns, "
              f"{found[0] / ours[0]:.2f} | {found[1]:.0f} ns "
              f"| {found[1] - ours[1]:+.0f} ns, {found[1] / ours[1]:.2f} |")


if __name__ == "__main__":
    main()
