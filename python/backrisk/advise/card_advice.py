"""What to do next, in a few sentences: the part of an assessment's card that is advice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from backrisk._shared.views import offers
from backrisk._shared.words import Language, messages
from backrisk.advise.changes import stopping_flags, triage_for, what_if, what_ifs
from backrisk.advise.driver_list import drivers
from backrisk.advise.rule_tables import Rules
from backrisk.advise.verdicts import exercises_for, known_of, principles
from backrisk.history import LEVELS, Triage
from backrisk.history.gate import Audience, check_audience, worded
from backrisk.risk.assessment import Assessment

_DRIVERS = 2
_LEAST_RATIO = 1.02
_TRIALS = 1
_NAMES = 6


@offers("Assessment.stops")
def stops(assessment: Assessment) -> bool:
    """A red flag asks for a physician before anything else."""
    return stopping_flags(assessment) is not None


@offers("Assessment.no_score")
def no_score(assessment: Assessment) -> str:
    """Why the gate makes no score for this person; empty where it does."""
    return triage_for(assessment).reason


def gate_advice(assessment: Assessment, audience: Audience = "patient") -> tuple[str, ...]:
    """What the gate asks for, in the words of the audience; empty where nothing was raised."""
    found = triage_for(assessment, audience=audience)
    return (found.advice,) if found.level != LEVELS[0] else ()


@offers("Assessment.next_steps")
def next_steps(
    assessment: Assessment,
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    rules: Rules | str | os.PathLike[str] | None = None,
    *,
    language: Language = "en",
    audience: Audience = "patient",
) -> tuple[str, ...]:
    """What to do next, in sentences: a professional first, what could change, what was tried in trials, and
    which exercises to leave out or to change.

    `audience="professional"` has the clinician's words of drivers, changes and principles, and no text that
    is directed to the person. With a red flag that asks for a physician there is only that. Shows at most
    two `drivers`, the nearest of `what_ifs`, some names of `exercises_for`, and, where a symptom or a
    condition is known, the guidelines' `principles`: to stay active, and when to go to a hospital. Raises as
    those do, and `InvalidArgument` for an unknown audience. Information for a professional's judgement; not a
    diagnosis and not a clearance.

    >>> import backrisk as br
    >>> next_steps(br.literature_model().assess_row({"smoker": 1}), symptoms=["pain"])[0]
    'Talk to a health expert before you change your training.'
    """
    check_audience(audience)
    say = _Speech(language, audience)
    stop = stopping_flags(assessment, conditions, language, audience)
    if stop is not None:
        return _stop_lines(stop, say)
    lines = [say("card.professional_first")]
    raised = drivers(assessment, language=language)
    shown = raised.take(raised["hazard_ratio"] >= _LEAST_RATIO) if len(raised) else raised
    if say.professional:
        lines += [str(words) for words in shown["clinician"][:_DRIVERS]]
    else:
        lines += [say(f"driver.{factor}") for factor in shown["factor"][:_DRIVERS]]
        lines += [say("driver.no_proof")] if len(shown) else []
    if assessment.risk == assessment.risk:
        for name in what_ifs(assessment, conditions)["change"][:_TRIALS]:
            tried = what_if(assessment, str(name), conditions)
            lines.append(tried.clinician(language) if say.professional else tried.sentence(language))
    return (*lines, *_exercise_lines(assessment, conditions, symptoms, rules, say))


@dataclass(frozen=True)
class _Speech:
    """Messages of a language in the words of an audience."""

    language: Language
    audience: str

    @property
    def professional(self) -> bool:
        return self.audience == "professional"

    def __call__(self, message: str, **values: object) -> str:
        return worded(message, messages(self.language), self.audience).format(**values)


def _stop_lines(stop: Triage, say: _Speech) -> tuple[str, ...]:
    """What comes before anything else: the level's advice with its reasons, and whom to see."""
    lines = []
    if stop.level != LEVELS[0]:
        found = "; ".join(one.text for one in stop.flags)
        lines.append(say("card.red_flag", advice=stop.advice, flags=found))
    if stop.whom_to_see and stop.eligibility != "red_flag":
        lines.append(stop.whom_to_see)
    return tuple(lines)


def _exercise_lines(
    assessment: Assessment,
    conditions: Sequence[str],
    symptoms: Sequence[str],
    rules: Rules | str | os.PathLike[str] | None,
    say: _Speech,
) -> list[str]:
    known, _, _ = known_of(assessment, conditions, symptoms)
    if not known.conditions and not known.symptoms:
        return [say("card.tell")]
    table = exercises_for(assessment, conditions, symptoms, rules, language=say.language)
    verdicts = table["verdict"]
    counts = {name: int((verdicts == name).sum()) for name in ("suitable", "modify", "not_now")}
    ruled = counts["modify"] + counts["not_now"]
    lines = [say("card.exercises" if ruled else "card.none_ruled_out", **counts)]
    for verdict in ("not_now", "modify"):
        some = table.take(verdicts == verdict)
        first_of_rule = dict(
            reversed(list(zip(some["rule"].tolist(), some["exercise"].tolist(), strict=True)))
        )
        names = [name for name in some["exercise"].tolist() if name in first_of_rule.values()][:_NAMES]
        if names:
            more = "" if len(names) == len(some) else f" (+{len(some) - len(names)})"
            lines.append(say(f"card.{verdict}", names=", ".join(names) + more))
    general = principles(assessment, conditions, symptoms, rules, language=say.language)
    said = general["reason" if say.professional else "how"][general["origin"] == "guideline"].tolist()
    return [*lines, *(f"{one[0].upper()}{one[1:]}" for one in said)]
