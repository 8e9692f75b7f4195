"""What two professionals must still rate: situations with what the library says of each, and every rule."""

from __future__ import annotations

from typing import Any

import backrisk
from generator.markdown import MADE, cited, plain, table


def _rows(of: Any) -> list[dict[str, Any]]:
    return [of.row(i) for i in range(len(of))]


def _bounds(row: dict[str, Any]) -> str:
    named = {
        "at most changed": row["not_stricter_than_modify"],
        "at least changed": row["at_least_modify"],
        "not now": row["not_now"],
    }
    verdicts = "; ".join(f"{what}: {names.replace('|', ', ')}" for what, names in named.items() if names)
    return f"{row['level_min']} to {row['level_max']}{'; ' if verdicts else ''}{verdicts}"


def _says(row: dict[str, Any]) -> tuple[str, str]:
    """The level with what raised it, and how many exercises stop or change."""
    said = backrisk.advise.said(row["id"])
    flags = ", ".join(one.finding for one in said.triage.flags if one.level == said.triage.level)
    score = "" if said.triage.eligible else f"; no score: {said.triage.eligibility}"
    verdicts = said["verdict"].tolist()
    counts = f"{verdicts.count('not_now')} not now, {verdicts.count('modify')} changed"
    return f"{said.triage.level}{f' ({flags})' if flags else ''}{score}", counts


def _situations() -> str:
    rows = []
    for row in _rows(backrisk.advise.vignettes()):
        told = ", ".join(
            part.replace("|", ", ") for part in (row["conditions"], row["symptoms"], row["facts"]) if part
        )
        rows.append(
            (
                row["id"],
                plain(row["situation"]),
                plain(told),
                plain(_bounds(row)),
                *map(plain, _says(row)),
                plain(row["basis"]),
            )
        )
    return table(("id", "situation", "told", "bounds", "the library says", "exercises", "basis"), rows)


def _gate() -> str:
    rows = [
        (
            f"`{row['rule']}`", plain(row["concern"]), plain(row["with_pain"]), plain(row["without_pain"]),
            plain(row["members"]), cited(row["source"], row["doi"]), row["status"], row["rated"] or "not yet",
        )
        for row in _rows(backrisk.history.flag_rules())
    ]  # fmt: skip
    head = ("rule", "concern", "with pain", "without", "of", "source", "status", "rated")
    return table(head, rows)


def _advice() -> str:
    rows = [
        (
            row["rule"], plain(row["when"]), f"`{row['what']}`", row["verdict"], plain(row["reason"]),
            cited(row["source"], row["doi"]), row["certainty"], row["rated"] or "not yet",
        )
        for row in _rows(backrisk.advise.rules().table())
    ]  # fmt: skip
    return table(("rule", "when", "what", "verdict", "reason", "source", "certainty", "rated"), rows)


def ratings_page() -> str:
    gate, advice = backrisk.history.flag_rules(), backrisk.advise.rules().table()
    rated = sum(bool(one) for one in [*gate["rated"].tolist(), *advice["rated"].tolist()])
    return "\n\n".join(
        [
            MADE,
            "# What two professionals must still rate",
            f"Status of the release: **{backrisk.advise.release_status()}**. "
            f"{rated} of {len(gate) + len(advice)} rules carry a date of rating: {len(gate)} of the gate and "
            f"{len(advice)} of advice on exercises; {len(backrisk.advise.vignettes())} situations wait for two "
            "raters. All were written by the authors of this library, who are no physiotherapists, "
            "from the sources beside them.",
            "`backrisk ratings --form rater-a.csv` writes the form of the situations, without what is said here; "
            "`backrisk ratings --compare rater-a.csv rater-b.csv` prints the agreement (Cohen's kappa) and every "
            "disagreement.",
            "## Situations",
            _situations(),
            "## Rules of the gate",
            "Levels: recent, no date, longstanding, reviewed while recent, reviewed; of a combination one.",
            _gate(),
            "## Rules of advice on exercises",
            _advice(),
        ]
    )
