#!/usr/bin/env python3
"""Runs the recipes of Docs/Engines.md and compares what they make.

Usage: .ci/engines.py PROGRAM [ROWS]

DuckDB runs wherever its Python package is; Dask and Spark only where
ENGINES names them (ENGINES=dask,spark), since they take minutes to install.
Each count table has to be the program's own to the byte, and the model fitted
to it the one fitted to the raw file.
"""
import importlib.util
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "Docs" / "engines"


def write_rows(path, rows):
    """Answers of 40 tasks: lengths log-normal, cut at 2048, some cancelled."""
    draw = random.Random(17)
    with open(path, "w") as file:
        file.write("task,output_tokens,ending\n")
        for _ in range(rows):
            task = draw.randrange(40)
            tokens = 1 + int(draw.lognormvariate(3 + task / 12, 0.8))
            if tokens >= 2048:
                tokens, ending = 2048, "capped"
            elif draw.random() < 0.01:
                tokens, ending = draw.randint(1, tokens), "cancelled"
            else:
                ending = "stopped"
            file.write(f"task {task:02},{tokens},{ending}\n")


def timed(arguments, **options):
    start = time.monotonic()
    subprocess.run(list(map(str, arguments)), check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                   **options)
    return time.monotonic() - start


def model(program, source, folder):
    """A model without what tells where it comes from."""
    path = folder / "model.json"
    subprocess.run([program, "fit", source, "--quiet", "--family", "geometric",
                    "--output", path], check=True, stdout=subprocess.DEVNULL)
    found = json.loads(path.read_text())
    del found["provenance"], found["checksum"]
    return found


class SparkCluster:
    """A standalone master with two workers of a core each."""

    def __enter__(self):
        home = pathlib.Path(importlib.util.find_spec("pyspark").origin).parent
        self.jobs = []
        run = [home / "bin" / "spark-class",
               "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1",
               "--port", "17077", "--webui-port", "18080"]
        self.start(run)
        time.sleep(6)
        for port in (18081, 18082):
            self.start([home / "bin" / "spark-class",
                        "org.apache.spark.deploy.worker.Worker", "--cores", "1",
                        "--memory", "1g", "--webui-port", port,
                        "spark://127.0.0.1:17077"])
        time.sleep(6)
        return "spark://127.0.0.1:17077"

    def start(self, command):
        self.jobs.append(subprocess.Popen(
            list(map(str, command)), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd=tempfile.gettempdir(),
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}))

    def __exit__(self, *_):
        for job in reversed(self.jobs):
            job.terminate()
            job.wait()


def recipes(csv, parquet):
    """Name, script and arguments of what is run."""
    wanted = set(os.environ.get("ENGINES", "").split(","))
    yield "DuckDB, CSV", "duckdb_counts.py", [csv], None
    yield "DuckDB, Parquet", "duckdb_counts.py", [parquet], None
    if "dask" in wanted:
        yield "Dask, CSV", "dask_counts.py", [csv], None
        yield "Dask, Parquet", "dask_counts.py", [parquet], None
    if "spark" in wanted:
        yield "Spark, CSV", "spark_counts.py", [csv], SparkCluster
        yield "Spark, Parquet", "spark_counts.py", [parquet], SparkCluster


def main(program, rows=200_000):
    if not importlib.util.find_spec("duckdb"):
        print("engines: skipped, no Python package duckdb")
        return
    import duckdb
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        csv, parquet = folder / "answers.csv", folder / "answers.parquet"
        write_rows(csv, int(rows))
        duckdb.sql(f"COPY (FROM '{csv}') TO '{parquet}' (FORMAT parquet)")
        own = folder / "own.csv"
        took = timed([program, "merge", csv, "--output", own])
        groups = own.read_text().count("\n") - 1
        print(f"{int(rows)} rows, {groups} groups; the program itself: "
              f"{took:.1f} s")
        raw = model(program, csv, folder)
        for name, script, source, cluster in recipes(csv, parquet):
            target = folder / "counts.csv"
            arguments = [sys.executable, SCRIPTS / script, *source, target]
            if cluster:
                with cluster() as master:
                    took = timed([*arguments, master])
            else:
                took = timed(arguments)
            same = target.read_bytes() == own.read_bytes()
            same_model = model(program, target, folder) == raw
            faults += not (same and same_model)
            print(f"{name}: {took:.1f} s, count table "
                  f"{'the same' if same else 'DIFFERS'}, model "
                  f"{'the same' if same_model else 'DIFFERS'}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(*sys.argv[1:3])
