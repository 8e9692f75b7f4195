"""All studies of one question together, and what was read of how often back pain happens."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.records import table_of
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike

__all__ = ["Synthesis", "incidence_studies", "literature_checks", "random_effects", "standard_error_of_null"]

Synthesis = _core.evidence.Synthesis


def random_effects(
    estimates: ColumnLike, standard_errors: ColumnLike, *, least_tau: float = 0.0
) -> Synthesis:
    """Random effects over log ratios: Paule & Mandel's tau, variance of Hartung, Knapp, Sidik, Jonkman.

    Parameters
    ----------
    estimates : sequence of float, shape (k,)
        Log ratios, one a study.
    standard_errors : sequence of float, shape (k,)
        Their standard errors, positive.
    least_tau : float
        Floor of the SD between studies, for what one or two studies cannot tell.

    Returns
    -------
    Synthesis
        `estimate`, `standard_error` (never below that of fixed weights), `tau_squared`, `i_squared`, `q`,
        `n_studies`, `predictive_sd` (of the effect in a place that was not studied).

    Raises
    ------
    InvalidArgument
        For no study, lengths that differ, an estimate that is not finite or an error that is not positive.

    References
    ----------
    Paule & Mandel 1982, doi:10.6028/jres.087.022; Rover et al. 2015, doi:10.1186/s12874-015-0091-1; Higgins
    & Thompson 2002, doi:10.1002/sim.1186.

    Examples
    --------
    >>> found = random_effects([0.1, 0.5, 0.9, 0.3], [0.2, 0.2, 0.2, 0.2])
    >>> round(found.estimate, 3), round(found.tau_squared, 4), round(found.i_squared, 2)
    (0.45, 0.0767, 0.66)
    """
    y, error = as_column(estimates, "estimates"), as_column(standard_errors, "standard_errors")
    return _core.evidence.random_effects(y, error, least_tau)


def standard_error_of_null(events: float, share: float) -> float:
    """Standard error of the log hazard ratio of a yes/no factor, from the size of a cohort.

    Parameters
    ----------
    events : float
        People with the outcome.
    share : float
        Share of the people with the factor, inside (0, 1).

    Returns
    -------
    float
        1 / sqrt(events share (1 - share)).

    Raises
    ------
    InvalidArgument
        For no events or a share outside (0, 1).

    References
    ----------
    Schoenfeld 1983 Biometrics 39:499, doi:10.2307/2531021.

    Examples
    --------
    >>> round(standard_error_of_null(88, 0.3), 3)
    0.233
    """
    return float(_core.evidence.standard_error_of_null(events, share))


def incidence_studies() -> Table:
    """Every study behind `incidences`, one row each.

    Returns
    -------
    Table
        setting, outcome, yearly_risk, log_hazard_error (SE of ln(-ln(1 - risk))), single_cohort (False: a
        review or a conversion, not used for the spread between settings), source, doi, status, note.

    Examples
    --------
    >>> round(float(incidence_studies()["yearly_risk"][0]), 2)
    0.53
    """
    names = (
        "setting", "outcome", "yearly_risk", "log_hazard_error", "single_cohort", "source", "doi", "status", "note",
    )  # fmt: skip
    return table_of(_core.evidence.incidence_studies(), names, title="studies of incidence")


def literature_checks() -> Table:
    """Published risks that a model is held against and was not built from.

    Returns
    -------
    Table
        check, low, value, high, unit, people, source, doi, status.

    Examples
    --------
    >>> literature_checks()["value"].tolist()
    [69.0, 40.0, 41.0, 3.18, 31.5, 112.0]
    """
    names = ("check", "low", "value", "high", "unit", "people", "source", "doi", "status")
    return table_of(_core.evidence.literature_checks(), names, title="what a model is held against")
