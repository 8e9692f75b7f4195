"""The literature model as a transformer and as a classifier: it learns nothing from X and y."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.defaults import HORIZON_DAYS
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, ColumnLike, FrameLike
from backrisk.risk.literature import literature_model

_GIVEN = ("log_hazard_ratio", "risk", "coverage")


class _Literature(BaseEstimator):  # type: ignore[misc]
    """Rows are frames whose columns are factors by name; NaN is unknown."""

    outcome: str
    setting: str
    horizon_days: int

    def __sklearn_tags__(self) -> object:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.two_d_array = False  # columns need the names of factors
        tags.no_validation = True
        return tags

    def _learn(self, X: FrameLike) -> None:
        self.model_ = literature_model(self.outcome, self.setting)
        self.feature_names_in_ = np.array(self._names(X), dtype=object)
        self.n_features_in_ = len(self.feature_names_in_)

    def _names(self, X: FrameLike) -> list[str]:
        if isinstance(X, np.ndarray) or (not hasattr(X, "columns") and not hasattr(X, "keys")):
            raise _core.InvalidArgument("X must be a frame whose columns are factors by name")
        return list(_tables.columns_of(X, "X"))

    def _scores(self, X: FrameLike) -> Table:
        check_is_fitted(self)
        names = self._names(X)
        if names != self.feature_names_in_.tolist():
            raise ValueError(f"X has columns {names}, but was fitted with {self.feature_names_in_.tolist()}")
        return self.model_.score_rows(X, self.horizon_days)


class LiteratureFeatures(TransformerMixin, _Literature):  # type: ignore[misc]
    """What the literature says of each row, as columns for another model.

    Parameters
    ----------
    outcome, setting
        As `br.literature_model`.
    horizon_days : int
        Of the risk.

    Notes
    -----
    `transform` answers (n, 3): the log hazard ratio against the average member, the risk, and the coverage,
    as `Model.score_rows` has them. Nothing is learned from the data, so that nothing leaks in
    cross-validation. The columns of X are factors by name; NaN is unknown; X must be a frame.

    Examples
    --------
    >>> X = {"previous_episode": [1.0, 0.0], "smoker": [0.0, 1.0]}
    >>> LiteratureFeatures().fit(X).transform(X).shape
    (2, 3)
    """

    def __init__(
        self, outcome: str = "any_episode", setting: str = "athletes", horizon_days: int = HORIZON_DAYS
    ) -> None:
        self.outcome = outcome
        self.setting = setting
        self.horizon_days = horizon_days

    def fit(self, X: FrameLike, y: object = None) -> LiteratureFeatures:
        """Takes the names of the columns; `y` is not used."""
        self._learn(X)
        return self

    def transform(self, X: FrameLike) -> npt.NDArray[np.float64]:
        """(n, 3): log hazard ratio, risk, coverage."""
        found = self._scores(X)
        return np.column_stack([np.log(found["hazard_ratio"]), found["risk"], found["coverage"]])

    def get_feature_names_out(self, input_features: object = None) -> Array:
        """Names of the three columns."""
        return np.array([f"literature_{name}" for name in _GIVEN], dtype=object)


class LiteratureClassifier(ClassifierMixin, _Literature):  # type: ignore[misc]
    """The literature's risk over the horizon as the probability of the second class.

    Parameters
    ----------
    outcome, setting
        As `br.literature_model`.
    horizon_days : int
        Of the risk.
    threshold : float
        The risk from which `predict` answers the second class. No threshold is right for everybody: choose it
        by net benefit (`br.validate.decision_curve`).

    Notes
    -----
    `fit` takes the classes from y (two, the second is the event) and learns nothing else; put it into
    `CalibratedClassifierCV` to correct its level. Columns of X as in `LiteratureFeatures`.

    Examples
    --------
    >>> X = {"previous_episode": [1.0, 0.0], "smoker": [0.0, 1.0]}
    >>> p = LiteratureClassifier().fit(X, [0, 1]).predict_proba(X)[:, 1]
    >>> bool(p[0] > p[1])
    True
    """

    def __init__(
        self,
        outcome: str = "any_episode",
        setting: str = "athletes",
        horizon_days: int = HORIZON_DAYS,
        threshold: float = 0.1,
    ) -> None:
        self.outcome = outcome
        self.setting = setting
        self.horizon_days = horizon_days
        self.threshold = threshold

    def fit(self, X: FrameLike, y: ColumnLike) -> LiteratureClassifier:
        """Takes the names of the columns and the two classes."""
        self._learn(X)
        self.classes_ = np.unique(np.asarray(y))
        if len(self.classes_) != 2:
            raise ValueError(f"y must have two classes, not {len(self.classes_)}: {self.classes_}")
        return self

    def predict_proba(self, X: FrameLike) -> npt.NDArray[np.float64]:
        """Probability of each class, a row each: (n, 2)."""
        risk = np.asarray(self._scores(X)["risk"])
        return np.column_stack([1 - risk, risk])

    def predict(self, X: FrameLike) -> Array:
        """The second class where the risk is at least `threshold`."""
        yes = self.predict_proba(X)[:, 1] >= self.threshold
        return np.asarray(self.classes_)[yes.astype(np.intp)]
