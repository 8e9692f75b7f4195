"""`backrisk simulate`: a made-up clinic as files."""

from __future__ import annotations

import argparse

from backrisk.cli import demo
from backrisk.cli.parts import DONE, add_command, add_force, add_size, progress, refuse_outputs


def add_simulate(commands: object) -> None:
    """`backrisk simulate`."""
    example = "  backrisk simulate made_up/ --people 200 --days 365 --seed 1\n  backrisk score made_up/"
    parser = add_command(commands, "simulate", "write a made-up clinic as CSV files", example, _run_simulate)
    parser.add_argument("folder", help="where to write: a new or empty folder")
    add_size(parser, people=200)
    add_force(parser)


def _run_simulate(options: argparse.Namespace) -> int:
    refuse_outputs(options, options.folder)
    with progress(f"simulating {options.people} people"):
        paths = demo.write_clinic(options.folder, options.people, options.days, options.seed)
    print("\n".join(map(str, paths)))
    return DONE
