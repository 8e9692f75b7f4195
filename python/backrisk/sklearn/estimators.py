"""Estimators on `br.fit`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.prior import PriorLike
from backrisk._shared.typing import Array, ColumnLike, MatrixLike
from backrisk.fit import Control, cox, glm
from backrisk.validate import concordance


class GLMClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A binomial generalised linear model as a classifier of two classes.

    Parameters
    ----------
    link : {"logit", "probit", "cloglog"}
        The link; cloglog makes coefficients log hazard ratios.
    prior : Prior or float or None
        As in `br.fit.glm`; a number is a ridge, the intercept stays free. The default is weak (precision 1e-3
        a column), so that separated data have a fit; None is maximum likelihood, which raises there.
    fit_intercept : bool
        Whether the model has an intercept.
    max_iter : int
        Newton steps at most.

    Attributes
    ----------
    classes_ : array of shape (2,)
    coef_ : array of shape (1, n_features)
    intercept_ : array of shape (1,)
    n_iter_ : int
    fit_ : GlmFit
        What `br.fit.glm` answered, with summary, intervals and covariances.

    Notes
    -----
    Source: McCullagh & Nelder 1989, doi 10.1007/978-1-4899-3242-6. Missing values raise, as in `br.fit.glm`.

    Examples
    --------
    >>> X, y = [[0.0], [1.0], [2.0], [3.0], [1.0], [2.0]], ["no", "no", "yes", "yes", "yes", "no"]
    >>> GLMClassifier(prior=None).fit(X, y).predict([[0.0], [3.0]]).tolist()
    ['no', 'yes']
    """

    def __init__(
        self, link: str = "logit", prior: PriorLike = 1e-3, fit_intercept: bool = True, max_iter: int = 100
    ) -> None:
        self.link = link
        self.prior = prior
        self.fit_intercept = fit_intercept
        self.max_iter = max_iter

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def fit(self, X: MatrixLike, y: ColumnLike, sample_weight: ColumnLike | None = None) -> GLMClassifier:
        """Fits the model to rows `X` and their classes `y`; weights multiply the log-likelihood of a row."""
        x, classes = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(classes)
        self.classes_, code = np.unique(classes, return_inverse=True)
        if len(self.classes_) > 2:
            count = len(self.classes_)
            raise ValueError(f"Only binary classification is supported: the number of classes is {count}")
        weights = None if sample_weight is None else _weights(sample_weight, len(x))
        if weights is not None and not weights.any():
            raise _core.InvalidArgument("GLMClassifier: every sample weight is zero")
        if len(np.unique(code if weights is None else code[weights > 0])) < 2:
            raise _core.InvalidArgument("GLMClassifier: y has one class, but must have two")
        names = getattr(self, "feature_names_in_", [f"x{j + 1}" for j in range(x.shape[1])])
        self.fit_ = glm(
            {str(name): x[:, j] for j, name in enumerate(names)}, code.astype(np.float64), family="binomial",
            link=self.link, prior=self.prior, weights=weights, intercept=self.fit_intercept,  # type: ignore[arg-type]
            control=Control(iterations=max(1, int(self.max_iter))),
        )  # fmt: skip
        lead = int(self.fit_intercept)
        self.coef_ = self.fit_.coef[lead:].reshape(1, -1)
        self.intercept_ = self.fit_.coef[:lead] if lead else np.zeros(1)
        self.n_iter_ = max(1, self.fit_.iterations)
        return self

    def decision_function(self, X: MatrixLike) -> npt.NDArray[np.float64]:
        """The linear predictor less that of a probability of one half: positive for the second class."""
        return self._linear(X) - (np.log(np.log(2.0)) if self.link == "cloglog" else 0.0)

    def _linear(self, X: MatrixLike) -> npt.NDArray[np.float64]:
        check_is_fitted(self)
        x = validate_data(self, X, dtype=np.float64, reset=False)
        linear: npt.NDArray[np.float64] = x @ self.coef_[0] + self.intercept_[0]
        return linear

    def predict_proba(self, X: MatrixLike) -> npt.NDArray[np.float64]:
        """Probability of each class, a row each: (n, 2)."""
        yes = np.asarray(_core.fit.mean_of("binomial", self.link, self._linear(X)))
        return np.column_stack([1 - yes, yes])

    def predict(self, X: MatrixLike) -> Array:
        """The class whose probability is above one half."""
        yes = self.decision_function(X) > 0
        return np.asarray(self.classes_)[yes.astype(np.intp)]


def _weights(given: ColumnLike | None, rows: int) -> npt.NDArray[np.float64]:
    weights = as_column(given, "sample_weight")
    if weights.shape != (rows,):
        raise ValueError(f"sample_weight.shape == {weights.shape}, expected {(rows,)}")
    return weights


