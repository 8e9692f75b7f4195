"""Oracles: published worksheets (tests/reference), the evidence tables, plain-Python twins, invariances."""

from __future__ import annotations

import csv
import datetime as dt
import math
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import InvalidArgument, spine

REFERENCE = Path(__file__).parents[1] / "reference"
SHARED = Path(os.environ.get("BACKRISK_SHARED", Path(__file__).parents[2] / ".." / "shared"))
MULTIPLIERS = ("hm", "vm", "dm", "am", "fm", "cm")
INPUTS = (
    "load",
    "horizontal",
    "vertical",
    "distance",
    "asymmetry",
    "per_minute",
    "hours",
    "vertical_at_origin",
)


def examples() -> list[dict[str, str]]:
    lines = (REFERENCE / "spine_niosh_examples.csv").read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def task_of(row: dict[str, str]) -> dict[str, object]:
    return {name: float(row[name]) for name in INPUTS} | {"coupling": row["coupling"], "units": "us"}


@pytest.mark.parametrize("row", examples(), ids=lambda row: row["example"])
def test_niosh_reproduces_the_manual(row: dict[str, str]) -> None:
    paper = spine.niosh(**task_of(row), rounding="worksheet")
    assert [round(getattr(paper, name), 9) for name in MULTIPLIERS] == [
        float(row[name]) for name in MULTIPLIERS
    ]
    if row["checked"] != "memory":
        assert (round(paper.rwl, 9), round(paper.li, 9)) == (
            float(row["rwl_printed"]),
            float(row["li_printed"]),
        )
    full = spine.niosh(**task_of(row))
    assert full.rwl == pytest.approx(float(row["rwl_full"]), abs=5e-4)
    assert full.li == pytest.approx(float(row["li_full"]), abs=5e-4)


def test_columns_are_the_scalars_row_by_row() -> None:
    rows = examples()
    columns = {name: [float(row[name]) for row in rows] for name in INPUTS}
    table = spine.niosh(**columns, coupling=[row["coupling"] for row in rows], units="us")
    for i, row in enumerate(rows):
        one = spine.niosh(**task_of(row))
        assert all(table[name][i] == getattr(one, name) for name in (*MULTIPLIERS, "rwl", "li", "stli"))


lengths = st.floats(0, 70)
tasks = st.fixed_dictionaries(
    {
        "load": st.floats(0.1, 60),
        "horizontal": lengths,
        "vertical": st.floats(0, 180),
        "distance": st.floats(0, 180),
        "asymmetry": st.floats(-180, 180),
        "per_minute": st.floats(0, 16),
        "hours": st.floats(0, 8),
        "coupling": st.sampled_from(["good", "fair", "poor"]),
    }
)


@given(tasks)
def test_niosh_properties(task: dict[str, float]) -> None:
    one = spine.niosh(**task)
    assert 0 <= one.rwl <= 23
    product = 23 * one.hm * one.vm * one.dm * one.am * one.fm * one.cm
    assert one.rwl == pytest.approx(product, rel=1e-12, abs=0)
    mirrored = spine.niosh(**(task | {"asymmetry": -task["asymmetry"]}))
    assert mirrored == one
    if one.rwl == 0:  # a public calculator answers 0 here, which reads as "no risk"
        assert math.isinf(one.li) and one.reason == "division by zero"
    else:
        assert one.li == task["load"] / one.rwl
        heavier = spine.niosh(**(task | {"load": 2 * task["load"]}))
        assert heavier.li == pytest.approx(2 * one.li, rel=1e-12)


@given(st.lists(tasks, min_size=1, max_size=6), st.randoms())
@settings(max_examples=50)
def test_job_indices_do_not_depend_on_order(job: list[dict[str, float]], random: object) -> None:
    shuffled = list(job)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for index in (spine.composite_lifting_index, spine.variable_lifting_index):
        a, b = index(job), index(shuffled)
        assert a.reason == b.reason
        assert a.value == pytest.approx(b.value, rel=1e-12, nan_ok=True)
    worst = max(spine.niosh(**task).stli for task in job)
    if math.isfinite(worst):
        assert spine.composite_lifting_index(job).value >= worst * (1 - 1e-12)


