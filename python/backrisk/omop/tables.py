"""The statements. Conditions are found by the codes of their concepts, as `br.history` knows them."""

from __future__ import annotations

import re
from typing import Any

from backrisk import _core
from backrisk._shared.places import shown
from backrisk._shared.table import Table
from backrisk.history import codes

_VOCABULARIES = {"snomed": "SNOMED", "icd10cm": "ICD10CM", "icd10": "ICD10"}
_LOW_BACK_PAIN = ("low_back_pain", "back_strain", "sciatica")
_UNITS = {
    "kg": 1.0,
    "g": 0.001,
    "[lb_av]": 0.45359237,
    "m": 1.0,
    "cm": 0.01,
    "[in_us]": 0.0254,
    "[in_i]": 0.0254,
}
MEASURED = {"29463-7": "mass_kg", "8302-2": "height_m"}
"""LOINC codes of the measurements of people that are read."""
_NUMERIC_PAIN = "72514-3"


def code_rows() -> Table:
    """The codes that are looked for: vocabulary_id, concept_code, condition. Verified ones alone.

    >>> code_rows().row(0)["vocabulary_id"]
    'SNOMED'
    """
    known = [one for one in codes() if one.verified and one.system in _VOCABULARIES]
    return Table(
        {
            "vocabulary_id": [_VOCABULARIES[one.system] for one in known],
            "concept_code": [one.code for one in known],
            "condition": [one.condition for one in known],
        },
        title="codes",
    )


def _values(rows: list[tuple[str, ...]]) -> str:
    return ", ".join(
        "(" + ", ".join("'" + cell.replace("'", "''") + "'" for cell in row) + ")" for row in rows
    )


def statements(schema: str = "main", *, episodes: bool = False) -> dict[str, str]:
    """SQL by table of a cohort, for OMOP CDM 5.3 and 5.4.

    Parameters
    ----------
    schema : str
        Where the OMOP tables are.
    episodes : bool
        Whether conditions of low-back pain are care-seeking episodes too. Then the history counts as taken of
        everybody: say it only where the data base would hold every episode.

    Returns
    -------
    dict of str to str
        people (person_id, sex, birth_date where the whole date is known, else the age in years at the last
        observed day; height_m and mass_kg, the latest; monitored_from and monitored_to of the observation
        periods), conditions (from condition_occurrence and procedure_occurrence), wellness (pain from 0 to
        10), and episodes where asked for.

    Raises
    ------
    InvalidArgument
        For a schema that is no identifier.

    Notes
    -----
    A condition is found where its standard or its source concept has a code of `br.history.codes()`; ICD
    codes match their children too, as `br.history.condition` does. Sex is that of the concepts 8507 (male)
    and 8532 (female); others are unknown. Units are those of UCUM; a value in another unit, or without one,
    is missing.

    Examples
    --------
    >>> sorted(statements())
    ['conditions', 'people', 'wellness']
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", schema):
        raise _core.InvalidArgument(f"omop: schema is {schema!r}, but must be an identifier")
    found = {
        "people": _PEOPLE.format(s=schema, measured=_measured(schema)),
        "conditions": _conditions(schema),
        "wellness": _PAIN.format(s=schema, code=_NUMERIC_PAIN),
    }
    if episodes:
        names = ", ".join(f"'{name}'" for name in _LOW_BACK_PAIN)
        found["episodes"] = (
            "SELECT person_id, since AS onset, until AS recovered, 'care_seeking' AS severity "
            f"FROM ({found['conditions']}) WHERE condition IN ({names}) AND since IS NOT NULL"
        )
    return found


def read(connection: Any, schema: str = "main", *, episodes: bool = False) -> dict[str, Any]:
    """The statements' answers as relations of the connection: `br.Cohort(**read(con), sessions=...)`.

    Parameters
    ----------
    connection : DuckDB connection
        Where the OMOP tables are, or are attached; anything with a method `sql`.
    schema, episodes
        As `statements`.

    Returns
    -------
    dict of str to relation

    Raises
    ------
    InvalidArgument
        For what is no connection, and as `statements`. Where a table of OMOP is missing, the data base's own
        error.
    """
    if not callable(getattr(connection, "sql", None)):
        raise _core.InvalidArgument(f"read: connection is {shown(connection)}, but must be a DuckDB connection")
    return {name: connection.sql(text) for name, text in statements(schema, episodes=episodes).items()}


_PEOPLE = """
WITH span AS (
    SELECT person_id, min(observation_period_start_date) AS monitored_from,
           max(observation_period_end_date) AS monitored_to
    FROM {s}.observation_period GROUP BY person_id
), measured AS ({measured})
SELECT CAST(p.person_id AS VARCHAR) AS person_id,
       CASE p.gender_concept_id WHEN 8507 THEN 'male' WHEN 8532 THEN 'female' END AS sex,
       CASE WHEN p.month_of_birth IS NOT NULL AND p.day_of_birth IS NOT NULL
            THEN make_date(p.year_of_birth, p.month_of_birth, p.day_of_birth) END AS birth_date,
       CASE WHEN p.month_of_birth IS NULL OR p.day_of_birth IS NULL
            THEN CAST(year(span.monitored_to) - p.year_of_birth AS DOUBLE) END AS age_years,
       m.height_m, m.mass_kg, span.monitored_from, span.monitored_to
