#!/usr/bin/env python3
"""Fits of count tables by SciPy and SurPyval, interleaved with this package's.

    swift build -c release --product fits        # in Benchmarks/
    peers/fits.py .build/release/fits [--rounds 5]

The peers fit the tables that `fits tables` prints: SciPy minimises the negative
log-likelihood of the counts by L-BFGS-B, as a ten-line script would, and
SurPyval fits its continuous Weibull law, the nearest that it has. Each round
times every side once; times are of the processor, the ratio is that of the
medians.
"""

import argparse
import collections
import csv
import io
import statistics
import subprocess
import time

import numpy as np
from scipy.optimize import minimize
from scipy.special import betainc, betaln, gammaln

try:
    import surpyval
except ImportError:
    surpyval = None


def tables(program):
    """Lengths and counts of ended and censored answers, by table."""
    text = subprocess.run(
        [program, "tables"], capture_output=True, text=True, check=True
    ).stdout
    rows = collections.defaultdict(lambda: {"stopped": [], "capped": []})
    for name, length, ending, count in csv.reader(io.StringIO(text)):
        rows[name][ending].append((int(length), int(count)))
    return {
        name: [np.array(part[e]).T.astype(float) for e in ("stopped", "capped")]
        for name, part in rows.items()
    }


def negative_binomial(x, ended, censored):
    m, r = np.exp(x)
    j, i = ended[0] - 1, censored[0]
    mass = (
        gammaln(r + j) - gammaln(r) - gammaln(j + 1)
        + r * np.log(r / (r + m)) + j * np.log(m / (r + m))
    )
    tail = np.log(betainc(i, r, m / (r + m)))
    return -(ended[1] @ mass + censored[1] @ tail)


def beta_geometric(x, ended, censored):
    a, b = np.exp(x)
    mass = betaln(a + 1, b + ended[0] - 1) - betaln(a, b)
    tail = betaln(a, b + censored[0]) - betaln(a, b)
    return -(ended[1] @ mass + censored[1] @ tail)


def discrete_weibull(x, ended, censored):
    scale, beta = np.exp(x)
    before = ((ended[0] - 1) / scale) ** beta
    after = (ended[0] / scale) ** beta
    mass = -before + np.log(-np.expm1(before - after))
    tail = -((censored[0] / scale) ** beta)
    return -(ended[1] @ mass + censored[1] @ tail)


def start(family, ended, censored):
    total = ended[1].sum() + censored[1].sum()
    mean = (ended[0] @ ended[1] + censored[0] @ censored[1]) / total
    return {
        "negativeBinomial": [np.log(mean), 0.0],
        "betaGeometric": [np.log(2.5), np.log(1.5 * mean)],
        "discreteWeibull": [np.log(mean), 0.0],
    }[family]


def scipy_fit(family, function, ended, censored):
    # Scaled, so that the stopping rule means the same for any counts.
    total = ended[1].sum() + censored[1].sum()
    return minimize(
        lambda x: function(x, ended, censored) / total,
        start(family, ended, censored), method="L-BFGS-B",
        options={"ftol": 1e-13, "gtol": 1e-8},
    ).fun * total


def surpyval_fit(ended, censored):
    lengths = np.concatenate([ended[0], censored[0]])
    flags = np.concatenate([np.zeros(len(ended[0])), np.ones(len(censored[0]))])
    counts = np.concatenate([ended[1], censored[1]])
    surpyval.Weibull.fit(x=lengths, c=flags, n=counts)


def timed(work):
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e6


def swift(program, family, table):
    text = subprocess.run(
        [program, family, table], capture_output=True, text=True, check=True
    ).stdout
    return float(text.split("\t")[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    data = tables(options.program)
    cases = [
        ("negativeBinomial", "nb", negative_binomial),
        ("betaGeometric", "bg", beta_geometric),
        ("discreteWeibull", "dw", discrete_weibull),
        ("negativeBinomial", "nb-caps", negative_binomial),
        ("negativeBinomial", "nb-cancelled", negative_binomial),
        ("negativeBinomial", "nb-wide", negative_binomial),
    ]
    print("family\ttable\tours µs\tSciPy µs\tratio\tSurPyval µs\tratio")
    for family, table, function in cases:
        ended, censored = data[table]
        ours, theirs, others = [], [], []
        for _ in range(options.rounds):
            ours.append(swift(options.program, family, table))
            theirs.append(
                timed(lambda: scipy_fit(family, function, ended, censored)))
            if surpyval and family == "discreteWeibull":
                others.append(timed(lambda: surpyval_fit(ended, censored)))
        mine, peer = statistics.median(ours), statistics.median(theirs)
        line = [family, table, f"{mine:.0f}", f"{peer:.0f}", f"{peer / mine:.0f}"]
        if others:
            other = statistics.median(others)
            line += [f"{other:.0f}", f"{other / mine:.0f}"]
        print("\t".join(line), flush=True)


if __name__ == "__main__":
    main()
