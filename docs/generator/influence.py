"""How much each source moves the scores of a cohort: one source at a time left out."""

from __future__ import annotations

import html

import backrisk
from generator.markdown import MADE, number, plain, table
from generator.tables import rows_of

PEOPLE, DAYS, SEED = 200, 180, 1
_STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#17202a}rect{fill:#0072b2}"
    "@media(prefers-color-scheme:dark){text{fill:#e7ecf1}rect{fill:#63b6e8}}"
)


def influence_pages() -> dict[str, str]:
    """The page and its figure by name."""
    cohort = backrisk.simulate_cohort(n_people=PEOPLE, n_days=DAYS, seed=SEED)
    found = rows_of(backrisk.literature_model().source_influence(cohort))
    rows = [
        (
            plain(row["source"]),
            row["rows"],
            f"{100 * row['mean_change']:.2f}",
            f"{100 * row['largest_change']:.2f}",
            f"{row['mean_ratio']:.3f}",
            number(row["rank_correlation"]),
        )
        for row in found
    ]
    head = (
        "source",
        "rows",
        "mean change of the 28-day risk, points",
        "largest",
        "mean ratio of the risks",
        "rank correlation",
    )
    text = (
        f"`literature_model()` composed again without one source at a time, for {PEOPLE} simulated athletes on "
        f"their last day (`simulate_cohort(n_people={PEOPLE}, n_days={DAYS}, seed={SEED})`). The level is held at "
        "the setting's incidence, so that what moves is the difference between people. A source that stands "
        "low here may move a person who has what it is about. For your own people: "
        "`Model.source_influence(cohort)` and `Model.without(source)`."
    )
    page = [MADE, "# How much each source moves the scores", text, "![Influence](influence.svg)", table(head, rows)]
    bars = [(row["source"], row["mean_ratio"] - 1) for row in found[:15]]
    return {"influence.md": "\n\n".join(page), "influence.svg": svg(bars)}


def svg(bars: list[tuple[str, float]]) -> str:
    """Bars of the mean relative change, the sources that move most."""
    longest = max(value for _, value in bars)
    drawn = "\n".join(
        f'<text x="300" y="{20 * k + 14}" text-anchor="end">{html.escape(name[:48])}</text>'
        f'<rect x="308" y="{20 * k + 5}" width="{240 * value / longest:.1f}" height="10"/>'
        f'<text x="{314 + 240 * value / longest:.1f}" y="{20 * k + 14}">{100 * value:.1f} %</text>'
        for k, (name, value) in enumerate(bars)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 {20 * len(bars) + 8}" role="img">'
        f"<title>Mean relative change of the risk without a source</title><style>{_STYLE}</style>\n{drawn}\n"
        "</svg>\n"
    )