FROM {s}.person p
LEFT JOIN span ON span.person_id = p.person_id
LEFT JOIN measured m ON m.person_id = p.person_id
ORDER BY p.person_id"""

_PAIN = """
SELECT CAST(m.person_id AS VARCHAR) AS person_id, m.measurement_date AS date,
       CAST(m.value_as_number AS DOUBLE) AS pain_nrs
FROM {s}.measurement m JOIN {s}.concept c ON c.concept_id = m.measurement_concept_id
WHERE c.vocabulary_id = 'LOINC' AND c.concept_code = '{code}' AND m.value_as_number BETWEEN 0 AND 10"""


def _measured(schema: str) -> str:
    units = _values([(unit, repr(factor)) for unit, factor in _UNITS.items()])
    names = _values(list(MEASURED.items()))
    return (
        "SELECT person_id, max(value) FILTER (what = 'mass_kg') AS mass_kg, "
        "max(value) FILTER (what = 'height_m') AS height_m FROM ("
        "SELECT m.person_id, n.what, m.value_as_number * CAST(u.factor AS DOUBLE) AS value "
        f"FROM {schema}.measurement m "
        f"JOIN {schema}.concept c ON c.concept_id = m.measurement_concept_id AND c.vocabulary_id = 'LOINC' "
        f"JOIN (VALUES {names}) n(code, what) ON n.code = c.concept_code "
        f"JOIN {schema}.concept w ON w.concept_id = m.unit_concept_id "
        f"JOIN (VALUES {units}) u(unit, factor) ON u.unit = w.concept_code "
        "QUALIFY row_number() OVER (PARTITION BY m.person_id, n.what "
        "ORDER BY m.measurement_date DESC, m.measurement_id DESC) = 1) GROUP BY person_id"
    )


def _conditions(schema: str) -> str:
    table = code_rows()
    listed = _values(list(zip(*(table[name].tolist() for name in table.columns), strict=True)))
    # The longest code that is the concept's, or (ICD) whose child it is, decides.
    match = (
        f"SELECT c.concept_id, k.condition FROM {schema}.concept c JOIN (VALUES {listed}) "
        "k(vocabulary_id, concept_code, condition) ON k.vocabulary_id = c.vocabulary_id AND "
        "(c.concept_code = k.concept_code OR (k.vocabulary_id != 'SNOMED' AND starts_with("
        "replace(c.concept_code, '.', ''), replace(k.concept_code, '.', '')))) "
        "QUALIFY row_number() OVER (PARTITION BY c.concept_id ORDER BY length(k.concept_code) DESC) = 1"
    )
    return (
        f"WITH known AS ({match}) "
        "SELECT CAST(o.person_id AS VARCHAR) AS person_id, coalesce(a.condition, b.condition) AS condition, "
        "o.condition_start_date AS since, o.condition_end_date AS until "
        f"FROM {schema}.condition_occurrence o "
        "LEFT JOIN known a ON a.concept_id = o.condition_concept_id "
        "LEFT JOIN known b ON b.concept_id = o.condition_source_concept_id "
        "WHERE coalesce(a.condition, b.condition) IS NOT NULL UNION ALL "
        "SELECT CAST(o.person_id AS VARCHAR), coalesce(a.condition, b.condition), o.procedure_date, NULL "
        f"FROM {schema}.procedure_occurrence o "
        "LEFT JOIN known a ON a.concept_id = o.procedure_concept_id "
        "LEFT JOIN known b ON b.concept_id = o.procedure_source_concept_id "
        "WHERE coalesce(a.condition, b.condition) IS NOT NULL"
    )
