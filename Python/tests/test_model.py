"""Values, the same bits as the command line, and what is refused.

PROGRAM in the environment is the command line; without, its tests are skipped.
"""
import csv
import json
import os
import pathlib
import subprocess
import threading

import numpy as np
import pandas as pd
import pytest

import decode_estimator as de
from decode_estimator import plots

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Fixtures"
TASKS, LATENCY = FIXTURES / "vlm-tasks.csv", FIXTURES / "vlm-latency.csv"
CHAT = FIXTURES / "chat.csv"
PROGRAM = os.environ.get("PROGRAM")
with_program = pytest.mark.skipif(not PROGRAM, reason="PROGRAM is not set")


@pytest.fixture(scope="module")
def model():
    return de.Model.fit(TASKS, latency=LATENCY)


@pytest.fixture(scope="module")
def chat():
    return de.Model.fit(CHAT, conditional=True)


def program(*words):
    result = subprocess.run([PROGRAM, *map(str, words), "--json"],
                            capture_output=True, text=True)
    return json.loads(result.stdout)


def test_the_first_budget_of_the_readme(model):
    found = model.check(0.5, "doc_qa", prefill_seconds=0.15)
    assert not found.feasible and found.largest_max_tokens == 8
    assert found.violation_probability == pytest.approx(0.134, abs=1e-12)
    assert found.confidence_bound > found.violation_probability
    assert model.check(0.5, "vqa", prefill_seconds=0.15).feasible


@with_program
def test_bits_are_those_of_the_command_line(model, tmp_path):
    path = tmp_path / "model.json"
    model.save(path)
    compared = 0
    for task in model.tasks:
        for cap in (None, 3, 40):
            words = ["--task", task, "--levels", "0.1,0.5,0.9,0.95,0.99"]
            if cap:
                words += ["--max-tokens", cap]
            for number, scheme in enumerate(
                    ("point", "distributional", "conservative", "layered"), 1):
                mine = model.estimate(task, scheme=scheme, max_tokens=cap)
                theirs = program("estimate", path, *words, "--scheme", number)
                assert mine.expected_seconds == theirs["expectedSeconds"]
                assert mine.expected_tokens == theirs["expectedTokens"]
                assert mine.planned_seconds == theirs["plannedSeconds"]
                assert list(mine.caveats) == theirs["caveats"]
                compared += 3
            tokens, seconds = model.quantiles(
                task, levels=(0.1, 0.5, 0.9, 0.95, 0.99), max_tokens=cap)
            assert list(tokens) == [q["tokens"] for q in theirs["quantiles"]]
            assert list(seconds) == [q["seconds"] for q in theirs["quantiles"]]
            check = model.check(0.4, task, max_tokens=cap)
            words = ["--task", task, "--budget", "400ms"]
            if cap:
                words += ["--max-tokens", cap]
            theirs = program("check", path, *words)
            assert check.feasible == theirs["feasible"]
            assert check.reason == theirs["reason"]
            assert check.violation_probability == theirs["violationProbability"]
            compared += 12
    assert compared > 200


@with_program
def test_thousands_of_quantiles_are_those_that_evaluate_judges(tmp_path):
    """A frozen model asked for each prompt, against --write-forecasts."""
    rows = list(csv.DictReader(open(CHAT)))
    half = len(rows) // 2
    path = tmp_path / "half.csv"
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[:half])
    model = de.Model.fit(path, conditional=True)
    tasks = [row["task"] for row in rows[half:]]
    prompts = [int(row["prompt_tokens"]) for row in rows[half:]]
    levels = (0.5, 0.9, 0.95, 0.99)
    tokens, _ = model.quantiles_many(tasks, prompt_tokens=prompts,
                                     max_tokens=1024, levels=levels)
    forecasts = tmp_path / "forecasts.csv"
    program("evaluate", CHAT, "--methods", "default-frozen",
            "--write-forecasts", forecasts)
    theirs = {(int(row["row"]), float(row["level"])): row["tokens"]
              for row in csv.DictReader(open(forecasts))
              if row["method"] == "default-frozen"}
    compared = 0
    for place in range(len(prompts)):
        for column, level in enumerate(levels):
            found = theirs[half + place + 1, level]
            assert tokens[place, column] == float(found)
            compared += 1
    assert compared >= 4000


def test_a_batch_is_its_requests_one_by_one(chat):
    draw = np.random.default_rng(1)
    count = 3000
    prompts = draw.integers(0, 4000, count)
    caps = np.where(draw.random(count) < 0.5, -1, draw.integers(1, 2000, count))
    prefill = draw.random(count)
    found = chat.estimate_many("chat", budget=6.0, prompt_tokens=prompts,
                               max_tokens=caps, prefill_seconds=prefill)
    for place in range(count):
        known = {"prompt_tokens": int(prompts[place]),
                 "prefill_seconds": float(prefill[place])}
        if caps[place] > 0:
            known["max_tokens"] = int(caps[place])
        one = chat.estimate("chat", scheme="layered", **known)
        for name in ("expected_tokens", "expected_seconds", "planned_seconds"):
            mine = getattr(one, name)
            assert (np.nan if mine is None else mine) == pytest.approx(
                found[name][place], rel=0, abs=0, nan_ok=True)


