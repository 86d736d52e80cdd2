#!/usr/bin/env python3
"""The count table of a CSV or Parquet file by Spark.

Usage: spark_counts.py INPUT OUTPUT [MASTER]   (pip install pyspark, and Java)

MASTER is a standalone master such as spark://host:7077; without one Spark runs
in this process.
"""
import sys

from pyspark.sql import SparkSession

KEYS = ["task", "output_tokens", "ending"]


def main(source, target, master="local[2]"):
    spark = SparkSession.builder.master(master).appName("counts").config(
        "spark.ui.enabled", "false").getOrCreate()
    answers = (spark.read.parquet(source) if source.endswith(".parquet") else
               spark.read.csv(source, header=True, schema=(
                   "task string, output_tokens long, ending string")))
    # Tens of thousands of groups, however many rows there were.
    counts = answers.groupBy(*KEYS).count().toPandas().sort_values(KEYS)
    counts.to_csv(target, index=False)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:4])
