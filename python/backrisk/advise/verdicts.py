"""Exercises for a person; see `backrisk.advise` for which function to use when."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import numpy as np

from backrisk import _core
from backrisk._shared.columns import as_number
from backrisk._shared.options import Maybe
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import DateLike
from backrisk._shared.words import Language, messages
from backrisk.advise.rule_tables import Rules, read_rules, table_of
from backrisk.history import Findings, Triage
from backrisk.history.gate import Audience, check_audience, findings, triage_of
from backrisk.risk.assessment import Assessment

_a = _core.advise
USE = _core.risk.intended_use
_NOT_AT_RISK = "inside an episode or its wash-out"
_RECOVERY_DAYS = 28
_CONDITIONS = frozenset(one.name for one in _core.history.conditions())
_EXERCISE = (
    "exercise", "pattern", "role", "muscles", *_a.demands, "equipment", "easier", "harder", "load_low",
    "load_high", "load_unit", "load_of", "load_reason", "load_source", "load_status",
)  # fmt: skip


class Verdicts(Table):
    """The table of `exercises_for`, with what the gate says of the person in `triage`."""

    __slots__ = ("triage",)

    triage: Triage


def exercises() -> Table:
    """The exercises that advice knows, and what each asks of the low back.

    Returns
    -------
    Table
        exercise, pattern, role, muscles, the demands flexion, extension, rotation, shear, compression, impact
        and speed (none, low, moderate, high), equipment, easier, harder (variants), load_low and load_high in
        load_unit ("N", or "BW" for body weight) with load_of (in whom), load_reason ("no published value"
        where none was read), load_source and load_status. Demands, roles and variants are classes of this
        library ("assumption"); loads are published ones that were read, never remembered ones.

    Examples
    --------
    >>> table = exercises()
    >>> table.row(table["exercise"].tolist().index("walking"))["load_high"]
    2.5
    """
    return table_of(_a.exercises(), _EXERCISE, "exercises")


def facts() -> Table:
    """What a rule may ask for: name, label, kind (always, symptom or condition).

    Examples
    --------
    >>> facts().row(1)
    {'name': 'pain', 'label': 'pain in the low back now', 'kind': 'symptom'}
    """
    return table_of(_a.facts(), ("name", "label", "kind"), "facts")


def known_of(
    assessment: Assessment | None, conditions: Sequence[str], symptoms: Sequence[str]
) -> tuple[Findings, float, str]:
    """The findings of an assessment and those given besides, age and sex."""
    if assessment is not None and not isinstance(assessment, Assessment):
        kind = type(assessment).__name__
        raise _core.InvalidArgument(f"advise: assessment is a {kind}, but must be an Assessment or None")
    told = findings(conditions, symptoms)
    if assessment is None:
        return told, np.nan, "unspecified"
    values = _known_values(assessment)
    found = tuple(name for name, value in values.items() if name in _CONDITIONS and value == 1)
    felt = list(assessment.symptoms)
    recency = values.get("recency_days", np.nan)
    if assessment.reason == _NOT_AT_RISK and np.isnan(recency):
        felt.append("pain")
    if recency < _RECOVERY_DAYS:
        felt.append("recovering")
    female = values.get("female", np.nan)
    sex = "female" if female == 1 else "male" if female == 0 else "unspecified"
    dated = assessment.findings
    bare = (*assessment.conditions, *found)
    here = Findings(tuple(one for one in bare if one not in dated.conditions), tuple(felt))
    return dated + here + told, float(values.get("age_years", np.nan)), sex


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
    told: Findings, age_years: float, sex: str, rules: Rules, lead: str = "guideline"
) -> _core.advise.Advice:
    """The core's answer for everything that is known."""
    return rules._book.advice(
        conditions=list(told.conditions),
        symptoms=list(told.symptoms),
        age_years=age_years,
        sex=sex,
        lead=lead,
        **told.arguments(),
    )


