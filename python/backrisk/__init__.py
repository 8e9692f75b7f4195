"""backrisk: from a training diary to an explained, honestly uncertain probability of a low-back episode."""

from backrisk import balance, evidence, history, load, preparation, risk, spine
from backrisk._core import DataError, InvalidArgument, NumericError
from backrisk.risk import Assessment, Model, literature_model, load_model

__all__ = [
    "Assessment",
    "DataError",
    "InvalidArgument",
    "Model",
    "NumericError",
    "balance",
    "evidence",
    "history",
    "literature_model",
    "load",
    "load_model",
    "preparation",
    "risk",
    "spine",
]
