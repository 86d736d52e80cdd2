"""Lengths as a scikit-learn regressor, to stand beside others in a comparison."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from ._model import LEVELS, Model


class DecodeLengthRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Quantiles of output lengths given the tokens of the prompt.

    The first column of X holds whole numbers of prompt tokens, at least 0; y
    holds whole lengths of at least 1. Further columns are not used. `predict`
    gives the median, `predict_quantiles` any levels. `cap` counts answers of
    so many tokens as cut.
    """

    def __init__(self, cap: int | None = None) -> None:
        self.cap = cap

    def fit(self, X: Any, y: Any) -> DecodeLengthRegressor:
        X, y = validate_data(self, X, y, dtype=float, y_numeric=True)
        lengths = np.asarray(y)
        if np.any(lengths < 1) or np.any(lengths != np.floor(lengths)):
            raise ValueError("lengths should be whole numbers of at least 1")
        data: dict[str, Any] = {"output_tokens": lengths.astype(np.int64),
                                "prompt_tokens": self._prompts(X)}
        if self.cap is not None:
            data["max_tokens"] = np.full(len(lengths), self.cap)
            data["ending"] = np.where(lengths >= self.cap, "capped", "stopped")
        self.model_ = Model.fit(data, conditional=True)
        return self

    @staticmethod
    def _prompts(X: np.ndarray) -> np.ndarray:
        prompts = X[:, 0]
        if np.any(prompts < 0) or np.any(prompts != np.floor(prompts)):
            raise ValueError(
                "the first column should hold whole numbers of at least 0")
        return np.asarray(prompts, dtype=np.int64)

    def predict_quantiles(self, X: Any, quantiles: Sequence[float] = LEVELS
                          ) -> np.ndarray:
        """Lengths at `quantiles`, an array of rows × levels."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        return self.model_.quantiles_many(
            prompt_tokens=self._prompts(X), levels=quantiles)[0]

    def predict(self, X: Any) -> np.ndarray:
        """The median length."""
        return self.predict_quantiles(X, (0.5,))[:, 0]
