#!/usr/bin/env python3
"""LightGBM quantile regression of measured times, on what a forecast may know.

A peer of what `decode-estimator evaluate` judges of measured times: on the
traces and splits of `Docs/Validation.md`, with numbers known at the start of a
prefill or of a decode phase: the prompt's tokens and the load, which is
reconstructed from the log's own times by definition, request against request.
Times of known length are fitted per token. Random parts are drawn by a seed of
their own, so they are not the very same as the package's.

Prints rows of `trace,time,configuration,P50,P90,P95,P99,off,pinball,MAPE,R²`
for `validation TRACES all PEERS`. One thread, fixed seeds.
"""

import argparse
import csv
import pathlib

import lightgbm
import numpy

LEVELS = numpy.array((0.5, 0.9, 0.95, 0.99))


def fit_predict(features, values, learn, judge):
    columns = []
    for level in LEVELS:
        booster = lightgbm.train(
            {
                "objective": "quantile",
                "alpha": level,
                "learning_rate": 0.05,
                "num_leaves": 15,
                "min_data_in_leaf": 10,
                "seed": 1,
                "deterministic": True,
                "force_row_wise": True,
                "num_threads": 1,
                "verbosity": -1,
            },
            lightgbm.Dataset(
                features[learn], values[learn], params={"verbosity": -1}),
            num_boost_round=100,
        )
        columns.append(booster.predict(features[judge], num_threads=1))
    return numpy.sort(numpy.stack(columns, axis=1), axis=1)


def judge(trace, name, configuration, features, seconds, folds, factor=None):
    """Every fold's rows by the others, or one fold alone; prints a row."""
    factor = numpy.ones(len(seconds)) if factor is None else factor
    observed, quantiles = [], []
    for learn, test in folds:
        found = fit_predict(features, seconds / factor, learn, test)
        quantiles.append(found * factor[test][:, None])
        observed.append(seconds[test])
    observed = numpy.concatenate(observed)
    quantiles = numpy.concatenate(quantiles)
    excess = observed[:, None] - quantiles
    pinball = numpy.maximum(LEVELS * excess, (LEVELS - 1) * excess).mean()
    within = (excess <= 0).mean(axis=0)
    below = (excess < 0).mean(axis=0)
    off = numpy.maximum(
        0, numpy.maximum(LEVELS - within, below - LEVELS)).max()
    mape = (abs(observed - quantiles[:, 0]) / observed).mean()
    cells = [f"{100 * share:.1f}" for share in within]
    cells += [f"{100 * off:.1f}", f"{1000 * pinball:.1f}", f"{100 * mape:.1f} %", "—"]
    print(",".join([trace, name, configuration] + cells), flush=True)


def load(start, first, end, arrival, prompt, tokens, now, own):
    others = numpy.arange(len(start)) != own
    running = (first <= now) & (end > now) & others
    filling = (start <= now) & (first > now) & others
    waiting = (arrival <= now) & (start > now) & others
    done = tokens * (now - first) / numpy.maximum(end - first, 1e-9)
    return (
        running.sum(), waiting.sum(), prompt[filling].sum(),
        (prompt + done)[running].sum())


def parts(count, folds, seed):
    which = numpy.random.default_rng(seed).permutation(count) % folds
    return [
        (numpy.flatnonzero(which != fold), numpy.flatnonzero(which == fold))
        for fold in range(folds)
    ]


def serving(folder):
    path = folder / "llmservingsim" / "vllm_measured_requests.csv"
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    for gpu in ("RTX4090", "RTXPRO6000"):
        own = [row for row in rows if row["gpu"] == gpu]
        arrival, queue, prompt, tokens, prefill, decode = (
            numpy.array([float(row[name]) for row in own])
            for name in (
                "queued_ts_s", "queue_delay_s", "input_tokens",
                "output_tokens", "prefill_s", "decode_s"))
        start = arrival + queue
        first = start + prefill
        end = first + decode
        span = (start, first, end, arrival, prompt, tokens)
        at_start, at_first = (
            numpy.array([
                (prompt[i],) + load(*span, moment[i], i)
                for i in range(len(own))
            ])
            for moment in (start, first))
        half = len(own) // 2
        halves = [(numpy.arange(half), numpy.arange(half, len(own)))]
        known = numpy.column_stack([at_first, tokens])
        for trace, folds in (
            ("llmservingsim-folds", parts(len(own), 5, 1)),
            ("llmservingsim-half", halves),
        ):
            place = f"gpu={gpu}"
            judge(trace, "prefill", place, at_start, prefill, folds)
            judge(trace, "decode", place, at_first, decode, folds)
            judge(trace, "prefill-and-decode", place, at_start,
                  prefill + decode, folds)
            judge(trace, "decode-given-tokens", place, known, decode, folds,
                  tokens)


def spec_bench(folder):
    path = folder / "spec-bench" / "specbench_vanilla.csv"
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    tokens = numpy.array([float(row["new_tokens"]) for row in rows])
    seconds = numpy.array([float(row["wall_time_s"]) for row in rows])
    names = sorted({row["category"] for row in rows})
    tasks = numpy.array([[names.index(row["category"])] for row in rows], float)
    half = parts(len(rows), 2, 1)[:1]
    judge("spec-bench", "decode", "—", tasks, seconds, half)
    judge("spec-bench", "decode-given-tokens", "—",
          numpy.column_stack([tasks, tokens]), seconds, half, tokens)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("traces", type=pathlib.Path)
    options = parser.parse_args()
    serving(options.traces)
    spec_bench(options.traces)


main()
