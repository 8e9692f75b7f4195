"""Regression of the cumulative incidence of one of several competing ends: `fine_gray`."""

from __future__ import annotations

from typing import Literal, TypedDict, Unpack

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, Rows, complete_rows, rows_of_fit
from backrisk._shared.prior import Prior
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelLike, LabelsLike
from backrisk.fit.glm_fit import MatrixLike
from backrisk.fit.incidence import numbered_causes
from backrisk.fit.results import ChiSquareTest, Control, Fit, as_control, as_prior, check_options

__all__ = ["FineGrayFit", "fine_gray"]


class FineGrayOptions(TypedDict, total=False):
    """What a `fine_gray` is seldom asked; the call's docstring says what each means."""

    missing: Literal["error", "drop"]
    control: Control | None


class FineGrayFit(Fit):
    """A fitted regression of cumulative incidence; made by `fine_gray`.

    Attributes
    ----------
    names : tuple of str
        Columns, in the order of `coef`, the log ratios of the hazard of the subdistribution.
    cause : label
        The end of interest.

    Notes
    -----
    `log_likelihood` is the weighted partial likelihood, of which `likelihood_ratio` has no chi-square
    distribution: it is NaN. `covariance` is Fine and Gray's sandwich.
    """

    ratio_name = "subdistribution hazard ratio"

    def __init__(self, core: _core.fit.FineGrayResult, rows: Rows, cause: object, penalised: bool) -> None:
        super().__init__(core, rows.names, rows, penalised)
        self.cause = cause

    def __repr__(self) -> str:
        ends = f"{self.n_events:.0f} ends of {self.cause!r}, {self.n_competing} others"
        return f"FineGrayFit({len(self.names)} coefficients, {self.n_rows} rows, {ends})"

    def _title(self) -> str:
        return f"Fine-Gray regression, {self.n_events:.0f} ends of {self.cause!r} in {self.n_rows} rows"

    @property
    def reason(self) -> str:
        """Empty: the covariance is always there."""
        return ""

    def likelihood_ratio(self) -> ChiSquareTest:
        """NaN: weighted rows have no likelihood whose ratio is chi-square."""
        found = super().likelihood_ratio()
        return type(found)(float("nan"), found.degrees, float("nan"))

    @property
    def n_competing(self) -> int:
        """Rows with another end."""
        return int(self._core.n_competing)

    def baseline(self) -> Table:
        """A row a time of the end: `time`, `hazard` of the subdistribution at x = 0, `cumulative_hazard`."""
        hazard = np.asarray(self._core.hazard)
        columns = {"time": np.asarray(self._core.time), "hazard": hazard, "cumulative_hazard": np.cumsum(hazard)}
        return Table(columns, title="baseline of the subdistribution at x = 0")

    def predict(self, X: MatrixLike, times: ColumnLike | float) -> FloatMatrix:
        """(n, k) Cumulative incidence of each row of X by each time: 1 - exp(-exp(x b) H(t)).

        NaN beyond the follow-up, and for a row with a missing value. Raises `InvalidArgument` for other columns.
        """
        x = rows_of_fit(X, self.names, "FineGrayFit.predict")
        when: FloatColumn = as_column(np.atleast_1d(times), "times")  # type: ignore[arg-type]
        known = np.searchsorted(self._core.time, when, side="right")
        hazard = np.r_[0.0, np.cumsum(self._core.hazard)][known]
        hazard = np.where(when > self._core.last, np.nan, hazard)
        return np.asarray(-np.expm1(-np.exp(x @ self.coef)[:, None] * hazard[None, :]))


def fine_gray(
    X: MatrixLike,
    stop: ColumnLike,
    cause: LabelsLike,
    of: LabelLike,
    *,
    censored: LabelLike = 0,
    censoring_groups: LabelsLike | None = None,
    prior: Prior | float | None = None,
    **options: Unpack[FineGrayOptions],
) -> FineGrayFit:
    """Fine and Gray's regression: how columns move the cumulative incidence of one end among several.

    F(t; x) = 1 - exp(-exp(x b) H(t)). Rows with another end stay at risk, weighted by the probability of being
    uncensored. Use it to predict; for what acts on the rate of an end fit `cox` with the other ends censored.

    Parameters
    ----------
    X : frame, mapping or array
        n rows by p columns; a row a person, nobody enters late.
    stop : column
        When a row ends, not negative.
    cause, censored : labels, label
        How each row ends, and the label of those that are censored.
    of : label
        The end of interest.
    censoring_groups : labels, optional
        Groups in which people are censored alike (clinics); one unless given.
    prior : Prior or float, optional
        Of the coefficients.
    **options
        `missing` and `control` as for `glm`.

    Returns
    -------
    FineGrayFit
        Log ratios of the hazard of the subdistribution, and cumulative incidence of new rows. With equal times
        ties are Breslow's.

    Raises
    ------
    InvalidArgument
        For bad input, and a cause that no row has.
    NumericError
        For columns that others determine, for separation (both name the columns), and without a maximum.

    References
    ----------
    Fine & Gray 1999, doi 10.1080/01621459.1999.10474144; when to use it: Austin, Lee & Fine 2016, doi
    10.1161/CIRCULATIONAHA.115.017719.

    Examples
    --------
    >>> end = ["pain", "left", "pain", "free", "pain", "left", "pain", "free"]
    >>> heavy, stop = [1, 1, 1, 0, 0, 1, 0, 0], [3, 5, 6, 7, 9, 11, 12, 14]
    >>> found = fine_gray({"heavy": heavy}, stop, end, of="pain", censored="free")
    >>> found
    FineGrayFit(1 coefficients, 8 rows, 4 ends of 'pain', 2 others)
    """
    function = "fit.fine_gray"
    check_options(options, FineGrayOptions.__annotations__, function)
    time = as_column(stop, "stop")
    number, causes = numbered_causes(cause, censored, len(time))
    if of not in causes.tolist():
        known = ", ".join(map(repr, causes.tolist()))
        raise _core.InvalidArgument(f"{function}: of is {of!r}, but must be a cause that rows have: {known}")
    place = causes.tolist().index(of) + 1
    codes = {"cause": np.where(number == 0, 0, np.where(number == place, 1, 2)), "censoring": censoring_groups}
    rows = complete_rows(X, {"stop": time}, codes, options.get("missing", "error"), function)
    given = as_prior(prior, function)
    mean, precision = given.for_columns(rows.x, False) if given is not None else (None, None)
    with rows.choices(function):
        core = _core.fit.fit_fine_gray(
            rows.x,
            **rows.columns,
            **rows.codes,
            prior_mean=mean,
            prior_precision=precision,
            names=list(rows.names),
            control=as_control(options.get("control"), function),
        )
    return FineGrayFit(core, rows, of, given is not None)
