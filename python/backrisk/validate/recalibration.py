"""Recalibration: probabilities that were wrong, put right by what happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.validate.rows import LEVEL, Estimate, estimate, level_of, number, options, rows, word

NAMES = {"intercept": ("intercept",), "logistic": ("intercept", "slope"), "beta": ("c", "a", "b")}
METHODS = ("intercept", "logistic", "beta", "isotonic")
LINKS = ("logit", "cloglog")
NONE: FloatColumn = np.empty(0)


@dataclass(frozen=True)
class Recalibration:
    """A map from probability to probability, made by `recalibrate`.

    `parameters` by name; `covariance` of them (k x k); `corners` (x, y) of the isotonic map. `predict`
    applies it, `interval` says how well it is known, `Model.recalibrated` makes a model of it that scores.
    """

    method: str
    link: str
    rows: int
    events: int
    parameters: dict[str, Estimate]
    covariance: npt.NDArray[np.float64]
    corners: tuple[FloatColumn, FloatColumn]
    level: float
    _map: _core.validate.Recalibration

    def predict(self, predicted: ColumnLike | float) -> FloatColumn:
        """Recalibrated probabilities.

        Parameters
        ----------
        predicted : column of n
            Probabilities; NaN stays NaN, 0 and 1 go to the limit of the map.

        Returns
        -------
        array of n

        Raises
        ------
        InvalidArgument
            Outside [0, 1].

        Examples
        --------
        >>> fit = recalibrate([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8], method="intercept")
        >>> fit.predict([0.0, 0.5, 1.0]).round(3).tolist()
        [0.0, 0.57, 1.0]
        """
        return self._applied(predicted, NONE, NONE, self.level)[0]

    def interval(
        self, predicted: ColumnLike | float, level: float | None = None
    ) -> tuple[FloatColumn, FloatColumn]:
        """Interval of each recalibrated probability, from the uncertainty of the parameters.

        Parameters
        ----------
        predicted : column of n
            As in `predict`.
        level : float, optional
            In (0, 1); that of the fit without.

        Returns
        -------
        low, high : array of n
            Delta method on the link. NaN for isotonic, which has no standard error: `bootstrap` it.
        """
        return self._applied(predicted, NONE, NONE, self.level if level is None else level)[1:]

    def carry(
        self, risk: ColumnLike, low: ColumnLike, high: ColumnLike, level: float
    ) -> tuple[FloatColumn, ...]:
        """Scores that have intervals of their own, recalibrated.

        Parameters
        ----------
        risk, low, high : column of n
            Probabilities and their ends.
        level : float
            Of these intervals.

        Returns
        -------
        risk, low, high : array of n
            The ends go through the map, and its own uncertainty is added (squares of distances on the link).
            Isotonic: through the map only, and held within 1 / (2 rows) of 0 and 1, since no data show that a
            risk is 0 or 1.
        """
        return self._applied(risk, as_column(low, "low"), as_column(high, "high"), level)

    def describe(self) -> str:
        """One line for a status: what was done, and with how much."""
        return f"recalibrated ({self.method}) to {self.rows} rows with {self.events} events"

    def table(self) -> Table:
        """Parameters with standard errors and intervals, a row each."""
        made = self.parameters.values()
        columns = {
            name: [getattr(one, name) for one in made] for name in ("value", "se", "low", "high", "note")
        }
        return Table({"parameter": list(self.parameters), **columns}, title=self.describe())

    def _applied(
        self, predicted: ColumnLike | float, low: FloatColumn, high: FloatColumn, level: float
    ) -> tuple[FloatColumn, FloatColumn, FloatColumn]:
        column = as_column([predicted] if isinstance(predicted, (int, float)) else predicted, "predicted")
        if len(low) not in (0, len(column)) or len(low) != len(high):
            raise _core.InvalidArgument(
                f"carry: low has {len(low)} rows and high {len(high)}, but both must have {len(column)}"
            )
        value, below, above = self._map.apply(column, low, high, level)
        return value, below, above


def recalibrate(
    event: ColumnLike,
    predicted: ColumnLike,
    method: str = "logistic",
    *,
    link: str = "logit",
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    clip: float | None = None,
    level: float = LEVEL,
) -> Recalibration:
    """The map that puts predictions right in these data.

    Parameters
    ----------
    event, predicted, weights, groups, clip, level
        As in `calibration`; isotonic takes predictions of 0 and 1 without `clip`.
    method : {"logistic", "intercept", "beta", "isotonic"}
        "intercept" link(q) = link(p) + a; "logistic" link(q) = a + b link(p); "beta" logit q = c + a ln p - b
        ln(1 - p), slopes held at 0 that would be negative; "isotonic" a rising map, level outside the data.
    link : {"logit", "cloglog"}
        "cloglog" = ln(-ln(1 - p)), the log hazard, which `Model.recalibrated` can put into a model's own
        coefficients.

    Returns
    -------
    Recalibration
        With `predict`. The result fits these rows; validate it in others.

    Raises
    ------
    InvalidArgument
        As `calibration`, and for a slope of equal predictions.
    NumericError
        Where predictions separate the events.

    Notes
    -----
    Which: the intercept needs few events, the slope some 100 events and non-events, isotonic about 1000 rows.

    References
    ----------
    Cox 1958, doi:10.1093/biomet/45.3-4.562; Kull 2017, doi:10.1214/17-EJS1338SI; Zadrozny & Elkan 2002,
    doi:10.1145/775047.775151; sizes Vergouwe 2005, doi:10.1016/j.jclinepi.2004.06.017; Niculescu-Mizil &
    Caruana 2005, doi:10.1145/1102351.1102430.

    Examples
    --------
    >>> fit = recalibrate([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8])
    >>> round(fit.parameters["slope"].value, 3), fit.predict([0.1, 0.9]).round(3).tolist()
    (1.187, [0.093, 0.949])
    """
    name = "recalibrate"
    found = _core.validate.recalibrate(
        *rows(event, predicted, weights, groups).all,
        method=word(name, "method", method, METHODS),
        link=word(name, "link", link, LINKS),
        level=level_of(name, level),
        **options(clip=None if clip is None else number(name, "clip", clip)),
    )
    names = NAMES.get(found.method, ())
    return Recalibration(
        found.method,
        found.link,
        found.rows,
        found.events,
        {name: estimate(one) for name, one in zip(names, found.coefficients, strict=True)},
        found.covariance.reshape(len(names), len(names)),
        (found.corners_from, found.corners_to),
        level,
        found,
    )