def test_jobs_in_one_call_are_the_jobs_one_by_one() -> None:
    rows = {
        "load": [10, 12, 8, -1, 9],
        "horizontal": [30, 40, 25, 30, 45],
        "vertical": [50, 80, 20, 60, 100],
        "distance": [40, 30, 60, 30, 25],
        "per_minute": [1, 2, 0.5, 1, 3],
    }
    table = spine.composite_lifting_index(rows, jobs=["b", "a", "b", "bad", "a"])
    assert table["job"].tolist() == ["a", "b", "bad"]
    for job, pick in (("a", [1, 4]), ("b", [0, 2])):
        alone = spine.composite_lifting_index({name: np.array(v)[pick] for name, v in rows.items()})
        assert table["index"][table["job"].tolist().index(job)] == alone.value
    assert np.isnan(table["index"][2]) and table["reason"][2] == "outside the possible range"


def test_status_of_the_job_indices() -> None:
    task = {"load": 10, "horizontal": 30, "vertical": 80, "distance": 30}
    assert spine.composite_lifting_index([task]).status == "verified"
    assert spine.variable_lifting_index([task]).status == "partial"
    assert spine.sequential_lifting_index([task], [60]).status == "unverified"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"load": -1}, "load"),
        ({"load": float("nan")}, "load"),
        ({"horizontal": float("inf")}, "horizontal"),
        ({"asymmetry": 200}, "asymmetry"),
        ({"per_minute": -1}, "per_minute"),
        ({"coupling": "goood"}, "coupling"),
        ({"units": "imperial"}, "units"),
        ({"rounding": "up"}, "rounding"),
        ({"load": [1.0, 2.0], "vertical": [1.0, 2.0, 3.0]}, "rows"),
    ],
)
def test_niosh_refuses(change: dict[str, object], word: str) -> None:
    with pytest.raises(InvalidArgument, match=word):
        spine.niosh(**({"load": 10, "horizontal": 30, "vertical": 80, "distance": 30} | change))


def test_bad_rows_of_columns_are_missing_with_a_reason() -> None:
    table = spine.niosh([10, np.nan, -1, 10], horizontal=30, vertical=80, distance=30, hours=[1, 1, 1, 9])
    expected = ["", "not recorded", "outside the possible range", "not applicable"]
    assert table["reason"].tolist() == expected
    assert np.isnan(table["li"]).tolist() == [False, True, True, True]


def test_tasks_name_their_columns() -> None:
    with pytest.raises(InvalidArgument, match="weight"):
        spine.composite_lifting_index([{"weight": 10, "horizontal": 30, "vertical": 80, "distance": 30}])
    with pytest.raises(InvalidArgument, match="distance"):
        spine.composite_lifting_index([{"load": 10, "horizontal": 30, "vertical": 80}])
    with pytest.raises(InvalidArgument, match="empty"):
        spine.composite_lifting_index([])


# --- load of L5/S1 ---

postures = st.tuples(st.floats(-45, 135), st.floats(-90, 180), st.floats(0, 160))


@given(st.floats(40, 150), st.floats(1.4, 2.1), postures, st.floats(0, 300))
def test_lumbar_ranges_and_columns(
    mass: float, height: float, posture: tuple[float, ...], load: float
) -> None:
    trunk, arm, elbow = posture
    one = spine.lumbar_load(mass, height, trunk, load, upper_arm_deg=arm, elbow_deg=elbow)
    for name in ("moment", "compression", "shear"):
        low, value, high = (getattr(one, name + end) for end in ("_low", "", "_high"))
        assert low <= value <= high or math.isclose(low, high)
    table = spine.lumbar_load([mass, -1], height, trunk, load, upper_arm_deg=arm, elbow_deg=elbow)
    assert table["compression"][0] == one.compression
    assert table["reason"].tolist() == ["", "outside the possible range"]
    double = spine.lumbar_load(2 * mass, height, trunk, 2 * load, upper_arm_deg=arm, elbow_deg=elbow)
    assert double.compression == pytest.approx(2 * one.compression, rel=1e-9, abs=1e-6)


def test_lumbar_sex_and_models() -> None:
    loads = spine.lumbar_load(70, 1.7, 45, 10, sex=["f", "m", None])
    female, male, either = loads["moment"]
    assert min(female, male) <= either <= max(female, male)
    assert spine.lumbar_load(70, 1.7, 45, options=spine.LumbarOptions(model="polynomial")).status == "unverified"
    beyond = spine.lumbar_load(100, 1.9, 80, 200, options=spine.LumbarOptions(model="polynomial"))
    assert math.isnan(beyond.compression) and beyond.reason == "outside the possible range"
    for bad in ({"mass_kg": 0}, {"height_m": -1}, {"trunk_flexion_deg": 140}, {"load_kg": float("nan")}):
        with pytest.raises(InvalidArgument):
            spine.lumbar_load(
                **({"mass_kg": 70, "height_m": 1.7, "trunk_flexion_deg": 10, "load_kg": 0} | bad)
            )
    with pytest.raises(InvalidArgument, match="model"):
        spine.LumbarOptions(model="exact")
    with pytest.raises(InvalidArgument, match="sex"):
        spine.lumbar_load(70, 1.7, 45, sex="x")


