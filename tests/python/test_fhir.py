"""FHIR in and out.

Oracles: fhir.resources, which validates R4 and R5 by their definitions; the cohort made by hand, bit for bit.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import backrisk as br

MODEL = br.literature_model()
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"


def ref(one: str) -> dict[str, str]:
    return {"reference": f"Patient/{one}"}


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def status(kind: str, code: str) -> dict[str, Any]:
    return coded(f"http://terminology.hl7.org/CodeSystem/condition-{kind}", code)


def measured(one: str, code: str, value: float, unit: str, day: str) -> dict[str, Any]:
    quantity = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return {"resourceType": "Observation", "status": "final", "code": coded(LOINC, code), "subject": ref(one),
            "effectiveDateTime": day, "valueQuantity": quantity}  # fmt: skip


RESOURCES: list[dict[str, Any]] = [
    {"resourceType": "Patient", "id": "ann", "gender": "female", "birthDate": "1990-04-01"},
    {"resourceType": "Patient", "id": "bob", "gender": "other", "birthDate": "1985"},
    {"resourceType": "Condition", "subject": ref("ann"), "code": coded(SNOMED, "279039007"),
     "clinicalStatus": status("clinical", "resolved"), "onsetDateTime": "2025-11-03T09:00:00+11:00",
     "abatementDateTime": "2025-11-20"},
    {"resourceType": "Condition", "subject": ref("ann"), "code": coded(SNOMED, "240221008"),
     "clinicalStatus": status("clinical", "active"), "onsetDateTime": "2019"},
    {"resourceType": "Condition", "subject": ref("bob"), "code": coded(SNOMED, "274152003"),
     "clinicalStatus": status("clinical", "active"),
     "verificationStatus": status("ver-status", "refuted")},
    {"resourceType": "Condition", "subject": ref("bob"), "code": coded(SNOMED, "23056005"),
     "clinicalStatus": status("clinical", "active"),
     "verificationStatus": status("ver-status", "entered-in-error")},
    {"resourceType": "Condition", "subject": ref("bob"), "code": coded(SNOMED, "999000"),
     "clinicalStatus": status("clinical", "active")},
    {"resourceType": "Condition", "subject": ref("carl"), "code": coded(SNOMED, "23056005"),
     "clinicalStatus": status("clinical", "active")},
    {"resourceType": "Procedure", "status": "completed", "subject": ref("bob"),
     "code": coded(SNOMED, "50172003"), "occurrenceDateTime": "2024-05-06"},
    {"resourceType": "Procedure", "status": "not-done", "subject": ref("bob"),
     "code": coded(SNOMED, "239542002")},
    measured("ann", "29463-7", 61000, "g", "2025-01-01"),
    measured("ann", "29463-7", 140, "[lb_av]", "2025-06-01"),
    measured("ann", "8302-2", 168, "cm", "2025-01-01"),
    measured("bob", "39156-5", 27.5, "kg/m2", "2025-01-01"),
    measured("bob", "72514-3", 4, "{score}", "2025-12-01"),
    measured("bob", "93832-4", 420, "min", "2025-12-01"),
    measured("bob", "29463-7", 14, "[stone_av]", "2025-12-01"),
    measured("bob", "8867-4", 60, "/min", "2025-12-01"),
    {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": "urn:start-back",
     "subject": ref("ann"), "authored": "2025-12-02T10:00:00Z",
     "item": [{"linkId": "1", "answer": [{"valueBoolean": True}]},
              {"linkId": "g", "item": [{"linkId": "2", "answer": [{"valueInteger": 3}]}]},
              {"linkId": "3", "answer": [{"valueCoding": {"code": "b", "display": "much"}}]}]},
    {"resourceType": "Medication"},
]  # fmt: skip
BUNDLE = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in RESOURCES]}


def test_the_bundle_of_these_tests_is_a_bundle() -> None:
    fhir = pytest.importorskip("fhir.resources.bundle")
    fhir.Bundle.model_validate(BUNDLE)


def test_a_bundle_becomes_the_tables_by_hand() -> None:
    found = br.fhir.read_bundle(json.loads(json.dumps(BUNDLE)), own_codes=[(SNOMED, "999000", "disc_bulge")])
    people = found.tables["people"]
    assert people["person_id"].tolist() == ["ann", "bob"]
    assert people["sex"].tolist() == ["female", ""]
    assert str(people["birth_date"].tolist()) == "[datetime.date(1990, 4, 1), None]"
    np.testing.assert_array_equal(people["mass_kg"], [140 * 0.45359237, np.nan])
    np.testing.assert_array_equal(people["height_m"], [1.68, np.nan])
    np.testing.assert_array_equal(people["bmi"], [np.nan, 27.5])
    rows = [tuple(map(str, found.tables["conditions"].row(k).values())) for k in range(5)]
    assert rows == [
        ("ann", "low_back_pain", "2025-11-03", "2025-11-20", "1.0"),
        ("ann", "spondylolysis", "None", "None", "1.0"),
        ("bob", "spondylolisthesis", "None", "None", "0.0"),
        ("bob", "disc_bulge", "None", "None", "1.0"),
        ("bob", "lumbar_fusion", "2024-05-06", "None", "1.0"),
    ]
    wellness = found.tables["wellness"]
    np.testing.assert_array_equal(wellness["pain_nrs"], [4, np.nan])
    np.testing.assert_array_equal(wellness["sleep_hours"], [np.nan, 7.0])
    assert found.answers["value"].tolist()[:2] == [1.0, 3.0]
    assert np.isnan(found.answers["value"][2])
    assert found.answers["text"][2] == "much"
    assert "episodes" not in found.tables


def test_what_was_left_is_said() -> None:
    report = br.fhir.read_bundle(BUNDLE).report
    left = {(int(report["row"][k]), report["note"][k]) for k in np.flatnonzero(report["what"] == "left")}
    notes = " | ".join(sorted(note for _, note in left))
    for why in ("is entered-in-error", "no code of the catalogue", "no Patient", "is not-done", "is not read",
                "unit of mass_kg", "no code that is read", "partial date"):  # fmt: skip
        assert why in notes
    assert len(left) == 8


def test_episodes_only_where_asked_for_and_scores_follow() -> None:
    sessions = {"person_id": ["ann"] * 2, "date": ["2025-12-01", "2025-12-03"], "load": [300, 200]}
    found = br.fhir.read_bundle(BUNDLE, episodes=True)
    by_hand = br.Cohort(
        people={"person_id": ["ann", "bob"], "sex": ["female", None], "birth_date": ["1990-04-01", None],
                "height_m": [1.68, None], "mass_kg": [140 * 0.45359237, None], "bmi": [None, 27.5]},
        conditions={"person_id": ["ann", "ann", "bob", "bob"],
                    "condition": ["low_back_pain", "spondylolysis", "spondylolisthesis", "lumbar_fusion"],
                    "since": ["2025-11-03", None, None, "2024-05-06"],
                    "until": ["2025-11-20", None, None, None],
                    "present": [1, 1, 0, 1]},
        wellness={"person_id": ["bob", "bob"], "date": ["2025-12-01"] * 2, "sleep_hours": [None, 7.0],
                  "pain_nrs": [4, None]},
        episodes={"person_id": ["ann"], "onset": ["2025-11-03"], "recovered": ["2025-11-20"],
                  "severity": ["care_seeking"]},
        sessions=sessions,
    )  # fmt: skip
    cohort = found.cohort(sessions=sessions)
    assert MODEL.score(cohort, days="all").table == MODEL.score(by_hand, days="all").table


def test_an_empty_bundle_and_no_bundle() -> None:
    empty = br.fhir.read_bundle({"resourceType": "Bundle", "type": "collection"})
    assert len(empty.tables["people"]) == 0
    with pytest.raises(br.DataError, match="must be a Bundle"):
        br.fhir.read_bundle({"resourceType": "Patient"})


# --- out ------------------------------------------------------------------------------------------------


def valid(resource: dict[str, Any]) -> None:
    """Under R5 and R4B, and unchanged by a round trip through JSON."""
    pytest.importorskip("fhir.resources")
    from fhir.resources import get_fhir_model_class
    from fhir.resources.R4B import get_fhir_model_class as r4

    for find in (get_fhir_model_class, r4):
        model = find(resource["resourceType"]).model_validate(resource)
        again = json.loads(model.model_dump_json())
        assert again["status"] == resource["status"]
    assert json.loads(json.dumps(resource)) == resource


@pytest.mark.parametrize("write", [br.fhir.risk_assessment, br.fhir.observation])
def test_resources_are_valid_and_hold_the_numbers(write: Any) -> None:
    one = MODEL.assess_row({"previous_episode": 1, "recency_days": 40, "smoker": 1}, 90, 0.9)
    resource = write(one, subject="Patient/ann", day="2026-03-01", model=MODEL)
    valid(resource)
    if write is br.fhir.observation:
        assert resource["valueQuantity"]["value"] == one.risk * 100
        parts = {c["code"]["coding"][0]["code"]: c["valueQuantity"]["value"] for c in resource["component"]}
        assert parts == {"low": one.low * 100, "high": one.high * 100, "typical": one.typical * 100,
                         "coverage": one.coverage * 100}  # fmt: skip
    else:
        prediction = resource["prediction"][0]
        assert prediction["probabilityDecimal"] == one.risk * 100  # FHIR: decimals are percentages
        assert prediction["whenPeriod"] == {"start": "2026-03-02", "end": "2026-05-30"}  # 90 days
    assert "not a diagnosis" in resource["note"][-1]["text"]
    assert len(resource["method"]["coding"][0]["code"]) == 64


@pytest.mark.parametrize("write", [br.fhir.risk_assessment, br.fhir.observation])
def test_without_a_risk_the_reason_is_said(write: Any) -> None:
    cohort = br.Cohort(
        people={"person_id": ["a"], "monitored_from": ["2026-01-01"], "monitored_to": ["2026-03-01"]},
        episodes={"person_id": ["a"], "onset": ["2026-02-20"], "recovered": [None]},
    )
    one = MODEL.assess(cohort, "a", "2026-03-01")
    resource = write(one, subject="Patient/a", day="2026-03-01")
    valid(resource)
    assert "prediction" not in resource and "valueQuantity" not in resource
    assert "inside an episode" in resource["note"][0]["text"]


def test_basis_performer_and_bundle() -> None:
    one = MODEL.assess_row({"smoker": 1})
    more = {"basis": ["Observation/7"], "performer": "Practitioner/2", "status": "final"}
    resource = br.fhir.risk_assessment(one, subject="Patient/ann", day="2026-03-01", **more)
    valid(resource)
    whole = br.fhir.bundle([resource, br.fhir.observation(one, subject="Patient/ann", day="2026-03-01")])
    fhir = pytest.importorskip("fhir.resources.bundle")
    fhir.Bundle.model_validate(whole)


def test_errors() -> None:
    one = MODEL.assess_row({"smoker": 1})
    with pytest.raises(br.InvalidArgument, match="must be a reference"):
        br.fhir.observation(one, subject="ann", day="2026-03-01")
    with pytest.raises(br.InvalidArgument, match="status is 'done'"):
        br.fhir.observation(one, subject="Patient/ann", day="2026-03-01", status="done")
    with pytest.raises(br.InvalidArgument, match="day is missing"):
        br.fhir.observation(one, subject="Patient/ann", day=None)
    with pytest.raises(br.DataError, match="day"):
        br.fhir.observation(one, subject="Patient/ann", day="soon")
