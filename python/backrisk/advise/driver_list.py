"""What raises a person's score and could change; see `backrisk.advise` for what to use when."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.table import Row, Table
from backrisk._shared.words import Language, say
from backrisk.advise.rule_tables import rows_of
from backrisk.advise.verdicts import USE
from backrisk.risk.assessment import Assessment

_a = _core.advise
_LEAST = 5e-3
"""A smaller contribution to the log hazard is not shown; the assessment uses the same."""
_CHANGE = ("yes", "partly")
_DRIVER = ("factor", "change", "trial", "certainty", "null", "rows", "above", "threshold", "contrast")
_DRIVERS = {
    one["factor"]: one
    for one in rows_of(_a.drivers(), _DRIVER)
}
_COLUMNS = (
    "factor", "label", "value", "threshold", "contrast", "hazard_ratio", "change", "certainty", "trial",
    "people", "with_it", "patient", "clinician", "evidence",
)  # fmt: skip


def drivers(assessment: Assessment, *, language: Language = "en") -> Table:
    """The known factors that raise a person's score and could change: first what could change, and among
    those the largest by b * b / (b + s), with b the contribution to the log hazard and s its posterior SD:
    the size times the share of it that the evidence is sure of. s holds the penalties for low certainty and
    indirect rows; the order is this library's choice.

    A factor is listed where the person's value lies in the exposed group of the published contrast: nothing is
    said of a value between the groups, nor of a factor whose contrast was published without a unit.

    Columns: factor, label, value, threshold (where that group begins), contrast (the published one, in
    words), hazard_ratio (exp of the contribution), change (yes or partly: this library's
    reading), certainty (the best of the rows behind the coefficient; indirect ones count as low at best),
    trial (an intervention that changes it, or empty), people and with_it (of that many people like this one,
    how many have an episode), patient and clinician (words), evidence (ids of the published effects).

    A contribution compares people; it does not say that a change helps, and the words repeat it. Missing:
    unknown factors are not listed; without a risk the counts are NaN. Sources: `evidence.effects` by id.

    >>> import backrisk as br
    >>> one = br.literature_model().assess_row({"smoker": 1, "session_spike": 0.5, "previous_episode": 1})
    >>> drivers(one)["factor"].tolist()
    ['session_spike', 'smoker']
    """
    parts = assessment.contributions
    rows = [parts.row(i) for i in range(len(parts))]
    raising = [row for row in rows if row["known"] and row["log_hazard"] > _LEAST and _is_exposed(row)]
    raising.sort(key=_rank)
    found = [_row(assessment, row, _DRIVERS[row["factor"]], language) for row in raising]
    return Table(
        {name: [row[name] for row in found] for name in _COLUMNS}, title=f"what could change ({USE})"
    )


def _is_exposed(part: Row) -> bool:
    """Whether a value lies in the exposed group of the published contrast; half of all lie above a median."""
    driver = _DRIVERS.get(part["factor"])
    if driver is None:
        return False
    value, edge = part["value"], driver["threshold"]
    return bool(value >= edge if driver["above"] else value <= edge)


def _rank(part: Row) -> tuple[int, float]:
    size = part["log_hazard"]
    return _CHANGE.index(_DRIVERS[part["factor"]]["change"]), -size * size / (size + part["spread"])


def _row(one: Assessment, part: Row, driver: Row, language: Language) -> Row:
    nan = float("nan")
    people, with_it = 0, nan
    counts = ""
    if one.risk == one.risk:
        people = int(_core.risk.people_for(one.risk))
        with_it = people * one.risk
        counts = " " + say(
            "driver.counts",
            language,
            people=people,
            with_it=round(with_it),
            outcome=say(f"outcome.{one.outcome}", language),
            days=one.horizon_days,
        )
    trial = "driver.trial" if driver["trial"] else "driver.no_trial"
    return {
        "factor": part["factor"],
        "label": part["label"],
        "value": part["value"],
        "threshold": driver["threshold"],
        "contrast": driver["contrast"],
        "hazard_ratio": part["hazard_ratio"],
        "change": driver["change"],
        "certainty": driver["certainty"],
        "trial": driver["trial"],
        "people": people,
        "with_it": with_it,
        "patient": say(f"driver.{part['factor']}", language) + counts,
        "clinician": say(
            "driver.clinician",
            language,
            label=part["label"],
            hazard_ratio=part["hazard_ratio"],
            certainty=driver["certainty"],
            rows=driver["rows"],
            trial=say(trial, language, trial=driver["trial"].replace("_", " ")),
        ),
        "evidence": driver["rows"],
    }
