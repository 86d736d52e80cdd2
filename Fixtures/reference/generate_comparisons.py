"""Writes comparisons.json: Diebold-Mariano tests and Kendall's tau-b.

Needs numpy and scipy. Prints nothing; nothing is drawn at random: losses come
from a linear congruential generator written out here, so that the file is the
same everywhere.
"""

import json
import pathlib

import numpy as np
from scipy import stats


def uniforms(count, state):
    values = []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        values.append((state >> 40) / 2**24)
    return np.array(values)


def diebold_mariano(d, lags):
    n, h = len(d), lags + 1
    c = d - d.mean()
    variance = c @ c / n
    for k in range(1, lags + 1):
        variance += 2 * (1 - k / (lags + 1)) * (c[k:] @ c[:-k]) / n
    correction = (n + 1 - 2 * h + h * (h - 1) / n) / n
    error = np.sqrt(variance / n / correction)
    t = d.mean() / error
    margin = stats.t.ppf(0.975, n - 1) * error
    return {
        "meanDifference": d.mean(),
        "standardError": error,
        "statistic": t,
        "pValue": 2 * stats.t.sf(abs(t), n - 1),
        "interval": [d.mean() - margin, d.mean() + margin],
    }


cases = {"dieboldMariano": [], "kendall": []}
for n, lags, shift, seed in [(5, 0, 0.3, 1), (40, 3, 0.1, 2), (120, 4, 0, 3)]:
    a, b = uniforms(n, seed), uniforms(n, seed + 100)
    first = np.round(np.convolve(a, [0.5, 0.3, 0.2])[:n] + shift, 6)
    second = np.round(b, 6)
    cases["dieboldMariano"].append(
        {"first": list(first), "second": list(second), "lags": lags}
        | diebold_mariano(first - second, lags))
for n, values, seed in [(12, 5, 7), (60, 20, 8), (60, 10**6, 9)]:
    x = np.floor(uniforms(n, seed) * values)
    y = np.floor((uniforms(n, seed + 50) + x / values) * values / 2)
    cases["kendall"].append(
        {"first": list(x), "second": list(y),
         "tau": stats.kendalltau(x, y, variant="b").statistic})

path = pathlib.Path(__file__).with_name("comparisons.json")
path.write_text(json.dumps(cases, indent=1) + "\n")
