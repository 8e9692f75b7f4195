"""REDCap's dictionary and exports.

Oracle: a simulated clinic, written as a project of that dictionary would export it, scores the same, bit for bit.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk.cohort.simulated import simulate_tables


def export(tables: dict[str, dict[str, Any]], path: Path) -> None:
    """A flat export: a row a record or an instance, a column a field of the dictionary."""
    fields = br.redcap.dictionary()["Variable / Field Name"].tolist()
    header = [fields[0], "redcap_repeat_instrument", "redcap_repeat_instance", *fields[1:]]
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, header)
        writer.writeheader()
        for table, columns in tables.items():
            for k, person in enumerate(columns["person_id"]):
                row = {"record_id": person, "redcap_repeat_instrument": "" if table == "people" else table}
                for name, column in columns.items():
                    if f"{table}_{name}" in fields:
                        value = np.asarray(column)[k]
                        missing = value is None or value != value
                        plain = isinstance(value, (float, np.floating))
                        row[f"{table}_{name}"] = "" if missing else repr(float(value)) if plain else str(value)
                writer.writerow(row)


def test_an_export_of_the_project_scores_as_the_tables(tmp_path: Path) -> None:
    made = simulate_tables(25, 40, 3, None, missing_share=0.3)[0]
    tables = {name: dict(columns) for name, columns in made.items()}
    known = br.redcap.dictionary()["Variable / Field Name"].tolist()
    tables["people"] = {
        k: v for k, v in tables["people"].items() if k == "person_id" or f"people_{k}" in known
    }  # a factor that is known directly has no field
    export(tables, tmp_path / "export.csv")
    found = br.redcap.read_export(tmp_path / "export.csv")
    assert not (found.report["what"] == "unreadable").any()
    empty = {name: columns for name, columns in tables.items() if name not in found.tables}
    model = br.literature_model()
    ours = model.score(found.cohort(**empty), days="all").table
    assert ours == model.score(br.Cohort(**tables), days="all").table


def test_the_dictionary_is_one_that_redcap_takes(tmp_path: Path) -> None:
    """The rules of its upload: known types and validations, unique lower-case names, choices where asked."""
    pytest.importorskip("duckdb")
    br.redcap.write_dictionary(tmp_path / "dictionary.csv")
    with (tmp_path / "dictionary.csv").open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    names = [row["Variable / Field Name"] for row in rows]
    assert names[0] == "record_id"
    assert len(set(names)) == len(names)
    assert all(name == name.lower() and name.replace("_", "").isalnum() and name[0].isalpha() for name in names)
    for row in rows:
        assert row["Field Type"] in ("text", "dropdown", "yesno")
        assert row["Text Validation Type OR Show Slider Number"] in ("", "date_ymd", "number")
        choices = row["Choices, Calculations, OR Slider Labels"]
        assert bool(choices) == (row["Field Type"] == "dropdown")
        assert all("," in choice for choice in choices.split("|")) or not choices
    assert [row["Variable / Field Name"] for row in rows if row["Identifier?"] == "y"] == ["people_birth_date"]


def test_errors() -> None:
    with pytest.raises(br.DataError, match="has no column 'record_id'"):
        br.redcap.read_export({"id": ["1"]})
    with pytest.raises(br.DataError, match="row 1, column redcap_repeat_instrument: 'session'.*nearest: sessions"):
        br.redcap.read_export({"record_id": ["1"], "redcap_repeat_instrument": ["session"]})
    with pytest.raises(br.InvalidArgument, match=r"must end in \.csv"):
        br.redcap.write_dictionary("dictionary.xlsx")
