#!/usr/bin/env python3
"""Log-mass and log-survival of every family, to 50 digits (mpmath 1.3; quick with
gmpy2 installed, some minutes without).

Writes distributions.json beside this script: a list of
{"family", "parameters": {...}, "points": [[k, log P(N=k), log S(k)], ...]}.
Numbers are the nearest doubles; null stands for minus infinity.
"""
import json
import pathlib

from mpmath import mp, mpf

mp.dps = 50


def log(x):
    return mp.log(x) if x > 0 else None


def geometric(k, p):
    p = mpf(p)
    return log(p * (1 - p) ** (k - 1)), log((1 - p) ** (k - 1))


def sum_from(j, mass, ratio):
    """sum of a unimodal series from j upwards, by its term ratio"""
    term, total = mass, mpf(0)
    while True:
        total += term
        r = ratio(j)
        term *= r
        j += 1
        # Ratios tend to their limit from above or from below.
        if r < 1 and term < total * mpf(10) ** -25 * (1 - r):
            return total


def negative_binomial(k, mean, size):
    m, r = mpf(mean), mpf(size)
    j = k - 1

    def mass(j):
        return mp.exp(mp.loggamma(r + j) - mp.loggamma(r) - mp.loggamma(j + 1)
                      + r * mp.log(r / (r + m)) + j * mp.log(m / (r + m)))
    q = m / (r + m)
    if j == 0:
        return log(mass(0)), mpf(0)
    def ratio(i):
        return (r + i) / (i + 1) * q
    # Terms above j until the tail is negligible, or the j terms below.
    if j > m and 100 / (1 - q) < 3_000_000:
        return log(mass(j)), log(sum_from(j, mass(j), ratio))
    term, total = mass(0), mpf(0)
    for i in range(j):
        total += term
        term *= ratio(i)
    return log(mass(j)), log(1 - total)


def poisson_limit(k, mean):
    m, j = mpf(mean), k - 1
    mass = mp.exp(j * mp.log(m) - m - mp.loggamma(j + 1))
    if j == 0:
        return log(mass), mpf(0)
    if j > m:
        upper = sum_from(j, mass, lambda i: m / (i + 1))
    else:
        lower = mp.exp((j - 1) * mp.log(m) - m - mp.loggamma(j))
        term, total, i = lower, mpf(0), j - 1
        while i >= 0:
            total += term
            term *= mpf(i) / m
            i -= 1
            if term < total * mpf(10) ** -45:
                break
        upper = 1 - total
    return log(mass), log(upper)


def normal_survival(z):
    return mp.erfc(z / mp.sqrt(2)) / 2


def discrete_log_normal(k, mu, sigma):
    mu, sigma = mpf(mu), mpf(sigma)
    with mp.workdps(80):
        lower = (mp.log(k - 1) - mu) / sigma if k > 1 else None
        upper = (mp.log(k) - mu) / sigma
        survival = normal_survival(lower) if k > 1 else mpf(1)
        if lower is not None and lower < 0:
            mass = normal_survival(-upper) - normal_survival(-lower)
        else:
            mass = survival - normal_survival(upper)
        return log(mass), log(survival)


def cases():
    for p in (1e-6, 0.001, 0.01, 0.3, 0.9, 1 - 1e-9):
        yield "geometric", geometric, {"p": p}, lengths(1 / p)
    for mean in (0.2, 3, 50, 200, 5000):
        for size in (1e-3, 0.1, 0.8, 2, 30, 1e4, 1e9):
            yield ("negativeBinomial", negative_binomial,
                   {"mean": mean, "size": size},
                   lengths(mean + 3 * (mean + mean * mean / size) ** 0.5,
                           limit=100_000 if size < 0.5 else 1_000_000))
    for mean in (0.2, 50, 5000):
        yield "poissonLimit", poisson_limit, {"mean": mean}, [
            k for k in lengths(mean) if k < 3 * mean + 300]
    for mu in (0.5, 4.7, 8):
        for sigma in (0.02, 0.3, 1.1, 3):
            yield ("discreteLogNormal", discrete_log_normal,
                   {"mu": mu, "sigma": sigma},
                   lengths(float(mp.exp(mu + 2 * sigma))))


def lengths(scale, limit=1_000_000):
    """1, 2, 3 and points around and far beyond the scale of the law"""
    points = {1, 2, 3, 17, 100, 1000, limit}
    for factor in (0.03, 0.3, 0.7, 0.97, 1, 1.1, 1.5, 3, 10, 40):
        points.add(int(scale * factor) + 1)
    return sorted(k for k in points if 1 <= k <= limit)


def number(x):
    return None if x is None else float(x)


def main():
    result = []
    for family, law, parameters, ks in cases():
        points = []
        for k in ks:
            mass, survival = law(k, **parameters)
            # Beyond 1e-300 nothing is claimed.
            if mass is None or survival is None or survival < -691:
                continue
            points.append([k, number(mass), number(survival)])
        result.append({"family": family, "parameters": parameters,
                       "points": points})
        print(family, parameters, len(points), flush=True)
    text = json.dumps(result, indent=None, separators=(",", ":"))
    path = pathlib.Path(__file__).with_name("distributions.json")
    path.write_text(text.replace('{"family"', '\n{"family"') + "\n")


if __name__ == "__main__":
    main()
