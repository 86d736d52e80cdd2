#!/usr/bin/env python3
"""Runs every verb on the fixtures and checks what it prints against the JSON
schemas in Docs/schemas; models are checked against theirs.

Usage: .ci/schemas.py PROGRAM
"""
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "Docs" / "schemas"
FIXTURES = ROOT / "Fixtures"


def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    return kind(schema)


def check(name, text, what):
    errors = list(validator(name).iter_errors(json.loads(text)))
    for error in errors[:5]:
        path = ".".join(str(part) for part in error.absolute_path)
        print(f"{what}: {path}: {error.message[:300]}")
    return not errors


def run(program, *arguments, codes=(0,)):
    result = subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True)
    if result.returncode not in codes:
        sys.exit(f"{' '.join(map(str, arguments))}: {result.returncode}\n"
                 + result.stderr)
    return result.stdout


def models(program, folder):
    """Fits models of every kind."""
    kinds = {
        "tasks": [FIXTURES / "vlm-tasks.csv"],
        "families": [FIXTURES / "vlm-tasks.csv", "--family", "geometric"],
        "table": [FIXTURES / "vlm-tasks.csv", "--latency",
                  FIXTURES / "vlm-latency.csv"],
        "conditional": [FIXTURES / "chat.csv", "--conditional"],
        "vllm": [FIXTURES / "formats" / "vllm_bench.json"],
        "aiperf": [FIXTURES / "formats" / "aiperf.jsonl"],
        "blis": [FIXTURES / "formats" / "blis.csv"],
    }
    for name, arguments in kinds.items():
        path = folder / f"{name}.json.gz"
        run(program, "fit", *arguments, "--output", path)
        yield name, path


def main(program):
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for name, path in models(program, pathlib.Path(folder)):
            text = gzip.open(path, "rt").read()
            good &= check("model", text, f"model {name}")
            # The schema refuses what the program refuses.
            wrong = json.loads(text)
            wrong["lengthModls"] = {}
            good &= not validator("model").is_valid(wrong)
    if not good:
        sys.exit("what is printed is not what Docs/schemas says")
    print("models and outputs are as Docs/schemas says")


if __name__ == "__main__":
    main(sys.argv[1])
