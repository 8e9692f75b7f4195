"""Resources of a Bundle as tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.table import Row, Table
from backrisk.fhir.shapes import Node, entries_of, misshapen, triples
from backrisk.history import condition as find_condition
from backrisk.read.imported import Imported, Notes, What

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
_UNITS: dict[str, dict[str, tuple[float, float]]] = {
    "mass_kg": {"kg": (1, 1), "g": (1, 1000), "[lb_av]": (0.45359237, 1)},
    "height_m": {"m": (1, 1), "cm": (1, 100), "[in_i]": (0.0254, 1)},
    "bmi": {"kg/m2": (1, 1)},
    "pain_nrs": {"{score}": (1, 1), "1": (1, 1), "": (1, 1)},
    "sleep_hours": {"h": (1, 1), "min": (1, 60), "s": (1, 3600)},
}
MEASURED = {
    "29463-7": ("people", "mass_kg"),
    "8302-2": ("people", "height_m"),
    "39156-5": ("people", "bmi"),
    "72514-3": ("wellness", "pain_nrs"),
    "93832-4": ("wellness", "sleep_hours"),
}
"""LOINC codes of the observations that are read: (table, column). Of people the latest value counts."""
_PRESENT = ("active", "recurrence", "relapse")
_OVER = ("inactive", "remission", "resolved")
_LOW_BACK_PAIN = frozenset(("low_back_pain", "back_strain", "sciatica"))


@dataclass(frozen=True, repr=False)
class FromBundle(Imported):
    """What was made of a Bundle.

    Attributes
    ----------
    answers : Table
        Answers of QuestionnaireResponses, a row an answer: person_id, date, questionnaire, link_id, value (a
        number, NaN where the answer is none) and text. Score them with `br.history`.
    """

    answers: Table = field(default_factory=lambda: Table({}))


def read_bundle(
    bundle: Node,
    *,
    own_codes: Iterable[tuple[str, str, str]] = (),
    episodes: bool = False,
) -> FromBundle:
    """Tables of the resources in a Bundle: Patient, Condition, Procedure, Observation, QuestionnaireResponse.

    Parameters
    ----------
    bundle : mapping
        A Bundle as `json.load` makes it, R4 or R5.
    own_codes : iterable of (system, code, condition), optional
        Codes of yours that take precedence (`br.history.condition`).
    episodes : bool
        Whether conditions of low-back pain with an onset also become care-seeking episodes. Then the history
        counts as taken of everybody in the Bundle: say it only where the record would hold every episode.

    Returns
    -------
    FromBundle
        `people`: id, sex (other and unknown are unknown), birth_date (a partial one is left), latest height,
        mass and body mass index. `conditions`: Condition and Procedure by code, with since and until; present
        is 0 where the verification status is refuted. `wellness`: pain from 0 to 10 and sleep by day.
        `episodes` where asked for. `answers` of questionnaires.
        `report` says what was used and what was left and why; a resource that is not final or was entered in
        error, is provisional, has a part of a wrong type, has no code of ours, or no subject among the patients,
        is left.

    Raises
    ------
    DataError
        For what is no Bundle, and for an entry or a resource that is no mapping.
    InvalidArgument
        For `own_codes` that are not triples of texts.

    Examples
    --------
    >>> found = read_bundle({"resourceType": "Bundle", "type": "collection", "entry": [
    ...     {"resource": {"resourceType": "Patient", "id": "ann", "gender": "female"}},
    ...     {"resource": {"resourceType": "Condition", "subject": {"reference": "Patient/ann"},
    ...                   "code": {"coding": [{"system": "http://snomed.info/sct", "code": "23056005"}]},
    ...                   "onsetDateTime": "2025-11-03"}}]})
    >>> found.tables["conditions"].row(0)["condition"], found.tables["people"].row(0)["sex"]
    ('sciatica', 'female')
    """
    entries = entries_of(bundle)
    reading = _Reading(triples(own_codes), episodes)
    resources = [dict(entry["resource"]) for entry in entries]
    addresses = {str(entry.get("fullUrl")): entry["resource"] for entry in entries}
    wrong = [misshapen(resource) for resource in resources]
    for resource, part in zip(resources, wrong, strict=True):
        if resource.get("resourceType") == "Patient" and not part:
            reading.patient(resource)
    patients = {url: r for url, r in addresses.items() if r.get("resourceType") == "Patient"}
    reading.addresses = {url: str(r.get("id")) for url, r in patients.items()}
    for at, resource in enumerate(resources):
        kind = str(resource.get("resourceType"))
        if wrong[at]:
            reading.left(at, kind, f"its {wrong[at]} is of a type that FHIR does not have there")
            continue
        read = getattr(reading, kind.lower(), None) if kind in _READ else None
        if read is None:
            if kind != "Patient":
                reading.left(at, kind, "is not read")
            continue
        read(at, resource)
    return reading.done()


_READ = ("Condition", "Procedure", "Observation", "QuestionnaireResponse")


def _codings(concept: Node | None) -> Iterator[tuple[str, str]]:
    for coding in (concept or {}).get("coding", ()):
        if coding.get("code"):
            yield str(coding.get("system", "")), str(coding["code"])


def _code(concept: Node | None) -> str:
    return next((code for _, code in _codings(concept)), "")


def day_of(text: object) -> np.datetime64:
    """The day of a FHIR date or dateTime as it is written; NaT for a partial one."""
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", text):
        try:
            return np.datetime64(text[:10], "D")
        except ValueError:
            pass
    return np.datetime64("NaT", "D")


class _Reading:
    """One Bundle on its way to tables."""

    def __init__(self, own: list[tuple[str, str, str]], episodes: bool) -> None:
        self.own = own
        self.episodes = episodes
        self.notes = Notes("bundle")
        self.addresses: dict[str, str] = {}
        self.people: dict[str, Row] = {}
        self.measured: dict[tuple[str, str], tuple[np.datetime64, float]] = {}
        self.rows: dict[str, list[Row]] = {
            "conditions": [],
            "episodes": [],
            "wellness": [],
            "answers": [],
        }

    def left(self, at: int, kind: str, why: str, value: object = "") -> None:
        self.notes.add(What.LEFT, kind, why, row=at + 1, value=value)

    def person(self, at: int, kind: str, resource: Node) -> str | None:
        """Id of the subject, None (and a note) where it is no patient of the Bundle."""
        reference = str((resource.get("subject") or {}).get("reference", ""))
        one = self.addresses.get(reference) or reference.split("/_history")[0].rpartition("/")[2]
        if one in self.people:
            return one
        self.left(at, kind, "its subject is no Patient of the Bundle")
        return None

    def patient(self, resource: Node) -> None:
        sex = {"male": "male", "female": "female"}.get(str(resource.get("gender")), "")
        birth = day_of(resource.get("birthDate"))
        if resource.get("birthDate") and np.isnat(birth):
            self.notes.add(What.LEFT, "Patient.birthDate", "a partial date of birth")
        self.people[str(resource.get("id", ""))] = {"sex": sex, "birth_date": birth}

    def coded(self, at: int, kind: str, resource: Node) -> str | None:
        """The catalogue's condition of a resource."""
        concept = resource.get("code")
        for system, code in _codings(concept):
            try:
                return find_condition(code, system, own=self.own)
            except _core.InvalidArgument:
                continue
        self.left(at, kind, "has no code of the catalogue", ", ".join(code for _, code in _codings(concept)))
        return None

    def condition(self, at: int, resource: Node) -> None:
        status = _code(resource.get("verificationStatus"))
        if status in ("entered-in-error", "provisional", "differential", "unconfirmed"):
            return self.left(at, "Condition", f"is {status}")
        person = self.person(at, "Condition", resource)
        name = self.coded(at, "Condition", resource) if person is not None else None
        if person is None or name is None:
            return None
        period = resource.get("onsetPeriod") or {}
        since = day_of(resource.get("onsetDateTime") or period.get("start"))
        ended = resource.get("abatementDateTime") or (resource.get("abatementPeriod") or {}).get("end")
        until = day_of(ended or period.get("end"))
        clinical = _code(resource.get("clinicalStatus"))
        if clinical in _OVER and np.isnat(until):
            return self.left(at, "Condition", f"is {clinical}, but does not say since when")
        present = 0.0 if status == "refuted" else 1.0
        row = {"person_id": person, "condition": name, "since": since, "until": until, "present": present}
        self.rows["conditions"].append(row)
        self.notes.add(What.USED, "Condition", f"is {name}", table="conditions", row=at + 1)
        if self.episodes and present and name in _LOW_BACK_PAIN and not np.isnat(since):
            episode = {"person_id": person, "onset": since, "recovered": until, "severity": "care_seeking"}
            self.rows["episodes"].append(episode)
        return None

    def procedure(self, at: int, resource: Node) -> None:
        if resource.get("status") != "completed":
            return self.left(at, "Procedure", f"is {resource.get('status', 'without a status')}")
        person = self.person(at, "Procedure", resource)
        name = self.coded(at, "Procedure", resource) if person is not None else None
        if person is None or name is None:
            return None
        since: np.datetime64 = np.datetime64("NaT", "D")
        for form in ("occurrence", "performed"):
            period = resource.get(f"{form}Period") or {}
            if when := resource.get(f"{form}DateTime") or period.get("end") or period.get("start"):
                since = day_of(when)
        row = {"person_id": person, "condition": name, "since": since, "until": np.datetime64("NaT", "D")}
        self.rows["conditions"].append({**row, "present": 1.0})
        self.notes.add(What.USED, "Procedure", f"is {name}", table="conditions", row=at + 1)
        return None

    def observation(self, at: int, resource: Node) -> None:
        if resource.get("status") not in ("final", "amended", "corrected"):
            return self.left(at, "Observation", f"is {resource.get('status', 'without a status')}")
        codes = [code for system, code in _codings(resource.get("code")) if system == LOINC]
        found = next((MEASURED[code] for code in codes if code in MEASURED), None)
        if found is None:
            return self.left(at, "Observation", "has no code that is read", _code(resource.get("code")))
        person = self.person(at, "Observation", resource)
        if person is None:
            return None
        table, column = found
        value = self._quantity(at, column, resource)
        when = day_of(resource.get("effectiveDateTime") or (resource.get("effectivePeriod") or {}).get("end"))
        if value is None:
            return None
        if table == "people":
            latest = self.measured.get((person, column))
            if latest is None or np.isnat(latest[0]) or (not np.isnat(when) and when >= latest[0]):
                self.measured[person, column] = (when, value)
        elif np.isnat(when):
            return self.left(at, "Observation", "has no day")
        else:
            self.rows["wellness"].append({"person_id": person, "date": when, column: value})
        self.notes.add(What.USED, "Observation", f"is {column}", table=table, row=at + 1)
        return None

    def _quantity(self, at: int, column: str, resource: Node) -> float | None:
        """The value in our unit; None (and a note) without one or in another unit."""
        value: Any = resource.get("valueInteger")
        unit = ""
        if value is None:
            quantity = resource.get("valueQuantity") or {}
            value, unit = quantity.get("value"), str(quantity.get("code", ""))
            if unit and quantity.get("system") not in (UCUM, None):
                unit = f"{quantity['system']}|{unit}"
        if value is None:
            self.left(at, "Observation", "has no number")
            return None
        if unit not in _UNITS[column]:
            self.left(at, "Observation", f"unit of {column} must be one of {', '.join(_UNITS[column])}", unit)
            return None
        times, over = _UNITS[column][unit]
        return float(value) * times / over

    def questionnaireresponse(self, at: int, resource: Node) -> None:
        if resource.get("status") not in ("completed", "amended"):
            return self.left(at, "QuestionnaireResponse", f"is {resource.get('status', 'without a status')}")
        person = self.person(at, "QuestionnaireResponse", resource)
        if person is None:
            return None
        whole = {
            "person_id": person,
            "date": day_of(resource.get("authored")),
            "questionnaire": str(resource.get("questionnaire", "")),
        }
        for item in _items(resource):
            for answer in item.get("answer", ()):
                value, text = _answer(answer)
                row = {**whole, "link_id": str(item.get("linkId", "")), "value": value, "text": text}
                self.rows["answers"].append(row)
        self.notes.add(What.USED, "QuestionnaireResponse", "its answers are in `answers`", row=at + 1)
        return None

    def done(self) -> FromBundle:
        ids = list(self.people)
        people: dict[str, object] = {
            "person_id": np.array(ids, dtype=object),
            "sex": np.array([self.people[one]["sex"] for one in ids], dtype=object),
            "birth_date": np.array([self.people[one]["birth_date"] for one in ids], dtype="datetime64[D]"),
        }
        nothing = (None, np.nan)
        for column in ("height_m", "mass_kg", "bmi"):
            if any((one, column) in self.measured for one in ids):
                people[column] = np.array([self.measured.get((one, column), nothing)[1] for one in ids])
        tables = {"people": Table(people, title="people")}
        for name in ("conditions", "wellness", "episodes"):
            if self.rows[name] or (name == "episodes" and self.episodes):
                tables[name] = _table(name, self.rows[name])
        nobody = Table({"name": [], "exercise": [], "rows": [], "nearest": []}, title="exercises")
        return FromBundle(tables, self.notes.table(), nobody, _table("answers", self.rows["answers"]))


