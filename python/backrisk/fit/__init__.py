"""Estimation from your own data.

What to use when:

- a yes-or-no outcome, a count or a measurement a row: `glm`; person-days with few events: family "poisson"
  with `offset=log(days)`, or binomial with the cloglog link, whose coefficients are log hazard ratios;
- an outcome in ordered categories (severity, recovery): `ordinal`; in categories without order:
  `multinomial`;
- several rows of one person: `glm(..., clusters=person)`, so that the errors do not pretend independence;
  daily or weekly outcomes of the same people: `gee` (over a population), `random_intercept` (in a person);
- many columns of which few may matter: `elastic_net`, with cross-validation by person;
- time to an event, with entry and exit, recurrent events, covariates that change: `cox`; people who differ in
  ways no column says: `cox(..., frailty=person)`; survival without a model: `kaplan_meier`;
- covariates that change on known days: `counting_process` makes the start-stop rows, `split_follow_up` cuts
  follow-up at times, `check_follow_up` finds rows of a person that overlap;
- ends that exclude each other (pain, another injury, leaving): `cumulative_incidence`, by columns `fine_gray`;
  do groups differ in time to an event: `log_rank`;
- cases with their own controls, or a person's hazard hours against his own other hours:
  `conditional_logistic`;
- a curve instead of a line: `natural_spline` (straight beyond the data), `restricted_cubic_spline`, or
  `p_spline` with the prior `smoothness`; the data choose how smooth a curve or a lagged surface is: `reml`,
  of `cubic_spline` or a penalised cross-basis;
- sites, teams, periods as their own levels: `glm(..., strata=site)`, or `indicators` joined to the columns;
- values are missing: `impute` draws completed tables, `pooled` fits each and joins the fits (`pool` joins
  fits that exist); `missing="drop"` keeps the complete rows and counts the rest;
- events per exposure without a model: `rate`;
- few events, or a column that splits the outcome: `prior=weak_prior()`, a literature `normal_prior`, or
  `firth=True`.

Every fit answers alike: `names`, `coef`, `covariance` (robust where clusters were given) and
`naive_covariance`, `standard_error`, `log_likelihood`, `null_log_likelihood`, `aic`, `n_rows`, `n_events`,
`interval()`, `likelihood_ratio()`, `summary()`. What cannot be estimated is an error that names the
columns, not a large number; a covariance that cannot be had is NaN, with a `reason`. How long a fit may
take, on how many threads and whom it tells is one object, `Control`.
"""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.design import indicators
from backrisk._shared.prior import Prior, normal_prior, ridge, weak_prior
from backrisk._shared.records import MeasureInfo
from backrisk.fit.categories import CategoryFit, CategoryPrediction, multinomial, ordinal
from backrisk.fit.competing import FineGrayFit, fine_gray
from backrisk.fit.cox_fit import CoxFit, Frailty, SurvivalPrediction, cox
from backrisk.fit.elastic_net import ElasticNet, PathValidation, elastic_net
from backrisk.fit.follow_up import check_follow_up, counting_process, split_follow_up
from backrisk.fit.glm_fit import GlmFit, glm
from backrisk.fit.imputation import Imputations, impute, pooled
from backrisk.fit.incidence import IncidenceCurve, LogRank, cumulative_incidence, log_rank
from backrisk.fit.matched import ConditionalFit, Pooled, conditional_logistic, pool, rate
from backrisk.fit.prediction import Prediction
from backrisk.fit.repeated import GeeFit, RandomInterceptFit, gee, random_intercept
from backrisk.fit.results import ChiSquareTest, Control, Fit
from backrisk.fit.smooth import CubicSpline, SmoothFit, cubic_spline, reml
from backrisk.fit.splines import (
    SplineBasis,
    b_spline,
    natural_spline,
    p_spline,
    restricted_cubic_spline,
    smoothness,
)
from backrisk.fit.strata import Strata
from backrisk.fit.survival import SurvivalCurve, kaplan_meier

__all__ = [
    "CategoryFit",
    "CategoryPrediction",
    "ChiSquareTest",
    "ConditionalFit",
    "Control",
    "CoxFit",
    "CubicSpline",
    "ElasticNet",
    "FineGrayFit",
    "Fit",
    "Frailty",
    "GeeFit",
    "GlmFit",
    "Imputations",
    "IncidenceCurve",
    "LogRank",
    "PathValidation",
    "Pooled",
    "Prediction",
    "Prior",
    "RandomInterceptFit",
    "SmoothFit",
    "SplineBasis",
    "Strata",
    "SurvivalCurve",
    "SurvivalPrediction",
    "b_spline",
    "check_follow_up",
    "conditional_logistic",
    "counting_process",
    "cox",
    "cubic_spline",
    "cumulative_incidence",
    "elastic_net",
    "fine_gray",
    "gee",
    "glm",
    "impute",
    "indicators",
    "kaplan_meier",
    "log_rank",
    "measures",
    "multinomial",
    "natural_spline",
    "normal_prior",
    "ordinal",
    "p_spline",
    "pool",
    "pooled",
    "random_intercept",
    "rate",
    "reml",
    "restricted_cubic_spline",
    "ridge",
    "smoothness",
    "split_follow_up",
    "weak_prior",
]


def measures() -> list[MeasureInfo]:
    """Every method here with its formula, source, status and the test that reproduces it.

    >>> [row.name for row in measures()][:2]
    ['fit.glm', 'fit.glm firth']
    """
    return _core.fit.measures()
