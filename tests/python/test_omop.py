"""OMOP tables as a cohort's, on a synthetic data base made here.

Oracle: the cohort made by hand of the same facts, bit for bit.
"""

from __future__ import annotations

from typing import Any

import pytest

import backrisk as br

duckdb = pytest.importorskip("duckdb")

CDM = """
CREATE TABLE person (person_id INTEGER, gender_concept_id INTEGER, year_of_birth INTEGER,
    month_of_birth INTEGER, day_of_birth INTEGER);
INSERT INTO person VALUES (1, 8532, 1990, 4, 1), (2, 8507, 1985, NULL, NULL), (3, 0, 1970, 1, 31);
CREATE TABLE observation_period (person_id INTEGER, observation_period_start_date DATE,
    observation_period_end_date DATE);
INSERT INTO observation_period VALUES (1, '2025-01-01', '2025-03-01'), (1, '2025-05-01', '2025-12-31'),
    (2, '2025-01-01', '2025-12-31'), (3, '2025-06-01', '2025-12-31');
CREATE TABLE concept (concept_id INTEGER, vocabulary_id VARCHAR, concept_code VARCHAR);
INSERT INTO concept VALUES (10, 'SNOMED', '279039007'), (11, 'ICD10CM', 'M54.31'), (12, 'SNOMED', '50172003'),
    (13, 'SNOMED', '1'), (14, 'ICD10CM', 'M80.08XA'), (20, 'LOINC', '29463-7'), (21, 'LOINC', '8302-2'),
    (22, 'LOINC', '72514-3'), (30, 'UCUM', 'kg'), (31, 'UCUM', '[lb_av]'), (32, 'UCUM', 'cm'),
    (33, 'UCUM', '[stone_av]');
CREATE TABLE condition_occurrence (person_id INTEGER, condition_concept_id INTEGER,
    condition_source_concept_id INTEGER, condition_start_date DATE, condition_end_date DATE);
INSERT INTO condition_occurrence VALUES (1, 10, 0, '2025-02-01', '2025-02-14'),
    (2, 0, 11, '2025-07-01', NULL), (2, 13, 0, '2025-07-01', NULL), (1, 14, 0, '2024-01-05', NULL);
CREATE TABLE procedure_occurrence (person_id INTEGER, procedure_concept_id INTEGER,
    procedure_source_concept_id INTEGER, procedure_date DATE);
INSERT INTO procedure_occurrence VALUES (3, 12, 0, '2020-05-06');
CREATE TABLE measurement (measurement_id INTEGER, person_id INTEGER, measurement_concept_id INTEGER,
    measurement_date DATE, value_as_number DOUBLE, unit_concept_id INTEGER);
INSERT INTO measurement VALUES (1, 1, 20, '2025-01-01', 61, 30), (2, 1, 20, '2025-06-01', 140, 31),
    (3, 1, 21, '2025-01-01', 168, 32), (4, 2, 20, '2025-01-01', 14, 33), (5, 2, 22, '2025-12-01', 4, 0),
    (6, 2, 22, '2025-12-02', 40, 0);
"""


def by_hand(episodes: bool) -> dict[str, Any]:
    tables: dict[str, Any] = {
        "people": {
            "person_id": ["1", "2", "3"], "sex": ["female", "male", None],
            "birth_date": ["1990-04-01", None, "1970-01-31"], "age_years": [None, 40, None],
            "height_m": [168 * 0.01, None, None], "mass_kg": [140 * 0.45359237, None, None],
            "monitored_from": ["2025-01-01", "2025-01-01", "2025-06-01"], "monitored_to": ["2025-12-31"] * 3,
        },
        "conditions": {
            "person_id": ["1", "2", "1", "3"],
            "condition": ["low_back_pain", "sciatica", "vertebral_fracture", "lumbar_fusion"],
            "since": ["2025-02-01", "2025-07-01", "2024-01-05", "2020-05-06"],
            "until": ["2025-02-14", None, None, None],
        },
        "wellness": {"person_id": ["2"], "date": ["2025-12-01"], "pain_nrs": [4.0]},
    }  # fmt: skip
    if episodes:
        tables["episodes"] = {
            "person_id": ["1", "2"], "onset": ["2025-02-01", "2025-07-01"], "recovered": ["2025-02-14", None],
            "severity": ["care_seeking"] * 2,
        }  # fmt: skip
    return tables


@pytest.mark.parametrize("episodes", [False, True])
@pytest.mark.parametrize("schema", ["main", "cdm"])
def test_the_cohort_is_the_one_by_hand(schema: str, episodes: bool) -> None:
    con = duckdb.connect()
    if schema != "main":
        con.execute(f"CREATE SCHEMA {schema}; USE {schema}")
    con.execute(CDM)
    found = br.omop.read(con, schema, episodes=episodes)
    assert set(found) == set(by_hand(episodes))
    sessions = {"person_id": ["1", "2"], "date": ["2025-12-30"] * 2, "load": [300, 200]}
    model = br.literature_model()
    ours = model.score(br.Cohort(**found, sessions=sessions), days="all").table
    assert ours == model.score(br.Cohort(**by_hand(episodes), sessions=sessions), days="all").table
    rows = sorted(con.sql(f"SELECT condition FROM ({br.omop.statements(schema)['conditions']})").fetchall())
    assert [name for (name,) in rows] == ["low_back_pain", "lumbar_fusion", "sciatica", "vertebral_fracture"]


def test_no_rows() -> None:
    con = duckdb.connect()
    con.execute(CDM)
    for table in (
        "person",
        "observation_period",
        "condition_occurrence",
        "procedure_occurrence",
        "measurement",
    ):
        con.execute(f"DELETE FROM {table}")
    assert len(br.Cohort(**br.omop.read(con, episodes=True))) == 0


def test_a_schema_is_an_identifier() -> None:
    with pytest.raises(br.InvalidArgument, match="must be an identifier"):
        br.omop.statements("main; DROP TABLE person")
