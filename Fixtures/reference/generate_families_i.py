#!/usr/bin/env python3
"""Log-mass and log-survival of the Poisson, beta-geometric, Weibull and
power-law families, to 50 digits (mpmath 1.3; under a minute with gmpy2).

Writes distributions_i.json beside this script, in the form of
distributions.json: a list of
{"family", "parameters": {...}, "points": [[k, log P(N=k), log S(k)], ...]}.
"""
import json
import pathlib

from mpmath import mp, mpf

from generate_distributions import lengths, log, poisson_limit

mp.dps = 50


def poisson(k, mean):
    return poisson_limit(k, mean)


def zero_truncated_poisson(k, **parameters):
    lam = mpf(parameters["lambda"])
    mass, survival = poisson_limit(k + 1, lam)
    scale = mp.log(-mp.expm1(-lam))
    return mass - scale, survival - scale if k > 1 else mpf(0)


def beta_survival(alpha, beta, x):
    """log B(a, b + x)/B(a, b)"""
    return (mp.loggamma(beta + x) - mp.loggamma(beta)
            + mp.loggamma(alpha + beta) - mp.loggamma(alpha + beta + x))


def beta_geometric(k, alpha, beta):
    a, b = mpf(alpha), mpf(beta)
    survival = beta_survival(a, b, k - 1)
    return survival + mp.log(a / (a + b + k - 1)), survival


def by_difference(here, beyond):
    return log(mp.exp(here) - mp.exp(beyond)), here


def discrete_weibull(k, q, beta):
    log_q, b = mp.log(mpf(q)), mpf(beta)
    return by_difference(log_q * mpf(k - 1) ** b, log_q * mpf(k) ** b)


def beta_discrete_weibull(k, alpha, beta, c):
    a, b, c = mpf(alpha), mpf(beta), mpf(c)
    return by_difference(beta_survival(a, b, mpf(k - 1) ** c),
                         beta_survival(a, b, mpf(k) ** c))


def zeta(k, alpha):
    a = mpf(alpha)
    total = mp.log(mp.zeta(a))
    return -a * mp.log(k) - total, log(mp.zeta(a, k)) - total


def yule_simon(k, rho):
    return beta_geometric(k, rho, 1)


def cases():
    for mean in (1e-9, 1e-3, 0.2, 3, 50, 5000, 1e5):
        # An upper limit below which the tail is not beyond all bounds.
        ks = [k for k in lengths(mean) if k < 3 * mean + 300]
        yield "poisson", poisson, {"mean": mean}, ks
        yield ("zeroTruncatedPoisson", zero_truncated_poisson,
               {"lambda": mean}, ks)
    for alpha in (1e-3, 0.6, 3, 1e3, 1e9):
        for beta in (1e-3, 0.8, 1.0, 40, 1e5, 1e9):
            yield ("betaGeometric", beta_geometric,
                   {"alpha": alpha, "beta": beta},
                   lengths(1 + beta / alpha))
    for beta in (0.05, 0.3, 0.77, 1, 2.5, 5):
        for q in (1e-9, 0.3, 0.85, 0.999, 1 - 1e-9, 1 - 2**-50):
            scale = float((-1 / mp.log(mpf(q))) ** (1 / mpf(beta)))
            yield ("discreteWeibull", discrete_weibull,
                   {"q": q, "beta": beta}, lengths(min(scale, 1e6)))
    for alpha in (1e-3, 0.45, 30, 1e9):
        for beta in (1e-3, 0.78, 1e3, 1e9):
            for c in (0.1, 0.7, 1.28, 4):
                scale = min(max(beta / alpha, 1e-9) ** (1 / c), 1e6)
                yield ("betaDiscreteWeibull", beta_discrete_weibull,
                       {"alpha": alpha, "beta": beta, "c": c},
                       lengths(scale))
    for alpha in (1 + 1e-9, 1.001, 1.7, 2, 2.5, 4.2, 20, 300, 5000):
        yield "zeta", zeta, {"alpha": alpha}, lengths(50)
    for rho in (1e-3, 0.4, 1, 1.7, 6, 100, 1e6):
        yield "yuleSimon", yule_simon, {"rho": rho}, lengths(50)


def main():
    mp.dps = 90  # Differences and 1e9 parameters cost up to 40 digits.
    result = []
    for family, law, parameters, ks in cases():
        points = []
        for k in ks:
            mass, survival = law(k, **parameters)
            # Beyond 1e-300 nothing is claimed.
            if mass is None or survival is None or survival < -691:
                continue
            points.append([k, float(mass), float(survival)])
        result.append({"family": family, "parameters": parameters,
                       "points": points})
    text = json.dumps(result, indent=None, separators=(",", ":"))
    path = pathlib.Path(__file__).with_name("distributions_i.json")
    path.write_text(text.replace('{"family"', '\n{"family"') + "\n")


if __name__ == "__main__":
    main()