def test_published_change_from_squat_to_stoop_lies_inside_the_ranges() -> None:
    """von Arx 2021, 15 kg; 70 kg man. Nominal statics say the opposite sign: only the ranges agree."""
    weight = 70 * 9.80665
    stoop = spine.lumbar_load(70, 1.74, 70, 15, sex="male")
    squat = spine.lumbar_load(70, 1.74, 40, 15, sex="male", upper_arm_deg=15)
    for name, published in (("compression", "compression"), ("shear", "lumbosacral_shear")):
        low = (getattr(stoop, name + "_low") - getattr(squat, name + "_high")) / weight
        high = (getattr(stoop, name + "_high") - getattr(squat, name + "_low")) / weight
        change = spine.stoop_minus_squat()
        assert low < getattr(change, published + "_low") < getattr(change, published + "_high") < high
    assert stoop.compression > squat.compression


# --- damage, dose, strength ---


@given(st.floats(0, 12000), st.floats(0, 1000))
def test_fatigue_damage_is_the_formula(force: float, cycles: float) -> None:
    expected = cycles / (902416 * math.exp(-0.162 * 100 * force / 10000))
    assert spine.fatigue_damage(force, cycles) == pytest.approx(expected, rel=1e-14)
    column = spine.fatigue_damage([force, -1.0, np.nan], cycles)
    assert column.value[0] == spine.fatigue_damage(force, cycles)
    assert column.reason.tolist() == ["", "outside the possible range", "not recorded"]


def test_damage_agrees_with_another_implementation() -> None:
    lifft = pytest.importorskip("pyergo.damage_models.lifft", reason="pyergo is not installed")
    force = np.linspace(0, 9000, 50)
    ours = spine.fatigue_damage(force, 3.0)
    assert ours.value == pytest.approx(3 * lifft.LiFFT().rate_function(0.0, force), rel=1e-14)


@given(st.lists(st.tuples(st.floats(0, 8000), st.floats(0, 4)), min_size=1, max_size=8))
def test_daily_dose_is_a_power_mean(rows: list[tuple[float, float]]) -> None:
    force, time = map(list, zip(*rows, strict=True))
    expected = math.sqrt(8 * sum(f * f * t for f, t in rows))
    assert spine.daily_dose(force, time) == pytest.approx(expected, rel=1e-12, abs=1e-150)
    assert spine.daily_dose(force[::-1], time[::-1]) == pytest.approx(expected, rel=1e-12, abs=1e-150)


def test_strength_says_its_status() -> None:
    default = spine.compressive_strength(30, "f")
    assert (default.strength, default.status) == (4840, "verified")
    table = spine.compressive_strength([30, 60, 10], ["f", "m", "m"], model="age_sex")
    assert table["strength"][:2].tolist() == [7030 - 59.1 * 30, 10530 - 97.4 * 60]
    assert table["reason"][2] == "outside the possible range" and set(table["status"]) == {"unverified"}
    with pytest.raises(InvalidArgument, match="age_years"):
        spine.compressive_strength(10, "m")
    assert set(spine.load_limits()["status"]) <= {"unverified", "partial"}


def test_fatigue_by_age_and_sex_is_fatigue_at_that_strength() -> None:
    ages, sexes, force = [25, 70, 10, np.nan], ["m", "f", "m", "f"], 4000.0
    strength = spine.compressive_strength(ages, sexes, model="age_sex")["strength"]
    found = spine.fatigue_damage([force] * 4, 10, age_years=ages, sex=sexes)
    naive = [10 / (902416 * math.exp(-0.162 * 100 * force / n)) for n in strength[:2]]
    assert found.value[:2] == pytest.approx(naive, rel=1e-12) and np.isnan(found.value[2:]).all()
    assert spine.fatigue_damage(force, age_years=70, sex="f") == pytest.approx(naive[1] / 10, rel=1e-12)
    with pytest.raises(InvalidArgument, match="ultimate_n"):
        spine.fatigue_damage(force, age_years=30, ultimate_n=8000)


# --- exercises and sets ---


