"""What two professionals must still rate, and how far they agree: the release gate of the rules.

What to use when: `vignettes` lists the situations with the bounds that the rules are held to, `said` what
this library says of each, `rating_form` writes a form for one rater, `agreement` compares two filled forms,
`release_status` says whether the rules were rated.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backrisk import _core
from backrisk._shared.table import Row, Table
from backrisk._shared.table_files import write_file
from backrisk.advise.verdicts import Verdicts, exercises_for
from backrisk.history.gate import LEVELS

__all__ = ["Agreement", "agreement", "rating_form", "release_status", "said", "vignettes"]

_WORDS = Path(__file__).parent.parent / "words"
_SITUATIONS = _WORDS / "vignettes.csv"
RATINGS = _WORDS / "ratings.csv"
"""Where the ratings of a release stand; absent until two professionals have filled a form."""
VERDICTS = ("suitable", "modify", "not_now")
NOT_RATED = "not rated yet"
_RATERS = 2
_COLUMNS = ("vignette", "situation", "item", "rating", "comment")
_BOUNDS = ("not_stricter_than_modify", "at_least_modify", "not_now")


def vignettes() -> Table:
    """Situations with the bounds that the rules are held to: V were written down before the rules, W after
    them, against the same sources.

    Returns
    -------
    Table
        id, situation, conditions, symptoms, age, sex, facts, level_min, level_max,
        not_stricter_than_modify, at_least_modify, not_now (exercises) and basis; lists are joined by "|".

    Examples
    --------
    >>> vignettes().row(1)["level_max"]
    'none_reported'
    """
    with _SITUATIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Table({name: [row[name] for row in rows] for name in rows[0]}, title="vignettes")


def _list(text: str) -> list[str]:
    return [one for one in text.split("|") if one]


def _told(row: Row, day: str) -> Row:
    """The arguments of `exercises_for` of one situation."""
    told: Row = {"onset_days": {}, "since": {}, "reviewed": {}}
    for fact in _list(row["facts"]):
        name, _, rest = fact.partition(".")
        what, _, value = rest.partition("=")
        if what == "onset_days":
            told["onset_days"][name] = int(value)
        elif what in ("since_days", "reviewed_days"):
            told[what.removesuffix("_days")][name] = str(np.datetime64(day) - np.timedelta64(int(value), "D"))
        elif what == "since":
            told["since"][name] = value
        else:
            told["reviewed"][name] = value == "yes" or value
    return {
        "conditions": _list(row["conditions"]),
        "symptoms": _list(row["symptoms"]),
        "age_years": float(row["age"]),
        "sex": row["sex"],
        **told,
    }


def said(vignette: str, day: str = "2026-11-29") -> Verdicts:
    """What this library says of a situation: its verdicts, and the gate in `.triage`.

    Examples
    --------
    >>> said("V10").triage.level
    'emergency'
    """
    table = vignettes()
    ids = table["id"].tolist()
    if vignette not in ids:
        raise _core.InvalidArgument(f"vignette: is {vignette!r}, but must be one of {', '.join(ids)}")
    return exercises_for(**_told(table.row(ids.index(vignette)), day), day=day)


def _items(row: Row) -> list[str]:
    return ["level", *(name for bound in _BOUNDS for name in _list(row[bound]))]


def rating_form(path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write an empty form for one rater: a row a situation and item, without what this library says.

    Columns: vignette, situation, item ("level", or an exercise), rating (empty; a level of
    `history.LEVELS`, or suitable, modify or not_now), comment. An existing file is replaced with `force`
    alone.

    Raises
    ------
    DataError
        Where the file exists.
    """
    if Path(path).exists() and not force:
        raise _core.DataError(f"{os.fspath(path)}: exists; force=True replaces it")
    rows = [
        (row["id"], row["situation"], item, "", "")
        for row in (vignettes().row(i) for i in range(len(vignettes())))
        for item in _items(row)
    ]
    write_file({name: [row[i] for row in rows] for i, name in enumerate(_COLUMNS)}, os.fspath(path))


@dataclass(frozen=True)
class Agreement:
    """How far two raters agree, beyond chance.

    Attributes
    ----------
    kappa
        Cohen's kappa over all rated items, (p_o - p_e) / (1 - p_e); NaN where chance agreement is complete.
    level_kappa, verdict_kappa
        The same with linear weights on the ordered levels, and on the ordered verdicts.
    items
        Items that both rated.
    agreed
        Of these, how many alike.
    disagreements
        vignette, item, first, second, ours (what this library says).
    outside
        Items where both raters agree with each other and not with this library.
    """

    kappa: float
    level_kappa: float
    verdict_kappa: float
    items: int
    agreed: int
    disagreements: Table
    outside: Table

    def to_text(self) -> str:
        """The numbers, then every disagreement."""
        lines = [
            f"{self.agreed} of {self.items} items alike; kappa {self.kappa:.2f}, levels "
            f"{self.level_kappa:.2f} and verdicts {self.verdict_kappa:.2f} (linear weights)",
            repr(self.disagreements) if len(self.disagreements) else "No disagreement between the raters.",
        ]
        if len(self.outside):
            lines.append(repr(self.outside))
        return "\n".join(lines)


