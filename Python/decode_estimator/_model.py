"""Models, estimators and answers."""
from __future__ import annotations

import ctypes
import os
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import _library as c

SCHEMES = {"point": 1, "distributional": 2, "conservative": 3, "layered": 4}
PROMISES = {"confidence": 0, "conformal": 1, "plug-in": 2}
KINDS = ["nothing", "confidence bound", "confidence bound under censoring",
         "approximate confidence bound", "anytime-valid confidence bound",
         "conformal bound"]
ENDINGS = {"stopped": 0, "capped": 1, "cancelled": 2}
LEVELS = (0.5, 0.9, 0.95, 0.99)


def _one_of(name: str, value: Any, known: Mapping[str, int]) -> int:
    if value not in known:
        raise c.UsageError(
            64, f"{name} should be one of {', '.join(known)}, but is {value}")
    return known[value]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


class _Handle:
    """A handle that is freed with its object."""

    def __init__(self, number: int, free: str) -> None:
        self.number = number
        # Nothing is left to tell a finaliser's failure to.
        self._free = weakref.finalize(
            self, getattr(c.LIBRARY, free), ctypes.c_uint64(number))


def _make(function: str, free: str, *arguments: Any) -> _Handle:
    number = ctypes.c_uint64()
    c.call(function, *arguments, ctypes.byref(number))
    return _Handle(number.value, free)


@dataclass(frozen=True)
class Estimate:
    """How long decoding takes. What is not known is `None`, never 0.

    - `expected_tokens`: E[min(N, c)], with c = `max_tokens`
    - `expected_seconds`: E[T] = Σₖ l(k)·P(N ≥ k), or of what remains
    - `planned_tokens`, `planned_seconds`: the plan, which keeps `promise`
    - `prefill_seconds`: a prefill that was predicted
    - `observations`: the answers that it rests on
    - `caveats`: what to know before trusting the numbers
    """
    expected_tokens: float | None
    expected_seconds: float | None
    planned_tokens: float | None
    planned_seconds: float | None
    prefill_seconds: float | None
    max_tokens: int | None
    observations: int
    promise: str
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """Whether a request meets a budget, and by how much; seconds.

    `violation_probability` is P(prefill + T > budget) by the model, which
    promises nothing; `confidence_bound` and `conformal_bound` bound it, `None`
    where the answers do not allow that.
    """
    feasible: bool
    reason: str
    planned_seconds: float | None
    slack_seconds: float | None
    violation_probability: float
    confidence_bound: float | None
    conformal_bound: float | None
    least_budget_seconds: float | None
    largest_prefill_seconds: float | None
    largest_max_tokens: int | None


@dataclass(frozen=True)
class Evaluation:
    """How accurate a method's quantiles are on answers that it did not know.

    `coverage` is the share of answers no longer than each level's quantile,
    `mean_pinball` the mean over levels of max(q·(N − x), (q − 1)·(N − x)) in
    tokens, `of_pooled` its ratio to that of the pooled empirical quantiles with
    an asymptotic 95 % interval (Diebold and Mariano).
    """
    method: str
    levels: tuple[float, ...]
    coverage: tuple[float, ...]
    mean_pinball: float
    crps: float | None
    of_pooled: float | None
    interval: tuple[float, float]
    learnt: int
    judged: int
    calibrated: bool
    learns_on: bool


