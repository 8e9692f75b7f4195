"""What happened before: episodes, time since recovery, conditions, red flags, questionnaires.

What to use when:

- a table of pain episodes and days to score: `episode_states`, then `recency` on its `since_recovery`
- a condition typed by a person, or a clinical code: `condition`; all of them: `conditions`, `codes`; those
  of a person on a day: `conditions_on`
- findings of an interview, before any score: `red_flags`; its rules: `flag_rules`; whom all of
  this was made for: `intended_use`
- answers of a questionnaire: `start_back`, `orebro_short`, `oswestry`, `roland_morris`, `fabq`, `tampa`,
  `ostrc_o`, `ostrc_o2`, `pain_rating`; licences, ranges and sources: `instruments`
- a published logistic model whose coefficients you have: `LogisticEquation`; `pickup` is an empty one
"""

from __future__ import annotations

from backrisk.history.answers import Score
from backrisk.history.equations import LogisticEquation, pickup
from backrisk.history.gate import LEVELS, Findings, Flag, Triage, red_flags
from backrisk.history.gate_rules import flag_rules, intended_use
from backrisk.history.questionnaires import (
    fabq,
    instruments,
    orebro_short,
    ostrc_o,
    ostrc_o2,
    oswestry,
    pain_rating,
    roland_morris,
    start_back,
    start_back_group,
    tampa,
)
from backrisk.history.record import (
    EpisodeStates,
    codes,
    condition,
    conditions,
    conditions_on,
    episode_states,
    measures,
    recency,
)

__all__ = [
    "LEVELS",
    "EpisodeStates",
    "Findings",
    "Flag",
    "LogisticEquation",
    "Score",
    "Triage",
    "codes",
    "condition",
    "conditions",
    "conditions_on",
    "episode_states",
    "fabq",
    "flag_rules",
    "instruments",
    "intended_use",
    "measures",
    "orebro_short",
    "ostrc_o",
    "ostrc_o2",
    "oswestry",
    "pain_rating",
    "pickup",
    "recency",
    "red_flags",
    "roland_morris",
    "start_back",
    "start_back_group",
    "tampa",
]
