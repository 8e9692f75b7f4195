"""The gate wherever it is asked: cohort, stream, card, report and command line against `red_flags` itself.

Oracles: `history.red_flags` for the same facts, told one by one; order (less is never stricter); texts of
`words/en.json`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk import advise
from backrisk.cli import main
from backrisk.report import cohort_report

DAY = "2026-11-29"
MODEL = br.literature_model()
LEVELS = list(br.history.LEVELS)
WORDS = advise.messages()


def ago(days: int) -> str:
    return str(dt.date.fromisoformat(DAY) - dt.timedelta(days=days))


def cohort_of(
    conditions: list[dict[str, Any]], pain: Sequence[tuple[str, int, float]] = (), **people: Any
) -> br.Cohort:
    """Everybody trained thirty days ago and on the day itself; `pain`: (person, days ago, rating)."""
    ids = people.pop("ids", ["a"])
    tables: dict[str, Any] = {
        "people": {"person_id": ids, **people},
        "sessions": {
            "person_id": ids * 2,
            "date": [ago(30)] * len(ids) + [DAY] * len(ids),
            "load": [300] * 2 * len(ids),
        },
    }
    if conditions:
        names = ("person_id", "condition", "since", "until", "onset", "reviewed")
        tables["conditions"] = {name: [row.get(name) for row in conditions] for name in names}
    if pain:
        tables["wellness"] = {
            "person_id": [who for who, *_ in pain],
            "date": [ago(days) for _, days, _ in pain],
            "pain_nrs": [rating for *_, rating in pain],
        }
    return br.Cohort(**tables)


URGENT = [
    {"person_id": "a", "condition": "saddle_numbness", "onset": ago(2)},
    {"person_id": "b", "condition": "spinal_infection"},
    {"person_id": "c", "condition": "night_pain"},
]


def urgent_cohort() -> br.Cohort:
    return cohort_of(URGENT, ids=["d", "c", "b", "a"], age_years=[30, 40, 50, 45])


@pytest.mark.parametrize("rating", [None, 0, 1, 6, 7, 10])
def test_a_rating_of_pain_is_current_pain(rating: float | None) -> None:
    felt = [] if not rating else ["pain", "severe_pain"] if rating >= 7 else ["pain"]
    pain = [] if rating is None else [("a", 3, rating)]
    cohort = cohort_of([{"person_id": "a", "condition": "cancer_history"}], pain, age_years=[62])
    scores = MODEL.score(cohort, days="all")
    expected = br.history.red_flags(["cancer_history"], felt, age_years=62).level
    assert scores["triage"][-1] == expected
    one = MODEL.assess(cohort, "a")
    assert (
        advise.exercises_for(one)["verdict"].tolist()
        == advise.exercises_for(conditions=["cancer_history"], symptoms=felt, age_years=62)["verdict"].tolist()
    )
    # eight days later the rating is old
    before = br.history.red_flags(["cancer_history"], [], age_years=62).level
    assert scores["triage"][0] == before


def test_pain_is_known_for_seven_days_and_the_worst_of_a_day_counts() -> None:
    known = [{"person_id": "a", "condition": "cancer_history"}]
    scores = MODEL.score(cohort_of(known, [("a", 20, 0), ("a", 20, 4)], age_years=[62]), days="all")
    levels = dict(zip(scores["day"].astype(str).tolist(), scores["triage"].tolist(), strict=True))
    assert levels[ago(21)] == "none_reported"
    assert [levels[ago(k)] for k in (20, 14)] == ["prompt_review"] * 2
    assert levels[ago(13)] == "none_reported"


def test_a_review_counts_from_the_onset_of_the_episode_that_is_open() -> None:
    known = {"person_id": "a", "condition": "cancer_history"}
    episode = {
        "person_id": ["a"],
        "onset": [ago(10)],
        "recovered": [None],
        "region": ["low_back"],
        "severity": ["any"],
    }
    base = {"people": {"person_id": ["a"], "age_years": [62]}, "episodes": episode,
            "sessions": {"person_id": ["a"] * 2, "date": [ago(30), DAY], "load": [300, 300]}}  # fmt: skip
    for reviewed, days in ((ago(20), 20), (ago(5), 5)):
        conditions = {name: [value] for name, value in {**known, "reviewed": reviewed}.items()}
        cohort = br.Cohort(**base, conditions=conditions)
        told = br.history.red_flags(
            ["cancer_history"], ["pain"], age_years=62, onset_days={"pain": 10},
            reviewed={"cancer_history": reviewed}, day=DAY,
        )  # fmt: skip
        assert MODEL.score(cohort)["triage"].tolist() == [told.level], days
        assert MODEL.assess(cohort, "a").reason == "inside an episode or its wash-out"


def test_the_stream_asks_the_same_gate() -> None:
    state = MODEL.start("a", {"age_years": 62, "sex": "male"})
    state.report_condition("cancer_history")
    state.advance(ago(3), pain_nrs=4)
    assert state.triage().level == br.history.red_flags(["cancer_history"], ["pain"], age_years=62).level
    for k in (2, 1, 0):
        state.advance(ago(k))
    state.advance(str(dt.date.fromisoformat(DAY) + dt.timedelta(days=5)))
    assert state.triage().level == "none_reported"
    with pytest.raises(br.InvalidArgument, match="pain_nrs"):
        state.advance(str(dt.date.fromisoformat(DAY) + dt.timedelta(days=6)), pain_nrs=11)


def test_a_model_without_age_scores_nobody_under_18() -> None:
    assert MODEL.start("a", {"age_years": 14}).advance(DAY).reason.startswith("under 18")
    small = br.risk.compose(drop=["age_years"])
    assert "age_years" not in small.factor_names
    one = small.start("a", {"age_years": 14}).advance(DAY)
    assert np.isnan(one.risk) and one.reason.startswith("under 18")


def test_the_urgent_come_first_in_scores_report_and_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort = urgent_cohort()
    scores = MODEL.score(cohort)
    first = scores.urgent()
    assert first["person_id"].tolist() == ["a", "b"]
    assert first["triage"].tolist() == ["emergency", "same_day"]
    assert first["advice"].tolist()[0] == WORDS["triage.emergency"]
    assert repr(scores).startswith(f"EMERGENCY, a: {WORDS['triage.emergency']}")
    assert np.isnan(scores["risk"][scores["person_id"] == "a"]).all()
    page = cohort_report(MODEL, cohort)
    body = re.sub("<[^>]+>", " ", page[page.index("<main>") :]).split()
    assert " ".join(body).startswith(f"EMERGENCY, a: {WORDS['triage.emergency']}")
    professional = cohort_report(MODEL, cohort, audience="professional")
    assert WORDS["triage.emergency"] not in professional and WORDS["triage.emergency.professional"] in professional
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "people.csv").write_text("person_id,age_years\na,45\nd,30\n")
    (folder / "sessions.csv").write_text(f"person_id,date,load\na,{DAY},300\nd,{DAY},300\n")
    (folder / "conditions.csv").write_text(f"person_id,condition,onset\na,saddle_numbness,{ago(2)}\n")
    assert main(["score", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(f"EMERGENCY, a: {WORDS['triage.emergency']}")
    assert main(["score", str(folder), "--audience", "professional"]) == 0
    assert capsys.readouterr().out.startswith(f"EMERGENCY, a: {WORDS['triage.emergency.professional']}")
    assert main(["assess", str(folder), "a"]) == 0
    assert WORDS["triage.emergency"] in "\n".join(capsys.readouterr().out.splitlines()[:2])


@pytest.mark.parametrize("level", ["same_day", "emergency"])
def test_every_rule_of_an_urgent_level_is_first_on_card_text_and_json(
    level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over all findings that reach the level with pain and a new onset."""
    raised = 0
    for row in (br.history.flag_rules().row(i) for i in range(len(br.history.flag_rules()))):
        if row["kind"] != "finding" or level not in row["with_pain"].split()[:1]:
            continue
        raised += 1
        one = MODEL.assess_row({}).with_facts(["pain"], [row["rule"]])
        found = advise.exercises_for(one).triage
        assert LEVELS.index(found.level) >= LEVELS.index("prompt_review")
        text = one.to_text().splitlines()
        assert found.advice in text[1], row["rule"]
        page = one._repr_html_()
        assert page.index(found.advice[:30]) < page.index("<h4>")
        if found.level in ("same_day", "emergency"):
            assert np.isnan(one.risk) and not np.isfinite(one.relative)
        assert main(["triage", "--json", "--symptom", "pain", "--condition", row["rule"]]) == 0
        said = json.loads(capsys.readouterr().out)
        assert list(said)[:2] == ["level", "advice"] and said["advice"] == found.advice
    assert raised > 2