class Answers:
    """Recorded answers in their order.

    `source` is a path to a trace of any format that the command line reads, a
    mapping of columns or a pandas DataFrame with the column `output_tokens`
    and any of `ending` ("stopped", "capped", "cancelled"), `task`,
    `prompt_tokens`, `max_tokens`, `decode_seconds`, `prefill_seconds`,
    `timestamp`, `configuration` ("gpu=H100,tp=2") and `prompt`.
    """

    def __init__(self, source: Any, *, columns: str | None = None,
                 cap: int | None = None) -> None:
        if isinstance(source, (str, os.PathLike)):
            self._handle = _make(
                "de_answers_read", "de_answers_free", os.fsencode(source),
                columns.encode() if columns else None,
                -1 if cap is None else cap)
            return
        if columns is not None or cap is not None:
            raise c.UsageError(64, "columns and cap are of files")
        self._handle = self._made(source)

    @staticmethod
    def _made(source: Any) -> _Handle:
        known = {"output_tokens", "ending", "task", "prompt_tokens",
                 "max_tokens", "decode_seconds", "prefill_seconds", "timestamp",
                 "configuration", "prompt"}
        names = list(source.keys())
        for name in names:
            if name not in known:
                raise c.UsageError(
                    64, f'no column "{name}" is known; columns are '
                    + ", ".join(sorted(known)))
        if "output_tokens" not in names:
            raise c.UsageError(64, "the column output_tokens is missing")
        count = len(source["output_tokens"])

        def get(name: str, kind: Any) -> Any:
            return (c.column(source[name], kind, count, name)
                    if name in names else None)

        def places(name: str) -> tuple[Any, list[str]]:
            if name not in names:
                return None, []
            if len(source[name]) != count:
                raise c.UsageError(64, f"{name} should have {count} values")
            labels, index = np.unique(
                np.asarray(source[name]).astype(str), return_inverse=True)
            return index.astype(np.int32), [str(label) for label in labels]

        endings = None
        if "ending" in names:
            endings = np.array(
                [_one_of("ending", str(e), ENDINGS) for e in source["ending"]],
                dtype=np.uint8)
            if len(endings) != count:
                raise c.UsageError(64, f"ending should have {count} values")
        tasks, task_names = places("task")
        configurations, labels = places("configuration")
        tokens = get("output_tokens", np.int64)
        prompts = (c.strings([str(text) for text in source["prompt"]])
                   if "prompt" in names else None)
        numbers = {name: get(name, np.int64)
                   for name in ("prompt_tokens", "max_tokens")}
        times = {name: get(name, float) for name in
                 ("decode_seconds", "prefill_seconds", "timestamp")}
        made = c.AnswerColumns(
            ctypes.sizeof(c.AnswerColumns), c.pointer(tokens),
            c.pointer(endings), c.pointer(tasks), c.strings(task_names),
            len(task_names), c.pointer(numbers["prompt_tokens"]),
            c.pointer(numbers["max_tokens"]),
            c.pointer(times["decode_seconds"]),
            c.pointer(times["prefill_seconds"]), c.pointer(times["timestamp"]),
            c.pointer(configurations), c.strings(labels), len(labels), prompts)
        return _make("de_answers_make", "de_answers_free", ctypes.byref(made),
                     count)

    def __len__(self) -> int:
        count = ctypes.c_size_t()
        c.call("de_answers_count", self._handle.number, ctypes.byref(count))
        return count.value


def _answers(source: Any, **options: Any) -> Answers:
    return source if isinstance(source, Answers) else Answers(source, **options)


@dataclass
class _Requests:
    """Columns of requests, kept as long as C looks at them."""
    count: int
    arrays: dict[str, Any]
    columns: c.RequestColumns = field(init=False)

    def __post_init__(self) -> None:
        self.columns = c.RequestColumns(
            ctypes.sizeof(c.RequestColumns),
            *[c.pointer(self.arrays.get(entry[0])) for entry in
              c.RequestColumns._fields_[1:]])