def test_catalogue_agrees_with_the_evidence() -> None:
    file = SHARED / "evidence" / "exercise_loads.csv"
    if not file.exists():
        pytest.skip("the evidence tables are not beside the repository")
    renamed = {
        "curl-up feet free": "curl-up",
        "bent-leg raise supine": "bent-leg raise",
        "straight-leg raise supine": "straight-leg raise",
        "side bridge isometric": "side bridge",
        "superman (trunk and legs extension prone)": "superman",
        "roman chair trunk extension": "roman chair extension",
        "bird dog (contralateral arm and leg)": "bird dog",
        "kettlebell swing 16 kg": "kettlebell swing",
        "push-up standard": "push-up",
        "push-up one-arm": "one-arm push-up",
        "push-up clapping": "clapping push-up",
        "deadlift 68 kg (kinematics-driven FE model)": "deadlift",
    }
    table = spine.exercises()
    ours = {name: i for i, name in enumerate(table["exercise"])}
    seen = 0
    for row in csv.DictReader(file.read_text().splitlines()):
        name = renamed.get(row["exercise"], row["exercise"])
        if name not in ours or "compression" not in row["measure"] or row["unit"] != "N":
            continue
        if row["exercise"] == "rowing ergometer":
            continue
        i, seen = ours[name], seen + 1
        assert table["compression_n"][i] == float(row["value"]), name
        assert (table["status"][i] == "unverified") == ("from memory" in row["source"]), name
    assert seen == 23


def test_nothing_unverified_enters_a_dose() -> None:
    table = spine.exercises()
    assert not np.any(table["enters_dose"] & (table["status"] == "unverified"))
    assert np.all(np.isnan(table["compression_n"]) == (table["reason"] == "no published value"))
    with pytest.raises(InvalidArgument, match="pattern"):
        spine.exercises("twist")


def test_unknown_exercise_offers_the_nearest() -> None:
    with pytest.raises(InvalidArgument, match="nearest: good morning"):
        spine.set_dose(["godo morning"], 1, 1)


def test_set_dose_takes_mechanics_then_the_published_value_then_nothing() -> None:
    table = spine.set_dose(
        ["deadlift", "deadlift", "sit-up straight-leg", "plank", "kettlebell swing"],
        [3, 3, 2, 1, 5],
        [5, 5, 10, 1, 20],
        [100, 100, np.nan, 0, 16],
        [60, np.nan, np.nan, np.nan, np.nan],
        body_mass_kg=80,
        height_m=1.8,
        sex="male",
    )
    mechanics = spine.lumbar_load(80, 1.8, 60, 100, sex="male").compression
    assert table["dose"][[0, 2, 4]].tolist() == [mechanics * 15, 3506 * 20, 3200 * 100]
    assert table["reason"].tolist() == ["", "no published value", "", "no published value", ""]
    damage = spine.set_dose("superman", 2, 5, kind="damage")
    assert damage["dose"][0] == spine.fatigue_damage(6000, 10)
    with pytest.raises(InvalidArgument, match="kind"):
        spine.set_dose("superman", 2, 5, kind="sum")
    with pytest.raises(InvalidArgument, match="options"):
        spine.set_dose("superman", 2, 5, options={"lever_arm_m": 0.05})


def test_patterns_add_up() -> None:
    table = spine.repetitions_by_pattern(["deadlift", "good morning", "plank"], [3, 1, 2], [5, 10, 1])
    sums = dict(zip(table["pattern"], table["repetitions"], strict=True))
    assert sums["hinge"] == 25 and sums["anti_extension"] == 2 and table["repetitions"].sum() == 27


DAY0 = np.datetime64("2026-01-01")

diaries = st.lists(
    st.tuples(
        st.integers(0, 80), st.sampled_from([0.0, 20.0, 60.0, 100.0]), st.integers(1, 12), st.floats(0, 90)
    ),
    min_size=1,
    max_size=30,
)


@given(diaries, st.randoms())
def test_window_measures_agree_with_a_plain_twin(diary: list[tuple[float, ...]], random: object) -> None:
    random.shuffle(diary)  # type: ignore[attr-defined]
    day, mass, reps, bend = map(np.array, zip(*diary, strict=True))
    day, ask = DAY0 + day, DAY0 + np.array([90, 27, 50, 60])
    heavy = spine.heaviest_lift(day, mass, ask, recorded_from=DAY0)
    lifts = spine.lifts_per_day(day, reps, mass, ask, recorded_from=DAY0)
    flexion = spine.lifting_flexion(day, bend, reps, mass, ask, recorded_from=DAY0)
    dose = spine.spine_dose(day, mass * reps, ask, recorded_from=DAY0)
    for i, today in enumerate(ask):
        inside = (day <= today) & (day > today - np.timedelta64(28, "D"))
        lifted = inside & (mass > 0)
        assert heavy.value[i] == max(mass[inside], default=0)
        assert lifts.value[i] == pytest.approx(reps[lifted].sum() / 28, rel=1e-12)
        assert dose.value[i] == pytest.approx((mass * reps)[inside].sum(), rel=1e-12)
        if lifted.any():
            assert flexion.value[i] == pytest.approx(np.average(bend[lifted], weights=reps[lifted]), abs=1e-9)
        else:
            assert flexion.reason[i] == "not applicable"


