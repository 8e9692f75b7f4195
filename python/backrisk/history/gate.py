"""The safety gate in front of every score: what reported findings ask for, and why; see `red_flags`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from backrisk import _core
from backrisk._shared.columns import REASONS, as_number
from backrisk._shared.days import as_day
from backrisk._shared.options import Maybe
from backrisk._shared.typing import DateLike
from backrisk._shared.words import Language, messages

_h = _core.history
LEVELS: tuple[str, ...] = tuple(_h.levels)
"""In rising order; none of them means safe."""

Audience = Literal["patient", "professional"]
AUDIENCES: tuple[Audience, ...] = ("patient", "professional")
Days = Mapping[str, int | None]


def check_audience(audience: str) -> None:
    """Raises `InvalidArgument` for an unknown audience."""
    if audience not in AUDIENCES:
        raise _core.InvalidArgument(f"audience: is {audience!r}, but must be one of {', '.join(AUDIENCES)}")


def worded(message: str, words: Mapping[str, str], audience: str) -> str:
    """The words for a patient, or those for a professional where they differ."""
    special = f"{message}.professional"
    return words[special] if audience == "professional" and special in words else words[message]


@dataclass(frozen=True)
class Flag:
    """One reason behind a level: the finding, what it may mean, the level it asks for, and the source.

    Attributes
    ----------
    finding
        Name of a condition, or id of a combination (`flag_rules`).
    concern
        What it may mean, an id; `text` has words.
    level
        One of `LEVELS`. Context such as age beside a finding has "none_reported": it explains and raises
        nothing.
    course
        recent, undated, longstanding, reviewed_recent or reviewed.
    source, doi, status
        Where the rule comes from, and how far that was checked.
    post_test_percent, low, high, setting
        Probability of the disease in the study where it was measured, NaN where none was read. Never multiply
        these.
    text
        The finding and what it may mean, in words.
    """

    finding: str
    concern: str
    level: str
    course: str
    source: str
    doi: str
    status: str
    post_test_percent: float
    low: float
    high: float
    setting: str
    text: str


@dataclass(frozen=True)
class Triage:
    """What the gate says of a person.

    Attributes
    ----------
    level
        none_reported, discuss, prompt_review, same_day or emergency.
    advice
        What to do, one wording a level; in an emergency whom to call.
    flags
        Why, the most urgent first.
    eligibility
        "eligible", or why neither a score nor a plan is made: under_18, pregnancy, postpartum,
        inside_episode, red_flag.
    reason
        The same in words, empty for "eligible".
    whom_to_see
        Who can help where there is no score, empty for "eligible".
    pain
        Current pain of the low back or leg is reported.
    conditions
        Conditions that hold, with wider ones and what age, sex and dates add.
    not_asked
        Red-flag findings that were neither reported nor denied.
    """

    level: str
    advice: str
    flags: tuple[Flag, ...]
    eligibility: str
    reason: str
    whom_to_see: str
    pain: bool
    conditions: tuple[str, ...]
    not_asked: int

    @property
    def stops(self) -> bool:
        """A physician comes before any change of training: prompt review or more."""
        return LEVELS.index(self.level) >= LEVELS.index("prompt_review")

    @property
    def eligible(self) -> bool:
        """A score and a plan are made for this person."""
        return self.eligibility == "eligible"

    def to_text(self) -> str:
        """The level and what to do first, then the reasons.

        >>> print(red_flags(["saddle numbness"], onset_days={"saddle numbness": 2}).to_text().splitlines()[0])
        EMERGENCY: Call an ambulance now, or go to the nearest hospital emergency department at once. ...
        """
        lines = [f"{self.level.replace('_', ' ').upper()}: {self.advice}"]
        lines += [f"  {one.text} ({one.source}; {one.status})" for one in self.flags]
        if not self.eligible:
            lines.append(f"No score and no plan: {self.reason}. {self.whom_to_see}".rstrip())
        return "\n".join(lines)


@dataclass(frozen=True)
class Findings:
    """What is known of a person, as the gate takes it: names, and days before the day that is asked about."""

    conditions: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    onset_days: Days = field(default_factory=dict)
    since_days: Days = field(default_factory=dict)
    reviewed_days: Days = field(default_factory=dict)

    def __add__(self, other: Findings) -> Findings:
        return Findings(
            (*self.conditions, *other.conditions),
            (*self.symptoms, *other.symptoms),
            {**self.onset_days, **other.onset_days},
            {**self.since_days, **other.since_days},
            {**self.reviewed_days, **other.reviewed_days},
        )

    def arguments(self) -> dict[str, dict[str, int | None]]:
        """The dates as keyword arguments of the core."""
        return {
            "onset_days": dict(self.onset_days),
            "since_days": dict(self.since_days),
            "reviewed_days": dict(self.reviewed_days),
        }


def findings(
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    onset_days: Mapping[str, float] | None = None,
    since: Mapping[str, object] | None = None,
    reviewed: Mapping[str, object] | None = None,
    day: object = None,
) -> Findings:
    """The arguments of `red_flags` as one value, dates counted back from `day` (None: today)."""
    for name, given in (("conditions", conditions), ("symptoms", symptoms)):
        if isinstance(given, str):
            raise _core.InvalidArgument(f"{name}: is {given!r}, but must be a list of names")
    today = as_day(dt.date.today() if day is None else day, "day")
    onsets = {
        str(name): _whole(f"onset_days[{name!r}]", days) for name, days in _items("onset_days", onset_days)
    }
    starts = {str(name): _before(f"since[{name!r}]", one, today) for name, one in _items("since", since)}
    seen: dict[str, int | None] = {}
    for name, when in _items("reviewed", reviewed):
        if when is True:
            seen[str(name)] = None
        elif when is not False and when is not None:
            seen[str(name)] = _before(f"reviewed[{name!r}]", when, today)
    return Findings(tuple(map(str, conditions)), tuple(map(str, symptoms)), onsets, starts, seen)


def _items(name: str, given: Mapping[str, object] | None) -> list[tuple[str, object]]:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        kind = type(given).__name__
        raise _core.InvalidArgument(
            f"{name}: is a {kind}, but must map names of findings, such as {{'foot_drop': 3}}"
        )
    return list(given.items())


def _whole(name: str, value: object) -> int | None:
    if value is None:
        return None
    days = as_number(name, value)
    if not (days >= 0 and days == int(days) and days < 100_000):
        raise _core.InvalidArgument(f"{name}: is {value!r}, but must be a whole number of days, 0 or more")
    return int(days)


def _before(name: str, value: object, today: int) -> int | None:
    if value is None:
        return None
    days = today - as_day(value, name)
    if days < 0:
        raise _core.InvalidArgument(
            f"{name}: is {value!r}, but must not lie after the day that is asked about"
        )
    return days


def flag_of(one: _core.history.RaisedFlag, words: Mapping[str, str]) -> Flag:
    """A flag of the core with its words."""
    what = words.get(f"finding.{one.finding}") or labels().get(one.finding, one.finding)
    return Flag(
        one.finding, one.concern, one.level, one.course, one.source.citation, one.source.doi,
        one.source.status, one.post_test_percent, one.low, one.high, one.setting,
        words["flag"].format(finding=what, course=words[f"course.{one.course}"],
                             concern=words[f"concern.{one.concern}"]),
    )  # fmt: skip


_LABELS: dict[str, str] = {}


def labels() -> dict[str, str]:
    """Labels of the conditions by name."""
    if not _LABELS:
        _LABELS.update({one.name: one.label for one in _h.conditions()})
    return _LABELS


def triage_of(
    found: _core.history.Triage, language: Language = "en", audience: str = "patient"
) -> Triage:
    """The core's answer with its words."""
    check_audience(audience)
    words = messages(language)
    missing = found.eligibility != "eligible"
    return Triage(
        level=found.level,
        advice=worded(f"triage.{found.level}", words, audience),
        flags=tuple(flag_of(one, words) for one in found.flags),
        eligibility=found.eligibility,
        reason=REASONS[found.reason_code],
        whom_to_see=worded(f"eligibility.{found.eligibility}", words, audience) if missing else "",
        pain=found.pain,
        conditions=tuple(found.known),
        not_asked=found.not_asked,
    )


