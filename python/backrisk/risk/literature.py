"""Models from the literature, and models from a card."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from backrisk import _core
from backrisk._shared.columns import as_number
from backrisk._shared.records import MeasureInfo
from backrisk._shared.whole_file import checked_path
from backrisk.evidence.own import Effects
from backrisk.factor.schema import Factor
from backrisk.risk.model import Model

__all__ = ["Baseline", "compose", "literature_model", "load_model", "measures"]


def literature_model(
    outcome: str = "any_episode",
    setting: str = "athletes",
    yearly_risk: float | None = None,
    setting_sd: float | None = None,
) -> Model:
    """The model composed from published effects for one outcome in one setting, before any data of your own.

    Parameters
    ----------
    outcome : {"any_episode", "activity_limiting", "care_seeking"}
        What is predicted.
    setting : {"athletes", "general_adults", "workers"}
        Where people live and train: an incidence with its spread (`evidence.incidences`), and nothing else.
        Having recovered lately is a state of the person: give `recency_days`.
    yearly_risk : float, optional
        The yearly risk of your own place, in (0, 1), instead of the published incidence.
    setting_sd : float, optional
        Standard deviation of the log hazard between places; None: as published, or 0 with a risk of your own.

    Returns
    -------
    Model
        Its intercept makes the mean risk of a year over the population that incidence.

    Raises
    ------
    InvalidArgument
        Where no incidence is published and none is given; for an unknown name.

    Notes
    -----
    Each published ratio becomes a log hazard ratio, gets a larger standard error for low certainty and
    indirectness; all studies of one question, nulls too, are pooled by random effects and shrunk towards
    zero; what factors of one group share is counted once; the spread is capped. Rows from memory are never
    used. `Model.ledger` says what was done with each.

    References
    ----------
    Debray et al. 2012, doi:10.1186/1471-2288-12-121 (shrinkage of literature effects); Turner et al. 2009,
    doi:10.1111/j.1467-985X.2008.00547.x (bias adjustment); Paule & Mandel 1982, doi:10.6028/jres.087.022.

    Examples
    --------
    >>> import backrisk as br
    >>> round(br.literature_model(setting="general_adults").assess_row({}, horizon_days=365).risk, 2)
    0.25
    """
    return compose(outcome, setting, yearly_risk, setting_sd)


@dataclass(frozen=True)
class Baseline:
    """An incidence of your own.

    Parameters
    ----------
    yearly_risk : float
        Risk of a new episode within a year among people free of it at the start, in (0, 1).
    setting_sd : float
        How far places differ, as a standard deviation of the log hazard.
    source : str
        Where it comes from; on `Model.baseline`.
    """

    yearly_risk: float
    setting_sd: float = 0.0
    source: str = ""


def compose(
    outcome: str = "any_episode",
    setting: str = "athletes",
    yearly_risk: float | None = None,
    setting_sd: float | None = None,
    *,
    factors: Iterable[Factor] = (),
    effects: Effects | None = None,
    drop: Iterable[str] = (),
    left_out: Iterable[str] = (),
    baseline: Baseline | None = None,
    **choices: float,
) -> Model:
    """`literature_model` with factors, effects and choices of your own.

    Parameters
    ----------
    outcome, setting, yearly_risk, setting_sd
        As `literature_model`.
    factors : iterable of Factor
        Added to the default ones; one with the name of a default factor replaces it. Up to 128 in all.
    effects : Effects
        Rows of your own (`evidence.read_effects`) that `factors` refer to.
    drop : iterable of str
        Default factors that the model does not have.
    left_out : iterable of str
        Ids, citations or DOIs of evidence that does not enter.
    baseline : Baseline
        An incidence of your own with its spread and source, instead of `yearly_risk` and `setting_sd`.
    **choices : float
        Standard deviations on the log hazard scale: `prior_sd` of the shrinkage N(0, s^2), a published
        contrast; `zero_sd` of a factor without evidence, a population SD; penalties `indirect_sd` (another
        injury or exposure) and `cross_sectional_sd`; `between_study_sd`, the floor of tau. `adjusted_share`
        in [0, 1]: how far studies adjusted for what factors of one group share. `cap_overall` and
        `cap_within_history`, the largest spread of the score.

    Returns
    -------
    Model
        Read what was done with `Model.coefficients` and `Model.ledger`.

    Raises
    ------
    InvalidArgument
        For an unknown choice, factor to drop or source (the nearest are listed), one out of range, more than
        128 factors, or both `baseline` and `yearly_risk`.

    References
    ----------
    Debray et al. 2012, doi:10.1186/1471-2288-12-121.

    Examples
    --------
    >>> import backrisk as br
    >>> believing, doubting = br.risk.compose(prior_sd=1.0), br.risk.compose(prior_sd=0.1)
    >>> bool(believing.coefficients()["shrinkage"][0] > doubting.coefficients()["shrinkage"][0])
    True
    """
    if baseline is not None:
        if yearly_risk is not None or setting_sd is not None:
            raise _core.InvalidArgument(
                "risk.compose: baseline and yearly_risk or setting_sd were given, but it must be one of them"
            )
        yearly_risk, setting_sd = baseline.yearly_risk, baseline.setting_sd
    own = None if yearly_risk is None else as_number("yearly_risk", yearly_risk)
    spread = None if setting_sd is None else as_number("setting_sd", setting_sd)
    numbers = {name: as_number(name, value) for name, value in choices.items()}
    added, dropped = [one._bound() for one in factors], [str(one) for one in drop]
    rows = None if effects is None else effects._core
    source = "" if baseline is None else baseline.source

    def recompose(sources: tuple[str, ...]) -> Model:
        core = _core.risk.literature_model(
            outcome, setting, own, spread, numbers, added, dropped, rows, list(sources), source
        )
        model = Model(core)
        model._cache["recompose"] = lambda more: recompose((*sources, *more))
        return model

    return recompose(tuple(str(one) for one in left_out))


def measures() -> list[MeasureInfo]:
    """The numbers of this area: name, unit, formula, source, doi, status and the test that holds each.

    >>> measures()[0].name
    'risk.literature_model'
    """
    return _core.risk.measures()


def load_model(path: str | os.PathLike[str]) -> Model:
    """The model of a card. Raises `DataError` that names the file, the key and the rule it breaks.

    >>> import backrisk as br, os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
    >>> br.literature_model().save(path)
    >>> br.load_model(path) == br.literature_model()
    True
    """
    name = checked_path(path, "load_model")
    return Model(_core.io.load_model(name))
