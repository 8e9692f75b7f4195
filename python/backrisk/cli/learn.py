"""`backrisk update` and `backrisk fit`: a model learns from a folder of tables."""

from __future__ import annotations

import argparse
import sys

import numpy as np

from backrisk._shared.table import Table
from backrisk.cli.parts import (
    BAD_INPUT,
    DONE,
    FOLDER,
    add_command,
    add_force,
    add_input,
    add_literature,
    add_place,
    chosen_model,
    progress,
    read_folder,
    refuse_outputs,
    show,
    write_table,
)
from backrisk.risk.model import Model

_SHOWN = ("factor", "column", "prior_hazard_ratio", "hazard_ratio", "low", "high", "shift", "information")


def add_update(commands: object) -> None:
    """Adds the command `update`."""
    example = (
        "  backrisk update my_clinic/ --out model.json\n"
        "  backrisk score my_clinic/ --model model.json\n"
        "the folder needs a table of episodes; the factors that moved most are printed"
    )
    text = "teach a model the episodes of this clinic, starting from the literature"
    parser = add_command(commands, "update", text, example, _run)
    _add_options(parser, ("auto", "intercept", "slope", "all"))
    parser.add_argument("--model", metavar="CARD", help="start from this model card (.json)")
    add_place(parser)
    parser.set_defaults(prior="literature")


def add_fit(commands: object) -> None:
    """Adds the command `fit`."""
    example = (
        "  backrisk fit my_clinic/ --out own.json\n"
        "  backrisk fit my_clinic/ --move all --prior flat --out own.json\n"
        "compare with `backrisk update`, which also believes the literature"
    )
    text = "estimate the same hazard model from this clinic's episodes alone"
    parser = add_command(commands, "fit", text, example, _run)
    _add_options(parser, ("auto", "intercept", "all"))
    parser.add_argument(
        "--prior", default="ridge", choices=("ridge", "flat"), help="ridge shrinks to no effect (%(default)s)"
    )
    parser.set_defaults(model=None, yearly_risk=None, episodes=None, person_years=None)


def _add_options(parser: argparse.ArgumentParser, levels: tuple[str, ...]) -> None:
    add_input(parser, f"{FOLDER}; episodes must be among them")
    parser.add_argument(
        "--move",
        default="auto",
        choices=levels,
        help="what may move; auto: as much as the episodes allow (%(default)s)",
    )
    parser.add_argument("--out", metavar="CARD", help="write the model card (.json)")
    parser.add_argument("--moved", metavar="FILE", help="write what moved as .csv or .parquet")
    add_force(parser)
    parser.add_argument("--washout", type=int, metavar="DAYS", help="after recovery (the model's)")
    parser.add_argument(
        "--every", type=int, default=1, metavar="DAYS", help="days that one row stands for (%(default)s)"
    )
    parser.add_argument(
        "--lead-in", type=int, default=0, metavar="DAYS", help="first days not learned from (%(default)s)"
    )
    add_literature(parser)


def _run(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.out, options.moved)
    model, cohort = chosen_model(options), read_folder(options)
    with progress(f"learning from {len(cohort)} people"):
        after = model.update(
            cohort,
            level=options.move,
            prior=options.prior,
            washout_days=options.washout,
            every_days=options.every,
            lead_in_days=options.lead_in,
            progress=_report if sys.stderr.isatty() else None,
        )
    print(after.updated)
    print()
    show(_most_moved(after), _SHOWN)
    if options.moved:
        write_table(after.moved(), options.moved)
    if options.out:
        after.save(options.out)
        print(f"written to {options.out}; use it with --model {options.out}", file=sys.stderr)
    print(f"Status: {after.status}.", file=sys.stderr)
    return DONE if after.updated and after.updated.converged else BAD_INPUT


def _most_moved(after: Model, rows: int = 12) -> Table:
    """The baseline, and the columns that moved furthest from the prior."""
    moved = after.moved()
    apart = np.abs(moved["mean"] - moved["prior_mean"])
    order = np.argsort(-apart[1:], kind="stable") + 1
    shown = moved.take(np.r_[0, order[apart[order] > 0][: rows - 1]])
    shown.title = "what moved most"
    return shown


def _report(what: str, number: float) -> None:
    text = f"{what} {100 * number:.0f} %" if what == "person-days" else f"{what}: {number:.3f}"
    print(f"\r{text:<50}", end="\r", file=sys.stderr, flush=True)
