"""Exercises for a person; see `backrisk.advise` for which function to use when."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import as_number
from backrisk._shared.table import Table
from backrisk._shared.words import Language, messages
from backrisk.advise.rule_tables import Rules, _table, read_rules
from backrisk.risk.assessment import Assessment

_a = _core.advise
USE = _core.risk.intended_use
_NOT_AT_RISK = "inside an episode or its wash-out"
_RECOVERY_DAYS = 28
_CONDITIONS = frozenset(one["name"] for one in _core.history.conditions())
_LABELS = {one["name"]: one["label"] for one in _a.facts()}


def exercises() -> Table:
    """The exercises that advice knows, and what each asks of the low back.

    Columns: exercise, pattern, role, muscles, the demands flexion, extension, rotation, shear, axial and
    impact (none, low, moderate, high), equipment, easier, harder (variants), load_low and load_high in
    load_unit ("N", or "BW" for body weight) with load_of (in whom), load_reason ("no published value" where
    none was read), load_source and load_status. Demands, roles and variants are classes of this library
    ("assumption"); loads are published ones that were read, never remembered ones.

    >>> table = exercises()
    >>> table.row(table["exercise"].tolist().index("walking"))["load_high"]
    2.5
    """
    return _table(_a.exercises(), "exercises")


def facts() -> Table:
    """What a rule may ask for: name, label, kind (always, symptom or condition).

    >>> facts().row(1)
    {'name': 'pain', 'label': 'pain in the low back now', 'kind': 'symptom'}
    """
    return _table(_a.facts(), "facts")


@dataclass(frozen=True)
class Known:
    """What an assessment and its reader say of a person, as the rules take it."""

    conditions: tuple[str, ...]
    symptoms: tuple[str, ...]
    age_years: float
    sex: str


def known_of(assessment: Assessment | None, conditions: Sequence[str], symptoms: Sequence[str]) -> Known:
    """The facts of an assessment and those given besides."""
    if assessment is not None and not isinstance(assessment, Assessment):
        kind = type(assessment).__name__
        raise _core.InvalidArgument(f"advise: assessment is a {kind}, but must be an Assessment or None")
    for name, given in (("conditions", conditions), ("symptoms", symptoms)):
        if isinstance(given, str):
            raise _core.InvalidArgument(f"exercises_for: {name} is {given!r}, but must be a list of names")
    values = {} if assessment is None else _known_values(assessment)
    found = [name for name, value in values.items() if name in _CONDITIONS and value == 1]
    felt = [*symptoms, *(() if assessment is None else assessment.symptoms)]
    recency = values.get("recency_days", np.nan)
    if assessment is not None and assessment.reason == _NOT_AT_RISK and np.isnan(recency):
        felt.append("pain")
    if recency < _RECOVERY_DAYS:
        felt.append("recovering")
    female = values.get("female", np.nan)
    sex = "female" if female == 1 else "male" if female == 0 else "unknown"
    recorded = () if assessment is None else assessment.conditions
    return Known((*conditions, *recorded, *found), tuple(felt), float(values.get("age_years", np.nan)), sex)


def _known_values(assessment: Assessment) -> dict[str, float]:
    parts = assessment.contributions
    rows = zip(parts["factor"].tolist(), parts["value"].tolist(), parts["known"].tolist(), strict=True)
    return {name: float(value) for name, value, known in rows if known}


def rules_of(rules: Rules | str | os.PathLike[str] | None) -> Rules:
    """The rules that an argument means: the library's, a file's, or those given."""
    if rules is None:
        return Rules()
    return rules if isinstance(rules, Rules) else read_rules(rules)


def decide(
    assessment: Assessment | None,
    conditions: Sequence[str],
    symptoms: Sequence[str],
    rules: Rules,
    age_years: float | None,
    sex: str | None,
    reviewed: Sequence[str],
    lead: str,
) -> dict[str, Any]:
    """The core's answer for everything that is known."""
    known = known_of(assessment, conditions, symptoms)
    answer: dict[str, Any] = rules._book.advice(
        conditions=list(known.conditions),
        symptoms=list(known.symptoms),
        age_years=known.age_years if age_years is None else as_number("age_years", age_years),
        sex=known.sex if sex is None else sex,
        reviewed=list(reviewed),
        lead=lead,
    )
    return answer


