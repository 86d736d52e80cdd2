#!/usr/bin/env python3
"""CPU time and memory to count the answers of five million rows of CSV, plain
and gzipped: this package beside DuckDB's read_csv on one thread, interleaved.

Usage: read_csv.py PROGRAM [ROWS]   (pip install duckdb)
"""
import gzip
import os
import random
import shutil
import statistics
import sys
import tempfile

from usage import usage

ROUNDS = 3
QUERY = """
import duckdb, sys
duckdb.sql("set threads = 1")
duckdb.sql("select task, output_tokens, finish_reason = 'length', count(*) "
           f"from read_csv('{sys.argv[1]}', header = true) group by all"
           ).fetchall()
"""


def write(path, rows):
    draw = random.Random(1)
    tasks = ["chat", "code", "vqa", "summary", "translate"]
    with open(path, "w") as file:
        file.write("task,output_tokens,finish_reason,prompt_tokens\n")
        for _ in range(rows):
            tokens = 1 + min(int(draw.expovariate(1 / 300)), 4095)
            ending = "stop" if draw.random() < 0.95 else "length"
            file.write(f"{tasks[int(draw.random() * 5)]},{tokens},{ending},"
                       f"{100 + int(draw.random() * 3000)}\n")


def main(program, rows=5_000_000):
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "rows.csv")
        write(plain, int(rows))
        with open(plain, "rb") as source, gzip.open(plain + ".gz", "wb") as to:
            shutil.copyfileobj(source, to)
        for path in (plain, plain + ".gz"):
            model = os.path.join(folder, "model.json")
            commands = {
                "decode-estimator fit": [
                    program, "fit", path, "--quiet", "--family", "geometric",
                    "--output", model],
                "DuckDB read_csv": [sys.executable, "-c", QUERY, path]}
            found = {name: [] for name in commands}
            for _ in range(ROUNDS):
                for name, command in commands.items():
                    found[name].append(usage(command))
            for name, rounds in found.items():
                seconds, memory = (statistics.median(column)
                                   for column in zip(*rounds))
                print(f"{os.path.basename(path)}, {name}: {seconds:.2f} s of "
                      f"CPU, {memory} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:3])