class Model:
    """What answers tell: laws of lengths by task, and times.

    >>> model = Model.fit({"output_tokens": [3, 5, 8, 13], "task": ["a"] * 4})
    >>> model.tasks
    ['a']
    """

    def __init__(self, handle: _Handle) -> None:
        self._handle = handle
        self.tasks = self._names("task")
        self.configurations = self._names("configuration")
        self._places: dict[tuple[str, str], int] = {}
        self._estimators: dict[tuple[Any, ...], _Handle] = {}

    @classmethod
    def fit(cls, source: Any, *, latency: str | os.PathLike[str] | None = None,
            conditional: bool = False, columns: str | None = None,
            cap: int | None = None) -> Model:
        """Fits a model to `Answers`, or what makes some.

        `latency` names a file as for `--latency`; without, measured times are
        fitted. `conditional` also learns lengths given all that requests tell.
        """
        answers = _answers(source, columns=columns, cap=cap)
        return cls(_make(
            "de_model_fit", "de_model_free", answers._handle.number,
            int(conditional), os.fsencode(latency) if latency else None))

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Model:
        """Opens a model's file."""
        return cls(_make("de_model_open", "de_model_free", os.fsencode(path)))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model, whole or not at all; as gzip to `*.gz`."""
        c.call("de_model_save", self._handle.number, os.fsencode(path))

    @property
    def is_latency_assumed(self) -> bool:
        """Whether no time was measured, so that a published one stands in."""
        value = ctypes.c_int32()
        c.call("de_model_is_latency_assumed", self._handle.number,
               ctypes.byref(value))
        return bool(value.value)

    def _names(self, kind: str) -> list[str]:
        count = ctypes.c_size_t()
        c.call(f"de_model_{kind}_count", self._handle.number,
               ctypes.byref(count))
        return [c.text_of(f"de_model_{kind}_name", self._handle.number, place)
                for place in range(count.value)]

    def _place(self, kind: str, name: str | None) -> int:
        """A name's place, asked of the library once; it refuses unknown ones."""
        if name is None:
            return -1
        place = self._places.get((kind, name))
        if place is None:
            found = ctypes.c_int32()
            c.call(f"de_model_{kind}", self._handle.number, name.encode(),
                   ctypes.byref(found))
            place = self._places[kind, name] = found.value
        return place

    def _estimator(self, scheme: str, promise: str, risk: float,
                   confidence: float) -> int:
        key = (scheme, promise, float(risk), float(confidence))
        if key not in self._estimators:
            self._estimators[key] = _make(
                "de_estimator_make", "de_estimator_free", self._handle.number,
                _one_of("scheme", scheme, SCHEMES),
                _one_of("promise", promise, PROMISES), risk, confidence)
        return self._estimators[key].number

    def _request(
        self, task: str | None, *, max_tokens: int | None = None,
        generated_tokens: int = 0, prompt_tokens: int | None = None,
        previous_tokens: int | None = None,
        prefill_seconds: float | None = None, prediction: float | None = None,
        prompt: str | None = None, embedding: Sequence[float] | None = None,
        features: Mapping[str, float] | None = None,
        configuration: str | None = None,
    ) -> c.Request:
        def whole(value: int | None) -> int:
            return -1 if value is None else int(value)

        def real(value: float | None) -> float:
            return c.UNKNOWN if value is None else float(value)

        for name, value in (("max_tokens", max_tokens),
                            ("prompt_tokens", prompt_tokens),
                            ("previous_tokens", previous_tokens)):
            if value is not None and not 0 <= value < 2 ** 62:
                raise c.UsageError(
                    64, f"{name} should be 0 or more, but is {value}")
        names, values = zip(*features.items()) if features else ((), ())
        vector = None if embedding is None else (
            ctypes.c_double * len(embedding))(*embedding)
        return c.Request(
            ctypes.sizeof(c.Request), self._place("task", task),
            self._place("configuration", configuration), whole(max_tokens),
            int(generated_tokens), whole(prompt_tokens),
            whole(previous_tokens), real(prefill_seconds), real(prediction),
            None if prompt is None else prompt.encode(), vector,
            0 if embedding is None else len(embedding),
            c.strings(list(names)),
            (ctypes.c_double * max(len(values), 1))(*values), len(names))

    def estimate(self, task: str | None = None, *,
                 scheme: str = "conservative", promise: str = "confidence",
                 risk: float = 0.05, confidence: float = 0.95,
                 **known: Any) -> Estimate:
        """How long one request takes to decode, or what remains of it.

        `known` is what a request tells: `max_tokens`, `generated_tokens`,
        `prompt_tokens`, `previous_tokens`, `prefill_seconds`, `prediction`,
        `prompt`, `embedding`, `features` and `configuration`.
        """
        estimator = self._estimator(scheme, promise, risk, confidence)
        request = self._request(task, **known)
        found = c.Estimate()
        c.call("de_estimate_one", estimator, ctypes.byref(request),
               ctypes.byref(found))
        caveats: tuple[str, ...] = ()
        if found.caveats:
            caveats = tuple(c.text_of(
                "de_caveats", estimator, ctypes.byref(request)).split("\n"))
        return _estimate(found, caveats)

    def check(self, budget: float, task: str | None = None, *,
              scheme: str = "layered", promise: str = "confidence",
              risk: float = 0.05, confidence: float = 0.95,
              **known: Any) -> Check:
        """Whether prefill and decoding fit `budget` seconds, and why."""
        estimator = self._estimator(scheme, promise, risk, confidence)
        request = self._request(task, **known)
        decision, found = c.Decision(), c.Analysis()
        c.call("de_decide_one", estimator, ctypes.byref(request), budget,
               ctypes.byref(decision))
        c.call("de_check_one", estimator, ctypes.byref(request), budget,
               ctypes.byref(found))
        largest = found.largest_max_tokens
        return Check(
            bool(decision.feasible),
            c.text_of("de_reason", estimator, ctypes.byref(request), budget),
            _number(decision.planned_seconds), _number(decision.slack_seconds),
            found.violation_probability, _number(found.confidence_bound),
            _number(found.conformal_bound),
            _number(found.least_budget_seconds),
            _number(found.largest_prefill_seconds),
            None if largest < 0 else largest)

    def quantiles(self, task: str | None = None, *,
                  levels: Sequence[float] | np.ndarray = LEVELS, **known: Any
                  ) -> tuple[np.ndarray, np.ndarray]:
        """Plug-in quantiles of min(N, c) in tokens and of T in seconds.

        Both are NaN where the answers do not identify one.
        """
        estimator = self._estimator("distributional", "confidence", 0.05, 0.95)
        request = self._request(task, **known)
        wanted = np.ascontiguousarray(levels, dtype=float)
        tokens = np.empty(len(wanted), dtype=np.int64)
        seconds = np.empty(len(wanted))
        c.call("de_quantiles_one", estimator, ctypes.byref(request),
               c.pointer(wanted), len(wanted), c.pointer(tokens),
               c.pointer(seconds))
        return np.where(tokens < 0, np.nan, tokens), seconds

    def remaining(self, generated_tokens: int, task: str | None = None, *,
                  levels: Sequence[float] | np.ndarray = LEVELS, **known: Any) -> np.ndarray:
        """Quantiles of the time to come after so many tokens, in seconds."""
        return self.quantiles(task, levels=levels,
                              generated_tokens=generated_tokens, **known)[1]

    def _many(self, tasks: Any, known: Mapping[str, Any]) -> _Requests:
        kinds = {"max_tokens": np.int64, "generated_tokens": np.int64,
                 "prompt_tokens": np.int64, "previous_tokens": np.int64,
                 "prefill_seconds": float, "predictions": float}
        for name in known:
            if name not in kinds and name != "configurations":
                raise c.UsageError(
                    64, f"{name} is none of configurations, "
                    + ", ".join(kinds))
        sizes = [np.size(v) for v in (tasks, *known.values())
                 if v is not None and np.ndim(v) > 0]
        if not sizes:
            raise c.UsageError(64, "give a column of requests")
        count = sizes[0]
        arrays = {name: c.column(known.get(name), kind, count, name)
                  for name, kind in kinds.items()}
        for kind, values in (("task", tasks),
                             ("configuration", known.get("configurations"))):
            name = kind + "s"
            if values is None:
                continue
            if np.ndim(values) == 0:
                values = np.full(count, values, dtype=object)
            if len(values) != count:
                raise c.UsageError(64, f"{name} should have {count} values")
            values = np.asarray(values)
            if np.issubdtype(values.dtype, np.integer):
                arrays[name] = np.ascontiguousarray(values, dtype=np.int32)
                continue
            labels, index = np.unique(values.astype(str), return_inverse=True)
            places = np.array([self._place(kind, str(label))
                               for label in labels], dtype=np.int32)
            arrays[name] = places[index]
        return _Requests(count, arrays)

    def estimate_many(self, tasks: Any = None, *, budget: Any = None,
                      scheme: str = "layered", promise: str = "confidence",
                      risk: float = 0.05, confidence: float = 0.95,
                      **known: Any) -> dict[str, np.ndarray]:
        """Estimates many requests, and decides on them where there is a budget.

        `tasks` are names, or places in `tasks` as integers; `known` are columns
        `max_tokens`, `generated_tokens`, `prompt_tokens`, `previous_tokens`,
        `prefill_seconds`, `predictions` and `configurations`, or single values
        for all. `budget` is in seconds, one or a column. NaN and -1 stand for
        what is not known.
        """
        estimator = self._estimator(scheme, promise, risk, confidence)
        requests = self._many(tasks, known)
        count = requests.count
        found: dict[str, np.ndarray] = {
            name: np.empty(count) for name in
            ("expected_tokens", "expected_seconds", "planned_tokens",
             "planned_seconds")}
        budgets = None
        if budget is not None:
            budgets = np.ascontiguousarray(np.atleast_1d(budget), dtype=float)
            found |= {
                "feasible": np.empty(count, dtype=np.uint8),
                "violation_probability": np.empty(count),
                "slack_seconds": np.empty(count),
                "largest_max_tokens": np.empty(count, dtype=np.int64)}
        results = c.Results(
            ctypes.sizeof(c.Results),
            *[c.pointer(found.get(entry[0]))
              for entry in c.Results._fields_[1:]])
        c.call("de_estimate_many", estimator, ctypes.byref(requests.columns),
               count, c.pointer(budgets),
               0 if budgets is None else len(budgets), ctypes.byref(results))
        if "feasible" in found:
            found["feasible"] = found["feasible"].astype(bool)
        return found

    def quantiles_many(self, tasks: Any = None, *,
                       levels: Sequence[float] | np.ndarray = LEVELS, **known: Any
                       ) -> tuple[np.ndarray, np.ndarray]:
        """`quantiles` of many requests: arrays of requests × levels."""
        estimator = self._estimator("distributional", "confidence", 0.05, 0.95)
        requests = self._many(tasks, known)
        wanted = np.ascontiguousarray(levels, dtype=float)
        tokens = np.empty((requests.count, len(wanted)), dtype=np.int64)
        seconds = np.empty((requests.count, len(wanted)))
        c.call("de_quantiles_many", estimator, ctypes.byref(requests.columns),
               requests.count, c.pointer(wanted), len(wanted),
               c.pointer(tokens), c.pointer(seconds))
        return np.where(tokens < 0, np.nan, tokens), seconds

    def online(self, level: float = 0.95) -> Online:
        """A copy that goes on learning; the model needs `conditional=True`."""
        return Online(self, level)


