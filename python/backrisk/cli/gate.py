"""`backrisk triage` and `backrisk ratings`: the safety gate for one person, and who has rated its rules."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict

from backrisk import _core, advise
from backrisk.cli.parts import DONE, add_audience, add_command

_TRIAGE = (
    "  backrisk triage --condition foot_drop --symptom leg_pain --age 44 --onset foot_drop=3\n"
    "  backrisk triage --condition aortic_aneurysm --age 68 --reviewed aortic_aneurysm=2026-01-10\n"
    "  backrisk triage --condition discectomy --since discectomy=2026-10-18 --exercise walking deadlift"
)
_RATINGS = (
    "  backrisk ratings\n"
    "  backrisk ratings --form rater-a.csv\n"
    "  backrisk ratings --compare rater-a.csv rater-b.csv"
)


def add_triage(commands: object) -> None:
    """`backrisk triage`."""
    parser = add_command(
        commands, "triage", "say what reported findings ask for, before any score", _TRIAGE, _run_triage
    )
    for name, what in (("condition", "condition or red-flag finding"), ("symptom", "symptom of today")):
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="NAME", help=f"{what}; again for each"
        )
    parser.add_argument("--age", type=float, metavar="YEARS")
    parser.add_argument("--sex", choices=("female", "male"))
    for name, value, what in (
        ("onset", "DAYS", "days since a finding began or got worse"),
        ("since", "DATE", "date of a diagnosis or an operation"),
        ("reviewed", "DATE", "when a professional last looked at it; `yes` where the date is not known"),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], metavar=f"NAME={value}", help=what)
    parser.add_argument("--day", metavar="DATE", help="the day that is asked about; default: today")
    parser.add_argument(
        "--exercise", nargs="+", default=[], metavar="NAME", help="verdicts for these exercises"
    )
    add_audience(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise _core.InvalidArgument(f"{option}: is {text!r}, but must be NAME=VALUE")
        found[name] = value
    return found


def _run_triage(options: argparse.Namespace) -> int:
    onset = {}
    for name, days in _pairs(options.onset, "--onset").items():
        if not days.isdigit():
            raise _core.InvalidArgument(f"--onset: is {name}={days}, but must be a whole number of days")
        onset[name] = int(days)
    reviewed = {
        name: True if value.lower() == "yes" else value
        for name, value in _pairs(options.reviewed, "--reviewed").items()
    }
    table = advise.exercises_for(
        conditions=options.condition,
        symptoms=options.symptom,
        age_years=options.age,
        sex=options.sex,
        onset_days=onset,
        since=_pairs(options.since, "--since"),
        reviewed=reviewed,
        day=options.day,
        only=options.exercise,
        audience=options.audience,
    )
    triage = table.triage
    rows = [table.row(i) for i in range(len(table))] if options.exercise else []
    if options.json:
        kept = ("exercise", "verdict", "reason", "rule")
        exercises = [{name: str(row[name]) for name in kept} for row in rows]
        said = {"level": triage.level, "advice": triage.advice, **asdict(triage), "exercises": exercises}
        print(json.dumps(_plain(said), indent=2))
        return DONE
    print(triage.to_text())
    for row in rows:
        print(f"{row['exercise']}: {row['verdict']} ({row['reason']})")
    print(f"Use: {advise.USE}. Rules: {advise.release_status()}.")
    return DONE


def _plain(value: object) -> object:
    """NaN is null: JSON has no other word for a number that is not known."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and value != value else value


def add_ratings(commands: object) -> None:
    """`backrisk ratings`."""
    parser = add_command(
        commands,
        "ratings",
        "write the form that two professionals rate, and compare two of them",
        _RATINGS,
        _run_ratings,
    )
    parser.add_argument("--form", metavar="FILE", help="write an empty form (.csv)")
    parser.add_argument("--compare", nargs=2, metavar="FILE", help="agreement of two filled forms")
    parser.add_argument("--force", action="store_true", help="replace an existing form")


def _run_ratings(options: argparse.Namespace) -> int:
    if options.form:
        advise.rating_form(options.form, force=options.force)
        print(f"form written to {options.form}")
    if options.compare:
        print(advise.agreement(*options.compare).to_text())
    print(f"Rules: {advise.release_status()}.")
    return DONE
