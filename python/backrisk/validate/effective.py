"""Effective sample size of a prediction: how many people just like this one its certainty is worth."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.typing import ColumnLike
from backrisk.validate.rows import LEVEL, level_of, word

LINKS = ("logit", "cloglog")


def effective_sample_size(
    predicted: ColumnLike,
    *,
    se: ColumnLike | None = None,
    low: ColumnLike | None = None,
    high: ColumnLike | None = None,
    link: str = "cloglog",
    level: float = LEVEL,
) -> FloatColumn:
    """How many people just like this one each prediction is worth: n = p (1 - p) / Var(p).

    A share of events among n people has just this variance, so that a prediction with n = 12 is as uncertain
    as the share in a table of 12 people of the same age, load and history.

    Parameters
    ----------
    predicted : column of n
        Probabilities; NaN gives NaN.
    se : column of n, optional
        Standard errors of the probabilities, not negative.
    low, high : column of n, optional
        Intervals instead of `se`, symmetric on the scale of `link`: Var(p) = (dp / d eta)^2 ((eta(high) -
        eta(low)) / (2 z))^2.
    link : {"cloglog", "logit"}
        Scale of the intervals: "cloglog", the log hazard, is that of a `Model`; "logit" of a logistic model.
    level : float
        Of the intervals given, in (0, 1).

    Returns
    -------
    array of n
        NaN where p is 0 or 1, or its uncertainty is 0 or unknown.

    Raises
    ------
    InvalidArgument
        For a bad column, or without either `se` or both ends.

    Notes
    -----
    It counts what the given interval counts. An interval of coefficients alone says nothing of a model that
    is wrong.

    References
    ----------
    Thomassen 2024, doi:10.1002/sim.10018.

    Examples
    --------
    >>> effective_sample_size([0.2], se=[0.04]).round(6).tolist()
    [100.0]
    """
    name, p = "effective_sample_size", as_column(predicted, "predicted")
    if (se is None) == (low is None and high is None) or (low is None) != (high is None):
        raise _core.InvalidArgument(f"{name}: give se, or low and high")
    if se is not None:
        error = as_column(se, "se")
    else:
        assert low is not None and high is not None
        ends = as_column(low, "low"), as_column(high, "high")
        scale = word(name, "link", link, LINKS)
        error = _core.validate.error_of_interval(p, *ends, scale, level_of(name, level))
    return _core.validate.effective_sample_size(p, error)