_SHAPES: dict[str, Row] = {
    "conditions": {"person_id": "", "condition": "", "since": "D", "until": "D", "present": 0.0},
    "episodes": {"person_id": "", "onset": "D", "recovered": "D", "severity": ""},
    "wellness": {"person_id": "", "date": "D", "sleep_hours": 0.0, "pain_nrs": 0.0},
    "answers": {"person_id": "", "date": "D", "questionnaire": "", "link_id": "", "value": 0.0, "text": ""},
}


def _table(name: str, rows: list[Row]) -> Table:
    columns: dict[str, object] = {}
    for column, kind in _SHAPES[name].items():
        if kind == "D":
            listed = [row.get(column, np.datetime64("NaT", "D")) for row in rows]
            columns[column] = np.array(listed, dtype="datetime64[D]")
        elif kind == 0.0:
            columns[column] = np.array([row.get(column, np.nan) for row in rows], dtype=np.float64)
        else:
            columns[column] = np.array([row.get(column, "") for row in rows], dtype=object)
    return Table(columns, title=name)


def _items(node: Node) -> Iterator[Node]:
    for item in node.get("item", ()):
        yield item
        yield from _items(item)
        for answer in item.get("answer", ()):
            yield from _items(answer)


def _answer(answer: Node) -> tuple[float, str]:
    """(number or NaN, text) of an answer; a coded one has the number of its ordinal value, or none."""
    for name in ("valueInteger", "valueDecimal"):
        if name in answer:
            return float(answer[name]), str(answer[name])
    if "valueBoolean" in answer:
        return float(bool(answer["valueBoolean"])), str(answer["valueBoolean"]).lower()
    if "valueQuantity" in answer:
        return float(answer["valueQuantity"].get("value", np.nan)), str(
            answer["valueQuantity"].get("unit", "")
        )
    if "valueCoding" in answer:
        coding = answer["valueCoding"]
        weights = [e["valueDecimal"] for e in coding.get("extension", ()) if "valueDecimal" in e]
        return float(weights[0]) if weights else np.nan, str(coding.get("display") or coding.get("code", ""))
    return np.nan, str(next(iter(answer.values()), ""))
