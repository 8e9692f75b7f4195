"""From a diary of sessions to one row a day; public as `backrisk.load`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column, as_minutes
from backrisk._shared.days import as_day, as_days
from backrisk._shared.labels import codes_together, label_column
from backrisk._shared.places import shown
from backrisk._shared.typing import Array, ColumnLike, DateLike, DatesLike, LabelLike, LabelsLike

STATUSES: tuple[str, ...] = tuple(_core.load.status_names())
"""trained, rest, missing, unmonitored."""


@dataclass(frozen=True)
class DailyLoad:
    """One row a person and day: dense, ordered by person, then day."""

    person: Array | None
    """Label of each row, None when there were no groups."""
    day: npt.NDArray[np.datetime64]
    load: FloatColumn
    """Sum of the day's sessions; 0 on a rest day, NaN when missing or unmonitored."""
    longest_load: FloatColumn
    """Largest load of a single session: what `session_spike` wants."""
    longest_min: FloatColumn
    """Longest session in minutes; NaN where a duration is not known."""
    status: npt.NDArray[np.str_]
    """trained, rest, missing or unmonitored."""
    sessions_outside: int
    """Sessions set aside, as they lie outside their person's monitored span."""

    def __len__(self) -> int:
        return len(self.day)


def session_rpe(rpe: ColumnLike, duration: ColumnLike) -> FloatColumn:
    """Load of each session: RPE (CR-10) times minutes.

    `rpe` (n, 0 to 10) and `duration` (n, minutes, 0 to 1440) give n loads in arbitrary units; NaN where
    either is NaN. Raises `InvalidArgument` outside the ranges. Source: Foster 2001, J Strength Cond Res
    15:109.

    >>> session_rpe([5, 3], [60, 40])
    array([300., 120.])
    """
    loads: FloatColumn = _core.load.session_rpe(as_column(rpe, "rpe"), as_minutes(duration, "duration"))
    return loads


Days = npt.NDArray[np.int32]


def _span(name: str, span: tuple[DateLike, DateLike]) -> tuple[int, int]:
    """First and last day of a pair of dates."""
    if isinstance(span, (str, bytes)) or not hasattr(span, "__len__") or len(span) != 2:
        raise _core.InvalidArgument(f"{name}: is {shown(span)}, but must be a pair of dates (first, last)")
    return as_day(span[0], f"{name}[0]"), as_day(span[1], f"{name}[1]")


def _spans(
    monitored: tuple[DateLike, DateLike] | Mapping[LabelLike, tuple[DateLike, DateLike]] | None,
    labels: Array,
    when: Days,
) -> tuple[Array, npt.NDArray[np.intp], Days, Days]:
    """People, each session's person, and each person's first and last monitored day."""
    if isinstance(monitored, Mapping):
        spans = [_span(f"monitored[{label!r}]", span) for label, span in monitored.items()]
        person, which, people = codes_together(
            labels, list(monitored), ("groups", "monitored"), (len(when), len(spans))
        )
        place = np.full(len(people), -1)
        place[which] = np.arange(len(spans))
        if (absent := place[person] < 0).any():
            label = people[person[absent.argmax()]]
            raise _core.InvalidArgument(f"daily_load: monitored has no span for {label.item()!r}")
        ends = np.array(spans, dtype=np.int32).reshape(-1, 2)[place]
        return people, person, np.ascontiguousarray(ends[:, 0]), np.ascontiguousarray(ends[:, 1])
    people, person = np.unique(labels, return_inverse=True)
    if monitored is not None:
        first, last = _span("monitored", monitored)
        people = people if len(people) else np.zeros(1, dtype=np.int64)
        return people, person, np.full(len(people), first, np.int32), np.full(len(people), last, np.int32)
    bounds = np.iinfo(np.int32)
    begin, end = np.full(len(people), bounds.max, np.int32), np.full(len(people), bounds.min, np.int32)
    np.minimum.at(begin, person, when)
    np.maximum.at(end, person, when)
    return people, person, begin, end


def daily_load(
    day: DatesLike,
    load: ColumnLike | None = None,
    *,
    duration: ColumnLike | None = None,
    rpe: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    monitored: tuple[DateLike, DateLike] | Mapping[LabelLike, tuple[DateLike, DateLike]] | None = None,
    days: tuple[DateLike, DateLike] | None = None,
) -> DailyLoad:
    """One row a day from one row a session, in any order.

    `day` (n local dates: ISO text, date, datetime or datetime64); the load of a session is
    `load`, else `rpe` x `duration` (minutes). Sessions of a day are summed, to the same bits in any order.
    `monitored` is the span (from, to; both included) in which silence means rest: one for all, or a mapping
    from label to span, which may name people without sessions; without it, from each person's first session
    to the last. `days` is the span of rows to return, the monitored one when not given; rows outside the
    monitored span are unmonitored.

    Missing: a session with neither `load` nor both of `rpe` and `duration` makes its whole day missing (NaN).
    Raises `InvalidArgument` for a negative or infinite load, an RPE outside 0 to 10, minutes outside 0 to
    1440, a span that ends before it begins, or a label without a span. Definition of ours; a load is summed,
    never averaged.

    >>> diary = daily_load(["2026-03-04", "2026-03-02", "2026-03-02"], rpe=[7, 5, 3], duration=[30, 60, 40])
    >>> diary.load, diary.status
    (array([420.,   0., 210.]), array(['trained', 'rest', 'trained'], dtype='<U11'))
    """
    when = as_days(day, "day")
    columns = {
        "load": None if load is None else as_column(load, "load"),
        "duration": None if duration is None else as_minutes(duration, "duration"),
        "rpe": None if rpe is None else as_column(rpe, "rpe"),
    }
    for name, column in columns.items():
        if column is not None and len(column) != len(when):
            raise _core.InvalidArgument(f"daily_load: {name} has {len(column)} rows, but day has {len(when)}")
    labels = np.zeros(len(when), dtype=np.int64)
    if groups is not None:
        labels = label_column(groups, "groups", len(when), "day")
    people, person, begin, end = _spans(monitored, labels, when)
    first, last = begin, end
    if days is not None:
        first, last = (np.full(len(people), one, np.int32) for one in _span("days", days))
    loads, minutes, ratings = (np.empty(0) if one is None else one for one in columns.values())
    rows = _core.load.daily_load(
        when, loads, minutes, ratings, person.astype(np.uintp), begin, end, first, last
    )
    lengths = (rows.starts[1:] - rows.starts[:-1]).astype(np.intp)
    who = None if groups is None and not isinstance(monitored, Mapping) else np.repeat(people, lengths)
    return DailyLoad(
        who,
        rows.day.astype("datetime64[D]"),
        rows.load,
        rows.longest_load,
        rows.longest_min,
        np.asarray(STATUSES)[rows.status_code],
        rows.sessions_outside,
    )
