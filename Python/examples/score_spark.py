#!/usr/bin/env python3
"""Scores the rows of CSV or Parquet files with Spark, and prints the sums.

Usage: score_spark.py MODEL BUDGET_SECONDS FILE…

`mapInArrow` hands record batches to Python; each is scored in one call.
"""
import sys

import pyarrow
from pyspark.sql import SparkSession, functions


def scorer(path, budget):
    def score(batches):
        import decode_estimator
        model = decode_estimator.Model.open(path)
        for batch in batches:
            found = model.estimate_many(
                batch.column("task").to_numpy(zero_copy_only=False).astype(str),
                budget=budget)
            yield pyarrow.RecordBatch.from_pydict({
                name: found[name] for name in
                ("expected_seconds", "planned_seconds", "feasible")})
    return score


def main():
    model, budget, files = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    spark = SparkSession.builder.master("local[2]").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    rows = (spark.read.parquet(*files) if files[0].endswith(".parquet")
            else spark.read.csv(files, header=True))
    scores = rows.select("task").mapInArrow(
        scorer(model, budget),
        "expected_seconds double, planned_seconds double, feasible boolean")
    sums = scores.agg(
        functions.sum("expected_seconds"), functions.sum("planned_seconds"),
        functions.sum(scores.feasible.cast("long"))).first()
    print(f"{sums[0]:.6f} {sums[1]:.6f} {sums[2]}")
    spark.stop()


if __name__ == "__main__":
    main()