@given(diaries, diaries)
def test_people_in_one_call_are_the_people_one_by_one(
    ann: list[tuple[float, ...]], bob: list[tuple[float, ...]]
) -> None:
    both = sorted([(*row, "ann") for row in ann] + [(*row, "bob") for row in bob], key=lambda row: row[2])
    day, mass, reps, bend, who = (np.array(column) for column in zip(*both, strict=True))
    day = DAY0 + day
    ask, asked = DAY0 + np.array([60, 30, 60, 75]), np.array(["bob", "ann", "ann", "eve"])
    many = {"groups": who, "day_groups": asked}
    together = (
        spine.heaviest_lift(day, mass, ask, **many),
        spine.lifts_per_day(day, reps, mass, ask, **many),
        spine.lifting_flexion(day, bend, reps, mass, ask, **many),
        spine.spine_dose(day, mass, ask, **many),
    )
    for i, name in enumerate(asked):
        own = who == name
        alone = (
            spine.heaviest_lift(day[own], mass[own], ask[[i]]),
            spine.lifts_per_day(day[own], reps[own], mass[own], ask[[i]]),
            spine.lifting_flexion(day[own], bend[own], reps[own], mass[own], ask[[i]]),
            spine.spine_dose(day[own], mass[own], ask[[i]]),
        )
        for a, b in zip(together, alone, strict=True):
            assert a.reason[i] == b.reason[0]
            assert a.coverage[i] == b.coverage[0]
            assert a.value[i] == b.value[0] or (np.isnan(a.value[i]) and np.isnan(b.value[0]))


def test_dates_in_any_form_and_bad_ones() -> None:
    dates = ["2026-03-01", "2026-03-02"]
    forms = (
        dates,
        np.array(dates, dtype="datetime64[D]"),
        [dt.datetime.fromisoformat(f"{day}T23:59+14:00") for day in dates],
    )
    answers = [
        spine.heaviest_lift(form, [50, 70], [form[1]], min_coverage=0).value.tolist() for form in forms
    ]
    assert answers == [[70.0]] * 3
    for bad in (["yesterday", "2026-03-02"], [20513, 20514], [None, "2026-03-02"], ["2026-03-02"]):
        with pytest.raises(InvalidArgument):
            spine.heaviest_lift(bad, [50, 70], dates)
    with pytest.raises(InvalidArgument, match="together"):
        spine.heaviest_lift(dates, [50, 70], dates, groups=["a", "b"])
    with pytest.raises(InvalidArgument, match="day_groups"):
        spine.heaviest_lift(dates, [50, 70], dates, groups=["a", "b"], day_groups=["a"])
    with pytest.raises(InvalidArgument, match="window_days"):
        spine.heaviest_lift(dates, [50, 70], dates, window_days=0)
    assert spine.heaviest_lift([], [], dates).reason.tolist() == ["not recorded"] * 2


def test_technique() -> None:
    assert spine.technique_score([0, 10, 11, np.nan]).reason.tolist()[2:] == [
        "outside the possible range",
        "not recorded",
    ]
    with pytest.raises(InvalidArgument, match="rating"):
        spine.technique_score(11)
    with pytest.raises(InvalidArgument, match="cycles"):
        spine.flexion_damage_factor(20)
    remembered = spine.remembered_flexion_cycles()
    assert remembered.source.status == "unverified"
    factor = spine.flexion_damage_factor(np.array([0, 22.5, 45, 50]), remembered.cycles)
    assert factor.value[:3] == pytest.approx([1, 8253 / 3257, 8253 / 263])
    assert factor.reason[3] == "outside the possible range"


def test_every_measure_is_listed_and_exists() -> None:
    for row in spine.measures():
        assert hasattr(spine, row.name.removeprefix("spine.")), row.name
        assert row.formula and row.status and row.test


def test_measures_name_tests_that_exist() -> None:
    sources = "".join(
        path.read_text() for path in (Path(__file__).parents[1] / "cpp").glob("spine_*_test.cpp")
    )
    for row in spine.measures():
        suite, name = row.test.split(".")
        assert f"TEST({suite}, {name})" in sources, row.test


def test_module_is_public() -> None:
    assert br.spine is spine
    assert all(getattr(spine, name).__doc__ for name in spine.__all__)
