"""Assessments as resources."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.places import shown
from backrisk._shared.typing import DateLike
from backrisk.fhir.shapes import Resource
from backrisk.risk.assessment import Assessment
from backrisk.risk.model import Model

_SNOMED = "http://snomed.info/sct"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_UCUM = "http://unitsofmeasure.org"
LOCAL = "urn:backrisk"
"""System of the codes that are this library's own; no terminology has them."""
_OUTCOMES = {
    "any_episode": "Low back pain, a new episode",
    "activity_limiting": "Low back pain, a new activity-limiting episode",
    "care_seeking": "Low back pain, a new episode that leads to seeking care",
}


def risk_assessment(
    assessment: Assessment,
    *,
    subject: str,
    day: DateLike,
    model: Model | None = None,
    basis: Sequence[str] = (),
    performer: str | None = None,
    status: str = "preliminary",
) -> Resource:
    """A FHIR RiskAssessment of an `Assessment`.

    Parameters
    ----------
    assessment : Assessment
        As `Model.assess` and `Model.assess_row` answer it.
    subject, performer : str
        References, such as Patient/ann.
    day : date
        The day of the assessment: its occurrence, after which the horizon begins.
    model : Model, optional
        Whose card the method names, by the SHA-256 of its text.
    basis : sequence of str
        References to what it is based on, such as Observation/7.
    status : str
        FHIR's observation status. "preliminary" until somebody has looked at it: that is the intended use.

    Returns
    -------
    dict
        Valid under R4 and R5. `prediction` has the outcome with its SNOMED CT code, the probability in
        percent as FHIR asks, the days it is about, and the interval in its rationale; without a risk there is
        no prediction and the note says why. `note` holds flags and the intended use, `mitigation` the advice
        of red flags.

    Raises
    ------
    InvalidArgument
        For what is no `Assessment` or no model, a subject that is no reference, an unknown status, or a day
        that is missing.

    Examples
    --------
    >>> import backrisk as br
    >>> one = br.literature_model().assess_row({"previous_episode": 1})
    >>> found = risk_assessment(one, subject="Patient/ann", day="2026-03-01")
    >>> found["prediction"][0]["whenPeriod"]
    {'start': '2026-03-02', 'end': '2026-03-29'}
    """
    when = _day(day)
    out: Resource = {
        "resourceType": "RiskAssessment",
        "status": _status(status),
        "method": _method(assessment, model),
        "code": _concept("risk-assessment", assessment.headline()),
        "subject": _reference(subject, "subject"),
        "occurrenceDateTime": when.isoformat(),
    }
    if performer is not None:
        out["performer"] = _reference(performer, "performer")
    if basis:
        out["basis"] = [_reference(one, "basis") for one in basis]
    if np.isfinite(assessment.risk):
        out["prediction"] = [_prediction(assessment, when)]
    if assessment.advice:
        out["mitigation"] = " ".join(assessment.advice)
    out["note"] = [{"text": text} for text in _notes(assessment)]
    return out


def observation(
    assessment: Assessment,
    *,
    subject: str,
    day: DateLike,
    model: Model | None = None,
    derived_from: Sequence[str] = (),
    status: str = "preliminary",
) -> Resource:
    """A FHIR Observation of an `Assessment`: the risk in percent, and interval and coverage as components.

    Parameters and errors as `risk_assessment`; `derived_from` holds references. Without a risk the
    Observation has a `dataAbsentReason` with the reason as its text.

    Examples
    --------
    >>> import backrisk as br
    >>> one = br.literature_model().assess_row({"previous_episode": 1})
    >>> found = observation(one, subject="Patient/ann", day="2026-03-01")
    >>> found["valueQuantity"]["unit"], len(found["component"])
    ('%', 4)
    """
    out: Resource = {
        "resourceType": "Observation",
        "status": _status(status),
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "survey",
                        "display": "Survey",
                    }
                ]
            }
        ],
        "code": _concept(f"{assessment.outcome}-{assessment.horizon_days}-days", assessment.headline()),
        "subject": _reference(subject, "subject"),
        "effectiveDateTime": _day(day).isoformat(),
        "method": _method(assessment, model),
    }
    if derived_from:
        out["derivedFrom"] = [_reference(one, "derived_from") for one in derived_from]
    out["note"] = [{"text": text} for text in _notes(assessment)]
    if not np.isfinite(assessment.risk):
        absent = {"system": _ABSENT, "code": "not-applicable", "display": "Not Applicable"}
        return {**out, "dataAbsentReason": {"coding": [absent], "text": assessment.reason}}
    level = f"{assessment.level * 100:g} %"
    parts = (
        ("low", f"lower end of the {level} interval", assessment.low),
        ("high", f"upper end of the {level} interval", assessment.high),
        ("typical", "mean risk of the target population", assessment.typical),
        ("coverage", "share of the score's variance that was observed", assessment.coverage),
    )
    out["valueQuantity"] = _percent(assessment.risk)
    out["component"] = [
        {"code": _concept(code, text), "valueQuantity": _percent(value)} for code, text, value in parts
    ]
    return out


