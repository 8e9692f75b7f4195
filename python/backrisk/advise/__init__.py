"""What can be done with an assessment: exercises, the effect of a change, what drives the risk.

What to use when:

- which exercises suit a person today, and why: `exercises_for`; advice beyond single exercises: `principles`
- what each exercise asks of the back: `exercises`; what a rule may ask for: `facts`
- what raises a person's score and could change: `drivers`
- the effect of a change that was tried in trials: `what_if`; of all of them: `what_ifs`; the list:
  `interventions`
- what an assessment's card says about it, in sentences for a patient or for a professional: `next_steps`
- the words as data, for another language: `messages`
- load and risk of a planned diary: `project`; a progression that reaches a goal within limits: `plan`;
  sets by exercise beside it, within a spine dose: `plan_sets`
- after an episode, go on, repeat the week or step back: `return_step`; its rules: `return_rules`
- the rules, and your own on top of them: `rules`, `read_rules`
- who has rated the rules: `release_status`; the situations they are held to: `vignettes`, `said`; a form for
  two raters and their agreement: `rating_form`, `agreement`

Everything here is information for a professional's judgement; not a diagnosis and not a clearance.
"""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.records import MeasureInfo
from backrisk._shared.words import messages
from backrisk.advise.card_advice import next_steps
from backrisk.advise.changes import WhatIf, interventions, what_if, what_ifs
from backrisk.advise.driver_list import drivers
from backrisk.advise.plan_task import DEFAULTS as PLAN_LIMITS
from backrisk.advise.planning import Plan, plan
from backrisk.advise.projection import Projection, project
from backrisk.advise.ratings import Agreement, agreement, rating_form, release_status, said, vignettes
from backrisk.advise.return_to_training import ReturnStep, return_rules, return_step
from backrisk.advise.rule_tables import Rules, read_rules, rules
from backrisk.advise.set_plan import SetPlan, plan_sets
from backrisk.advise.verdicts import USE, Verdicts, exercises, exercises_for, facts, principles

__all__ = [
    "PLAN_LIMITS",
    "USE",
    "Agreement",
    "Plan",
    "Projection",
    "ReturnStep",
    "Rules",
    "SetPlan",
    "Verdicts",
    "WhatIf",
    "agreement",
    "drivers",
    "exercises",
    "exercises_for",
    "facts",
    "interventions",
    "measures",
    "messages",
    "next_steps",
    "plan",
    "plan_sets",
    "principles",
    "project",
    "rating_form",
    "read_rules",
    "release_status",
    "return_rules",
    "return_step",
    "rules",
    "said",
    "vignettes",
    "what_if",
    "what_ifs",
]


def measures() -> list[MeasureInfo]:
    """The numbers of this area: name, unit, formula, source, doi, status and the test that holds each.

    >>> measures()[0].name
    'advise.what_if'
    """
    return _core.advise.measures()
