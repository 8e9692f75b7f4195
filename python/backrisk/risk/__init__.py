"""The hazard model: the chance of a low-back episode over a horizon, with an interval and an explanation.

What to use when:

- a model from the literature, without data of your own: `literature_model`; with other choices: `compose`
- a factor, effects or an incidence of your own: `compose` with `Factor`, `Baseline` and
  `evidence.read_effects`; what rests on one source: `Model.without`, `Model.source_influence`
- one person from numbers at hand: `Model.assess_row`; the answer is an `Assessment`
- two people, or one person on two days: `Model.compare`, `Model.change`; the answer is a `Comparison`
- the level of your own place: `Model.anchored`; what to ask next: `Assessment.worth_knowing`
- what the model knows, and from where: `Model.factors`, `.coefficients`, `.ledger`, `.triggers`
- a model that has learned from your own cohort: `Model.update`, then `Model.moved()`
- a model as a file that can be read, compared and sent: `Model.save`, `load_model`; as a label: `to_text`

The model, with a coefficient a column of phi and c the population's mean:

    hazard a day  = exp(log_daily_hazard + sum of beta (phi(x) - c)) + triggers
    risk          = 1 - exp(-sum of the hazard over the horizon)

A factor that is not known carries the spread of the population, given what is known: it never means
"healthy". Every answer names outcome, population and horizon, and says how far the model has been
validated.
"""

from __future__ import annotations

from backrisk.factor.schema import Evidence, Factor, Population, Transform
from backrisk.risk.assessment import Assessment
from backrisk.risk.comparison import Comparison
from backrisk.risk.learning import Updated
from backrisk.risk.literature import Baseline, compose, literature_model, load_model, measures
from backrisk.risk.model import Model

__all__ = [
    "Assessment",
    "Baseline",
    "Comparison",
    "Evidence",
    "Factor",
    "Model",
    "Population",
    "Transform",
    "Updated",
    "compose",
    "literature_model",
    "load_model",
    "measures",
]