class CoxSurvival(BaseEstimator):  # type: ignore[misc]
    """Cox regression with scikit-survival's structured outcome.

    Parameters
    ----------
    ties : {"efron", "breslow", "exact"}
        As in `br.fit.cox`.
    prior : Prior, float or None
        As in `br.fit.cox`; a number is a ridge.
    max_iter : int
        Newton steps at most.

    Attributes
    ----------
    coef_ : array of shape (n_features,)
        Log hazard ratios.
    event_times_ : array
        Times of events, rising.
    baseline_cumulative_hazard_ : array
        Cumulative hazard of a row of zeros at these times.
    fit_ : CoxFit
        What `br.fit.cox` answered, with residuals and tests; it stays behind when the estimator is pickled.

    Notes
    -----
    `y` is a structured array whose boolean field is the event and whose other field the time of its end, as
    `sksurv.util.Surv` makes it. A third field named `start` is late entry: rows are (start, stop].
    Source: Cox 1972, doi 10.1111/j.2517-6161.1972.tb00899.x.

    Examples
    --------
    >>> y = np.array([(True, 3.0), (True, 9.0), (False, 5.0), (True, 4.0)], [("event", "?"), ("time", "f8")])
    >>> found = CoxSurvival(prior=1.0).fit([[1.0], [0.0], [1.0], [0.0]], y)
    >>> found.predict([[1.0], [0.0]]).round(3).tolist()
    [0.113, 0.0]
    """

    _estimator_type = "survival"

    def __init__(self, ties: str = "efron", prior: PriorLike = None, max_iter: int = 100) -> None:
        self.ties = ties
        self.prior = prior
        self.max_iter = max_iter

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags

    def fit(self, X: MatrixLike, y: ColumnLike) -> CoxSurvival:
        """Fits the model to rows `X` and their structured outcome `y`."""
        x = validate_data(self, X, dtype=np.float64)
        event, stop, start = structured_outcome(y, len(x))
        names = getattr(self, "feature_names_in_", [f"x{j + 1}" for j in range(x.shape[1])])
        self.fit_ = cox(
            {str(name): x[:, j] for j, name in enumerate(names)}, stop, event, start, ties=self.ties,  # type: ignore[arg-type]
            prior=self.prior, control=Control(iterations=max(1, int(self.max_iter))),
        )  # fmt: skip
        self.coef_ = self.fit_.coef
        baseline = self.fit_.baseline()
        self.last_time_ = float(np.max(stop))
        self.event_times_ = np.asarray(baseline["time"], dtype=np.float64)
        self.baseline_cumulative_hazard_ = np.asarray(baseline["cumulative_hazard"], dtype=np.float64)
        self.n_iter_ = max(1, self.fit_.iterations)
        return self

    def predict(self, X: MatrixLike) -> npt.NDArray[np.float64]:
        """The log hazard of each row against a row of zeros: higher is sooner."""
        check_is_fitted(self)
        x = validate_data(self, X, dtype=np.float64, reset=False)
        linear: npt.NDArray[np.float64] = x @ self.coef_
        return linear

    def predict_survival_function(self, X: MatrixLike, times: ColumnLike | None = None) -> npt.NDArray[np.float64]:
        """Survival at `times` (None: `event_times_`), (n, times); as sksurv's with return_array=True."""
        survival: npt.NDArray[np.float64] = np.exp(-self.predict_cumulative_hazard_function(X, times))
        return survival

    def predict_cumulative_hazard_function(
        self, X: MatrixLike, times: ColumnLike | None = None
    ) -> npt.NDArray[np.float64]:
        """Cumulative hazard at `times` (None: `event_times_`), (n, times)."""
        ratio = np.exp(self.predict(X))
        when = self.event_times_ if times is None else np.asarray(times, dtype=np.float64)
        passed = np.searchsorted(self.event_times_, when, side="right")
        hazard: npt.NDArray[np.float64] = np.outer(
            ratio, np.r_[0.0, self.baseline_cumulative_hazard_][passed]
        )
        hazard[:, when > self.last_time_] = np.nan  # beyond the follow-up nothing was seen
        return hazard

    def __getstate__(self) -> dict[str, object]:
        """Without `fit_`: it holds the rows that it was fitted to, which are other people's data."""
        state: dict[str, object] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "fit_"}

    def score(self, X: MatrixLike, y: ColumnLike) -> float:
        """Harrell's concordance of `predict` with the outcome, among those at risk at each event."""
        predicted = self.predict(X)
        event, stop, start = structured_outcome(y, len(predicted))
        return float(concordance(predicted, stop, event, start=start).c.value)


def structured_outcome(y: ColumnLike, rows: int) -> tuple[FloatColumn, FloatColumn, FloatColumn | None]:
    """(event, stop, start or None) of scikit-survival's structured array. ValueError for another one."""
    if y is None:
        raise ValueError("requires y to be passed, but the target y is None")
    array = np.asarray(y)
    names = array.dtype.names or ()
    events = [name for name in names if array.dtype[name].kind == "b"]
    times = [name for name in names if array.dtype[name].kind in "fiu" and name != "start"]
    if len(events) != 1 or len(times) != 1 or len(names) > 3 or array.ndim != 1:
        rule = "must be a structured array with one boolean field (event) and one of numbers (time)"
        raise ValueError(f"y has the fields {names or array.dtype}, but {rule}")
    if len(array) != rows:
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {[rows, len(array)]}")
    start = array["start"].astype(np.float64) if "start" in names else None
    return array[events[0]].astype(np.float64), array[times[0]].astype(np.float64), start
