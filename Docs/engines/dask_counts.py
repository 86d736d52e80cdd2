#!/usr/bin/env python3
"""The count table of a CSV or Parquet file by Dask, on a local cluster.

Usage: dask_counts.py INPUT OUTPUT   (pip install "dask[dataframe,distributed]")
"""
import sys

import dask.dataframe as dd
from dask.distributed import Client, LocalCluster

KEYS = ["task", "output_tokens", "ending"]


def main(source, target):
    with LocalCluster(n_workers=2, threads_per_worker=1,
                      dashboard_address=None) as cluster, Client(cluster):
        read = dd.read_parquet if source.endswith(".parquet") else dd.read_csv
        answers = read(source)[KEYS]
        counts = answers.groupby(KEYS, observed=True).size().compute()
    counts.rename("count").reset_index().sort_values(KEYS).to_csv(
        target, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:3])