def _estimate(found: c.Estimate, caveats: tuple[str, ...]) -> Estimate:
    return Estimate(
        _number(found.expected_tokens), _number(found.expected_seconds),
        _number(found.planned_tokens), _number(found.planned_seconds),
        _number(found.prefill_seconds),
        None if found.max_tokens < 0 else found.max_tokens,
        found.observations, KINDS[found.promise], caveats)


class Online:
    """A model that learns each answer once it has ended."""

    def __init__(self, model: Model, level: float = 0.95) -> None:
        self._model = model
        self._handle = _make("de_online_make", "de_online_free",
                             model._handle.number, level)

    def estimate(self, task: str | None = None, *,
                 levels: Sequence[float] | np.ndarray = LEVELS, **known: Any
                 ) -> tuple[Estimate, np.ndarray, int]:
        """An estimate, quantiles of the length, and the ticket for `observe`."""
        request = self._model._request(task, **known)
        wanted = np.ascontiguousarray(levels, dtype=float)
        tokens = np.empty(len(wanted), dtype=np.int64)
        found, ticket = c.Estimate(), ctypes.c_uint64()
        c.call("de_online_estimate", self._handle.number,
               ctypes.byref(request), c.pointer(wanted), len(wanted),
               c.pointer(tokens), ctypes.byref(found), ctypes.byref(ticket))
        return (_estimate(found, ()), np.where(tokens < 0, np.nan, tokens),
                ticket.value)

    def observe(self, ticket: int, tokens: int, ending: str = "stopped") -> None:
        """Learns how the answer of a ticket ended."""
        c.call("de_online_observe", self._handle.number, ticket, int(tokens),
               _one_of("ending", ending, ENDINGS))

    def model(self) -> Model:
        """The model as it is now."""
        return Model(_make("de_online_model", "de_model_free",
                           self._handle.number))


def evaluate(source: Any, methods: Sequence[str] = ("pooled", "default"), *,
             split: str = "time", share: float = 0.5,
             levels: Sequence[float] | np.ndarray = LEVELS, **options: Any
             ) -> list[Evaluation]:
    """Judges methods of `decode-estimator evaluate` on answers not seen.

    The first `share` of the answers is learnt, or with `split="random"` drawn
    ones; the others judge.
    """
    answers = _answers(source, **options)
    wanted = np.ascontiguousarray(levels, dtype=float)
    reports = []
    for method in methods:
        covered, found = np.empty(len(wanted)), c.Report()
        c.call("de_evaluate", answers._handle.number, method.encode(),
               _one_of("split", split, {"time": 0, "random": 1}), share,
               c.pointer(wanted), len(wanted), c.pointer(covered),
               ctypes.byref(found))
        reports.append(Evaluation(
            method, tuple(wanted.tolist()), tuple(covered.tolist()),
            found.mean_pinball, _number(found.crps), _number(found.of_pooled),
            (found.of_pooled_lower, found.of_pooled_upper), found.learnt,
            found.judged, bool(found.calibrated), bool(found.learns_on)))
    return reports