def test_text_for_a_professional_is_not_directed_to_the_person() -> None:
    people = [
        MODEL.assess_row({}),
        MODEL.assess_row({"smoker": 1, "sleep_hours": 4, "bmi": 33}),
        MODEL.assess_row({"smoker": 1}).with_facts(["pain_on_bending", "leg_pain"], ["osteoporosis"]),
        MODEL.assess_row({}).with_facts(["pain"], ["saddle_numbness"]),
        MODEL.assess_row({}).with_facts(["pain"], ["cancer_history"]),
        MODEL.assess_row({"age_years": 14}),
        MODEL.assess_row({}).with_facts(conditions=["pregnancy"]),
        MODEL.assess_row({}).with_facts(conditions=["postpartum"]),
    ]
    for one in people:
        ours, theirs = (" ".join(advise.next_steps(one, audience=a)) for a in ("professional", "patient"))
        assert ours != theirs
        assert not re.search(r"\b(you|your|yours)\b", ours, re.IGNORECASE), ours
    with pytest.raises(br.InvalidArgument, match="audience"):
        advise.next_steps(people[0], audience="everybody")  # type: ignore[arg-type]


def test_the_words_of_a_level_name_no_single_cause() -> None:
    """They stand before every finding of the level: a chest pain is no suspected cauda equina."""
    causes = re.compile(r"cauda|mri|mrt|aneurysm|fract|fraktur|infe[ck]|cancer|krebs|herz|heart", re.IGNORECASE)
    for path in sorted((Path(br.__file__).parent / "words").glob("??.json")):
        words = json.loads(path.read_text("utf-8"))
        said = {key: text for key, text in words.items() if key.split(".")[:1] == ["triage"]}
        assert len(said) == 2 * len(LEVELS)
        assert not [text for text in said.values() if causes.search(text)]


