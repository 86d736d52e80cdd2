#!/usr/bin/env python3
"""Scores the rows of CSV or Parquet files with Dask, and prints the sums.

Usage: score_dask.py MODEL BUDGET_SECONDS FILE…

Each worker opens the model once and scores a partition in one call.
"""
import functools
import sys

import dask.dataframe
import pandas

import decode_estimator


@functools.lru_cache(maxsize=1)
def opened(path):
    return decode_estimator.Model.open(path)


def score(rows, path, budget):
    found = opened(path).estimate_many(rows["task"].to_numpy(str), budget=budget)
    return pandas.DataFrame(
        {name: found[name] for name in
         ("expected_seconds", "planned_seconds", "feasible")}, index=rows.index)


def main():
    model, budget, files = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    read = (dask.dataframe.read_parquet if files[0].endswith(".parquet")
            else dask.dataframe.read_csv)
    rows = read(files)
    scores = rows.map_partitions(
        score, model, budget, meta={"expected_seconds": float,
                                    "planned_seconds": float, "feasible": bool})
    sums = scores.sum().compute()
    print(f"{sums.expected_seconds:.6f} {sums.planned_seconds:.6f} "
          f"{int(sums.feasible)}")


if __name__ == "__main__":
    main()
