"""What holds for every figure and any input: order does not matter, nothing is lost, bad input is named.

Oracles: permutation, counting by hand, additivity; `Model.assess_row` and `br.spine.set_dose`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk.plot import style

mpl = pytest.importorskip("matplotlib")
mpl.use("agg")
from matplotlib import pyplot as plt  # noqa: E402

MODEL = br.literature_model()
YES_NO = ("previous_episode", "other_pain", "disc_bulge", "scoliosis", "smoker", "depressive_symptoms")
LOADS = st.lists(st.one_of(st.none(), st.floats(0, 2000)), min_size=1, max_size=40)
ROWS = st.lists(st.tuples(st.booleans(), st.floats(0.01, 0.99)), min_size=12, max_size=60).filter(
    lambda rows: len({event for event, _ in rows}) == 2
)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def columns(rows: list[tuple[bool, float]]) -> tuple[Any, Any]:
    event, predicted = zip(*rows, strict=True)
    return np.array(event, dtype=float), np.array(predicted)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[bool, float]], random: Any) -> None:
    event, predicted = columns(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    for figure, options in (
        (br.plot.calibration, {"bins": 4, "curve": False}),
        (br.plot.decision_curve, {"thresholds": [0.1, 0.3, 0.6]}),
        (br.plot.discrimination, {}),
    ):
        one, other = (
            figure.data(e, p, **options) for e, p in ((event, predicted), (event[order], predicted[order]))
        )
        assert one.columns == other.columns and one["layer"].tolist() == other["layer"].tolist()
        for name in one.columns[1:]:
            np.testing.assert_allclose(one[name], other[name], rtol=1e-12, atol=1e-15)


@given(ROWS, st.integers(1, 12))
def test_groups_and_spikes_hold_every_row(rows: list[tuple[bool, float]], bins: int) -> None:
    event, predicted = columns(rows)
    table = br.plot.calibration.data(event, predicted, bins=bins, curve=False)
    for name in ("group", "spike"):
        part = style.layer(table, name)
        assert part["rows"].sum() == len(rows) and part["events"].sum() == event.sum()


@given(st.dictionaries(st.sampled_from(YES_NO), st.sampled_from([0.0, 1.0, None])), st.integers(0, 33))
def test_contributions_always_add_up(values: dict[str, float | None], shown: int) -> None:
    one = MODEL.assess_row(values)
    table = br.plot.contributions.data(one, shown=shown)
    steps = table.take(np.isin(table["layer"], ["factor", "weaker", "unknown"]))
    assert steps["log_hazard"].sum() == pytest.approx(one.log_hazard, abs=1e-12)
    assert (style.layer(table, "factor")["log_hazard"] != 0).all()
    assert len(style.layer(table, "factor")) <= shown


@settings(max_examples=30)
@given(LOADS, st.integers(0, 5), st.integers(0, 5))
def test_every_day_of_a_load_history_is_of_one_kind(
    loads: list[float | None], before: int, after: int
) -> None:
    dates = np.datetime64("2026-01-01") + np.arange(len(loads))
    cohort = br.Cohort(sessions={"person_id": ["a"] * len(loads), "date": dates, "load": loads})
    days = style.layer(
        br.plot.load_history.data(cohort, "a", first=dates[0] - before, last=dates[-1] + after), "day"
    )
    status = days["status"]
    assert len(days) == len(loads) + before + after
    assert (status == "unmonitored").sum() == before + after
    assert (status == "missing").sum() == sum(one is None for one in loads)
    assert (np.isnan(days["load"]) == np.isin(status, ["missing", "unmonitored"])).all()


@given(st.lists(st.tuples(st.sampled_from(["curl-up", "plank", "side bridge"]),
                          st.one_of(st.none(), st.integers(1, 20))), min_size=1, max_size=20))  # fmt: skip
def test_a_dose_is_the_sum_of_what_is_known(sets: list[tuple[str, int | None]]) -> None:
    names, reps = zip(*sets, strict=True)
    doses = br.spine.set_dose(list(names), 1, list(reps))
    table = br.plot.spine_dose.data(doses)
    assert table["rows"].sum() == len(sets)
    assert table["unknown"].sum() == np.isnan(doses["dose"]).sum()
    for row in (table.row(k) for k in range(len(table))):
        known = [d for n, d in zip(names, doses["dose"], strict=True) if n == row["exercise"] and d == d]
        assert row["dose"] == pytest.approx(sum(known)) if known else row["dose"] != row["dose"]


def test_bars_of_doses_are_the_doses() -> None:
    doses = br.spine.set_dose(["curl-up", "plank", "curl-up"], [3, 1, 2], 10)
    ax = br.plot.spine_dose(doses)
    (bar,) = [patch for box in ax.containers for patch in box.patches]
    assert bar.get_width() == pytest.approx(np.nansum(doses["dose"]) / 1000)
    assert "no published value" in {text.get_text() for text in ax.texts}


ONE = MODEL.assess_row({"previous_episode": 1})
PROFILE = br.balance.endurance_profile(146, 144, 97, 94)
CLINIC = br.simulate_cohort(3, 60)
GROUPS = br.validate.subgroups([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], by=list("aabb"), metrics=["auc"])


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: br.plot.calibration([0, 1, np.nan], [0.1, 0.2, 0.3]), "event"),
        (lambda: br.plot.calibration([0, 1], [0.1, 1.2]), "predicted"),
        (lambda: br.plot.decision_curve([0, 1], [0.1, 0.2], [0.0]), "threshold"),
        (lambda: br.plot.discrimination([1, 1], [0.1, 0.2]), "event"),
        (lambda: br.plot.subgroups(GROUPS, "slope"), "metric is 'slope'"),
        (lambda: br.plot.instability([0.1], [[0.1, 0.2]]), "replicates has shape"),
        (lambda: br.plot.instability([0.1], [[0.1]], level=1), "level is 1"),
        (lambda: br.plot.factor_effects(MODEL, causes=["luck"]), "causes has 'luck'"),
        (lambda: br.plot.factor_effects(MODEL, level=0), "level is 0"),
        (lambda: br.plot.exercise_loads("dance"), "pattern"),
        (lambda: br.plot.spine_dose(br.spine.set_dose([], [], [])), "sets has no rows"),
        (lambda: br.plot.endurance_profile(PROFILE, 1), "row is 1"),
        (lambda: br.plot.load_history(CLINIC, "nobody"), "person is 'nobody'"),
        (lambda: br.plot.load_history(CLINIC, "p1", last="1999-01-01"), "last is 1999-01-01"),
        (lambda: br.plot.risk_trajectory(MODEL.score(CLINIC), "nobody"), "person is 'nobody'"),
        (lambda: br.plot.cohort_heatmap(MODEL.score(CLINIC, people=[])), "scores has no rows"),
    ],
)  # fmt: skip
def test_bad_input_is_named(draw: Any, said: str) -> None:
    with pytest.raises(br.InvalidArgument, match=said):
        draw()


def test_every_figure_has_a_twin_and_answers_with_axes() -> None:
    figures = [name for name in br.plot.__all__ if name not in ("Figure", "SVG_COLOURS", "save", "svg")]
    assert len(figures) == 18
    for name in figures:
        assert callable(getattr(br.plot, name).data)
    figure, ax = plt.subplots()
    assert br.plot.contributions(ONE, ax=ax) is ax and ax.figure is figure