def test_facts_that_the_gate_stops_take_the_numbers_away() -> None:
    one = MODEL.assess_row({"smoker": 1})
    assert one.with_facts(["pain"]).risk == one.risk
    for symptoms, conditions in (((), ["pregnancy"]), (["pain"], ["pulsatile_mass"]), ((), ["saddle_numbness"])):
        told = one.with_facts(symptoms, conditions)
        assert np.isnan([told.risk, told.low, told.high, told.relative, *told.between_places]).all() and told.reason


def test_the_model_card_prints_the_one_table_of_the_intended_use() -> None:
    use = br.history.intended_use()
    text, page = MODEL.to_text(), MODEL.to_html()
    for row in (use.row(i) for i in range(len(use))):
        assert row["text"] in text and row["text"].replace("'", "&#x27;") in page, row["text"]
    # each exclusion is checked: somebody of that kind has no score
    for row in (use.row(i) for i in range(len(use))):
        if row["kind"] == "exclusion":
            facts: dict[str, Any] = {
                "under_18": {"age_years": 17}, "pregnancy": {"conditions": ["pregnancy"]},
                "postpartum": {"conditions": ["postpartum"]}, "inside_episode": {"inside_episode": True},
                "red_flag": {"conditions": ["saddle_numbness"]},
            }[row["id"]]  # fmt: skip
            assert br.history.red_flags(**facts).eligibility == row["enforced"] == row["id"]


def test_an_alias_never_changes_the_meaning() -> None:
    """Each other name of a condition says exactly what its own name says, with pain and without."""
    flags = br.history.red_flags
    for one in br.history.conditions():
        for alias in one.aliases:
            for felt in ([], ["pain"]):
                said, ours = flags([alias], felt), flags([one.name], felt)
                assert (said.to_text(), said.conditions) == (ours.to_text(), ours.conditions), alias
    # and names that mean different things are different things
    apart = [
        ("new_bladder_dysfunction", "stress_incontinence"), ("lumbar_stress_fracture", "pars_defect"),
        ("knee_arthroscopy", "back_surgery"), ("weight_loss", "unexplained_weight_loss"),
        ("intended_weight_loss", "unexplained_weight_loss"), ("cancer_survivor", "active_cancer"),
        ("c_section", "hernia_repair"), ("facet_joint_pain", "facet_arthritis"),
        ("metatarsal_stress_fracture", "sacral_stress_fracture"), ("discogenic_pain", "disc_disease"),
    ]  # fmt: skip
    for first, second in apart:
        assert br.history.condition(first) != br.history.condition(second)


def test_plans_are_refused_where_they_make_no_sense() -> None:
    cohort = br.simulate_cohort(n_people=12, n_days=120, seed=2)
    for goal in ({"session_min": 600}, {"week_min": 3000}):
        with pytest.raises(br.InvalidArgument, match="must be a number, between 1 and"):
            advise.plan(None, cohort, "p03", goal=goal, weeks=8)
    with pytest.raises(br.InvalidArgument, match="session_time_min"):
        advise.plan(None, cohort, "p03", goal={"week_min": 300}, constraints={"session_time_min": 600})
    days = [str(dt.date(2026, 10, 1) + dt.timedelta(days=k)) for k in range(30)]
    diary = {"person_id": ["a"] * 30, "date": days, "duration_min": [60] * 30, "rpe": [5] * 30}
    for people, conditions in (
        ({"age_years": [14]}, None), ({"age_years": [30]}, "pregnancy"), ({"age_years": [30]}, "saddle_numbness"),
        ({"age_years": [30]}, "lumbar_stress_fracture"),
    ):  # fmt: skip
        more = {} if conditions is None else {"conditions": {"person_id": ["a"], "condition": [conditions]}}
        stops = br.Cohort(people={"person_id": ["a"], **people}, sessions=diary, **more)
        stopped = advise.plan(None, stops, "a", goal={"week_min": 300})
        assert not stopped.reached and not len(stopped.sessions) and stopped.stopped, conditions
