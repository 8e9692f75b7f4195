"""Words of advice: reading grade, no diagnosis, no clearance, the intended use on everything.

Oracle of the grade: Kincaid, Fishburne, Rogers & Chissom 1975 (Research Branch Report 8-75),
grade = 0.39 words / sentences + 11.8 syllables / words - 15.59.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import backrisk as br
from backrisk import InvalidArgument, advise

MODEL = br.literature_model()
HIGHEST_GRADE = 8.0
CLINICIAN = {
    "whatif.clinician", "driver.clinician", "driver.trial", "driver.no_trial", "language", "decimal",
    "place.note",
}  # fmt: skip
PARTS = ("outcome.", "change.", "concern.", "finding.", "course.", "factor.", "setting.", "word.", "days.",
         "amount.", "card.identity", "card.part", "card.note", "card.use")  # fmt: skip
"""Names inside sentences, not sentences."""
VALUES: dict[str, Any] = {
    "people": 100, "before": 9, "after": 7, "low": 2, "high": 20, "with_it": 9, "without": 8, "days": 28,
    "outcome": "back pain", "names": "squat, lunge", "suitable": 90, "modify": 20, "not_now": 8,
    "advice": "See a doctor soon.", "flags": "pain at night", "theirs": "any injury", "ours": "back pain",
    "reason": "no risk", "label": "a walking plan", "finding": "Fever", "course": ", new or worse",
    "concern": "an infection", "change": "2 fewer", "ratio": "1.5", "above": "80", "level": "95", "risk": 12,
    "typical": 4, "unknown": 8, "all": 33, "first": "age; sex", "share": "40", "note": "", "status": "New.",
    "use": "Ask.", "who": "Ann", "value": "yes", "more": 3, "years": 50, "count": 2,
}  # fmt: skip
FORBIDDEN = re.compile(
    r"\b(safe|safely|safety|diagnos\w*|cleared|fit to (train|play|work)|guarante\w*|cure\w*|prevents?|"
    r"harmless|risk[- ]free|you have (a|an) )",
    re.IGNORECASE,
)
DENIALS = ("not a diagnosis and not a clearance",)


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e and the ed of a past tense."""
    word = word.lower()
    if len(word) > 3 and re.search(r"([^aeiouy]e|[^aeiouydt]ed|[^aeiouylsxz]es)$", word):
        word = word[:-1] if word.endswith("e") and not word.endswith("le") else word
        word = word[:-2] if word.endswith(("ed", "es")) else word
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text: str) -> float:
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", text)))
    words = re.findall(r"[A-Za-z']+|\d+", text)
    counted = sum(syllables(w) if w[0].isalpha() else 1 for w in words)
    return 0.39 * len(words) / sentences + 11.8 * counted / len(words) - 15.59


def assessments() -> Iterator[br.Assessment]:
    yield MODEL.assess_row({})
    raised = {f.factor: 1.0 for f in br._core.advise.drivers()}
    raised |= {"sleep_hours": 4, "session_spike": 2, "bmi": 33, "mood": 0.1, "load_lifted_kg": 40}
    raised |= {"lifts_per_day": 40, "warm_up_share": 0.1, "activity_min_week": 0}
    yield MODEL.assess_row({**raised, "previous_episode": 1, "recency_days": 20})
    yield MODEL.assess_row({"smoker": 1}).with_facts(["pain_on_bending", "leg_pain"], ["osteoporosis"])
    yield MODEL.assess_row({}).with_facts(conditions=["saddle_numbness"])


def patient_texts() -> dict[str, str]:
    known = {k: v for k, v in advise.messages().items() if k not in CLINICIAN | {"flag"}}
    said = {k: v.format(**VALUES) for k, v in known.items() if not k.endswith(".professional")}
    assert {f"rule.{rule}" for rule in advise.rules().table()["rule"]} <= set(said)
    return {k: v for k, v in said.items() if not k.startswith(PARTS)}


def test_the_counter_counts() -> None:
    known = {"walk": 1, "exercise": 3, "bladder": 2, "move": 1, "people": 2, "numb": 1, "begins": 2,
             "trained": 1, "back": 1, "easy": 2, "little": 2, "health": 1, "expert": 2}  # fmt: skip
    assert {word: syllables(word) for word in known} == known


def test_the_grade_of_a_known_sentence() -> None:
    # 6 words, 1 sentence, 6 syllables
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_patients_can_read_it() -> None:
    texts = patient_texts()
    assert grade(" ".join(texts.values())) <= HIGHEST_GRADE
    too_hard = {k: round(grade(v), 1) for k, v in texts.items() if grade(v) > HIGHEST_GRADE}
    assert not too_hard
    for one in assessments():
        assert grade(" ".join(one.next_steps())) <= HIGHEST_GRADE