def test_answers_come_from_arrays_and_frames():
    columns = {"output_tokens": [3, 5, 8, 8], "task": ["a", "a", "b", "b"],
               "ending": ["stopped", "capped", "stopped", "cancelled"],
               "prompt_tokens": [1, 2, None, 4]}
    for source in (columns, pd.DataFrame(columns)):
        model = de.Model.fit(source)
        assert model.tasks == ["a", "b"] and model.is_latency_assumed
        assert model.estimate("a").observations == 2
    timed = de.Model.fit({
        "output_tokens": np.arange(2, 102),
        "decode_seconds": 0.02 * np.arange(1, 101),
        "configuration": ["tp=2,gpu=A"] * 100})
    assert timed.configurations == ["gpu=A,tp=2"]
    mean = timed.estimate(configuration="tp=2,gpu=A").expected_seconds
    assert mean == pytest.approx(0.02 * 50.5, rel=1e-6)


def test_what_is_refused_says_why(model):
    refused = [
        (de.UsageError, "doc_qa", lambda: model.estimate("doc-qa")),
        (de.UsageError, "budget_seconds", lambda: model.check(-1, "vqa")),
        (de.UsageError, "budget_seconds", lambda: model.check(np.nan, "vqa")),
        (de.UsageError, "cap", lambda: model.estimate("vqa", max_tokens=0)),
        (de.UsageError, "scheme", lambda: model.estimate(scheme="best")),
        (de.UsageError, "risk", lambda: model.estimate(risk=1.5)),
        (de.DataError, "conditional",
         lambda: model.estimate(promise="conformal")),
        (de.UsageError, "whole",
         lambda: de.Model.fit({"output_tokens": [1.5]})),
        (de.DataError, "answer 1",
         lambda: de.Model.fit({"output_tokens": [1, 0]})),
        (de.UsageError, "lengths", lambda: de.Model.fit(
            {"output_tokens": [1], "lengths": [2]})),
        (de.FileError, "nowhere", lambda: de.Model.open("/nowhere/m.json")),
        (de.DataError, "is a trace", lambda: de.Model.open(CHAT)),
        (de.UsageError, "request 1", lambda: model.estimate_many(
            ["vqa", "vqa"], max_tokens=[5, 0])),
        (de.UsageError, "2 values", lambda: model.estimate_many(
            ["vqa", "vqa"], max_tokens=[5, 5, 5])),
        (de.UsageError, "pooled", lambda: de.evaluate(CHAT, ["best"])),
        (de.DataError, "conditional", lambda: model.online()),
    ]
    for kind, words, attempt in refused:
        with pytest.raises(kind, match=words):
            attempt()


def test_it_learns_online(chat):
    online = chat.online()
    for _ in range(300):
        _, quantiles, ticket = online.estimate("chat", levels=(0.5,),
                                               prompt_tokens=7)
        online.observe(ticket, 777)
    assert quantiles[0] == 777
    with pytest.raises(de.UsageError, match="not open"):
        online.observe(ticket, 5)
    assert online.model().estimate("chat").observations == (
        chat.estimate("chat").observations + 300)


def test_threads_share_a_model(model):
    expected = model.estimate("vqa").planned_seconds
    wrong = []

    def work():
        for _ in range(300):
            if model.estimate("vqa").planned_seconds != expected:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_evaluation_and_pictures(model):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    report = de.evaluate(CHAT, ["default"])[0]
    assert report.calibrated and report.of_pooled < 0.7
    _, axes = plt.subplots(1, 3)
    assert plots.survival(model, "doc_qa", ax=axes[0]) is axes[0]
    assert plots.budget(model, [0.1, 0.3, 0.5], "doc_qa", ax=axes[1]).lines
    assert plots.reliability(report, ax=axes[2]).lines
    plt.close("all")


def test_the_regressor_has_scikit_learns_manners():
    sklearn = pytest.importorskip("sklearn")
    assert sklearn
    from sklearn.base import clone
    from sklearn.model_selection import cross_val_score

    from decode_estimator.sklearn import DecodeLengthRegressor
    draw = np.random.default_rng(2)
    prompts = draw.integers(10, 1000, 600)
    lengths = 1 + draw.poisson(prompts / 5)
    regressor = clone(DecodeLengthRegressor(cap=500))
    assert regressor.get_params() == {"cap": 500}
    X = prompts[:, None]
    quantiles = regressor.fit(X, lengths).predict_quantiles(X, (0.1, 0.5, 0.9))
    assert quantiles.shape == (600, 3)
    assert np.all(np.diff(quantiles, axis=1) >= 0)
    within = np.mean(lengths <= quantiles[:, 2])
    assert 0.85 < within < 0.97
    assert cross_val_score(DecodeLengthRegressor(), X, lengths, cv=3).min() > 0.5
    with pytest.raises(ValueError, match="whole"):
        regressor.fit(X, lengths + 0.5)
