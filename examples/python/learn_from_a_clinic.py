"""A clinic teaches the literature model: first it is validated as published, then updated, then validated again.

    python learn_from_a_clinic.py my_clinic/ learned/

People are split at random into those who teach and those who judge, so that no episode is used twice. What comes
out: `model.json` (the learned model), `before.html` and `after.html` (against the episodes of those who judge).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import backrisk as br

TABLES = ("people", "sessions", "sets", "tests", "wellness", "conditions", "episodes")


def part(clinic: Path, people: set[str]) -> br.Cohort:
    """The cohort of some of the people of a folder of CSV files."""
    rows = {}
    for path in clinic.glob("*.csv"):
        if path.stem in TABLES:
            table = pd.read_csv(path, dtype={"person_id": str})
            rows[path.stem] = table[table["person_id"].isin(people)]
    return br.Cohort(**rows)


def main(clinic: Path, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    people = np.random.default_rng(1).permutation(list(br.read_cohort(clinic).people))
    teach, judge = (part(clinic, set(half)) for half in np.array_split(people, 2))

    published = br.literature_model()
    learned = published.update(teach)
    print(learned.status)
    print(learned.moved())
    learned.save(folder / "model.json")

    for name, model in (("before", published), ("after", learned)):
        found = model.validate(judge)
        found.save(folder / f"{name}.html")
        print(f"{name}: {found.headline()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
