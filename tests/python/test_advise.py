"""Exercises for a person. Oracles: the article's list and the guidelines' sentences line by line, order
properties of the verdicts, and the tables of other areas."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import DataError, InvalidArgument, advise

MODEL = br.literature_model()
ORDER = {"suitable": 0, "modify": 1, "not_now": 2}
FACTS = advise.facts()
SYMPTOMS = [n for n, k in zip(FACTS["name"].tolist(), FACTS["kind"].tolist(), strict=True) if k == "symptom"]
CONDITIONS = [one.name for one in br.history.conditions()]

ARTICLE = [
    ("cat-cow", "suitable", "suitable"),
    ("hip circles", "suitable", "suitable"),
    ("standing hamstring stretch", "suitable", "suitable"),
    ("knee-to-chest", "suitable", "suitable"),
    ("swimming", "suitable", "suitable"),
    ("walking", "suitable", "suitable"),
    ("biking", "suitable", "suitable"),
    ("yoga", "suitable", "suitable"),
    ("planks", "suitable", "suitable"),
    ("side planks", "suitable", "suitable"),
    ("bird dogs", "suitable", "suitable"),
    ("crunches", "suitable", "not_now"),
    ("sit-ups", "suitable", "not_now"),
    ("leg presses", "suitable", "not_now"),
    ("squats", "suitable", "not_now"),
    ("good mornings", "suitable", "not_now"),
    ("deadlifts", "suitable", "not_now"),
    ("standing toe touches", "suitable", "not_now"),
    ("running", "suitable", "modify"),
    ("jumping", "suitable", "modify"),
    ("heavy lifting", "suitable", "modify"),
]


def verdict(exercise: str, *symptoms: str, **options: object) -> str:
    table = advise.exercises_for(symptoms=symptoms, only=[exercise], **options)  # type: ignore[arg-type]
    return str(table["verdict"][0])


@pytest.mark.parametrize(("exercise", "without", "with_pain"), ARTICLE)
def test_every_do_and_dont_of_the_article(exercise: str, without: str, with_pain: str) -> None:
    """Its bans are "modify" where guidelines lead, as they do unless told otherwise."""
    assert verdict(exercise) == without
    assert ORDER[verdict(exercise, "pain")] <= ORDER["modify"]
    assert ORDER[verdict(exercise, "pain", lead="strictest")] >= ORDER[with_pain]
    row = advise.exercises_for(symptoms=["pain"], only=[exercise]).row(0)
    assert "article" in row["every_rule"] and row["how"] and row["reason"] and row["certainty"]


def test_both_sides_of_a_disagreement_are_shown() -> None:
    row = advise.exercises_for(symptoms=["pain"], only=["crunches"]).row(0)
    assert row["disputed"]
    assert {"A12 article: suitable", "A15 article: not_now", "G03 guideline: modify"} <= set(
        row["every_rule"].split("; ")
    )
    assert verdict("crunches", "pain", lead="guideline") == "modify"
    assert not advise.exercises_for(symptoms=["pain"], only=["walking"])["disputed"][0]


def test_an_easier_variant_is_offered_where_it_is_milder() -> None:
    table = advise.exercises_for(symptoms=["pain"])
    by_name = {one["exercise"]: one for one in (table.row(i) for i in range(len(table)))}
    offered = [one for one in by_name.values() if one["instead"]]
    assert offered
    for one in offered:
        assert ORDER[by_name[one["instead"]]["verdict"]] < ORDER[one["verdict"]]


@given(
    st.lists(st.sampled_from(SYMPTOMS), max_size=3),
    st.lists(st.sampled_from(CONDITIONS), max_size=3),
    st.sampled_from([*SYMPTOMS, *CONDITIONS]),
    st.sampled_from(["strictest", "guideline"]),
)
@settings(max_examples=60, deadline=None)
def test_knowing_more_is_never_more_permissive(
    symptoms: list[str], conditions: list[str], more: str, lead: str
) -> None:
    """So adding a contraindication never loosens, and removing pain never tightens."""
    few = advise.exercises_for(None, conditions, symptoms, lead=lead)
    wider = (conditions, [*symptoms, more]) if more in SYMPTOMS else ([*conditions, more], symptoms)
    many = advise.exercises_for(None, *wider, lead=lead)
    for before, after in zip(few["verdict"].tolist(), many["verdict"].tolist(), strict=True):
        assert ORDER[after] >= ORDER[before]


@pytest.mark.parametrize("finding", ["saddle_numbness", "foot_drop", "spinal_infection"])
def test_care_on_the_same_day_stops_everything(finding: str) -> None:
    table = advise.exercises_for(conditions=[finding], symptoms=["pain"])
    assert set(table["verdict"]) == {"not_now"} and set(table["rule"]) == {"red flag"}
    label = {one.name: one.label for one in br.history.conditions()}[finding]
    assert label in table["reason"][0]
    assert not any(table["instead"])


@pytest.mark.parametrize("finding", CONDITIONS)
def test_the_gate_is_the_red_flags_of_history(finding: str) -> None:
    """Each level has the least verdicts of gentle and of demanding exercises."""
    table = advise.exercises_for(conditions=[finding], symptoms=["pain"], only=["water walking", "deadlift"])
    level = br.history.red_flags([finding], ["pain"]).level
    assert table.triage.level == level
    least = {"none_reported": (0, 0), "discuss": (0, 1), "prompt_review": (1, 2), "same_day": (2, 2)}
    for got, floor in zip(table["verdict"].tolist(), least.get(level, (2, 2)), strict=True):
        assert ORDER[got] >= floor


def test_without_pain_the_same_facts_shape_the_exercise_and_raise_no_flag() -> None:
    table = advise.exercises_for(conditions=["osteoporosis"], only=["walking", "sit-ups", "deadlift"])
    assert table["verdict"].tolist() == ["suitable", "not_now", "suitable"]
    assert table.triage.level == "none_reported"
    sore = advise.exercises_for(conditions=["osteoporosis"], symptoms=["pain"], only=["walking", "sit-ups"])
    assert sore.triage.level == "discuss" and sore["verdict"].tolist() == ["suitable", "not_now"]


def test_what_a_professional_has_seen_is_a_condition() -> None:
    seen = advise.exercises_for(
        conditions=["vertebral_fracture"],
        reviewed={"vertebral_fracture": "2026-01-10"},
        since={"vertebral_fracture": "2025-01-10"},
        day="2026-03-01",
        only=["walking", "running"],
    )
    assert seen["verdict"].tolist() == ["suitable", "not_now"]
    assert seen["rule"][1] == "G13"
    numb = advise.exercises_for(conditions=["saddle_numbness"], reviewed={"saddle_numbness": True})
    assert numb.triage.level == "discuss" and "suitable" in numb["verdict"]


def test_days_must_belong_to_a_finding_and_lie_in_the_past() -> None:
    with pytest.raises(InvalidArgument, match="reported too"):
        advise.exercises_for(onset_days={"foot_drop": 3})
    with pytest.raises(InvalidArgument, match="after the day"):
        br.history.red_flags(["discectomy"], since={"discectomy": "2027-01-01"}, day="2026-01-01")
    for days in (-1, 2.5, float("nan"), "three"):
        with pytest.raises(InvalidArgument, match="onset_days"):
            br.history.red_flags(["foot_drop"], onset_days={"foot_drop": days})  # type: ignore[dict-item]
    with pytest.raises(InvalidArgument, match="mapping"):
        br.history.red_flags(["foot_drop"], reviewed=["foot_drop"])  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="audience"):
        br.history.red_flags([], audience="everybody")  # type: ignore[arg-type]


def test_a_professional_gets_no_text_directed_to_patients() -> None:
    table = advise.exercises_for(conditions=["foot_drop"], audience="professional")
    assert set(table["how"]) == {""}
    assert (
        "your" not in table.triage.advice
        and table.triage.advice != br.history.red_flags(["foot_drop"]).advice
    )


def test_an_assessment_brings_what_it_knows() -> None:
    one = MODEL.assess_row({"spondylolysis": 1, "age_years": 15, "female": 1})
    assert advise.exercises_for(one, only=["superman"])["rule"][0] == "X66"  # under 18: no adult catalogue
    sore = advise.exercises_for(one, symptoms=["pain"], only=["superman"])
    assert "X23 expert: modify" in sore["every_rule"][0] and sore["verdict"][0] == "not_now"
    # 15 years and pain on extension are two signs of a stress injury; 30 years and the same are one
    assert advise.exercises_for(one, ["extension_related_pain"]).triage.level == "prompt_review"
    adult = MODEL.assess_row({"age_years": 30})
    assert advise.exercises_for(adult, ["extension_related_pain"]).triage.level == "discuss"
    back = MODEL.assess_row({"previous_episode": 1, "recency_days": 10})
    assert advise.exercises_for(back, only=["deadlift"])["rule"][0] == "X19"


def test_a_cohort_brings_the_conditions_of_the_day() -> None:
    tables = {
        "people": {"person_id": ["ann"], "age_years": [40]},
        "sessions": {"person_id": ["ann"] * 2, "date": ["2026-01-01", "2026-02-01"], "duration_min": [50] * 2,
                     "rpe": [5] * 2},
        "conditions": {"person_id": ["ann"], "condition": ["saddle anaesthesia"], "since": ["2026-01-20"]},
    }  # fmt: skip
    cohort = br.Cohort(**tables)
    early = MODEL.assess(cohort, "ann", "2026-01-10")
    late = MODEL.assess(cohort, "ann", "2026-02-01")
    assert (early.conditions, late.conditions) == ((), ("saddle_numbness",))
    assert set(advise.exercises_for(late)["verdict"]) == {"not_now"}
    assert set(advise.exercises_for(early)["verdict"]) == {"suitable"}


def test_unknown_names_offer_the_nearest() -> None:
    with pytest.raises(InvalidArgument, match="nearest: squats, squat"):
        advise.exercises_for(only=["squatts"])
    with pytest.raises(InvalidArgument, match="pain_on_bending"):
        advise.exercises_for(symptoms=["pain on bendin"])
    with pytest.raises(InvalidArgument, match="osteoporosis"):
        advise.exercises_for(conditions=["osteoporosi"])
    with pytest.raises(InvalidArgument, match="conditions have an argument"):
        advise.exercises_for(symptoms=["osteoporosis"])
    with pytest.raises(InvalidArgument, match="symptoms is 'pain'"):
        advise.exercises_for(symptoms="pain")
    with pytest.raises(InvalidArgument, match="lead"):
        advise.exercises_for(lead="nobody")


def test_what_is_no_assessment_says_so() -> None:
    for wrong in ({"smoker": 1}, "p07", 0.1):
        with pytest.raises(InvalidArgument, match="Assessment"):
            advise.exercises_for(wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidArgument, match="Assessment"):
            advise.what_if(wrong, "exercise")  # type: ignore[arg-type]


def test_loads_are_the_spine_areas_or_absent() -> None:
    spine = br.spine.exercises()
    rows = advise.exercises()
    assert rows["exercise"].tolist() == spine["exercise"].tolist()
    for i in range(len(rows)):
        ours, theirs = rows.row(i), spine.row(i)
        assert (ours["load_low"] == ours["load_low"]) == (ours["load_reason"] == "")
        assert ours["load_status"] != "unverified"
        if ours["load_unit"] == "N":
            assert ours["load_low"] <= theirs["compression_n"] <= ours["load_high"]
        if theirs["status"] == "unverified":
            assert ours["load_unit"] != "N"


RULES = "rule,when,what,verdict,how,certainty\n"


def file(folder: Path, text: str, name: str = "ours.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_own_rules_replace_add_and_switch_off(tmp_path: Path) -> None:
    own = file(
        tmp_path, RULES + "A17,pain,name~squat,modify,Half depth.,low\nK1,always,exercise=plank,modify,x,\n"
    )
    rules = advise.read_rules(own)
    assert verdict("squats", "pain", rules=rules) == "modify"
    assert verdict("plank", rules=own) == "modify"
    assert advise.exercises_for(only=["plank"], rules=rules)["origin"][0] == "own"
    off = file(tmp_path, '[{"rule": "A17", "when": "", "what": "", "verdict": "off"}]', "off.json")
    assert len(advise.read_rules(off)) == len(advise.rules()) - 1
    assert verdict("squats", "pain", rules=off) == "modify"  # the guideline's rule is still there
    # red flags are no rules: no file switches them off
    stopped = advise.exercises_for(conditions=["fever", "tb"], symptoms=["pain"], rules=off)
    assert set(stopped["verdict"]) == {"not_now"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULES + "K1,paim,all,modify,,\n", r"ours.csv, row 1, column when: 'paim': .*nearest: pain"),
        (RULES + "K1,pain,exercise=plnk,modify,,\n", "row 1, column what: 'exercise=plnk': .*plank"),
        (RULES + "K1,pain,all,perhaps,,\n", "row 1, column verdict: 'perhaps': .* must be one of suitable, modify"),
        (RULES + "K1,pain,all,modify,,sure\n", "row 1, column certainty: 'sure'"),
        (RULES + ",pain,all,modify,,\n", "row 1, column rule: '': must not be empty"),
        (RULES + "K1,pain,all,modify,,\nK1,pain,all,modify,,\n", "row 2, column rule: 'K1': row 1 has"),
        (
            RULES + "K1,pain,exercise=plank,suitable,,\nK2,pain,exercise=plank,not_now,,\n",
            "row 1, column what: 'K1': contradiction: it says another thing than row 2, 'K2', of 'plank'",
        ),
        (RULES + "K1,pain,name~zumba,modify,,\n", "row 1, column what: 'K1': without effect"),
        (RULES + "K1,,,off,,\n", "id is 'K1', but must be a rule to switch off"),
        (RULES + "K1,pain,all,modify,Less, and slower,low\n", "row 1: has 7 cells for 6 columns: .*quotes"),
        ("", "column 'rule' is missing; it has none"),
        ("rule,when,what\n", "column 'verdict' is missing"),
        ("rule,when,what,verdict,colour\n", "column 'colour' is unknown"),
    ],
)  # fmt: skip
def test_a_bad_file_says_where_and_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        advise.read_rules(file(tmp_path, text))


WORDS = st.sampled_from(
    ["pain", "all", "modify", "not_now", "off", "A17", "", "name~squat", "flexion>=high", "&"]
)


@given(st.lists(st.lists(st.one_of(WORDS, st.text(max_size=6)), min_size=4, max_size=8), max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_file_is_read_or_refused_and_nothing_else(rows: list[list[str]]) -> None:
    """A file that is read still cannot switch a red flag off."""
    fields = ["rule", "when", "what", "verdict", "how", "reason", "source", "certainty"]
    with tempfile.TemporaryDirectory() as folder:
        as_csv, as_json = Path(folder) / "a.csv", Path(folder) / "a.json"
        lines = [",".join(row) for row in rows]
        as_csv.write_text("\n".join([",".join(fields), *lines]), encoding="utf-8", errors="replace")
        as_json.write_text(json.dumps([dict(zip(fields, row, strict=False)) for row in rows]))
        for path in (as_csv, as_json):
            try:
                read = advise.read_rules(path)
            except DataError as error:
                assert path.name in str(error)
            else:
                stopped = advise.exercises_for(conditions=["saddle_numbness"], rules=read)
                assert set(stopped["verdict"]) == {"not_now"}


def test_a_bad_json_says_where_and_why(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"ours.json: line 1"):
        advise.read_rules(file(tmp_path, "{", "ours.json"))
    with pytest.raises(DataError, match="list of objects"):
        advise.read_rules(file(tmp_path, json.dumps({"rule": "K1"}), "ours.json"))
    row = {"rule": "K1", "when": "pain", "what": 3, "verdict": "modify"}
    with pytest.raises(DataError, match="row 1, column what: '3': must be text"):
        advise.read_rules(file(tmp_path, json.dumps([row]), "ours.json"))
    with pytest.raises(DataError, match="must end in"):
        advise.read_rules(file(tmp_path, "", "ours.txt"))
    with pytest.raises(DataError, match="cannot be read"):
        advise.read_rules(tmp_path / "none.csv")


def test_body_weight_loads_are_rows_of_the_evidence(shared: Path) -> None:
    """Oracle: the table of published exercise loads; a remembered row must not be among them."""
    file_ = shared / "evidence" / "exercise_loads.csv"
    if not file_.is_file():
        pytest.skip(f"{file_} is not here")
    read = [
        float(row["value"])
        for row in csv.DictReader(file_.read_text().splitlines())
        if row["unit"] == "BW" and "from memory" not in row["source"]
    ]
    rows = advise.exercises()
    ours = [rows.row(i) for i in range(len(rows)) if rows.row(i)["load_unit"] == "BW"]
    assert {one["exercise"] for one in ours} == {"walking", "back squat", "jumping"}
    for one in ours:
        assert one["load_low"] in read and (one["load_high"] in read or one["load_high"] != one["load_high"])
