#!/usr/bin/env python3
"""CPU time and memory to count the lengths in a gigabyte of JSON lines: this
package beside DuckDB's read_json on one thread.

Usage: read_json.py PROGRAM [BYTES]   (pip install duckdb)
"""
import json
import os
import random
import sys
import tempfile

from usage import usage

QUERY = """
import duckdb, sys
duckdb.sql("set threads = 1")
duckdb.sql(f"select output_length, count(*) from read_json('{sys.argv[1]}', "
           "format = 'newline_delimited') group by all").fetchall()
"""


def write(path, size):
    """Rows in Mooncake's shape, the same 3 MB over and over."""
    draw = random.Random(3)
    rows = []
    for place in range(20_000):
        tokens = 1 + int(draw.lognormvariate(6, 1))
        rows.append(json.dumps({
            "timestamp": place * 37, "input_length": tokens,
            "output_length": 1 + int(draw.lognormvariate(5, 1)),
            "hash_ids": [draw.randrange(200_000)
                         for _ in range(tokens // 128 + 1)],
            "note": "x" * draw.randrange(40)}) + "\n")
    block = "".join(rows).encode()
    with open(path, "wb") as file:
        while file.tell() < size:
            file.write(block)
    return os.path.getsize(path)


def measure(name, command, size):
    seconds, memory = usage(command)
    print(f"{name}: {seconds:.1f} s of CPU, {size / seconds / 1e6:.0f} MB/s, "
          f"{memory} MiB")


def main(program, size=1_000_000_000):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lines.jsonl")
        size = write(path, int(size))
        measure("decode-estimator fit", [program, "fit", path, "--quiet",
                                         "--family", "geometric"], size)
        measure("DuckDB read_json", [sys.executable, "-c", QUERY, path], size)


if __name__ == "__main__":
    main(*sys.argv[1:3])
