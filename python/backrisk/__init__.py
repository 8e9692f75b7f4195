"""backrisk: from a training diary to an explained, honestly uncertain probability of a low-back episode."""

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
    report,
    risk,
    spine,
    validate,
)
from backrisk._core import DataError, InvalidArgument, NumericError
from backrisk._shared.days import dates
from backrisk._shared.guard import guard_all
from backrisk.cohort.data import Cohort, read_cohort, simulate_cohort
from backrisk.cohort.scores import Scores
from backrisk.risk.assessment import Assessment
from backrisk.risk.model import Model, literature_model, load_model

__all__ = [
    "Assessment",
    "Cohort",
    "DataError",
    "InvalidArgument",
    "Model",
    "NumericError",
    "Scores",
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
    "plot",
    "preparation",
    "read_cohort",
    "report",
    "risk",
    "simulate_cohort",
    "spine",
    "validate",
]

guard_all(__name__)
