"""Does this metric add anything here? Nested models with and without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, as_matrix
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, FrameLike, LabelsLike
from backrisk.fit.glm_fit import GlmFit, glm
from backrisk.validate.discrimination import auc_test
from backrisk.validate.resampling import bootstrap_rows
from backrisk.validate.rows import (
    LEVEL,
    MOST_REPLICATES,
    NOBODY,
    Estimate,
    codes_of,
    estimate,
    weights_of,
    whole,
)

NESTED = (
    "the interval of a difference between nested models fitted to the same rows is too wide (Demler 2012)"
)


@dataclass(frozen=True)
class AddedValue:
    """What new columns add to a model; made by `added_value`.

    Attributes
    ----------
    rows, events : int
    likelihood_ratio, df, p
        Test of the new columns.
    wald, wald_p : float
        Of the sandwich, which holds together the rows of one person.
    new_information : float
        Share of the larger model's likelihood ratio that the old columns do not have.
    auc, scaled_brier : tuple of three Estimate
        Base, with new, difference, in these rows.
    corrected : dict of str to float
        The two differences after what fitting to these rows made of them is taken off.
    replicates : int
    note : str
    """

    rows: int
    events: int
    likelihood_ratio: float
    df: int
    p: float
    wald: float
    wald_p: float
    new_information: float
    auc: tuple[Estimate, Estimate, Estimate]
    scaled_brier: tuple[Estimate, Estimate, Estimate]
    corrected: dict[str, float]
    replicates: int
    note: str

    def table(self) -> Table:
        """A row for AUC and one for scaled Brier.

        Returns
        -------
        Table
            metric, base, with_new, difference, low, high, corrected.
        """
        both = (("auc", self.auc), ("scaled_brier", self.scaled_brier))
        columns = {
            "metric": [name for name, _ in both],
            "base": [base.value for _, (base, _, _) in both],
            "with_new": [new.value for _, (_, new, _) in both],
            "difference": [gap.value for _, (_, _, gap) in both],
            "low": [gap.low for _, (_, _, gap) in both],
            "high": [gap.high for _, (_, _, gap) in both],
            "corrected": [self.corrected[name] for name, _ in both],
        }
        return Table(columns, title=f"added value, likelihood ratio p = {self.p:.3g}")


def added_value(
    event: ColumnLike,
    base: FrameLike | ColumnLike | FloatMatrix,
    new: FrameLike | ColumnLike | FloatMatrix,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    replicates: int = 200,
    seed: int = 0,
    level: float = LEVEL,
) -> AddedValue:
    """What `new` columns add to `base`, by logistic regression with and without them.

    The test is the likelihood ratio 2 (l1 - l0), chi-square with j df; new_information = 1 - LR0 / LR1.

    Parameters
    ----------
    event : column of n
        0 or 1; nothing may be missing: choose rows first.
    base : n x k (array, dict or frame), or column of n
        Columns of the old model; or the probabilities of a model that exists, in (0, 1), whose logit is the
        only column and is refitted, so that `new` earns nothing by mending its calibration.
    new : n x j, or column of n
        The new columns.
    weights : column of n, optional
        Not negative; then p is no test: read `wald_p`.
    groups : labels of n, optional
        The person of each row; then p is too small: read `wald_p`, of the sandwich over persons.
    replicates : int
        Samples of rows or persons in which both models are refitted for `corrected`; 0: NaN. At most a
        million.
    seed : int
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    AddedValue
        The difference of AUCs has DeLong's interval, known to be too wide when models are nested and new
        columns add nothing: no test.

    Raises
    ------
    InvalidArgument
        For a bad column or option.
    NumericError
        Where columns determine each other or the outcome.

    References
    ----------
    Wilks 1938, doi:10.1214/aoms/1177732360; Harrell 2015, doi:10.1007/978-3-319-19425-7; DeLong 1988,
    doi:10.2307/2531595; Demler 2012, doi:10.1002/sim.5328.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> x, noise = random.normal(size=(2, 400))
    >>> y = random.random(400) < 1 / (1 + np.exp(-x))
    >>> found = added_value(y, {"x": x}, {"noise": noise}, replicates=20)
    >>> found.df, found.p > 0.05, bool(found.corrected["auc"] < 0.01)
    (1, True, True)
    """
    y = as_column(event, "event")
    draws = whole("added_value", "replicates", replicates, 0, MOST_REPLICATES)
    old, more = _base(base, len(y)), as_matrix(new, "new")[0]
    if len(old) != len(y) or len(more) != len(y):
        raise _core.InvalidArgument(
            f"added_value: base has {len(old)} rows and new {len(more)}, but both must have {len(y)}"
        )
    both = np.column_stack([old, more])
    w = weights_of(weights)
    small, large = _fits(y, old, both, w, groups)
    p0, p1 = small.predict(old).mean, large.predict(both).mean
    ratio = 2 * (large.log_likelihood - small.log_likelihood)
    explained = 2 * (large.log_likelihood - large.null_log_likelihood)
    df = more.shape[1]
    coef, covariance = large.coef[-df:], large.covariance[-df:, -df:]
    wald = float(coef @ np.linalg.solve(covariance, coef))
    test = auc_test(y, p1, p0, weights=weights, groups=groups, level=level)
    accuracy = _core.validate.scaled_brier_paired(y, p0, p1, w, codes_of(groups, len(y)), level)
    corrected, lost = _corrected(y, old, both, w, groups, draws, seed)
    gains = {"auc": test.difference.value, "scaled_brier": accuracy.difference.value}
    notes = [NESTED, f"{lost} of {draws} samples could not be fitted" if lost else ""]
    notes.append("read wald_p, not p: rows have persons or weights" if groups is not None or len(w) else "")
    return AddedValue(
        len(y), int(y.sum()), ratio, df, _core.validate.chi_square_tail(ratio, df),
        wald, _core.validate.chi_square_tail(wald, df), 1 - (explained - ratio) / explained,
        (test.second, test.first, test.difference),
        (estimate(accuracy.first), estimate(accuracy.second), estimate(accuracy.difference)),
        {name: gains[name] - off for name, off in zip(gains, corrected, strict=True)},
        draws, "; ".join(note for note in notes if note),
    )  # fmt: skip


def _base(base: FrameLike | ColumnLike | FloatMatrix, size: int) -> npt.NDArray[np.float64]:
    """Columns as they are; one column of probabilities without a name as its logit."""
    matrix = as_matrix(base, "base")[0]
    named = hasattr(base, "keys") or hasattr(base, "columns")
    if named or np.ndim(cast(npt.ArrayLike, base)) != 1:
        return matrix
    if not ((matrix > 0) & (matrix < 1)).all():
        raise _core.InvalidArgument(
            "added_value: base is one column without a name, so that it must be probabilities, between 0 and "
            "1, ends excluded; give other columns as a dict or with two dimensions"
        )
    return np.asarray(np.log(matrix) - np.log1p(-matrix))


def _fits(
    y: FloatColumn, old: FloatMatrix, both: FloatMatrix, w: FloatColumn, groups: LabelsLike | None
) -> tuple[GlmFit, GlmFit]:
    """The two models; the covariance of the second is the sandwich over persons, where there are any."""
    weights = w if len(w) else None
    covariance = "cluster" if groups is not None else "sandwich" if len(w) else "model"
    return glm(old, y, weights=weights), glm(both, y, weights=weights, clusters=groups, covariance=covariance)  # type: ignore[arg-type]


def _corrected(
    y: FloatColumn,
    old: FloatMatrix,
    both: FloatMatrix,
    w: FloatColumn,
    groups: LabelsLike | None,
    replicates: int,
    seed: int,
) -> tuple[FloatColumn, int]:
    """Mean optimism of the two differences, and in how many samples a model could not be fitted."""
    gaps: list[FloatColumn] = []
    lost = 0

    def gain(event: FloatColumn, p0: FloatColumn, p1: FloatColumn, weight: FloatColumn) -> FloatColumn:
        areas = _core.validate.auc_covariance(event, [p0, p1], weight, NOBODY).value
        accuracy = _core.validate.scaled_brier_paired(event, p0, p1, weight, NOBODY)
        return np.array([areas[1] - areas[0], accuracy.difference.value])

    drawn = bootstrap_rows(len(y), replicates, groups=groups, seed=seed) if replicates else iter(())
    for rows in drawn:
        weight = w[rows] if len(w) else w
        try:
            small, large = _fits(y[rows], old[rows], both[rows], weight, None)
            inside = gain(y[rows], small.predict(old[rows]).mean, large.predict(both[rows]).mean, weight)
            gaps.append(inside - gain(y, small.predict(old).mean, large.predict(both).mean, w))
        except (_core.InvalidArgument, _core.NumericError):
            lost += 1
    return (np.mean(gaps, axis=0) if gaps else np.full(2, np.nan)), lost
