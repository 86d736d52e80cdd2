"""Pictures in matplotlib's manners: each takes `ax` and returns it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ._model import Evaluation, Model


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt
    return plt.gca()


def survival(model: Model, task: str | None = None, *, ax: Any = None,
             points: int = 400, **line: Any) -> Any:
    """P(N > n) against n in tokens, from the model's quantiles.

    Where censoring hides the rest the line ends.
    """
    ax = _axes(ax)
    levels = np.arange(1, points) / points
    tokens, _ = model.quantiles(task, levels=levels)
    line.setdefault("label", task or "all tasks")
    ax.step(tokens, 1 - levels, where="post", **line)
    ax.set_xlabel("output tokens n")
    ax.set_ylabel("P(N > n)")
    ax.set_ylim(0, 1)
    return ax


def budget(model: Model, budgets: Sequence[float], task: str | None = None, *,
           ax: Any = None, **known: Any) -> Any:
    """P(over) against the budget in seconds, with its confidence bound."""
    ax = _axes(ax)
    found = [model.check(seconds, task, **known) for seconds in budgets]
    label = task or "all tasks"
    ax.plot(budgets, [one.violation_probability for one in found], label=label)
    bounds = [np.nan if one.confidence_bound is None else one.confidence_bound
              for one in found]
    ax.plot(budgets, bounds, linestyle="--", label=f"{label}, 95 % bound")
    ax.set_xlabel("budget in s")
    ax.set_ylabel("P(prefill + T > budget)")
    ax.set_ylim(bottom=0)
    return ax


def reliability(evaluation: Evaluation, *, ax: Any = None, **line: Any) -> Any:
    """The share of answers within each quantile against its level."""
    ax = _axes(ax)
    ax.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    line.setdefault("label", evaluation.method)
    ax.plot(evaluation.levels, evaluation.coverage, marker="o", **line)
    ax.set_xlabel("level")
    ax.set_ylabel("share of answers within the quantile")
    return ax