def bundle(resources: Iterable[Resource]) -> Resource:
    """A Bundle of the type `collection`.

    Parameters
    ----------
    resources : iterable of mapping
        Each with its resourceType.

    Returns
    -------
    dict

    Raises
    ------
    InvalidArgument
        For a resource that is no mapping with a resourceType.

    Examples
    --------
    >>> len(bundle([{"resourceType": "Patient", "id": "ann"}])["entry"])
    1
    """
    listed = list(resources)
    for at, one in enumerate(listed):
        if not isinstance(one, Mapping) or not isinstance(one.get("resourceType"), str):
            rule = "must be a mapping with a resourceType"
            raise _core.InvalidArgument(f"bundle: resource {at + 1} is {shown(one)}, but {rule}")
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in listed],
    }


def _day(day: DateLike) -> dt.date:
    number = int(_tables.days([day], _tables.Source("fhir", "day"))[0])
    when = np.datetime64(number, "D").astype(object)
    if not isinstance(when, dt.date):
        raise _core.InvalidArgument("fhir: day is missing, but must be a date")
    return when


def _status(status: str) -> str:
    known = ("registered", "preliminary", "final", "amended", "corrected")
    if status not in known:
        raise _core.InvalidArgument(f"fhir: status is {status!r}, but must be one of {', '.join(known)}")
    return status


def _reference(text: str, name: str) -> dict[str, str]:
    if not isinstance(text, str) or not text or (":" not in text and "/" not in text):
        rule = "must be a reference, such as Patient/ann"
        raise _core.InvalidArgument(f"fhir: {name} is {text!r}, but {rule}")
    return {"reference": text}


def _concept(code: str, text: str) -> Resource:
    return {"coding": [{"system": LOCAL, "code": code.replace("_", "-"), "display": text}], "text": text}


def _method(assessment: Assessment, model: Model | None) -> Resource:
    name = f"backrisk, {assessment.outcome} among {assessment.setting}; {assessment.status}"
    if model is None:
        return {"text": name}
    card = hashlib.sha256(model.to_json().encode("utf-8")).hexdigest()
    return {"coding": [{"system": f"{LOCAL}:card", "code": card}], "text": name}


def _percent(share: float) -> Resource:
    return {"value": float(share) * 100, "unit": "%", "system": _UCUM, "code": "%"}


def _prediction(assessment: Assessment, when: dt.date) -> Resource:
    text = _OUTCOMES[assessment.outcome]
    low, high = 100 * assessment.low, 100 * assessment.high
    return {
        "outcome": {
            "coding": [{"system": _SNOMED, "code": "279039007", "display": "Low back pain"}],
            "text": text,
        },
        "probabilityDecimal": float(assessment.risk) * 100,
        "relativeRisk": float(assessment.relative),
        "whenPeriod": {
            "start": (when + dt.timedelta(days=1)).isoformat(),
            "end": (when + dt.timedelta(days=assessment.horizon_days)).isoformat(),
        },
        "rationale": (
            f"{assessment.level * 100:g} % interval {low:.3g} to {high:.3g} %; relative: hazard ratio "
            "against the average member of the population; "
            f"{assessment.coverage:.0%} of the score's variance observed"
        ),
    }


def _notes(assessment: Assessment) -> list[str]:
    reason = [f"No risk is given: {assessment.reason}."] if not np.isfinite(assessment.risk) else []
    status = [f"Status of the model: {assessment.status}."]
    return [*reason, *assessment.flags, *status, f"Use: {assessment.intended_use}."]
