"""Survival without a model: what `backrisk.fit` offers as `kaplan_meier`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.table import Table
from backrisk.fit.cox_fit import ranked

__all__ = ["SurvivalCurve", "kaplan_meier"]


class SurvivalCurve:
    """Kaplan-Meier and Nelson-Aalen of one or more groups; made by `kaplan_meier`."""

    def __init__(self, found: dict[str, Any], groups: npt.NDArray[Any]) -> None:
        self._found = found
        self.groups = groups

    def __repr__(self) -> str:
        return f"SurvivalCurve({len(self.groups)} groups, {len(self._found['time'])} event times)"

    def _column(self, name: str, rows: Any, at: Any, before: float) -> npt.NDArray[np.float64]:
        column = np.r_[before, self._found[name][rows]]
        return np.asarray(column[at], dtype=np.float64)

    def at(self, times: Any, level: float = 0.95, scale: str = "log") -> Table:
        """A row a group and time: survival with interval and standard error, and the cumulative hazard.

        The interval is normal on `scale`: "plain", "log" or "log_log". Beyond a group's last event its curve
        stays where it is. Raises `InvalidArgument`.
        """
        when = as_column(np.atleast_1d(times), "times")
        parts: dict[str, list[Any]] = {}
        for code, group in enumerate(self.groups):
            rows = self._found["group"] == code
            at = np.searchsorted(self._found["time"][rows], when, side="right")
            survival = self._column("survival", rows, at, 1.0)
            greenwood = self._column("greenwood", rows, at, 0.0)
            low, high = _core.fit.survival_interval(survival, greenwood, level, scale)
            with np.errstate(invalid="ignore"):
                error = survival * np.sqrt(greenwood)
            columns = {
                "group": np.full(len(when), group),
                "time": when,
                "survival": survival,
                "standard_error": error,
                "low": low,
                "high": high,
                "cumulative_hazard": self._column("cumulative_hazard", rows, at, 0.0),
                "hazard_error": np.sqrt(self._column("hazard_variance", rows, at, 0.0)),
            }
            for name, column in columns.items():
                parts.setdefault(name, []).append(column)
        return Table({name: np.concatenate(columns) for name, columns in parts.items()})

    def table(self, level: float = 0.95, scale: str = "log") -> Table:
        """A row a group and event time: at_risk, events, survival with its interval, cumulative hazard."""
        found = self._found
        low, high = _core.fit.survival_interval(found["survival"], found["greenwood"], level, scale)
        names = ("time", "at_risk", "events", "survival", "cumulative_hazard")
        columns = {"group": self.groups[found["group"]]} | {name: found[name] for name in names}
        return Table(columns | {"low": low, "high": high}, title="survival")

    def mean_until(self, until: float) -> Table:
        """A row a group: the mean time without an event up to `until`, and its standard error.

        The area under S from 0. Source: Royston & Parmar 2013, 10.1186/1471-2288-13-152.
        """
        found = []
        for code in range(len(self.groups)):
            rows = self._found["group"] == code
            time, survival, at_risk, events = (
                self._found[name][rows] for name in ("time", "survival", "at_risk", "events")
            )
            found.append(_core.fit.mean_until(time, survival, at_risk, events, until))
        means, errors = np.array(found).reshape(-1, 2).T
        return Table({"group": self.groups, "mean": means, "standard_error": errors})


def kaplan_meier(
    stop: Any,
    event: Any,
    start: Any | None = None,
    groups: Any | None = None,
    weights: Any | None = None,
) -> SurvivalCurve:
    """Kaplan-Meier survival and the Nelson-Aalen cumulative hazard, by group, with late entry.

    S(t) = product of 1 - d/n, H(t) = sum of d/n over event times up to t, with d the weight of the events and
    n that of the rows with start < t <= stop. `stop` and `event` (1 event, 0 censored) have a value a row, in
    any one unit of time. Raises `InvalidArgument` naming column and row for a missing value, a start not
    before its stop and a negative weight, and where there is no event.

    Sources: Kaplan & Meier 1958, 10.1080/01621459.1958.10501452; Aalen 1978, 10.1214/aos/1176344247.

    >>> import backrisk as br
    >>> curve = br.fit.kaplan_meier(stop=[2, 3, 3, 5, 8], event=[1, 1, 0, 1, 0])
    >>> curve.at([1, 3, 6])["survival"].round(3)
    array([1. , 0.6, 0.3])
    """
    time = as_column(stop, "stop")
    codes, labels = ranked(groups, "groups", len(time))
    optional = [None if v is None else as_column(v, n) for v, n in ((start, "start"), (weights, "weights"))]
    found = _core.fit.kaplan_meier(time, as_column(event, "event"), optional[0], codes, optional[1])
    return SurvivalCurve(found, labels)
