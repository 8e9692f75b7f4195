"""Models from the literature, and models from a card."""

from __future__ import annotations

import os

from backrisk import _core
from backrisk._shared.columns import as_number
from backrisk.risk.model import Model

__all__ = ["compose", "literature_model", "load_model", "measures"]


def literature_model(
    outcome: str = "any_episode",
    setting: str = "athletes",
    yearly_risk: float | None = None,
    setting_sd: float | None = None,
) -> Model:
    """The model composed from published effects for one outcome in one population, before any data of your
    own.

    `outcome`: any_episode, activity_limiting or care_seeking. `setting`: athletes, general_adults, workers or
    recently_recovered. The intercept makes the mean risk of a year over the population equal to the published
    incidence (`Model.baseline`), or to your own `yearly_risk` in (0, 1); `setting_sd` is the between-setting
    standard deviation of the log hazard (None: as published, or 0 with a risk of your own).

    Each published ratio becomes a log hazard ratio, gets a larger standard error for low certainty and
    indirectness, is pooled by inverse variance, shrunk towards zero, discounted where factors overlap, and
    capped in spread; rows from memory are never used. `Model.ledger` says what was done with each. Raises
    `InvalidArgument` where no incidence is published and none is given. Shrinkage of literature effects:
    Debray et al. 2012, doi:10.1186/1471-2288-12-121.

    >>> import backrisk as br
    >>> round(br.literature_model(setting="general_adults").assess_row({}, horizon_days=365).risk, 2)
    0.25
    """
    return compose(outcome, setting, yearly_risk, setting_sd)


def compose(
    outcome: str = "any_episode",
    setting: str = "athletes",
    yearly_risk: float | None = None,
    setting_sd: float | None = None,
    **choices: float,
) -> Model:
    """`literature_model` with your own choices where the literature makes none.

    `choices`, all standard deviations on the log hazard scale unless said otherwise: `prior_sd` s of the
    shrinkage N(0, s^2); `zero_sd` of a column centred on zero; penalties added to a standard error in
    quadrature: `indirect_sd` (another injury or exposure), `cross_sectional_sd`, `between_study_sd`;
    `group_overlap` in [0, 1], the share of its mean that each further member of a group loses; `cap_overall`
    and `cap_within_history`, the largest spread of the score. Read the result with `Model.coefficients` and
    `Model.ledger`. Raises `InvalidArgument` for an unknown choice (the nearest are listed) or one out of
    range. Source of the shrinkage of literature effects: Debray et al. 2012, doi:10.1186/1471-2288-12-121.

    >>> import backrisk as br
    >>> believing, doubting = br.risk.compose(prior_sd=1.0), br.risk.compose(prior_sd=0.1)
    >>> bool(believing.coefficients()["shrinkage"][0] > doubting.coefficients()["shrinkage"][0])
    True
    """
    own = None if yearly_risk is None else as_number("yearly_risk", yearly_risk)
    spread = None if setting_sd is None else as_number("setting_sd", setting_sd)
    numbers = {name: as_number(name, value) for name, value in choices.items()}
    return Model(_core.risk.literature_model(outcome, setting, own, spread, numbers))


def measures() -> list[dict[str, str]]:
    """The numbers of this area: name, unit, formula, source, doi, status and the test that holds each.

    >>> measures()[0]["name"]
    'risk.literature_model'
    """
    table: list[dict[str, str]] = _core.risk.measures()
    return table


def load_model(path: str | os.PathLike[str]) -> Model:
    """The model of a card. Raises `DataError` that names the file, the key and the rule it breaks.

    >>> import backrisk as br, os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
    >>> br.literature_model().save(path)
    >>> br.load_model(path) == br.literature_model()
    True
    """
    return Model(_core.io.load_model(os.fspath(path)))
