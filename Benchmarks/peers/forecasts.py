#!/usr/bin/env python3
"""Forecasts of answer lengths by LightGBM and a quantile forest.

Usage: forecasts.py PEERS, a folder in which `validation TRACES peers PEERS` has
written the answers of each trace. Of every KEY.csv the rows with learnt = 1 are
fitted, and the quantiles of the others go to KEY.NAME.forecasts, which
`validation TRACES accuracy PEERS` judges beside the package:

  LightGBM plain     quantile regression on prompt length and task
  LightGBM features  the same on all that the package is told: also the answer
                     that is continued, words of the prompt, its embedding, and
                     the lengths of answers before (the last, the mean of ten
                     and of a hundred, the last to a prompt of that length)
  LightGBM CQR       the same, its quantiles shifted by what the last fifth of
                     the rows to learn needs (conformalised quantile regression)
  quantile forest    a random forest's quantiles on the same features

Rows that are known only after an answer ended are features of later answers,
as for the package where nothing says when outcomes are known; where answers are
in no order of time there are none of these. Fixed seeds and one thread: the
same folder gives the same forecasts.
"""
import pathlib
import sys

import lightgbm
import numpy
import pandas
from quantile_forest import RandomForestQuantileRegressor
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer

LEVELS = (0.5, 0.9, 0.95, 0.99)
WORDS = 50
# Traces whose answers are in no order of time.
SHUFFLED = ("spec-bench", "llava-text", "llava-task-text", "alpaca-eval")


def codes(column):
    return pandas.factorize(column)[0]


def plain_features(rows):
    found = {"prompt": numpy.log1p(rows.prompt_tokens.astype(float))}
    if rows.task.nunique() > 1:
        found["task"] = codes(rows.task)
    return pandas.DataFrame(found)


def words(rows, learnt):
    """Hashed words and pairs of the prompt, projected onto their main axes."""
    counts = HashingVectorizer(
        ngram_range=(1, 2), n_features=1 << 16, alternate_sign=False,
        norm="l2").transform(rows.text)
    axes = TruncatedSVD(WORDS, random_state=1).fit(counts[learnt])
    return {f"w{place}": column
            for place, column in enumerate(axes.transform(counts).T)}


def features(key, rows, learnt):
    found = plain_features(rows).to_dict("series")
    if rows.previous_tokens.notna().any():
        found["previous"] = numpy.log(rows.previous_tokens.astype(float))
    if (rows.text != "").any():
        found |= words(rows, learnt)
    for name in rows.columns:
        if name.startswith("e") and name[1:].isdigit():
            found[name] = rows[name]
    if key not in SHUFFLED:
        logs = numpy.log(rows.output_tokens)
        before = logs.shift(1)
        found["last"] = before
        found["mean10"] = before.rolling(10, min_periods=1).mean()
        found["mean100"] = before.rolling(100, min_periods=1).mean()
        found["alike"] = logs.groupby(rows.prompt_tokens).shift(1)
    return pandas.DataFrame(found)


def boosters(table, lengths):
    kind = ["task"] if "task" in table else "auto"
    return [
        lightgbm.train(
            {
                "objective": "quantile", "alpha": level, "learning_rate": 0.1,
                "num_leaves": 31, "min_data_in_leaf": 20, "seed": 1,
                "deterministic": True, "force_row_wise": True,
                "num_threads": 1, "verbosity": -1,
            },
            lightgbm.Dataset(table, lengths, categorical_feature=kind,
                             params={"verbosity": -1}),
            num_boost_round=100)
        for level in LEVELS
    ]


def predicted(models, table):
    columns = [model.predict(table, num_threads=1) for model in models]
    return numpy.sort(numpy.stack(columns, axis=1), axis=1)


def conformalised(table, lengths, judged):
    """Romano, Patterson and Candès 2019, one-sided, on the last fifth."""
    cut = len(table) * 4 // 5
    models = boosters(table[:cut], lengths[:cut])
    quantiles = predicted(models, judged)
    scores = numpy.sort(lengths[cut:, None] - predicted(models, table[cut:]), axis=0)
    count = len(scores)
    for place, level in enumerate(LEVELS):
        rank = min(int(numpy.ceil((count + 1) * level)), count)
        quantiles[:, place] += scores[rank - 1, place]
    return numpy.sort(quantiles, axis=1)


def forest(table, lengths, judged):
    model = RandomForestQuantileRegressor(
        n_estimators=100, min_samples_leaf=10, max_features="sqrt",
        random_state=1, n_jobs=1)
    # The forest takes no missing values: those are below all others.
    model.fit(table.fillna(-1), lengths)
    return model.predict(judged.fillna(-1), quantiles=list(LEVELS))


def write(folder, key, name, places, quantiles):
    path = folder / f"{key}.{name}.forecasts"
    with open(path, "w") as file:
        file.write("row,level,tokens\n")
        for place, row in zip(places, quantiles):
            for level, tokens in zip(LEVELS, row):
                # A length is whole; the longest within the quantile.
                file.write(f"{place},{level},{max(1.0, numpy.floor(tokens))}\n")
    print(f"{key}: {name}", file=sys.stderr, flush=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    for path in sorted(folder.glob("*.csv")):
        if path.name == "times.csv":
            continue
        rows = pandas.read_csv(
            path, dtype={"task": str, "text": str}, keep_default_na=False,
            na_values={"prompt_tokens": [""], "previous_tokens": [""],
                       "cap": [""]})
        learnt = (rows.learnt == 1).to_numpy()
        lengths = rows.output_tokens.to_numpy(float)
        places = rows.row[~learnt]
        plain, full = plain_features(rows), features(path.stem, rows, learnt)
        write(folder, path.stem, "LightGBM plain", places, predicted(
            boosters(plain[learnt], lengths[learnt]), plain[~learnt]))
        write(folder, path.stem, "LightGBM features", places, predicted(
            boosters(full[learnt], lengths[learnt]), full[~learnt]))
        write(folder, path.stem, "LightGBM CQR", places, conformalised(
            full[learnt], lengths[learnt], full[~learnt]))
        write(folder, path.stem, "quantile forest", places, forest(
            full[learnt], lengths[learnt], full[~learnt]))


if __name__ == "__main__":
    main()
