"""backrisk: from a training diary to an explained, honestly uncertain probability of a low-back episode."""

import importlib

from backrisk import (
    advise,
    balance,
    cohort,
    evidence,
    fit,
    history,
    load,
    plot,
    preparation,
    read,
    report,
    risk,
    spine,
    validate,
)
from backrisk._core import DataError, InvalidArgument, NumericError, __version__
from backrisk._shared.days import dates
from backrisk._shared.guard import guard_all
from backrisk._shared.notebook import show_results
from backrisk.cohort.data import Cohort
from backrisk.cohort.reading import read_cohort
from backrisk.cohort.scores import Scores
from backrisk.cohort.simulated import simulate_cohort
from backrisk.cohort.stream import load_stream
from backrisk.risk.assessment import Assessment
from backrisk.risk.literature import literature_model, load_model
from backrisk.risk.model import Model

__all__ = [
    "Assessment",
    "Cohort",
    "DataError",
    "InvalidArgument",
    "Model",
    "NumericError",
    "Scores",
    "__version__",
    "advise",
    "balance",
    "cohort",
    "dates",
    "evidence",
    "fit",
    "history",
    "literature_model",
    "load",
    "load_model",
    "load_stream",
    "plot",
    "preparation",
    "read",
    "read_cohort",
    "report",
    "risk",
    "simulate_cohort",
    "spine",
    "validate",
]

_ADAPTERS = ("duckdb", "fhir", "omop", "redcap", "sklearn", "spark")
"""Doors to other libraries, imported when they are first named: `import backrisk` needs none of them."""


def __getattr__(name: str) -> object:
    if name in _ADAPTERS:
        return importlib.import_module(f"backrisk.{name}")
    raise AttributeError(f"module 'backrisk' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ADAPTERS})


show_results(__name__)
guard_all(__name__)
