"""What happened before: episodes, time since recovery, conditions, red flags, questionnaires.

What to use when:

- a table of pain episodes and days to score: `episode_states`, then `recency` on its `since_recovery`
- a condition typed by a person, or a clinical code: `condition`; all of them: `conditions`, `codes`; those
  of a person on a day: `conditions_on`
- findings of an interview, before any score: `red_flags`
- answers of a questionnaire: `start_back`, `orebro_short`, `oswestry`, `roland_morris`, `fabq`, `tampa`,
  `ostrc_o`, `ostrc_o2`, `pain_rating`; licences, ranges and sources: `instruments`
- a published logistic model whose coefficients you have: `LogisticEquation`; `pickup` is an empty one
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import REASONS, FloatColumn, Measured, as_column, given_options
from backrisk._shared.days import as_days
from backrisk._shared.labels import codes_together
from backrisk._shared.places import Argument
from backrisk._shared.raw import is_missing, listed
from backrisk._shared.records import MeasureInfo
from backrisk._shared.typing import ColumnLike, DatesLike, LabelsLike, WordsLike
from backrisk.history.questionnaires import (
    LogisticEquation,
    Score,
    fabq,
    instruments,
    orebro_short,
    ostrc_o,
    ostrc_o2,
    oswestry,
    pain_rating,
    pickup,
    roland_morris,
    start_back,
    start_back_group,
    tampa,
)

__all__ = [
    "EpisodeStates",
    "LogisticEquation",
    "Score",
    "codes",
    "condition",
    "conditions",
    "conditions_on",
    "episode_states",
    "fabq",
    "instruments",
    "measures",
    "orebro_short",
    "ostrc_o",
    "ostrc_o2",
    "oswestry",
    "pain_rating",
    "pickup",
    "recency",
    "roland_morris",
    "start_back",
    "start_back_group",
    "tampa",
]

_h = _core.history


def measures() -> list[MeasureInfo]:
    """Every measure of this area: name, unit, formula, source, doi, status and the test that reproduces it.

    >>> [m.name for m in measures()][:2]
    ['history.episodes', 'history.since_recovery']
    """
    return _h.measures()


@dataclass(frozen=True)
class EpisodeStates:
    """One row a person-day, in the caller's order.

    `episodes` begun so far; `open`: one goes on; `at_risk`: not open and past the wash-out;
    `since_recovery` in days, inf when never, NaN (reason "inside an episode or its wash-out") while open;
    `last_duration` and `days_in_episode` in days so far; `other_pain`: pain elsewhere goes on;
    `other_episodes` begun so far. `overlaps` are rows of the episode table that began while an earlier
    episode of the person went on.
    """

    episodes: FloatColumn
    open: npt.NDArray[np.bool_]
    at_risk: npt.NDArray[np.bool_]
    since_recovery: Measured
    last_duration: FloatColumn
    days_in_episode: FloatColumn
    other_pain: npt.NDArray[np.bool_]
    other_episodes: FloatColumn
    overlaps: npt.NDArray[np.intp]
    set_aside: npt.NDArray[np.intp]


def _coded(
    values: WordsLike, rows: int, code: Callable[[str], int], name: str
) -> npt.NDArray[np.uint8]:
    """One code a row from one name for all or a column of names."""
    place = Argument(name)
    names = [values] * rows if isinstance(values, str) else listed(values, place)
    if len(names) != rows:
        raise _core.InvalidArgument(f"{name}: has {len(names)} rows, but onset has {rows}")
    texts: list[str] = []
    for row, one in enumerate(names):
        if not isinstance(one, str):
            raise place.fail(row, None if is_missing(one) else one, "must be a text")
        texts.append(one)
    known = {one: code(one) for one in set(texts)}
    return np.array([known[one] for one in texts], dtype=np.uint8)


def _by_person(
    person: npt.NDArray[np.intp], people: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uintp]]:
    """Order that puts the rows of each person together, and where each person starts."""
    order = np.argsort(person, kind="stable")
    return order, np.searchsorted(person[order], np.arange(people + 1)).astype(np.uintp)


def episode_states(
    onset: DatesLike,
    recovered: DatesLike,
    days: DatesLike,
    *,
    severity: WordsLike = "any",
    region: WordsLike = "low_back",
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    outcome: str = "any_episode",
    washout_days: int = 14,
    merge_gap_days: int = 0,
) -> EpisodeStates:
    """What is known on each day about a person's episodes, from the past only.

    An episode covers [onset, recovered) and exists from its onset on; a recovery after the day is not known
    yet, so the episode is open. A person is at risk when no episode is open and `washout_days` have passed
    since the last recovery. A new onset fewer than `merge_gap_days` after a recovery continues the old
    episode; an onset inside an episode always does. Every severity counts for `outcome="any_episode"`;
    `"activity_limiting"` and `"care_seeking"` count their own severity alone. Regions other than the low
    back give `other_pain`.

    Shapes: `onset`, `recovered`, `severity`, `region`, `groups` (person) have one row an episode; `days`
    and `day_groups` one row a day to answer for. Dates are ISO text, dates or datetimes. Missing: a missing
    `recovered` is an open episode. A row without an onset, or with a recovery before it, is set aside and
    every day of that person is missing with a reason. Raises `InvalidArgument` (a ValueError) for a missing
    day, unknown names and columns of different lengths. Sources: de Vet 2002,
    10.1097/01.BRS.0000030307.34002.BE (30 days without pain on both sides of an episode; pass 30 and 30 for
    that definition; the defaults are choices of this library); Papageorgiou 1996 Pain 66:181 (history and
    pain elsewhere as predictors).

    >>> days = ["2026-01-04", "2026-01-10", "2026-01-20", "2026-02-14"]
    >>> s = episode_states(["2026-01-05"], ["2026-01-15"], days)
    >>> s.episodes.tolist(), s.at_risk.tolist()
    ([0.0, 1.0, 1.0, 1.0], [True, False, False, True])
    >>> s.since_recovery.value.tolist()
    [inf, nan, 5.0, 30.0]
    """
    begin = as_days(onset, "onset", missing=_h.open_end)
    end = as_days(recovered, "recovered", missing=_h.open_end)
    if end.shape != begin.shape:
        raise _core.InvalidArgument(f"recovered: has {end.size} rows, but onset has {begin.size}")
    on = as_days(days, "days")
    if (groups is None) != (day_groups is None):
        raise _core.InvalidArgument("groups: must be given together with day_groups, or neither")
    person = np.zeros(len(begin), dtype=np.intp), np.zeros(len(on), dtype=np.intp), np.zeros(1)
    if groups is not None and day_groups is not None:
        names, sizes = ("groups", "day_groups"), (len(begin), len(on))
        person = codes_together(groups, day_groups, names, sizes)
    order, starts = _by_person(person[0], len(person[2]))
    day_order, day_starts = _by_person(person[1], len(person[2]))
    out = _h.episode_states(
        onset=begin[order],
        recovered=end[order],
        severity=_coded(severity, len(begin), _h.severity_code, "severity")[order],
        elsewhere=_coded(region, len(begin), _h.is_elsewhere, "region")[order],
        starts=starts,
        days=on[day_order],
        day_starts=day_starts,
        outcome=outcome,
        washout_days=washout_days,
        merge_gap_days=merge_gap_days,
    )
    back = np.empty_like(day_order)
    back[day_order] = np.arange(len(day_order))
    reasons = out.reason_code[back]
    return EpisodeStates(
        episodes=out.episodes[back],
        open=out.open[back].astype(bool),
        at_risk=out.at_risk[back].astype(bool),
        since_recovery=Measured(
            out.since_recovery[back], (reasons == REASONS.index("")).astype(float), reasons
        ),
        last_duration=out.last_duration[back],
        days_in_episode=out.days_in_episode[back],
        other_pain=out.other_pain[back].astype(bool),
        other_episodes=out.other_episodes[back],
        overlaps=np.sort(order[out.overlaps.astype(np.intp)]),
        set_aside=np.sort(order[out.set_aside.astype(np.intp)]),
    )


def recency(
    days_since_recovery: ColumnLike,
    *,
    shape: float | None = None,
    floor_days: int = 14,
    reference_days: int = 365,
) -> Measured:
    """Log hazard ratio of a new episode against a year after recovery: (k - 1) ln(max(t, floor) / 365).

    `days_since_recovery`: column in days; inf (never) and 365 or more give 0. Missing stays NaN ("not
    recorded"); negative is NaN ("outside the possible range"). `shape` k defaults to 0.5433, derived from
    the median of 139 days and the 69 % recurrence within 12 months of da Silva 2019,
    10.1016/j.jphys.2019.04.010; the paper fits no Weibull model. The floor of 14 days is a choice of this
    library. Raises `InvalidArgument` for a shape outside (0, 1] and a floor outside [1, reference).

    >>> np.exp(recency([30, 365, np.inf])).round(2).tolist()
    [3.13, 1.0, 1.0]
    """
    column = as_column(days_since_recovery, "days_since_recovery")
    options = given_options(shape=shape, floor_days=floor_days, reference_days=reference_days)
    return Measured.of(_h.recency(column, **options))


Condition: TypeAlias = _core.history.Condition
ClinicalCode: TypeAlias = _core.history.Code


def conditions() -> list[Condition]:
    """Every condition: name, label, kind, aliases, the wider condition (`is_a`), ids of published effects.

    >>> next(c.label for c in conditions() if c.name == "disc_bulge")
    'Bulging disc'
    """
    return _h.conditions()


def codes() -> list[ClinicalCode]:
    """Clinical codes of the conditions: system, uri, code, condition, verified. Only verified codes map.

    >>> sorted({c.system for c in codes()})
    ['icd10', 'icd10cm', 'snomed']
    """
    return _h.codes()


def condition(text: str, system: str | None = None, *, own: Iterable[tuple[str, str, str]] = ()) -> str:
    """The catalogue's name of a condition given by name or alias, or by code when `system` is given.

    `system`: "snomed", "icd10cm", "icd10" or its FHIR address. ICD codes match with or without the dot; an
    unlisted child code maps as its listed parent. `own`: (system, code, condition) rows that take precedence.
    Raises `InvalidArgument` with the nearest names when nothing matches. The codes come from the public files
    named in `codes()`; unverified ones never map.

    >>> condition("Herniated disc"), condition("M54.50", "icd10cm")
    ('disc_herniation', 'low_back_pain')
    """
    if system is None:
        return str(_h.parse_condition(text))
    return str(_h.condition_of_code(system, text, [(s, c, n) for s, c, n in own]))


def conditions_on(
    names: Sequence[str], days: DatesLike, *, since: DatesLike | None = None, until: DatesLike | None = None
) -> list[list[str]]:
    """The conditions of one person known on each day, with the wider ones they belong to.

    A condition is present on the days [since, until); an end after the day is not known yet. `names`: names
    or aliases, one a row; `since` and `until`: dates of the same length, missing (or the whole argument
    None) for "always" and "still"; `days`: dates to answer for. Raises `InvalidArgument` for an unknown
    name (with the nearest ones) and an end before its start.

    >>> conditions_on(["extruded disc", "fever"], ["2026-01-01", "2026-02-01"], since=["2026-01-10", None])
    [['fever'], ['disc_herniation', 'disc_extrusion', 'fever']]
    """
    unknown = [None] * len(names)
    begin = as_days(unknown if since is None else since, "since", missing=_h.condition_always)
    end = as_days(unknown if until is None else until, "until", missing=_h.condition_lasting)
    return list(_h.conditions_on([str(one) for one in names], begin, end, as_days(days, "days")))
