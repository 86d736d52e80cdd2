"""The C interface, as `decode_estimator.h` has it."""
from __future__ import annotations

import ctypes
import os
import pathlib
from ctypes import (POINTER, Structure, c_char_p, c_double, c_int32, c_int64,
                    c_size_t, c_uint64, c_void_p)
from typing import Any

import numpy as np

INTERFACE_MAJOR = 1
UNKNOWN = float("nan")


class DecodeEstimatorError(Exception):
    """What the library refuses, in the command line's words.

    `status` is the command line's exit code: 64 for arguments, 65 for data,
    66 for files that cannot be read, 73 and 74 for files that cannot be
    written.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class UsageError(DecodeEstimatorError, ValueError):
    """An argument is out of range, or a name is not known."""


class DataError(DecodeEstimatorError, ValueError):
    """Data or a model say what cannot be."""


class FileError(DecodeEstimatorError, OSError):
    """A file cannot be read or written."""


class Request(Structure):
    _fields_ = [
        ("size", c_size_t), ("task", c_int32), ("configuration", c_int32),
        ("max_tokens", c_int64), ("generated_tokens", c_int64),
        ("prompt_tokens", c_int64), ("previous_tokens", c_int64),
        ("prefill_seconds", c_double), ("prediction", c_double),
        ("prompt", c_char_p), ("embedding", POINTER(c_double)),
        ("embedding_count", c_size_t), ("feature_names", POINTER(c_char_p)),
        ("feature_values", POINTER(c_double)), ("feature_count", c_size_t),
    ]


class Estimate(Structure):
    _fields_ = [
        ("expected_tokens", c_double), ("expected_seconds", c_double),
        ("planned_tokens", c_double), ("planned_seconds", c_double),
        ("prefill_seconds", c_double), ("max_tokens", c_int64),
        ("observations", c_int64), ("promise", c_int32), ("caveats", c_int32),
    ]


class Decision(Structure):
    _fields_ = [
        ("feasible", c_int32), ("refused_by_prefill", c_int32),
        ("planned_seconds", c_double), ("slack_seconds", c_double),
        ("violation_probability", c_double), ("largest_max_tokens", c_int64),
    ]


class Analysis(Structure):
    _fields_ = [
        ("violation_probability", c_double), ("confidence_bound", c_double),
        ("conformal_bound", c_double), ("least_budget_seconds", c_double),
        ("largest_prefill_seconds", c_double), ("largest_max_tokens", c_int64),
    ]


class AnswerColumns(Structure):
    _fields_ = [
        ("size", c_size_t), ("tokens", c_void_p), ("endings", c_void_p),
        ("tasks", c_void_p), ("task_names", POINTER(c_char_p)),
        ("task_count", c_size_t), ("prompt_tokens", c_void_p),
        ("max_tokens", c_void_p), ("decode_seconds", c_void_p),
        ("prefill_seconds", c_void_p), ("timestamps", c_void_p),
        ("configurations", c_void_p),
        ("configuration_names", POINTER(c_char_p)),
        ("configuration_count", c_size_t), ("prompts", POINTER(c_char_p)),
    ]


class RequestColumns(Structure):
    _fields_ = [
        ("size", c_size_t), ("tasks", c_void_p), ("configurations", c_void_p),
        ("max_tokens", c_void_p), ("generated_tokens", c_void_p),
        ("prompt_tokens", c_void_p), ("previous_tokens", c_void_p),
        ("prefill_seconds", c_void_p), ("predictions", c_void_p),
    ]


class Results(Structure):
    _fields_ = [
        ("size", c_size_t), ("expected_tokens", c_void_p),
        ("expected_seconds", c_void_p), ("planned_tokens", c_void_p),
        ("planned_seconds", c_void_p), ("feasible", c_void_p),
        ("violation_probability", c_void_p), ("slack_seconds", c_void_p),
        ("largest_max_tokens", c_void_p),
    ]


class Report(Structure):
    _fields_ = [
        ("mean_pinball", c_double), ("crps", c_double),
        ("of_pooled", c_double), ("of_pooled_lower", c_double),
        ("of_pooled_upper", c_double), ("learnt", c_int64),
        ("judged", c_int64), ("calibrated", c_int32), ("learns_on", c_int32),
    ]


HANDLE, HANDLE_OUT, SIZE_OUT = c_uint64, POINTER(c_uint64), POINTER(c_size_t)
SIGNATURES: dict[str, list[Any]] = {
    "de_answers_make": [POINTER(AnswerColumns), c_size_t, HANDLE_OUT],
    "de_answers_read": [c_char_p, c_char_p, c_int64, HANDLE_OUT],
    "de_answers_count": [HANDLE, SIZE_OUT],
    "de_answers_free": [HANDLE],
    "de_model_fit": [HANDLE, c_int32, c_char_p, HANDLE_OUT],
    "de_model_open": [c_char_p, HANDLE_OUT],
    "de_model_read": [c_char_p, c_size_t, HANDLE_OUT],
    "de_model_save": [HANDLE, c_char_p],
    "de_model_free": [HANDLE],
    "de_model_task_count": [HANDLE, SIZE_OUT],
    "de_model_task_name": [HANDLE, c_size_t, c_char_p, c_size_t, SIZE_OUT],
    "de_model_configuration_count": [HANDLE, SIZE_OUT],
    "de_model_configuration_name": [
        HANDLE, c_size_t, c_char_p, c_size_t, SIZE_OUT],
    "de_model_task": [HANDLE, c_char_p, POINTER(c_int32)],
    "de_model_configuration": [HANDLE, c_char_p, POINTER(c_int32)],
    "de_model_is_latency_assumed": [HANDLE, POINTER(c_int32)],
    "de_estimator_make": [
        HANDLE, c_int32, c_int32, c_double, c_double, HANDLE_OUT],
    "de_estimator_free": [HANDLE],
    "de_estimate_one": [HANDLE, POINTER(Request), POINTER(Estimate)],
    "de_decide_one": [HANDLE, POINTER(Request), c_double, POINTER(Decision)],
    "de_check_one": [HANDLE, POINTER(Request), c_double, POINTER(Analysis)],
    "de_quantiles_one": [
        HANDLE, POINTER(Request), c_void_p, c_size_t, c_void_p, c_void_p],
    "de_reason": [
        HANDLE, POINTER(Request), c_double, c_char_p, c_size_t, SIZE_OUT],
    "de_caveats": [HANDLE, POINTER(Request), c_char_p, c_size_t, SIZE_OUT],
    "de_estimate_many": [
        HANDLE, POINTER(RequestColumns), c_size_t, c_void_p, c_size_t,
        POINTER(Results)],
    "de_quantiles_many": [
        HANDLE, POINTER(RequestColumns), c_size_t, c_void_p, c_size_t,
        c_void_p, c_void_p],
    "de_online_make": [HANDLE, c_double, HANDLE_OUT],
    "de_online_free": [HANDLE],
    "de_online_estimate": [
        HANDLE, POINTER(Request), c_void_p, c_size_t, c_void_p,
        POINTER(Estimate), HANDLE_OUT],
    "de_online_observe": [HANDLE, c_uint64, c_int64, c_int32],
    "de_online_model": [HANDLE, HANDLE_OUT],
    "de_evaluate": [
        HANDLE, c_char_p, c_int32, c_double, c_void_p, c_size_t, c_void_p,
        POINTER(Report)],
}


def _load() -> ctypes.CDLL:
    """The library of the wheel, or the one that DECODE_ESTIMATOR_LIBRARY names."""
    named = os.environ.get("DECODE_ESTIMATOR_LIBRARY")
    path = (pathlib.Path(named) if named
            else pathlib.Path(__file__).parent / "lib" / "libDecodeEstimatorC.so")
    if not path.exists():
        raise ImportError(
            f"{path} is not there; install the wheel that Python/build_wheel.py "
            "makes, or name the library in DECODE_ESTIMATOR_LIBRARY")
    library = ctypes.CDLL(str(path))
    library.de_message.restype = c_char_p
    library.de_version.restype = c_char_p
    version = library.de_interface_version()
    if version // 1000 != INTERFACE_MAJOR:
        raise ImportError(f"{path} has the interface {version / 1000}, "
                          f"where {INTERFACE_MAJOR} is wanted")
    for name, arguments in SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = c_int32
    return library


LIBRARY = _load()


def call(name: str, *arguments: Any) -> None:
    """Calls a function, and raises what it refuses."""
    status = getattr(LIBRARY, name)(*arguments)
    if status == 0:
        return
    message = LIBRARY.de_message().decode()
    kind = {64: UsageError, 65: DataError}.get(status, FileError)
    raise kind(status, message)


def text_of(name: str, *arguments: Any) -> str:
    """Text of any length: asked for twice where the first buffer is small."""
    length, capacity = c_size_t(), 256
    while True:
        buffer = ctypes.create_string_buffer(capacity)
        call(name, *arguments, buffer, capacity, ctypes.byref(length))
        if length.value < capacity:
            return buffer.value.decode()
        capacity = length.value + 1


def strings(values: list[str]) -> Any:
    """An array of C strings."""
    return (c_char_p * max(len(values), 1))(*[v.encode() for v in values])


def column(values: Any, kind: Any, count: int, name: str) -> Any:
    """Values as a contiguous column, one value for all allowed; None is none."""
    if values is None:
        return None
    array = np.asarray(values)
    if array.dtype == object:
        array = np.array([np.nan if v is None else v for v in array.ravel()],
                         dtype=float)
    if np.issubdtype(kind, np.integer) and np.issubdtype(array.dtype, np.floating):
        whole = np.where(np.isnan(array), -1, array)
        if not np.all(whole == np.floor(whole)):
            raise UsageError(64, f"{name} should be whole numbers")
        if not np.all(np.abs(whole) < 2.0 ** 62):
            raise UsageError(64, f"{name} should be below 2^62")
        array = whole
    if array.ndim == 0:
        array = np.full(count, array)
    if array.shape != (count,):
        raise UsageError(
            64, f"{name} should have {count} values, but has {array.shape}")
    return np.ascontiguousarray(array, dtype=kind)


def pointer(array: Any) -> Any:
    return None if array is None else array.ctypes.data


