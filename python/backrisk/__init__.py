"""backrisk: from a training diary to an explained, honestly uncertain probability of a low-back episode."""

from backrisk import balance, evidence, history, load, preparation, spine
from backrisk._core import DataError, InvalidArgument, NumericError

__all__ = [
    "DataError",
    "InvalidArgument",
    "NumericError",
    "balance",
    "evidence",
    "history",
    "load",
    "preparation",
    "spine",
]
