#!/usr/bin/env python3
"""The count table of a CSV or Parquet file by DuckDB.

Usage: duckdb_counts.py INPUT OUTPUT   (pip install duckdb)
"""
import sys

import duckdb

QUERY = """
COPY (
  SELECT task, output_tokens, ending, count(*) AS count
  FROM '{source}'
  GROUP BY task, output_tokens, ending
  ORDER BY task, output_tokens, ending
) TO '{target}' (HEADER)
"""


def main(source, target):
    duckdb.sql(QUERY.format(source=source, target=target))


if __name__ == "__main__":
    main(*sys.argv[1:3])
