"""`backrisk plan`: a progression for one person, and where the risk goes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import Any

from backrisk import _core, advise
from backrisk._shared.table_files import write_file
from backrisk.cohort.data import Cohort
from backrisk.risk.model import Model

HELP = "weeks of training that reach a goal within limits, or what is in the way"
EXAMPLE = (
    "  backrisk plan my_clinic/ p07 --goal week_min=300 --weeks 12\n"
    "  backrisk plan my_clinic/ p07 --goal session_min=90 --limit risk=0.08 --limit week_change=none\n"
    "  backrisk plan my_clinic/ p07 --goal before_episode --weekdays tue thu sun --out p07-plan.csv"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to reach, by when, and within which limits."""
    parser.add_argument("person", help="person_id")
    parser.add_argument(
        "--goal",
        required=True,
        metavar="NAME=VALUE",
        help="week_min, week_load or session_min, as week_min=300; or before_episode",
    )
    parser.add_argument("--weeks", type=int, default=12, help="(%(default)s)")
    parser.add_argument("--start", metavar="DAY", help="default: the day after the diary")
    parser.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"again for each; {', '.join(advise.PLAN_LIMITS)}; a value of none switches it off",
    )
    parser.add_argument("--weekdays", nargs="+", metavar="DAY", help="such as tue thu sun; default: spread")
    parser.add_argument("--rpe", type=float, help="of every session; default: the mean of the last 28 days")
    parser.add_argument("--out", metavar="FILE", help="write the sessions as .csv or .parquet")


def run(model: Model, cohort: Cohort, options: argparse.Namespace) -> None:
    """Prints the plan; writes its sessions when asked."""
    goal: Any = options.goal
    if goal != "before_episode":
        goal = dict(_pairs([goal], "--goal"))
    made = advise.plan(
        model,
        cohort,
        options.person,
        goal=goal,
        weeks=options.weeks,
        start=options.start,
        constraints=dict(_pairs(options.limit, "--limit")),
        weekdays=options.weekdays,
        rpe=options.rpe,
        horizon_days=options.horizon,
        level=options.level,
    )
    print(made.to_text())
    if options.out:
        sessions = made.sessions.to_dict()
        names = [made.person_id] * len(made.sessions)
        write_file({"person_id": names, **sessions}, options.out)
        print(f"{len(names)} sessions written to {options.out}", file=sys.stderr)


def _pairs(texts: Iterable[str], option: str) -> Iterable[tuple[str, float | None]]:
    for text in texts:
        name, equals, value = text.partition("=")
        try:
            yield name.strip(), None if value.strip().lower() == "none" else float(value)
        except ValueError:
            rule = "NAME=VALUE with a number" + ("" if equals else "; there is no =")
            raise _core.InvalidArgument(f"{option} {text!r} must be {rule}") from None