def kappa(first: list[int], second: list[int], categories: int, *, weighted: bool = False) -> float:
    """Cohen's kappa of two raters, with linear weights where `weighted` (Cohen 1968 Psychol Bull 70:213).

    Examples
    --------
    >>> a = [0] * 25 + [1] * 25
    >>> b = [0] * 20 + [1] * 5 + [0] * 10 + [1] * 15
    >>> round(kappa(a, b, 2), 6)
    0.4
    """
    if not first:
        return float("nan")
    counts = np.zeros((categories, categories))
    np.add.at(counts, (np.array(first), np.array(second)), 1.0)
    share = counts / counts.sum()
    apart = np.abs(np.subtract.outer(np.arange(categories), np.arange(categories))).astype(float)
    cost = apart if weighted else (apart > 0).astype(float)
    expected = (cost * np.outer(share.sum(axis=1), share.sum(axis=0))).sum()
    return float("nan") if expected == 0 else float(1 - (cost * share).sum() / expected)


def _read(path: str | os.PathLike[str]) -> dict[tuple[str, str], str]:
    name = os.path.basename(os.fspath(path))
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _core.DataError(f"{name}: cannot be read: {error}") from None
    known = {(row["id"], item) for row in _all() for item in _items(row)}
    found: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows, start=1):
        key = (row.get("vignette") or "", row.get("item") or "")
        rating = (row.get("rating") or "").strip()
        allowed = LEVELS if key[1] == "level" else VERDICTS
        if key not in known:
            raise _core.DataError(f"{name}, row {number}: {key[0]!r} {key[1]!r} is no item of the form")
        if rating and rating not in allowed:
            rule = f"must be one of {', '.join(allowed)}, or empty"
            raise _core.DataError(f"{name}, row {number}, column rating: {rating!r}: {rule}")
        if rating:
            found[key] = rating
    return found


def _all() -> list[Row]:
    table = vignettes()
    return [table.row(i) for i in range(len(table))]


def _ours(vignette: str, item: str) -> str:
    says = said(vignette)
    if item == "level":
        return says.triage.level
    name = _core.advise.exercise(item)
    return str(says["verdict"][says["exercise"].tolist().index(name)])


def agreement(first: str | os.PathLike[str], second: str | os.PathLike[str]) -> Agreement:
    """Compare two filled forms of `rating_form`, with each other and with what this library says.

    Parameters
    ----------
    first, second
        Paths of the forms (CSV). Items that one of them left empty are not compared.

    Raises
    ------
    DataError
        For a file that cannot be read, an unknown item or an unknown rating; file, row and rule are named.
    """
    one, two = _read(first), _read(second)
    both = [key for key in one if key in two]
    rows = [(v, item, one[v, item], two[v, item], _ours(v, item)) for v, item in both]
    names = ("vignette", "item", "first", "second", "ours")

    def table(kept: list[tuple[str, ...]], title: str) -> Table:
        return Table({name: [row[i] for row in kept] for i, name in enumerate(names)}, title=title)

    words = (*LEVELS, *VERDICTS)
    levels = [row for row in rows if row[1] == "level"]
    verdicts = [row for row in rows if row[1] != "level"]

    def of(kept: list[tuple[str, ...]], known: tuple[str, ...], *, weighted: bool) -> float:
        pairs = [[known.index(row[i]) for row in kept] for i in (2, 3)]
        return kappa(pairs[0], pairs[1], len(known), weighted=weighted)

    return Agreement(
        kappa=of(rows, words, weighted=False),  # type: ignore[arg-type]
        level_kappa=of(levels, LEVELS, weighted=True),  # type: ignore[arg-type]
        verdict_kappa=of(verdicts, VERDICTS, weighted=True),  # type: ignore[arg-type]
        items=len(rows),
        agreed=sum(row[2] == row[3] for row in rows),
        disagreements=table([row for row in rows if row[2] != row[3]], "disagreements of the raters"),
        outside=table([row for row in rows if row[2] == row[3] != row[4]], "both differ from this library"),
    )


def release_status() -> str:
    """Whether the rules were rated by two professionals: "not rated yet" as long as not two of them have rated
    every item of every situation (`words/ratings.csv`: rater, vignette, item, rating, date).

    Examples
    --------
    >>> release_status()
    'not rated yet'
    """
    if not RATINGS.exists():
        return NOT_RATED
    with RATINGS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("rating")]
    items = {(row["id"], item) for row in _all() for item in _items(row)}
    rated: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        rated.setdefault(row["rater"], set()).add((row["vignette"], row["item"]))
    complete = sorted(rater for rater, done in rated.items() if items <= done)
    if len(complete) < _RATERS:
        return NOT_RATED
    last = max(row["date"] for row in rows if row["rater"] in complete)
    return f"rated by {len(complete)} professionals, {last}"
