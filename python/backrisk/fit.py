"""Estimation from your own data.

What to use when:

- a yes-or-no outcome, a count or a measurement a row: `glm`; person-days with few events: family "poisson"
  with `offset=log(days)`, or binomial with the cloglog link, whose coefficients are log hazard ratios;
- several rows of one person: `glm(..., clusters=person)`, so that the errors do not pretend independence;
- time to an event, with entry and exit, recurrent events, covariates that change: `cox`;
- few events, or a column that splits the outcome: `prior=weak_prior()`, a literature `normal_prior`, or
  `firth=True`.

Every fit answers with `coef`, `covariance`, `log_likelihood`, `converged`, `summary()` and `predict()`. What
cannot be estimated is an error that names the columns, not a large number.
"""

from __future__ import annotations

from backrisk._cox import CoxFit, Frailty, SurvivalPrediction, cox
from backrisk._glm import GlmFit, Prediction, glm
from backrisk._prior import Prior, normal_prior, ridge, weak_prior

__all__ = [
    "CoxFit",
    "Frailty",
    "GlmFit",
    "Prediction",
    "Prior",
    "SurvivalPrediction",
    "cox",
    "glm",
    "normal_prior",
    "ridge",
    "weak_prior",
]
