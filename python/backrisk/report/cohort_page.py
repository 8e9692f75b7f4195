"""A cohort's report: one HTML file that needs nothing else, for screen, phone and paper.

What to use when:

- a file to open or to send: `write_report`
- the same page as text: `cohort_report`

The page says, in this order: what it is for and how far to trust it, what is wrong with the data, who is at
the highest risk and why, one person explained, and what the model is made of. It loads nothing from anywhere.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core, plot
from backrisk._shared.defaults import HORIZON_DAYS
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import LabelLike
from backrisk._shared.whole_file import write_text
from backrisk.advise import next_steps
from backrisk.advise.card_advice import gate_advice
from backrisk.advise.changes import triage_for
from backrisk.cohort.data import Cohort
from backrisk.cohort.scores import Scores
from backrisk.history.gate import Audience
from backrisk.plot.style import round_limit
from backrisk.plot.svg_figures import inline
from backrisk.risk.assessment import Assessment
from backrisk.risk.model import Model

__all__ = ["cohort_report", "write_report"]

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN_FINDINGS = 12
_SHOWN_CONTRIBUTIONS = 10
_SHOWN_DAYS = 182


def cohort_report(
    model: Model,
    cohort: Cohort,
    *,
    horizon_days: int = HORIZON_DAYS,
    person: LabelLike | None = None,
    highest: int = 10,
    title: str = "Back-injury risk report",
    audience: Audience = "patient",
) -> str:
    """The report as one HTML page.

    First of all stand those whose findings need care the same day (`Scores.urgent`), in the words of the
    `audience`. Everybody is scored on the last monitored day. `highest` rows are listed; `person` is explained, by
    default the one of highest risk. The page holds no link and no script; its figures are those of
    `br.plot`. Raises ImportError without jinja2 (`pip install 'backrisk[report]'`), and as `Model.score`
    and `Model.assess`.

    >>> import backrisk as br
    >>> page = cohort_report(br.literature_model(), br.simulate_cohort(n_people=5, n_days=60))
    >>> page.startswith("<!doctype html>"), "not a diagnosis" in page
    (True, True)
    """
    scores = model.score(cohort, horizon_days=horizon_days, contributions=True)
    top = scores.highest(highest)
    if person is None and len(top):
        person = top["person_id"][0]
    environment = _environment()
    return str(
        environment.get_template("report.html.j2").render(
            title=title,
            made=dt.date.today().isoformat(),
            cohort=_cohort_facts(cohort),
            findings=_finding_facts(cohort.check()),
            urgent=_with_finding(_rows(scores.urgent(audience)), scores),
            scores=_score_facts(scores, top, model),
            one=None if person is None else _person_facts(model, cohort, person, horizon_days, audience),
            model=_model_facts(model),
            status=model.status,
            intended_use=_core.risk.intended_use,
            colours=plot.SVG_COLOURS,
        )
    )


def write_report(path: str | os.PathLike[str], model: Model, cohort: Cohort, **options: Any) -> None:
    """Writes `cohort_report` to a file; `options` as there.

    Raises `InvalidArgument` when it cannot be written.
    """
    page = cohort_report(model, cohort, **options)
    write_text(path, page)


def _environment() -> Any:
    try:
        import jinja2
    except ImportError:
        raise ImportError("a report needs jinja2: pip install 'backrisk[report]'") from None
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["percent"] = _percent
    environment.filters["thousands"] = lambda n: f"{n:,}".replace(",", "\u202f")
    return environment


def _percent(share: float) -> str:
    """A share as a percentage of two figures, so that small risks do not round to nothing."""
    if share != share:
        return "–"
    value = 100 * share
    number = f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"
    return f"{number}\u202f%"


_EPOCH = dt.date(1970, 1, 1)


def _with_finding(rows: list[Row], scores: Scores) -> list[Row]:
    """Each row with `finding`: what raised its level, without the ranges that `flag` tells of too."""
    found = {scores.row(at)["person_id"]: text for at, text in scores._red_flags.items()}
    return [{**row, "finding": found.get(row["person_id"], row["flag"])} for row in rows]


def _rows(table: Table) -> list[Row]:
    return [table.row(i) for i in range(len(table))]


def _cohort_facts(cohort: Cohort) -> dict[str, object]:
    spans = [cohort.span(person) for person in cohort.people]
    first, last = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (None, None)
    return {"people": len(cohort), "person_days": cohort.person_days, "first": first, "last": last}


def _finding_facts(findings: Table) -> dict[str, object]:
    level = findings["level"]
    return {
        "errors": int((level == "error").sum()),
        "warnings": int((level == "warning").sum()),
        "rows": _rows(findings.take(slice(0, _SHOWN_FINDINGS))),
        "more": max(0, len(findings) - _SHOWN_FINDINGS),
    }


def _score_facts(scores: Scores, top: Table, model: Model) -> Row:
    risk = scores["risk"]
    known = risk[np.isfinite(risk)]
    ratios = top["relative_high"][np.isfinite(top["relative_high"])]
    wide = max(2.0, float(np.ceil(np.quantile(ratios, 0.9)))) if len(ratios) else 2.0
    labels = dict(zip(model.factors()["name"].tolist(), model.factors()["label"].tolist(), strict=True))
    rows = []
    for row in _rows(top):
        raised = sorted(((row[f"c_{name}"], label) for name, label in labels.items()), reverse=True)
        row["reasons"] = [label for log_hazard, label in raised[:2] if log_hazard > 0.02]
        row["above"] = min(max(round(100 * row["above_typical"]), 1), 99)
        row["interval"] = [
            100 * min(row[end] / wide, 1) for end in ("relative_low", "relative", "relative_high")
        ]
        rows.append(row)
    reasons = scores["reason"]
    return {
        "headline": scores.headline(),
        "horizon_days": scores.horizon_days,
        "level": 100 * scores.level,
        "typical": scores.typical,
        "average_at": 100 / wide,
        "limit": f"{wide:.0f}",
        "place_note": scores.place_note,
        "rows": rows,
        "scored": len(known),
        "median": float(np.median(known)) if len(known) else float("nan"),
        "bins": _histogram(known, scores.typical),
        "unscored": [(why, int((reasons == why).sum())) for why in np.unique(reasons) if why],
        "red_flags": [
            r for r in _with_finding(_rows(scores.table), scores)
            if r["flag"] and r["triage"] in ("discuss", "prompt_review")
        ],
    }


def _histogram(risk: npt.NDArray[np.float64], typical: float) -> list[dict[str, object]]:
    """Counts of people in ten equal bins of risk from zero."""
    if not len(risk):
        return []
    counts, edges = np.histogram(risk, bins=10, range=(0, round_limit(float(risk.max()))))
    return [
        {
            "from": edges[i],
            "to": edges[i + 1],
            "count": int(n),
            "height": 100 * n / counts.max(),
            "typical": edges[i] <= typical < edges[i + 1],
        }
        for i, n in enumerate(counts)
    ]


def _person_facts(
    model: Model, cohort: Cohort, person: LabelLike, horizon_days: int, audience: Audience
) -> dict[str, object]:
    one = model.assess(cohort, person, horizon_days=horizon_days)
    day = cohort.span(person)[1]
    raised = len(cohort._gate.on(cohort._at(person), (day - _EPOCH).days)[0])
    return {
        "person": str(person),
        "day": day,
        "answer": one,
        "raised": one.flags[:raised],
        "flags": one.flags[raised:],
        "alarming": triage_for(one).level not in ("none_reported", "discuss"),
        "advice": gate_advice(one, audience),
        "steps": next_steps(one, audience=audience),
        "headline": one.headline(),
        "lines": one.first_lines(),
        "questions": _rows(one.worth_knowing().take(slice(0, 3))),
        "figures": _figures(model, cohort, one, person, horizon_days),
    }


def _figures(model: Model, cohort: Cohort, one: Assessment, person: LabelLike, horizon_days: int) -> list[str]:
    """Where the score comes from, the risk before it and the load before it; what cannot be drawn is not."""
    begin, end = cohort.span(person)
    first = max(begin, end - dt.timedelta(days=_SHOWN_DAYS - 1))
    days = [first + dt.timedelta(days=k) for k in range((end - first).days + 1)]
    scores = model.score(cohort, horizon_days=horizon_days, days=days, people=[person])
    made = []
    if one.risk == one.risk:
        made.append(inline("contributions", lambda: plot.contributions(one, shown=_SHOWN_CONTRIBUTIONS)))
    if np.isfinite(scores["risk"]).sum() > 1:
        made.append(inline("trajectory", lambda: plot.risk_trajectory(scores, person)))
    if np.isfinite(cohort.features(person)["load"]).any():
        made.append(inline("load", lambda: plot.load_history(cohort, person, first=first)))
    return made


def _learned_facts(model: Model) -> Row | None:
    """What an updated model learned of its level: the numbers that took the place of the published ones."""
    done = model.updated
    if done is None:
        return None
    return {
        "episodes": done.episodes,
        "person_days": done.person_days,
        "people": done.people,
        "year": _core.risk.population_risk(model._core, 365),
        "factor": float(np.exp(1.96 * model.setting_sd)),
    }


def _model_facts(model: Model) -> Row:
    factors = _rows(model.factors())
    ledger = _rows(model.ledger())
    actions: dict[str, int] = {}
    for entry in ledger:
        actions[entry["action"]] = actions.get(entry["action"], 0) + 1
    return {
        "outcome": model.outcome.replace("_", " "),
        "setting": model.setting.replace("_", " "),
        "baseline": model.baseline,
        "learned": _learned_facts(model),
        "from_literature": model.status.startswith(_core.risk.not_validated.split(",")[0]),
        "factors": factors,
        "ledger": ledger,
        "actions": sorted(actions.items(), key=lambda item: -item[1]),
        "washout_days": model.washout_days,
    }
