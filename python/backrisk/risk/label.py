"""The model-facts label: a model card that people read.

After Sendak et al. 2020 npj Digit Med 3:41, doi:10.1038/s41746-020-0253-3: what it is for, on whom, from what
data, how good, its limits and its version, on one page.
"""

from __future__ import annotations

import html
from typing import Protocol

from backrisk import _core
from backrisk._shared.typing import CoreModel

__all__ = ["facts", "to_html", "to_text"]

_OUTCOMES = {
    "any_episode": "a low-back episode",
    "activity_limiting": "an activity-limiting low-back episode",
    "care_seeking": "a low-back episode that leads to seeking care",
}
_USE = {
    "population": "For whom",
    "exclusion": "Not for",
    "user": "Used by",
    "decision": "To decide",
    "not_for": "Never for",
}
_LEFT = "style='text-align:left;vertical-align:top'"
_LIMITS = (
    "a contribution explains the score and is not the effect of a change",
    "a missing factor carries the spread of the population and never means healthy",
)


class Labelled(Protocol):
    """What the label asks of a `Model`."""

    _core: CoreModel

    @property
    def baseline(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def setting(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def washout_days(self) -> int: ...
    @property
    def model_id(self) -> str: ...
    @property
    def factor_names(self) -> tuple[str, ...]: ...
    def place_note(self) -> str: ...


def facts(model: Labelled) -> list[tuple[str, list[str]]]:
    """The label as data: headings with their lines."""
    core = model._core
    year = _core.risk.population_risk(core, 365)
    month = _core.risk.population_risk(core, _core.risk.default_horizon_days)
    read = {entry.row for entry in core.ledger if entry.row}  # a row may bear on two factors
    used = {entry.row for entry in core.ledger if entry.row and entry.action == "used"}
    learned = core.learned
    data = [f"{len(used)} published effects used of {len(read)} read"] if core.ledger else []
    if learned is not None:
        data.append(
            f"{learned.episodes} episodes in {learned.person_days} person-days at risk of "
            f"{learned.people} people"
        )
    level = [f"incidence: {model.baseline}", f"mean risk: {month:.1%} in 28 days, {year:.1%} in a year"]
    if core.setting_sd > 0:
        level.append(f"standard deviation of the log hazard between places: {core.setting_sd:.2f}")
    return [
        (
            "Purpose",
            [
                f"probability of {_OUTCOMES[model.outcome]} over 1 to 3650 days, and where somebody stands",
                _core.risk.intended_use,
            ],
        ),
        (
            "People",
            [
                f"{model.setting.replace('_', ' ')}, not inside an episode nor within "
                f"{model.washout_days} days of recovery"
            ],
        ),
        ("Data", data or ["given by hand"]),
        ("Level", level),
        ("Performance", [model.status, _concordance(core)]),
        *_use(),
        ("Limits", [*_LIMITS, *([note] if (note := model.place_note()) else [])]),
        (
            "Version",
            [f"card {model.model_id}", f"{len(model.factor_names)} factors, {len(core.mean())} coefficients"],
        ),
    ]


def _concordance(core: CoreModel) -> str:
    mean = core.mean()
    spread = float(mean @ core.population_covariance() @ mean) ** 0.5
    best = _core.evidence.concordance_from_sd(spread)
    return f"expected concordance: {best:.2f} if the model were right and everything known; less with less known"


def _use() -> list[tuple[str, list[str]]]:
    """The one table of the intended use, which the gate enforces; what it checks is marked."""
    lines = _core.history.intended_use()

    def said(one: _core.history.IntendedUse) -> str:
        checked = one.kind == "exclusion" and one.enforced != "eligible"
        return f"{one.text} (checked: no score)" if checked else str(one.text)

    return [(heading, [said(one) for one in lines if one.kind == kind]) for kind, heading in _USE.items()]


def _title(model: Labelled) -> str:
    return f"Model facts: {_OUTCOMES[model.outcome]}, among {model.setting.replace('_', ' ')}"


def to_text(model: Labelled) -> str:
    """The label as lines of text."""
    lines = [_title(model)]
    for heading, of in facts(model):
        lines += [f"{heading}:", *(f"  {line}" for line in of)]
    return "\n".join(lines)


def to_html(model: Labelled) -> str:
    """The label as a part of a page; all text escaped."""
    rows = "".join(
        f"<tr><th scope='row' {_LEFT}>{heading}</th><td {_LEFT}>"
        + "<br>".join(html.escape(line) for line in of)
        + "</td></tr>"
        for heading, of in facts(model)
    )
    return (
        f"<table class='backrisk-label'><caption><b>{html.escape(_title(model))}</b></caption>{rows}</table>"
    )
