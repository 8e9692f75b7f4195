"""Survival without a model: what `backrisk.fit` offers as `kaplan_meier`."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, LabelLike, LabelsLike
from backrisk._shared.views import view
from backrisk.fit.cox_parts import ranked
from backrisk.fit.results import LEVEL

__all__ = ["SurvivalCurve", "kaplan_meier"]

Scale = Literal["plain", "log", "log_log"]


class SurvivalCurve:
    """Kaplan-Meier and Nelson-Aalen of one or more groups; made by `kaplan_meier`."""

    def __init__(self, found: Any, groups: Array, rows: dict[str, Array]) -> None:
        self._found = found
        self.groups = groups
        self._start, self._stop = rows["start"], rows["stop"]
        self._code, self._weight = rows["code"], rows["weight"]

    def __repr__(self) -> str:
        return f"SurvivalCurve({len(self.groups)} groups, {len(self._found.time)} event times)"

    def number_at_risk(self, times: ColumnLike | float) -> Table:
        """A row a group and time: the weight of the rows with start < time <= stop, as under a figure.

        >>> import backrisk as br
        >>> curve = br.fit.kaplan_meier(stop=[2, 3, 3, 5, 8], event=[1, 1, 0, 1, 0])
        >>> curve.number_at_risk([0, 3, 4])["at_risk"].tolist()
        [5.0, 4.0, 2.0]
        """
        when = as_column(np.atleast_1d(times), "times")  # type: ignore[arg-type]
        entered = self._start[None, :] < when[:, None]
        there = (entered & (self._stop[None, :] >= when[:, None])) * self._weight
        counts = [there[:, self._code == code].sum(axis=1) for code in range(len(self.groups))]
        columns = {"group": np.repeat(self.groups, len(when)), "time": np.tile(when, len(self.groups))}
        return Table(columns | {"at_risk": np.concatenate(counts)}, title="number at risk")

    def last_time(self, group: LabelLike | None) -> float:
        """The end of follow-up of a group. Raises `InvalidArgument` for a group that is not there."""
        codes = [code for code, name in enumerate(self.groups) if name == group]
        if not codes:
            known = ", ".join(map(str, self.groups))
            raise _core.InvalidArgument(f"last_time: group is {group!r}, but must be one of {known}")
        return float(self._found.last[codes[0]])

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """The curves with their numbers at risk: `br.plot.survival`, whose options these are."""
        return view("SurvivalCurve.plot")(self, ax=ax, **options)

    def _column(
        self, name: str, rows: npt.NDArray[np.bool_], at: npt.NDArray[np.intp], before: float
    ) -> npt.NDArray[np.float64]:
        column = np.r_[before, getattr(self._found, name)[rows]]
        return np.asarray(column[at], dtype=np.float64)

    def at(self, times: ColumnLike | float, level: float = LEVEL, scale: Scale = "log") -> Table:
        """A row a group and time: survival with interval and standard error, and the cumulative hazard.

        The interval is normal on `scale`: "plain", "log" or "log_log". Beyond a group's follow-up nobody
        knows and all is NaN, unless survival is 0 already. Raises `InvalidArgument`.
        """
        when = as_column(np.atleast_1d(times), "times")  # type: ignore[arg-type]
        parts: dict[str, list[Array]] = {}
        for code, group in enumerate(self.groups):
            rows = self._found.group == code
            at = np.searchsorted(self._found.time[rows], when, side="right")
            survival = self._column("survival", rows, at, 1.0)
            greenwood = self._column("greenwood", rows, at, 0.0)
            ends = _core.fit.survival_interval(survival, greenwood, level, scale)
            with np.errstate(invalid="ignore"):
                error = survival * np.sqrt(greenwood)
            columns = {
                "group": np.full(len(when), group),
                "time": when,
                "survival": survival,
                "standard_error": error,
                "low": ends.low,
                "high": ends.high,
                "cumulative_hazard": self._column("cumulative_hazard", rows, at, 0.0),
                "hazard_error": np.sqrt(self._column("hazard_variance", rows, at, 0.0)),
            }
            unknown = (when > self._found.last[code]) & (survival > 0)
            for name, column in columns.items():
                known = column if name in ("group", "time") else np.where(unknown, np.nan, column)
                parts.setdefault(name, []).append(known)
        return Table({name: np.concatenate(columns) for name, columns in parts.items()})

    def table(self, level: float = LEVEL, scale: Scale = "log") -> Table:
        """A row a group and event time: at_risk, events, survival with its interval, cumulative hazard."""
        found = self._found
        ends = _core.fit.survival_interval(found.survival, found.greenwood, level, scale)
        names = ("time", "at_risk", "events", "survival", "cumulative_hazard")
        columns = {"group": self.groups[found.group]} | {name: getattr(found, name) for name in names}
        return Table(columns | {"low": ends.low, "high": ends.high}, title="survival")

    def quantile(self, share: float = 0.5, level: float = LEVEL, scale: Scale = "log") -> Table:
        """A row a group: the time by which `share` have had the event, with its interval.

        Parameters
        ----------
        share : float
            Between 0 and 1.
        level, scale
            Of the interval of S whose ends are followed to the same height.

        Returns
        -------
        Table
            `group`, `time`, `low`, `high`; NaN where the curve, or the end of its interval, does not fall
            so far. Where S equals 1 - share over an interval of time, `time` is its middle, as in R's
            survival.

        Raises
        ------
        InvalidArgument
            Unless 0 < share < 1.

        References
        ----------
        Brookmeyer & Crowley 1982, doi 10.2307/2530286.
        """
        found = []
        for code in range(len(self.groups)):
            rows = self._found.group == code
            time, survival, greenwood = (
                getattr(self._found, name)[rows] for name in ("time", "survival", "greenwood")
            )
            one = _core.fit.time_quantile(time, survival, greenwood, share, level, scale)
            found.append((one.time, one.low, one.high))
        times, low, high = np.array(found).reshape(-1, 3).T
        title = f"time by which {share:.0%} had the event, {level:.0%} interval"
        return Table({"group": self.groups, "time": times, "low": low, "high": high}, title=title)

    def median(self, level: float = LEVEL, scale: Scale = "log") -> Table:
        """`quantile` of one half."""
        return self.quantile(0.5, level, scale)

    def mean_until(self, until: float) -> Table:
        """A row a group: the mean time without an event up to `until`, and its standard error.

        The area under S from 0; NaN where `until` is beyond the follow-up. Source: Royston & Parmar 2013,
        10.1186/1471-2288-13-152.
        """
        found = []
        for code in range(len(self.groups)):
            rows = self._found.group == code
            time, survival, at_risk, events = (
                getattr(self._found, name)[rows] for name in ("time", "survival", "at_risk", "events")
            )
            mean = _core.fit.mean_until(time, survival, at_risk, events, until)
            beyond = until > self._found.last[code] and not (survival.size and survival[-1] == 0)
            found.append((np.nan, np.nan) if beyond else (mean.mean, mean.standard_error))
        means, errors = np.array(found).reshape(-1, 2).T
        return Table({"group": self.groups, "mean": means, "standard_error": errors})


def kaplan_meier(
    stop: ColumnLike,
    event: ColumnLike,
    start: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    weights: ColumnLike | None = None,
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
    size = len(time)
    rows = {
        "stop": time,
        "start": np.full(size, -np.inf) if optional[0] is None else optional[0],
        "code": np.zeros(size, dtype=np.int64) if codes is None else codes,
        "weight": np.ones(size) if optional[1] is None else optional[1],
    }
    return SurvivalCurve(found, labels, rows)