def exercises_for(
    assessment: Assessment | None = None,
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    rules: Rules | str | os.PathLike[str] | None = None,
    *,
    only: Sequence[str] = (),
    age_years: float | None = None,
    sex: str | None = None,
    reviewed: Sequence[str] = (),
    lead: str = "strictest",
    language: Language = "en",
) -> Table:
    """A verdict for each exercise, with the rule that decided and every rule that spoke.

    Columns: exercise, verdict (suitable, modify or not_now), how (words for the patient), rule (id), reason,
    origin (article, guideline, expert, own), source, status, certainty, instead (an easier variant with a
    milder verdict), disputed (article and guidelines differ), every_rule ("A17 article: not_now; G03 ...").

    What holds: the conditions and symptoms given (`facts` lists them), the conditions that the assessment
    knows, and its age and sex where none are given. The strictest rule decides. Red flags come first
    (`history.red_flags`): one that asks for a physician makes every exercise not_now, one that asks for a
    talk leaves none at suitable. `reviewed` are findings that a professional has looked at; they stop
    nothing any more, and an emergency cannot be among them. `lead="guideline"` counts a ban of the article
    as "modify", as guidelines have it; both are shown either way. `language` gives the words of `how`.
    `rules`: None, `Rules` or the path of a
    file for `read_rules`. `only` names some exercises.

    Adding a condition or a symptom never makes a verdict more permissive. Raises `InvalidArgument` for an
    unknown name, with the nearest ones. Sources: each rule's own (`rules`). Information for a professional's
    judgement; not a diagnosis and not a clearance.

    >>> table = exercises_for(symptoms=["pain"], only=["squats", "walking"])
    >>> table["verdict"].tolist(), table["disputed"].tolist()
    (['not_now', 'suitable'], [True, False])
    """
    book = rules_of(rules)
    wanted = [_a.exercise(one) for one in ([only] if isinstance(only, str) else only)]
    answer = decide(assessment, conditions, symptoms, book, age_years, sex, reviewed, lead)
    by_name = {one["exercise"]: one for one in answer["exercises"]}
    chosen = [by_name[name] for name in wanted] if wanted else answer["exercises"]
    words = messages(language)
    return _table([_row(one, book, answer, words) for one in chosen], f"exercises for this person ({USE})")


def _words_of(rule: dict[str, Any], words: dict[str, str]) -> str:
    """The patient's words of a rule; a professional's own stand as written."""
    said: str = rule["how"]
    return said if rule["origin"] == "own" else words.get(f"rule.{rule['rule']}", said)


def _row(one: dict[str, Any], book: Rules, answer: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    rule = book._by_id.get(one["rule"])
    if rule is None:
        rule = _RED_FLAG if one["rule"] else _NO_RULE
        flags = ", ".join(_LABELS.get(name, name).lower() for name in answer["flags"])
        reason = f"red flag, {answer['level'].replace('_', ' ')}: {flags}" if one["rule"] else rule["why"]
        how = answer["advice"] if one["rule"] else words["rule.none"]
    else:
        reason, how = f"{rule['label']}: {rule['why'] or rule['how']}", _words_of(rule, words)
    said = (f"{i} {book._by_id[i]['origin']}: {book._by_id[i]['verdict']}" for i in one["fired"])
    shared = {key: rule[key] for key in ("origin", "source", "status", "certainty")}
    return {
        "exercise": one["exercise"],
        "verdict": one["verdict"],
        "how": how,
        "rule": one["rule"],
        "reason": reason,
        **shared,
        "instead": one["instead"],
        "disputed": one["disputed"],
        "every_rule": "; ".join(said),
    }


_RED_FLAG = {
    "origin": "gate",
    "source": "Finucane 2020 J Orthop Sports Phys Ther 50:350 (level: assumption)",
    "status": "assumption",
    "certainty": "low",
}
_NO_RULE = {
    "why": "no rule holds for it",
    "origin": "",
    "source": "",
    "status": "",
    "certainty": "",
}


def principles(
    assessment: Assessment | None = None,
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    rules: Rules | str | os.PathLike[str] | None = None,
    *,
    language: Language = "en",
) -> Table:
    """Advice that is about no single exercise: rule, how, why, origin, source, doi, status, certainty.

    >>> principles().row(0)["how"]
    'Talk to a health expert before you start.'
    """
    book = rules_of(rules)
    answer = decide(assessment, conditions, symptoms, book, None, None, (), "strictest")
    keys = ("rule", "how", "why", "origin", "source", "doi", "status", "certainty")
    words = messages(language)
    held = [book._by_id[i] for i in answer["principles"]]
    rows = [{**{key: one[key] for key in keys}, "how": _words_of(one, words)} for one in held]
    return Table({key: [one[key] for one in rows] for key in keys}, title=f"principles ({USE})")
