"""Competing ends and the comparison of groups: what `backrisk.fit` offers without a model of the hazard."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix
from backrisk._shared.labels import label_column
from backrisk._shared.places import place_of, shown
from backrisk._shared.raw import raw_column
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, LabelLike, LabelsLike
from backrisk.fit.cox_parts import ranked
from backrisk.fit.results import LEVEL
from backrisk.fit.survival import Scale

__all__ = ["IncidenceCurve", "LogRank", "cumulative_incidence", "log_rank"]


class IncidenceCurve:
    """Cumulative incidence of each cause in each group; made by `cumulative_incidence`."""

    def __init__(self, found: Any, groups: Array, causes: Array) -> None:
        plain = ("group", "time", "at_risk", "survival", "last")
        self._found: dict[str, Array] = {name: getattr(found, name) for name in plain}
        for name in ("events", "incidence", "variance"):
            self._found[name] = getattr(found, name).reshape(-1, len(causes))
        self.groups = groups
        self.causes = causes

    def __repr__(self) -> str:
        what = f"{len(self.causes)} causes, {len(self.groups)} groups, {len(self._found['time'])} event times"
        return f"IncidenceCurve({what})"

    def at(self, times: ColumnLike | float, level: float = LEVEL, scale: Scale = "log_log") -> Table:
        """A row a group, cause and time: incidence with standard error and interval.

        The interval is that of 1 - incidence, normal on `scale`: "plain", "log" or "log_log"; NaN before the
        first event. `survival` is the probability of no event of any cause. Beyond a group's
        follow-up nobody knows and all is NaN, unless everybody has had an event. Raises `InvalidArgument`.
        """
        when = as_column(np.atleast_1d(times), "times")  # type: ignore[arg-type]
        parts: dict[str, list[Array]] = {}
        for code, group in enumerate(self.groups):
            rows = self._found["group"] == code
            at = np.searchsorted(self._found["time"][rows], when, side="right")
            survival = np.r_[1.0, self._found["survival"][rows]][at]
            for k, cause in enumerate(self.causes):
                value, variance = (np.r_[0.0, self._found[name][rows, k]][at] for name in ("incidence", "variance"))
                columns = {"group": np.full(len(when), group), "cause": np.full(len(when), cause)}
                columns |= {"time": when} | _with_interval(value, variance, level, scale)
                unknown = (when > self._found["last"][code]) & (survival > 0)
                for name, column in (columns | {"survival": survival}).items():
                    kept = column if name in ("group", "cause", "time") else np.where(unknown, np.nan, column)
                    parts.setdefault(name, []).append(kept)
        return Table({name: np.concatenate(columns) for name, columns in parts.items()})

    def table(self, level: float = LEVEL, scale: Scale = "log_log") -> Table:
        """A row a group, event time and cause: at_risk, events, incidence with error and interval."""
        found, k = self._found, len(self.causes)
        columns = {"group": self.groups[found["group"]], "time": found["time"], "at_risk": found["at_risk"]}
        columns = {name: np.repeat(column, k) for name, column in columns.items()}
        columns |= {"cause": np.tile(self.causes, len(found["time"])), "events": found["events"].ravel()}
        value = _with_interval(found["incidence"].ravel(), found["variance"].ravel(), level, scale)
        return Table(columns | value, title="cumulative incidence")


def _with_interval(value: FloatColumn, variance: FloatColumn, level: float, scale: Scale) -> dict[str, Array]:
    variance = np.maximum(variance, 0.0)
    rest = 1 - value
    with np.errstate(invalid="ignore", divide="ignore"):
        ends = _core.fit.survival_interval(rest, variance / rest**2, level, scale)
    none = value == 0
    columns = {"incidence": value, "standard_error": np.sqrt(variance)}
    return columns | {
        "low": np.where(none, np.nan, 1 - ends.high),
        "high": np.where(none, np.nan, 1 - ends.low),
    }


def numbered_causes(
    cause: LabelsLike, censored: LabelLike | None, size: int
) -> tuple[npt.NDArray[np.int64], Array]:
    """0 for rows without an end, else the number of the cause from 1; and the causes. An empty text is a label
    here where it means censored."""
    if cause is None:
        raise _core.InvalidArgument("fit.cumulative_incidence: cause is None, but must have a value a row")
    if censored == "":
        given, absent = raw_column(cause, place_of("cause"))
        if len(given) == size and absent is None and given.dtype.kind in "UO":
            cause = ["(none)" if one == "" else one for one in given.tolist()]
            censored = "(none)"
    column = label_column(cause, "cause", size, "stop")
    if column.size and isinstance(censored, str) != (column.dtype.kind == "U"):
        rule = f"must be of the kind of cause ({shown(column[0])}): labels of two kinds never meet"
        raise _core.InvalidArgument(f"fit.cumulative_incidence: censored is {shown(censored)}, but {rule}")
    happened = np.asarray(column != censored)
    causes, codes = np.unique(column[happened], return_inverse=True)
    numbered = np.zeros(size, dtype=np.int64)
    numbered[happened] = codes + 1
    return numbered, causes


def cumulative_incidence(
    stop: ColumnLike,
    cause: LabelsLike,
    start: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    censored: LabelLike = 0,
) -> IncidenceCurve:
    """Probability of each of several competing ends by a time (Aalen-Johansen), by group, with late entry.

    F_k(t) = sum over event times s up to t of S(s-) d_k/n, with d_k the events of cause k, n the rows with
    start < t <= stop and S the probability that nothing has happened. `stop` and `cause` have a value a row;
    a cause is a number or a word, `censored` marks rows without an end. 1 - Kaplan-Meier of one cause, the
    others censored, is larger and is nobody's probability. With late entry an early time with few at risk
    moves everything after it.

    The standard error is Greenwood's kind (multinomial increments), which needs one row a person, or a
    person's rows that follow each other. Raises `InvalidArgument` naming column and row for a missing value,
    a start not before its stop, and where there is no event.

    Sources: Aalen & Johansen 1978 Scand J Stat 5:141; variance with late entry: Allignol, Schumacher &
    Beyersmann 2010, doi 10.1002/bimj.200900039.

    >>> import backrisk as br
    >>> ends = ["back", "other", "", "back", "", "other"]
    >>> curve = br.fit.cumulative_incidence([2, 3, 3, 5, 8, 9], ends, censored="")
    >>> curve.at([6]).take([0])["incidence"].round(3), curve.causes.tolist()
    (array([0.389]), ['back', 'other'])
    """
    time = as_column(stop, "stop")
    codes, labels = ranked(groups, "groups", len(time))
    numbered, causes = numbered_causes(cause, censored, len(time))
    happened = numbered > 0
    found = _core.fit.cumulative_incidence(
        time,
        happened.astype(np.float64),
        numbered,
        len(causes),
        None if start is None else as_column(start, "start"),
        codes,
    )
    return IncidenceCurve(found, labels, causes)


class LogRank:
    """Result of `log_rank`: `chi_square` with `degrees` of freedom, `p`, and `groups` as a table."""

    def __init__(self, found: Any, labels: Array) -> None:
        self.chi_square = float(found.chi_square)
        self.degrees = int(found.degrees)
        self.p = float(found.p)
        self.covariance: FloatMatrix = found.covariance
        columns = {"group": labels, "observed": found.observed, "expected": found.expected}
        self.groups = Table(columns, title="events, observed and expected of equal hazards")

    def __repr__(self) -> str:
        return f"LogRank(chi square {self.chi_square:.4g}, {self.degrees} degrees, p {self.p:.3g})"


def log_rank(
    stop: ColumnLike,
    event: ColumnLike,
    groups: LabelsLike,
    start: ColumnLike | None = None,
    strata: LabelsLike | None = None,
    rho: float = 0.0,
) -> LogRank:
    """Tests that all groups have one hazard (within each stratum), against hazards that are proportional.

    U_g = sum over event times of w (d_g - d n_g/n), chi square = U' V^- U with the hypergeometric V, summed
    over strata. w = S(t-)^rho: 0 is the log-rank test, 1 weighs early events more (Peto and Peto). `stop` and
    `event` (1 event, 0 censored) have a value a row, `start` where rows enter late. A small p says that the
    hazards differ, not by how much: for that fit `cox`. One row an independent person; with several events a
    person use `cox(clusters=)`. Raises `InvalidArgument` for one group only, a negative
    rho, and as `kaplan_meier`.

    Sources: Mantel 1966 Cancer Chemother Rep 50:163; Harrington & Fleming 1982,
    doi 10.1093/biomet/69.3.553.

    >>> import backrisk as br
    >>> br.fit.log_rank([2, 3, 4, 5, 8, 9], [1, 1, 1, 1, 0, 1], ["a", "a", "b", "a", "b", "b"])
    LogRank(chi square 2.557, 1 degrees, p 0.11)
    """
    time = as_column(stop, "stop")
    group, labels = ranked(groups, "groups", len(time))
    within, _ = ranked(strata, "strata", len(time))
    if group is None:
        raise _core.InvalidArgument("fit.log_rank: groups is None, but must have a label a row")
    found = _core.fit.log_rank(
        time,
        as_column(event, "event"),
        group,
        len(labels),
        None if start is None else as_column(start, "start"),
        within,
        rho,
    )
    return LogRank(found, labels)
