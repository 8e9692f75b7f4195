"""One-dimensional bases under the names of R's dlnm: columns of a model from one column of values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix
from backrisk._shared.typing import ColumnLike

_TAKES: dict[str, tuple[str, ...]] = {
    "lin": (),
    "poly": ("degree", "scale"),
    "ns": ("knots", "df", "boundary"),
    "bs": ("knots", "df", "degree", "boundary"),
    "ps": ("df", "degree", "boundary", "difference"),
    "strata": ("breaks", "df", "reference"),
    "thr": ("threshold", "side"),
    "integer": ("values",),
    "function": (),
}


@dataclass(frozen=True, repr=False)
class Basis:
    """A one-dimensional basis, made by `basis`. What is left open is set from data once, by `placed`.

    >>> basis("ns", knots=[2], boundary=(0, 9))
    Basis(kind='ns', knots=(2.0,), low=0.0, high=9.0)
    """

    kind: str
    knots: tuple[float, ...] = ()
    low: float = float("nan")
    high: float = float("nan")
    df: int = 0
    degree: int = 0
    scale: float = float("nan")
    reference: int = 1
    side: str = ""
    intercept: bool | None = None
    difference: int = 2
    function: Callable[[FloatColumn], object] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        said = [
            f"{one.name}={value!r}"
            for one in fields(self)
            if one.name != "function" and (value := getattr(self, one.name)) == value and value != one.default
        ]
        return f"Basis({', '.join(said)})"

    def _dict(self) -> dict[str, object]:
        return self.__dict__ | {"knots": list(self.knots), "intercept": bool(self.intercept)}

    @classmethod
    def _from(cls, found: dict[str, Any]) -> Basis:
        return cls(**(found | {"knots": tuple(found["knots"])}))

    def placed(self, x: ColumnLike) -> Basis:
        """The same basis with its knots, boundary, breaks or scale set from the values `x`."""
        return Basis._from(_core.load.place_basis(self._dict(), as_column(x, "x")))

    def columns(self, x: ColumnLike) -> FloatMatrix:
        """n values in, n rows and one column a basis function out, of a basis that is placed.

        A missing value gives a row of NaN. Beyond the boundary "ns" goes on straight, "bs" by its end
        polynomials, "ps" falls to 0.
        """
        return _core.load.basis_columns(self._dict(), as_column(x, "x"))


def basis(
    kind: str | Callable[[FloatColumn], object],
    *,
    knots: Sequence[float] | float | None = None,
    df: int | None = None,
    degree: int | None = None,
    boundary: tuple[float, float] | None = None,
    breaks: Sequence[float] | float | None = None,
    reference: int | None = None,
    threshold: Sequence[float] | float | None = None,
    side: str | None = None,
    values: Sequence[float] | None = None,
    scale: float | None = None,
    difference: int | None = None,
    intercept: bool | None = None,
) -> Basis:
    """A basis under its name in R's dlnm, for `cross_basis`.

    - "lin": x; "poly": powers of x / `scale` up to `degree` (1); `scale` is the largest |x| unless given
    - "ns": natural spline, "bs": B-splines of `degree` (3): `knots`, or `df` columns with knots at quantiles;
      `boundary` is the range of the data unless given
    - "ps": `df` (10) B-splines on equal knots, made smooth by `CrossBasis.penalty`, whose differences are of
      order `difference` (2)
    - "strata": indicators of [break, next break) but the `reference` (1, the first); the first and last
      stratum are open; `breaks`, or `df` columns with breaks at quantiles
    - "thr": linear above a `threshold` (`side` "h"), below it ("l"), or both ("d", default for two)
    - "integer": an indicator for each whole value but the first, or for each of `values`
    - a function of n values to n rows: your own columns

    `intercept`: may the basis hold a constant; None is False for an exposure and True for lags, as in R.
    Raises `InvalidArgument` for another kind and for an argument that the kind does not take. Source:
    Gasparrini 2011 J Stat Softw 43(8), doi 10.18637/jss.v043.i08.

    >>> basis("thr", threshold=[10, 20]).placed([0]).columns([5, 15, 30])
    array([[ 5.,  0.],
           [ 0.,  0.],
           [ 0., 10.]])
    """
    name = kind if isinstance(kind, str) else "function"
    given: dict[str, Any] = {
        "knots": knots, "df": df, "degree": degree, "boundary": boundary, "breaks": breaks,
        "reference": reference, "threshold": threshold, "side": side, "values": values, "scale": scale,
        "difference": difference,
    }  # fmt: skip
    given = {argument: value for argument, value in given.items() if value is not None}
    if name not in _TAKES or (name == "function" and isinstance(kind, str)):
        rule = f"must be one of {', '.join(list(_TAKES)[:-1])}, or a function"
        raise _core.InvalidArgument(f"basis: kind is {name!r}, but {rule}")
    for argument in given:
        if argument not in _TAKES[name]:
            takes = ", ".join(_TAKES[name]) or "no argument but intercept"
            raise _core.InvalidArgument(f"basis: {argument} is given, but {name!r} takes {takes}")
    for places in ("knots", "breaks", "threshold", "values"):
        if places in given:
            given["knots"] = tuple(np.sort(as_column(np.atleast_1d(given.pop(places)), places)).tolist())
    if "boundary" in given:
        given["low"], given["high"] = (float(end) for end in given.pop("boundary"))
    own = None if isinstance(kind, str) else kind
    return Basis(name, intercept=intercept, function=own, **given)


def equal_knots(low: float, high: float, count: int) -> list[float]:
    """`count` knots that part [low, high] equally, as R's `equalknots`.

    >>> equal_knots(0, 12, 2)
    [4.0, 8.0]
    """
    return list(_core.load.equal_knots(low, high, count))


def log_knots(lag: int | tuple[int, int], count: int) -> list[float]:
    """`count` knots at equal steps of the logarithm of the lag, dense at short lags, as R's `logknots`.

    `lag`: the last lag, or (first, last). low + exp((1 + ln(high - low)) k / (count + 1) - 1), k = 1, ...

    >>> [round(knot, 3) for knot in log_knots(30, 3)]
    [1.106, 3.322, 9.983]
    """
    low, high = lag_range(lag)
    return list(_core.load.log_knots(low, high, count))


def lag_range(lags: int | tuple[int, int]) -> tuple[int, int]:
    """The first and the last lag, from one whole number or two."""
    ends = np.atleast_1d(np.asarray(lags))
    if ends.shape not in ((1,), (2,)) or ends.dtype.kind not in "iu":
        rule = "must be a whole number of days or two of them"
        raise _core.InvalidArgument(f"cross_basis: lags is {lags!r}, but {rule}")
    low, high = (int(ends[0]), int(ends[-1])) if ends.size == 2 else (0, int(ends[0]))
    return (min(low, high), max(low, high))
