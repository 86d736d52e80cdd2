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


def outputs(folder):
    """What is run of each verb: a schema, arguments, exit codes."""
    tasks, chat = FIXTURES / "vlm-tasks.csv", FIXTURES / "chat.csv"
    latency = ["--latency", FIXTURES / "vlm-latency.csv"]
    budget = ["--budget", "500ms", "--prefill", "150ms"]
    formats = FIXTURES / "formats"
    fitted = folder / "tasks.json.gz"
    measured = folder / "vllm.json.gz"
    conditional = folder / "conditional.json.gz"
    embeddings = folder / "embeddings.csv"
    embeddings.write_text("".join(
        f"{(i * 37) % 101 / 101},{(i * 53) % 97 / 97}\n" for i in range(120)))
    yield "budget", ["budget", tasks, *latency, *budget]
    yield "budget", ["budget", formats / "vllm_bench.json", "--budget", "2s"]
    yield "budget", [
        "budget", formats / "metrics-times.prom", "--budget", "500ms"]
    yield "describe", ["describe", formats / "metrics-times.prom"]
    yield "budget", ["budget", conditional, "--budget", "8s", "--max-tokens",
                     "300"]
    yield "describe", ["describe", tasks]
    yield "describe", ["describe", formats / "vllm_bench.json"]
    yield "describe", ["describe", formats / "metrics.prom"]
    yield "fit", ["fit", tasks]
    yield "fit", ["fit", tasks, "--task", "vqa", "--intervals", "--bootstrap",
                  "19", "--family", "geometric,zeta,hazardSpline"]
    yield "fit", ["fit", fitted, chat, "--family", "geometric"]
    for method in ("order-statistic", "beta-product", "conformal", "anytime",
                   "exact-geometric", "profile-likelihood",
                   "bootstrap"):
        family = (["--family", "geometric"]
                  if method in ("bootstrap", "profile-likelihood") else [])
        yield "bound", ["bound", tasks, "--level", "0.95", "--method", method,
                        *family], (0, 64, 65)
    yield "bound", ["bound", formats / "vllm_bench.json", "--level", "0.5",
                    "--of", "decode-time"]
    yield "estimate", ["estimate", fitted, "--task", "vqa"]
    yield "estimate", ["estimate", conditional, "--task", "chat",
                       "--prompt-tokens", "300", "--scheme", "2"]
    yield "estimate", ["estimate", measured, "--task", "all", "--scheme", "3",
                       "--generated", "3"]
    yield "check", ["check", fitted, "--task", "vqa", *budget], (0, 1)
    yield "check", ["check", fitted, "--task", "captioning", *budget,
                    "--promise", "confidence"], (0, 1)
    yield "check", ["check", fitted, "--prompt", "Describe the image", *budget,
                    ], (0, 1)
    yield "check-configurations", [
        "check", measured, "--task", "all", "--budget", "2s",
        "--any-config"], (0, 1)
    yield "evaluate", ["evaluate", chat, "--by-task"]
    half = folder / "half.csv"
    half.write_text("".join(chat.open().readlines()[:1500]))
    yield "compare", ["compare", half, chat]
    yield "compare", ["compare", tasks, tasks]
    yield "merge", ["merge", tasks, chat, "--output", folder / "sum.csv"]
    yield "report", ["report", tasks, *latency, *budget]
    yield "report", ["report", chat, "--budget", "8s"]
    yield "formats", ["formats"]
    yield "experiment-prefill", ["experiment", "prefill",
                                 FIXTURES / "prefill.csv"]
    yield "experiment-features", ["experiment", "features",
                                  FIXTURES / "prefill.csv"]
    yield "experiment-classifier", ["experiment", "classifier",
                                    FIXTURES / "prompts.csv"]
    yield "experiment-classifier", [
        "experiment", "classifier", FIXTURES / "prompts.csv", "--trace", tasks,
        "--budget", "500ms"]
    yield "experiment-utilization", ["experiment", "utilization", tasks,
                                     *latency, *budget]
    yield "experiment-utilization", ["experiment", "utilization", chat,
                                     "--budget", "8s"]
    yield "experiment-predictors", [
        "experiment", "predictors", chat, "--last", "120", "--embeddings",
        embeddings, "--budget", "5s"]


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
        seen = set()
        for name, arguments, *codes in outputs(pathlib.Path(folder)):
            text = run(program, *arguments, "--json", "--quiet",
                       codes=codes[0] if codes else (0,))
            if text:
                seen.add(name)
                words = " ".join(str(word) for word in arguments)
                good &= check(name, text, words)
        known = {path.name.removesuffix(".schema.json")
                 for path in SCHEMAS.glob("*.schema.json")} - {"model"}
        for name in sorted(known ^ seen):
            print(f"{name}: a schema without output, or the other way round")
            good = False
    if not good:
        sys.exit("what is printed is not what Docs/schemas says")
    print("models and outputs are as Docs/schemas says")


if __name__ == "__main__":
    main(sys.argv[1])
