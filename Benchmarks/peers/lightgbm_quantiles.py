#!/usr/bin/env python3
"""LightGBM quantile regression of answer lengths on the prompt's length.

A peer of `ConditionalLengthModel`, on the same split and by the same score:
the first half of a trace, in its order, trains; the second half is predicted.
One model is fitted for each level, on the logarithm of the prompt's tokens;
quantiles that cross are put in order. With `--refit N` the models are fitted
anew after every N answers of the second half, on all answers seen by then.

The same file and options give the same numbers: the seed is fixed and one
thread is used. Only the seconds differ.
"""

import argparse
import csv
import json
import time

import lightgbm
import numpy

LEVELS = (0.5, 0.9, 0.95, 0.99)


def read(path, output_column, prompt_column):
    """Answer and prompt lengths in the order of the file."""
    with open(path, newline="") as file:
        rows = [
            (float(row[output_column]), float(row[prompt_column]))
            for row in csv.DictReader(file)
        ]
    kept = [row for row in rows if row[0] >= 1]
    if len(kept) < 4:
        raise SystemExit(f"{path}: at least 4 answers are needed")
    lengths, prompts = numpy.array(kept).T
    return lengths, numpy.log1p(prompts)[:, None]


def fit(features, lengths, options):
    """One booster for each level."""
    return [
        lightgbm.train(
            {
                "objective": "quantile",
                "alpha": level,
                "learning_rate": options.learning_rate,
                "num_leaves": options.leaves,
                "min_data_in_leaf": options.leaf_answers,
                "seed": 1,
                "deterministic": True,
                "force_row_wise": True,
                "num_threads": 1,
                "verbosity": -1,
            },
            lightgbm.Dataset(features, lengths, params={"verbosity": -1}),
            num_boost_round=options.rounds,
        )
        for level in LEVELS
    ]


def predict(boosters, features):
    """Quantiles in ascending order, a row for each answer."""
    columns = [booster.predict(features, num_threads=1) for booster in boosters]
    return numpy.sort(numpy.stack(columns, axis=1), axis=1)


def pinball(lengths, quantiles):
    """Mean pinball loss over answers and levels."""
    excess = lengths[:, None] - quantiles
    levels = numpy.array(LEVELS)
    return float(numpy.maximum(levels * excess, (levels - 1) * excess).mean())


def report(lengths, quantiles, pooled_loss, fits, fit_seconds, seconds_each):
    return {
        "meanPinball": pinball(lengths, quantiles),
        "ofPooled": pinball(lengths, quantiles) / pooled_loss,
        "coverage": [
            float((lengths <= column).mean()) for column in quantiles.T
        ],
        "fits": fits,
        "fitSeconds": fit_seconds,
        "predictionSeconds": seconds_each,
    }


def evaluate(options):
    lengths, features = read(
        options.trace, options.output_column, options.prompt_column)
    half = len(lengths) // 2
    test = lengths[half:]
    pooled = numpy.quantile(
        lengths[:half], LEVELS, method="inverted_cdf")
    pooled_loss = pinball(test, numpy.tile(pooled, (len(test), 1)))

    def run(block):
        quantiles = []
        fits, fit_seconds, predict_seconds = 0, 0.0, 0.0
        for start in range(half, len(lengths), block):
            begin = time.perf_counter()
            boosters = fit(features[:start], lengths[:start], options)
            fitted = time.perf_counter()
            quantiles.append(predict(boosters, features[start:start + block]))
            predict_seconds += time.perf_counter() - fitted
            fit_seconds += fitted - begin
            fits += 1
        return report(
            test, numpy.concatenate(quantiles), pooled_loss, fits,
            fit_seconds, predict_seconds / len(test))

    methods = {"fitted once": run(len(test))}
    if options.refit:
        methods[f"refitted every {options.refit}"] = run(options.refit)
    return {
        "trace": options.trace,
        "lightgbm": lightgbm.__version__,
        "trainCount": half,
        "testCount": len(test),
        "levels": LEVELS,
        "pooledPinball": pooled_loss,
        "methods": methods,
    }


def show(result):
    print(
        f"{result['trace']}: {result['trainCount']} answers train, "
        f"{result['testCount']} test; pooled {result['pooledPinball']:.2f}")
    for name, row in result["methods"].items():
        coverage = " ".join(f"{value:.3f}" for value in row["coverage"])
        print(
            f"  {name}: pinball {row['meanPinball']:.2f} "
            f"({row['ofPooled']:.4f} of pooled), coverage {coverage}, "
            f"{row['fits']} fits in {row['fitSeconds']:.2f} s, "
            f"{row['predictionSeconds'] * 1e6:.1f} µs a prediction")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("trace", help="CSV with a header, in time order")
    parser.add_argument("--output-column", default="GeneratedTokens")
    parser.add_argument("--prompt-column", default="ContextTokens")
    parser.add_argument("--refit", type=int, default=0, metavar="N")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--leaves", type=int, default=31)
    parser.add_argument("--leaf-answers", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = evaluate(options)
    print(json.dumps(result, indent=2)) if options.json else show(result)


if __name__ == "__main__":
    main()