def test_no_diagnosis_no_clearance_and_never_safe() -> None:
    rules = advise.rules().table()
    texts = {**advise.messages(), **patient_texts()}
    texts |= {f"{r['rule']}.reason": r["reason"] for r in (rules.row(i) for i in range(len(rules)))}
    for one in assessments():
        for words in (one.to_text(), one._repr_html_(), *advise.exercises_for(one)["how"].tolist()):
            texts[str(len(texts))] = words
        for name in advise.interventions()["change"].tolist():
            texts[f"{len(texts)}.{name}"] = advise.what_if(one, name).to_text()
    texts.pop("G14.reason", None)  # "safety net" is the clinical term for what to look out for
    for key, text in texts.items():
        for denial in DENIALS:
            text = text.replace(denial, "")
        found = FORBIDDEN.search(text)
        assert found is None, (key, found)


def test_the_intended_use_is_on_everything_that_is_shown() -> None:
    for one in assessments():
        assert one.intended_use in one.to_text() and "not a diagnosis" in one._repr_html_()
        for said in (advise.exercises_for, advise.principles, advise.drivers, advise.what_ifs):
            assert one.intended_use in repr(said(one)) and "not a diagnosis" in said(one)._repr_html_()
        for name in advise.interventions()["change"].tolist():
            assert one.intended_use in advise.what_if(one, name).to_text()


def test_a_red_flag_is_all_the_card_says() -> None:
    one = MODEL.assess_row({"smoker": 1}).with_facts(["pain"], ["saddle_numbness"])
    advice = advise.messages()["triage.emergency"]
    said = f"First: {advice} Why: Numbness between the legs: may point to cauda equina syndrome."
    assert one.next_steps() == (said,)
    assert one.to_text().splitlines()[:2] == ["What to do next:", f"  {said}"]
    page = one._repr_html_()
    assert page.index(said) < page.index("<h4>")


def test_the_card_names_one_exercise_a_rule() -> None:
    steps = MODEL.assess_row({}).with_facts(["severe_pain"]).next_steps()
    table = advise.exercises_for(symptoms=["severe_pain"])
    stopped = table.take(table["verdict"] == "not_now")
    pairs = list(zip(stopped["rule"].tolist(), stopped["exercise"].tolist(), strict=True))
    first = dict(reversed(pairs))
    named = next(line for line in steps if line.startswith("Not for now: "))
    shown = named.removeprefix("Not for now: ").split(" (+")[0].rstrip(".").split(", ")
    assert set(shown) == set(first.values()) and f"(+{len(stopped) - len(shown)})" in named


def test_with_pain_the_card_says_to_stay_active_and_when_to_go_to_a_hospital() -> None:
    steps = " ".join(MODEL.assess_row({}).with_facts(["pain"]).next_steps())
    assert "Stay active." in steps and "Go to a hospital at once if you lose control" in steps
    assert "hospital" not in " ".join(MODEL.assess_row({}).next_steps())


def test_every_driver_has_words() -> None:
    words = advise.messages()
    assert {f"driver.{one.factor}" for one in br._core.advise.drivers()} <= set(words)
    one = list(assessments())[1]
    table = advise.drivers(one)
    assert len(table) > 8
    for row in (table.row(i) for i in range(len(table))):
        assert "{" not in row["patient"] + row["clinician"]
        assert "does not prove" in row["patient"] and "association" in row["clinician"]
        assert 0 < row["with_it"] <= row["people"]


def test_nothing_known_is_not_all_suitable() -> None:
    steps = " ".join(MODEL.assess_row({}).next_steps())
    assert "suitable" not in steps and "Say what you feel" in steps
    steps = " ".join(MODEL.assess_row({"disc_bulge": 1}).next_steps())
    assert "suitable" not in steps and "How it feels decides." in steps


def test_drivers_rank_what_can_change_first() -> None:
    table = advise.drivers(list(assessments())[1])
    change = table["change"].tolist()
    assert change == sorted(change, key=("yes", "partly").index)


def test_another_language_falls_back_to_english_and_refuses_what_does_not_exist() -> None:
    one = MODEL.assess_row({"smoker": 1})
    german = {"driver.smoker": "Sie rauchen.", "outcome.any_episode": "Rückenschmerz"}
    words = advise.drivers(one, language=german)["patient"][0]
    assert words.startswith("Sie rauchen. Of 1") and "Rückenschmerz" in words
    german = {
        "rule.A15": "Vorerst nicht.",
        "rule.none": "Nichts spricht dagegen.",
        "change.exercise": "Sport",
    }
    table = advise.exercises_for(symptoms=["pain"], only=["crunches"], language=german)
    assert table["how"].tolist() == ["Vorerst nicht."]
    assert advise.exercises_for(only=["golf swing"], language=german)["how"][0] == "Nichts spricht dagegen."
    assert "In trials: Sport." in advise.what_if(one, "exercise").sentence(german)
    with pytest.raises(InvalidArgument, match="driver.smokr"):
        advise.drivers(one, language={"driver.smokr": ""})
    with pytest.raises(InvalidArgument, match="one of de, en"):
        advise.messages("xx")
