"""Every public callable with right arguments, and a table of values that no function should trust."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from right_arguments import DAYS, EVENT, RISK, N, objects, ordinary, special

import backrisk as br

for _area in ("cli", "fhir", "omop", "redcap"):  # public, and not imported by the package itself
    importlib.import_module(f"backrisk.{_area}")


@dataclass(frozen=True)
class Entry:
    """A public callable: its name, how it is called, and arguments with which it answers."""

    name: str
    call: Callable[..., Any]
    parameters: tuple[str, ...]
    right: dict[str, Any]


def deep() -> Any:
    nested: Any = []
    for _ in range(3000):
        nested = [nested]
    return nested


HOSTILE: dict[str, Any] = {
    "None": None,
    "NaN": float("nan"),
    "inf": float("inf"),
    "minus one": -1,
    "zero": 0,
    "fraction": 1.5,
    "2**31": 2**31,
    "2**63": 2**63,
    "10**400": 10**400,
    "true": True,
    "empty text": "",
    "word": "x",
    "number in text": "7",
    "NUL": "a\0b",
    "long text": "a" * 10_000,
    "bytes": b"x",
    "empty list": [],
    "list of NaN": [float("nan")] * N,
    "list of None": [None] * N,
    "one number": [1],
    "mixed list": [1, "a", None] * (N // 3),
    "texts": ["1"] * N,
    "matrix": [[1.0, 2.0]] * N,
    "ragged": [[1.0], [1.0, 2.0]],
    "nested": deep(),
    "empty mapping": {},
    "mapping": {"a": 1},
    "mapping of lists": {"a": [1, 2], 3: ["x"]},
    "object": object(),
    "function": lambda *a, **k: None,
    "class": int,
    "complex": 1j,
    "complex column": np.full(N, 1j),
    "set": {1, 2},
    "generator": (i for i in range(3)),
    "date": dt.date(2026, 1, 1),
    "dates": pd.to_datetime(DAYS),
    "time spans": pd.to_timedelta(np.arange(N), unit="min"),
    "huge integers": [10**400] * N,
    "masked": np.ma.masked_array(np.ones(N), mask=np.arange(N) % 2),
    "NA": pd.Series([1, None] * (N // 2), dtype="Int64"),
    "infinities": np.full(N, np.inf),
    "negative": np.full(N, -1.0),
    "records": np.zeros(N, dtype=[("a", float)]),
    "no dimension": np.array(3.0),
    "many dimensions": np.zeros((2, 2, 2)),
    "frame": pd.DataFrame({"a": [1.0, 2.0], "b": ["x", None]}),
    "frame of one name twice": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "surrogate": "\ud800",
}


def public_modules() -> Iterator[tuple[str, types.ModuleType]]:
    for name, module in sorted(sys.modules.items()):
        inside = name == "backrisk" or (name.startswith("backrisk.") and "._" not in name)
        if inside and hasattr(module, "__all__") and hasattr(module, "__path__"):
            yield name.removeprefix("backrisk").removeprefix("."), module


def named(signature: inspect.Signature) -> tuple[str, ...]:
    """Parameters that can be given by name."""
    open_ended = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return tuple(p.name for p in signature.parameters.values() if p.kind not in open_ended)


def is_needed(parameter: inspect.Parameter) -> bool:
    open_ended = parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    return parameter.default is parameter.empty and not open_ended


def entries() -> Iterator[Entry]:
    """Every public function, with right arguments for what it needs."""
    known, by_name = special(), ordinary()
    seen: set[int] = set()
    for area, module in public_modules():
        for one in module.__all__:
            function = getattr(module, one)
            if not inspect.isfunction(function) or id(function) in seen:
                continue
            seen.add(id(function))
            name = f"{area}.{one}".removeprefix(".")
            signature = inspect.signature(function)
            right = dict(known.get(name, {}))
            for parameter in signature.parameters.values():
                if is_needed(parameter) and parameter.name not in right:
                    right[parameter.name] = by_name.get(parameter.name)
            call = bootstrap if name == "validate.bootstrap" else function
            yield Entry(name, call, named(signature), right)


def bootstrap(statistic: Any, **options: Any) -> Any:
    """`br.validate.bootstrap` takes its columns by place."""
    return br.validate.bootstrap(statistic, EVENT, RISK, **options)


def methods() -> Iterator[Entry]:
    """Every public method of the objects that a user has."""
    for one, known in objects():
        for name in dir(type(one)):
            function = inspect.getattr_static(type(one), name)
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            signature = inspect.signature(getattr(one, name))
            right = dict(known.get(name, {}))
            for parameter in signature.parameters.values():
                if is_needed(parameter) and parameter.name not in right:
                    right[parameter.name] = ordinary().get(parameter.name)
            right = {key: value for key, value in right.items() if key in signature.parameters}
            label = f"{type(one).__name__}.{name}"
            yield Entry(label, getattr(one, name), named(signature), right)
