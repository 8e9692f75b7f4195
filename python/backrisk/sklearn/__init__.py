"""Models of `br.fit` and of the literature for scikit-learn: pipelines, cross-validation, calibration.

What to use when:

- a yes or no with covariates of your own, with a prior or without: `GLMClassifier`
- time to an event, with scikit-survival's structured outcome: `CoxSurvival`
- what the literature says of a row as a column for another model: `LiteratureFeatures`
- the literature's risk as a classifier that learns nothing, to compare with or to calibrate:
  `LiteratureClassifier`

The estimators of `br.fit` say more of a fit (profiles, robust covariances, residuals): it is in `.fit_`.
"""

from backrisk.sklearn.estimators import CoxSurvival, GLMClassifier
from backrisk.sklearn.literature import LiteratureClassifier, LiteratureFeatures

__all__ = ["CoxSurvival", "GLMClassifier", "LiteratureClassifier", "LiteratureFeatures"]
