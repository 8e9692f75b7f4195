"""Every result as a page of a notebook; lists that slice, sort and filter; what a call says it wants.

Oracles: a walk over all public classes; the numbers of the results themselves.
"""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk._shared.notebook import html_of

MODEL = br.literature_model()
CLINIC = br.simulate_cohort(n_people=30, n_days=120)
RNG = np.random.default_rng(0)
X, TIME = RNG.normal(size=(200, 2)), RNG.exponential(size=200)
EVENT = (RNG.random(200) < 0.7).astype(float)
RISK = np.clip(RNG.random(200), 0.05, 0.95)

RESULTS = {
    "fit": lambda: br.fit.cox(X, TIME, EVENT),
    "glm": lambda: br.fit.glm(X, EVENT, family="binomial"),
    "survival": lambda: br.fit.kaplan_meier(TIME, EVENT),
    "calibration": lambda: br.validate.calibration(EVENT, RISK),
    "auc": lambda: br.validate.auc(EVENT, RISK),
    "measured": lambda: br.load.acwr(np.arange(60.0)),
    "triage": lambda: br.history.red_flags(["cancer_history"], symptoms=["pain"]),
    "updated": lambda: MODEL.update(CLINIC).updated,
    "what_if": lambda: br.advise.what_if(MODEL.assess_row({"previous_episode": 1}), "exercise"),
    "synthesis": lambda: br.evidence.random_effects([0.1, 0.5], [0.2, 0.2]),
    "change": lambda: MODEL.change(CLINIC, MODEL.score(CLINIC).highest(1)["person_id"][0]),
    "lumbar": lambda: br.fit.kaplan_meier(TIME, EVENT).median(),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_a_page(name: str) -> None:
    result = RESULTS[name]()
    page = result._repr_html_()
    assert "<table" in page or "<p" in page
    assert " object at 0x" not in page and "array(" not in page
    assert len(re.sub("<[^>]+>", "", page).strip()) > 20


def test_every_public_class_has_a_page() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("backrisk.") and hasattr(module, "__path__") and hasattr(module, "__all__"):
            for word in module.__all__:
                kind = getattr(module, word)
                if inspect.isclass(kind) and not issubclass(kind, BaseException):
                    assert hasattr(kind, "_repr_html_") or not _is_result(kind), (name, word)


def _is_result(kind: Any) -> bool:
    import enum

    return not issubclass(kind, (enum.Enum, np.ndarray)) and not getattr(kind, "_is_protocol", False)


def test_a_page_holds_the_numbers_of_the_result() -> None:
    fit = RESULTS["fit"]()
    page = html_of(fit)
    assert f"{fit.coef[0]:.4g}" in page and "hazard ratio" in page
    triage = RESULTS["triage"]()
    assert triage.advice in html_of(triage)
    updated = RESULTS["updated"]()
    assert f"{updated.episodes} episodes" in html_of(updated)


def test_scores_slice_sort_and_filter() -> None:
    scores = MODEL.score(CLINIC)
    assert len(scores[:3]) == 3 and scores[:3]["person_id"].tolist() == scores["person_id"][:3].tolist()
    above = scores.filter(scores["relative"] > 1)
    assert len(above) == int((scores["relative"] > 1).sum()) > 0
    by = scores.sort("relative", descending=True)
    known = np.isfinite(by["relative"])
    assert (np.diff(by["relative"][known]) <= 0).all()
    assert by["person_id"][:3].tolist() == scores.highest(3)["person_id"].tolist()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"smoker": [1.0]}, "model.score_rows"),
        ("my_clinic", r"br.read_cohort\('my_clinic'\)"),
        ({"date": ["2026-01-01"], "load": [1.0], "person_id": ["a"]}, r"br.Cohort\(sessions=frame\)|people"),
        ({"sex": ["f"], "height_m": [1.7]}, r"br.Cohort\(people=frame\)"),
        (7, "must be a Cohort"),
    ],
)
def test_score_says_what_it_wants(given: Any, said: str) -> None:
    with pytest.raises(br.InvalidArgument, match=said):
        MODEL.score(given)
    with pytest.raises(br.InvalidArgument, match="must be a Cohort"):
        MODEL.assess(given, "a")