def exercises_for(
    assessment: Assessment | None = None,
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    rules: Rules | str | os.PathLike[str] | None = None,
    *,
    only: Sequence[str] = (),
    age_years: Maybe = None,
    sex: str | None = None,
    onset_days: Mapping[str, float] | None = None,
    since: Mapping[str, DateLike | None] | None = None,
    reviewed: Mapping[str, DateLike | bool | None] | None = None,
    day: object = None,
    lead: str = "guideline",
    language: Language = "en",
    audience: Audience = "patient",
) -> Verdicts:
    """A verdict for each exercise, with the rule that decided and every rule that spoke.

    The gate comes first (`history.red_flags`, whose answer is `.triage`): an emergency and care on the same
    day stop every exercise, a prompt review those of more than low demand and changes the rest, a talk
    changes those of more than low demand. Then the strictest rule decides. Demand decides, not the name of an
    exercise: one that asks for at least as much as another in every class (`exercises`) is never judged
    milder. Adding a condition, a symptom, or newness never makes a verdict milder; a review never stricter.

    Parameters
    ----------
    assessment
        Its conditions, symptoms, age and sex count, where none are given.
    conditions, symptoms, age_years, sex, onset_days, since, reviewed, day
        As in `history.red_flags`.
    rules
        None, `Rules`, or the path of a file for `read_rules`.
    only
        Names of some exercises.
    lead
        "guideline" counts a ban of the clinic's article as "modify", as guidelines have it; "strictest" takes
        it as it is. Both are shown either way.
    language, audience
        The words of `how`; "professional" leaves text directed to patients out.

    Returns
    -------
    Verdicts
        exercise, verdict (suitable, modify or not_now), how (words for the patient), rule (id), reason,
        origin (article, guideline, expert, own; gate), source, status, certainty, like (the less demanding
        exercise that the rule is about), instead (an easier variant with a milder verdict), disputed (article
        and guidelines differ), every_rule ("A17 article: not_now; G03 ...").

    Raises
    ------
    InvalidArgument
        For an unknown name, with the nearest ones, and as `history.red_flags`.

    Notes
    -----
    Sources: each rule's own (`rules`). Information for a professional's judgement; not a diagnosis and not a
    clearance.

    Examples
    --------
    >>> table = exercises_for(symptoms=["pain"], only=["squats", "walking"])
    >>> table["verdict"].tolist(), table["disputed"].tolist(), table.triage.level
    (['modify', 'suitable'], [True, False], 'none_reported')
    """
    check_audience(audience)
    book = rules_of(rules)
    wanted = [_a.exercise(one) for one in ([only] if isinstance(only, str) else only)]
    told, known_age, known_sex = known_of(assessment, (), ())
    told = told + findings(conditions, symptoms, onset_days, since, reviewed, day)
    age = known_age if age_years is None else as_number("age_years", age_years)
    answer = decide(told, age, sex or known_sex, book, lead)
    triage = triage_of(answer.triage, language, audience)
    by_name = {one.exercise: one for one in answer.exercises}
    chosen = [by_name[name] for name in wanted] if wanted else answer.exercises
    words = messages(language)
    rows = [_row(one, book, triage, words) for one in chosen]
    if audience == "professional":
        rows = [{**row, "how": ""} for row in rows]
    table = Verdicts(
        {key: [row[key] for row in rows] for key in rows[0]}, title=f"exercises for this person ({USE})"
    )
    table.triage = triage
    return table


def _words_of(rule: Row, words: Mapping[str, str]) -> str:
    """The patient's words of a rule; a professional's own stand as written."""
    said: str = rule["how"]
    return said if rule["origin"] == "own" else words.get(f"rule.{rule['rule']}", said)


def _row(one: _core.advise.ExerciseVerdict, book: Rules, triage: Triage, words: Mapping[str, str]) -> Row:
    rule: Row
    if one.by_gate:
        rule, reason, how = _GATE, "; ".join(flag.text for flag in triage.flags), triage.advice
    elif not one.rule:
        rule, reason, how = _NO_RULE, "no rule holds for it", words["rule.none"]
    else:
        rule = book._by_id[one.rule]
        reason, how = f"{rule['label']}: {rule['reason'] or rule['how']}", _words_of(rule, words)
    said = (f"{i} {book._by_id[i]['origin']}: {book._by_id[i]['verdict']}" for i in one.fired)
    return {
        "exercise": one.exercise,
        "verdict": one.verdict,
        "how": how,
        "rule": "red flag" if one.by_gate else one.rule,
        "reason": reason,
        **{key: rule[key] for key in ("origin", "source", "status", "certainty")},
        "like": one.like,
        "instead": one.instead,
        "disputed": one.disputed,
        "every_rule": "; ".join(said),
    }


_GATE = {
    "origin": "gate",
    "source": "Finucane 2020 J Orthop Sports Phys Ther 50:350 (level: assumption)",
    "status": "assumption",
    "certainty": "low",
}
_NO_RULE = {"origin": "", "source": "", "status": "", "certainty": ""}


def principles(
    assessment: Assessment | None = None,
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    rules: Rules | str | os.PathLike[str] | None = None,
    *,
    language: Language = "en",
) -> Table:
    """Advice that is about no single exercise: rule, how, reason, origin, source, doi, status, certainty.

    Examples
    --------
    >>> principles().row(0)["how"]
    'Talk to a health expert before you start.'
    """
    book = rules_of(rules)
    answer = decide(*known_of(assessment, conditions, symptoms), book)
    keys = ("rule", "how", "reason", "origin", "source", "doi", "status", "certainty")
    words = messages(language)
    held = [book._by_id[i] for i in answer.principles]
    rows = [{**{key: one[key] for key in keys}, "how": _words_of(one, words)} for one in held]
    return Table({key: [one[key] for one in rows] for key in keys}, title=f"principles ({USE})")
