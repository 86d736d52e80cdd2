#!/usr/bin/env python3
"""Log-mass and log-survival of the rounded-up gamma, log-logistic, log-t and
generalised Pareto laws, to 50 digits (mpmath 1.3).

Writes distributions_ii.json beside this script, in the format of
distributions.json. Parameters are the exact doubles written there.
"""
import functools
import json
import pathlib

from mpmath import mp, mpf

mp.dps = 50


def log(x):
    return mp.log(x) if x > 0 else None


def from_tails(k, tails):
    """log-mass and log-survival from lower and upper tails at k - 1 and k"""
    lower, upper = tails(k - 1) if k > 1 else (mpf(0), mpf(1))
    next_lower, next_upper = tails(k)
    mass = next_lower - lower if next_lower < upper else upper - next_upper
    return log(mass), log(upper)


def discrete_gamma(k, shape, rate):
    a, b = mpf(shape), mpf(rate)

    def tails(x):
        z = b * x
        # The shorter of a series and a fraction, both with positive terms.
        front = mp.exp(a * mp.log(z) - z - mp.loggamma(a + 1))
        if z < a + 1:
            term, total, n = mpf(1), mpf(1), a
            while term > total * mpf(10) ** -75:
                n += 1
                term *= z / n
                total += term
            lower = front * total
            return lower, 1 - lower
        d = h = 1 / (z + 1 - a)
        c, base, n = mpf(10) ** 200, z + 1 - a, 0
        while True:
            n += 1
            base += 2
            d = 1 / (base - n * (n - a) * d)
            c = base - n * (n - a) / c
            h *= c * d
            if abs(c * d - 1) < mpf(10) ** -75:
                break
        upper = front * a * h
        return 1 - upper, upper
    with mp.workdps(80):
        return from_tails(k, tails)


def discrete_log_logistic(k, scale, shape):
    a, b = mpf(scale), mpf(shape)

    def tails(x):
        z = (x / a) ** b
        return z / (1 + z), 1 / (1 + z)
    with mp.workdps(80):
        return from_tails(k, tails)


@functools.lru_cache(maxsize=None)
def beta(nu):
    with mp.workdps(110):
        return mp.beta(nu / 2, mpf(1) / 2)


def discrete_log_t(k, mu, sigma, nu):
    m, s, v = mpf(mu), mpf(sigma), mpf(nu)

    def tails(x):
        y = (mp.log(x) - m) / s
        a, b = v / 2, mpf(1) / 2
        x = v / (v + y * y)
        # Series of the incomplete beta function, DLMF 8.17.8; a complement is
        # taken only of what is not small.
        def series(a, b, x):
            term = x ** a * (1 - x) ** b / (a * beta(v))
            total, n = mpf(0), 0
            while term > total * mpf(10) ** -75:
                total += term
                term *= (a + b + n) / (a + 1 + n) * x
                n += 1
            return total
        if x < 0.5 or (1 - x) * v > 60:
            tail = series(a, b, x) / 2
        else:
            tail = (1 - series(b, a, 1 - x)) / 2
        return (tail, 1 - tail) if y < 0 else (1 - tail, tail)
    with mp.workdps(110):
        return from_tails(k, tails)


def discrete_generalized_pareto(k, shape, scale, threshold):
    xi, s = mpf(shape), mpf(scale)

    def survival(x):
        if x <= 0:
            return mpf(1)
        if xi == 0:
            return mp.exp(-x / s)
        base = 1 + xi * x / s
        return base ** (-1 / xi) if base > 0 else mpf(0)
    with mp.workdps(80):
        here = survival(k - 1 - threshold)
        return log(here - survival(k - threshold)), log(here)


def lengths(scale, limit=1_000_000):
    points = {1, 2, 3, 17, 100, 1000, limit}
    for factor in (0.03, 0.3, 0.7, 0.97, 1, 1.1, 1.5, 3, 10, 40):
        if scale * factor < limit:
            points.add(int(scale * factor) + 1)
    return sorted(k for k in points if 1 <= k <= limit)


def cases():
    for shape in (0.01, 0.3, 1, 2.5, 40, 3000):
        for mean in (0.3, 12, 900, 50_000):
            yield ("discreteGamma", discrete_gamma,
                   {"shape": shape, "rate": shape / mean},
                   lengths(mean * (1 + shape ** -0.5)))
    for scale in (0.02, 3, 300, 20_000):
        for shape in (0.2, 1, 3.3, 80):
            yield ("discreteLogLogistic", discrete_log_logistic,
                   {"scale": scale, "shape": shape}, lengths(scale))
    for mu in (-1, 4.7, 8):
        for sigma in (0.02, 0.3, 1.1, 3):
            for nu in (0.2, 1, 3.5, 30, 1e4):
                if nu == 1e4 and mu != 4.7:
                    continue
                yield ("discreteLogT", discrete_log_t,
                       {"mu": mu, "sigma": sigma, "nu": nu},
                       lengths(float(mp.exp(mu + sigma))))
    for shape in (-1.5, -0.6, -0.2, -1e-9, 0, 1e-12, 1e-4, 0.3, 0.9, 2.5):
        for scale, threshold in ((0.4, 0), (30, 200), (4000, 0)):
            yield ("discreteGeneralizedPareto", discrete_generalized_pareto,
                   {"shape": shape, "scale": scale, "threshold": threshold},
                   [k + threshold for k in lengths(scale, 900_000)])


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
            if mass < -691:
                continue
            points.append([k, number(mass), number(survival)])
        result.append({"family": family, "parameters": parameters,
                       "points": points})
    text = json.dumps(result, indent=None, separators=(",", ":"))
    path = pathlib.Path(__file__).with_name("distributions_ii.json")
    path.write_text(text.replace('{"family"', '\n{"family"') + "\n")


if __name__ == "__main__":
    main()
