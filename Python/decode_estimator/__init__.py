"""How long the decode phase of an LLM request takes, and how sure that is.

>>> import decode_estimator as de
>>> model = de.Model.fit({"output_tokens": range(1, 101)})
>>> model.estimate(scheme="distributional").planned_tokens
95.0
"""
from ._library import (DataError, DecodeEstimatorError, FileError, LIBRARY,
                       UsageError)
from ._model import (Answers, Check, Estimate, Evaluation, Model, Online,
                     evaluate)

__version__: str = LIBRARY.de_version().decode()
__all__ = [
    "Answers", "Check", "DataError", "DecodeEstimatorError", "Estimate",
    "Evaluation", "FileError", "Model", "Online", "UsageError", "evaluate",
]