def red_flags(
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    age_years: Maybe = None,
    sex: str | None = None,
    *,
    onset_days: Mapping[str, float] | None = None,
    since: Mapping[str, DateLike | None] | None = None,
    reviewed: Mapping[str, DateLike | bool | None] | None = None,
    denied: Sequence[str] = (),
    day: object = None,
    inside_episode: bool = False,
    language: Language = "en",
    audience: Audience = "patient",
) -> Triage:
    """Which level the reported findings ask for, and why. The gate in front of every score.

    The level is the maximum over a table of rules (`flag_rules`): a finding by its course and by current
    pain, and combinations of findings. A finding that is new or got worse within 14 days is what makes cauda
    equina and motor loss an emergency; one that was reviewed and is stable is a condition. Flags of fracture,
    cancer and infection hold for people with current pain of the back or leg, where they were measured. Flags
    are never multiplied as likelihood ratios, a lone weak flag is "discuss", and no level means safe.

    Parameters
    ----------
    conditions
        Names or aliases of `conditions()`, red-flag findings among them, in any order.
    symptoms
        Of today: pain, leg_pain, pain_on_bending, ... (`advise.facts`); any pain is current pain.
    age_years, sex
        None when unknown; unknown adds nothing. `sex` is "female", "male" or "unspecified".
    onset_days
        Days since a finding began or last got worse, by name; of "pain" or "leg_pain", since the current pain
        began.
    since
        Date of a diagnosis or an operation, or since when a condition is known, by name.
    reviewed
        Date on which a professional last looked at a finding, by name, or True where the date is not known. A
        review before the onset has not seen it.
    denied
        Findings that were asked for and are absent.
    day
        The day that is asked about; None is today.
    inside_episode
        The person is inside an episode or its wash-out.
    language, audience
        Words; "professional" replaces text directed to patients.

    Returns
    -------
    Triage
        Level, advice, flags with sources, and whether a score and a plan are made for this person.

    Raises
    ------
    InvalidArgument
        For an unknown name (with the nearest), days or dates of a finding that is not reported, a date after
        `day`, an age outside 0 to 130, and a finding both reported and denied.

    Notes
    -----
    Sources: Finucane 2020, 10.2519/jospt.2020.9971; Downie 2013, 10.1136/bmj.f7095; Henschke 2009,
    10.1002/art.24853. The levels are choices of this library and have not been rated by professionals yet
    (`advise.ratings`). Information for a professional's judgement; not a diagnosis and not a clearance.

    Examples
    --------
    >>> red_flags(["foot drop"], ["leg_pain"], onset_days={"foot drop": 3}).level
    'emergency'
    >>> red_flags(["foot drop"], reviewed={"foot drop": True}).level, red_flags(["night_pain"]).level
    ('discuss', 'discuss')
    >>> red_flags([]).level
    'none_reported'
    """
    told = findings(conditions, symptoms, onset_days, since, reviewed, day)
    found = _h.red_flags(
        findings=list(told.conditions),
        symptoms=list(told.symptoms),
        age_years=np.nan if age_years is None else as_number("age_years", age_years),
        sex=sex or "unspecified",
        denied=[str(one) for one in denied],
        inside_episode=inside_episode,
        **told.arguments(),
    )
    return triage_of(found, language, audience)
