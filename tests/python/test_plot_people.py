"""Figures of people, rows and cohorts: what is drawn is what the areas answer.

Oracles: `Model.assess`, `Model.score`, `Cohort.features`, `br.load`, `br.spine`, `br.balance`; matplotlib's
artists for what was drawn; naive loops for gaps and sums.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backrisk as br
from backrisk.plot import style

mpl = pytest.importorskip("matplotlib")
mpl.use("agg")
from matplotlib import pyplot as plt  # noqa: E402

MODEL = br.literature_model()
ONE = MODEL.assess_row({"previous_episode": 1, "recency_days": 40, "smoker": 0, "sleep_hours": 6.0})
DAYS = ["2026-03-01", "2026-03-03", "2026-03-05", "2026-03-07"]
ANN = br.Cohort(
    sessions={"person_id": ["ann"] * 4, "date": DAYS, "load": [300.0, 0.0, None, 450.0]},
    episodes={"person_id": ["ann", "ann"], "onset": ["2026-03-04", "2026-03-06"],
              "recovered": ["2026-03-05", None], "region": ["low_back", "knee"]},
)  # fmt: skip
CLINIC = br.simulate_cohort(6, 60, seed=3)
SCORES = MODEL.score(CLINIC, days="all")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def words(ax: Any) -> str:
    """Everything written, each text on a line of its own."""
    texts = [one.get_text() for one in ax.figure.findobj(mpl.text.Text)]
    return "\n".join(" ".join(text.split()) for text in texts)


def bars(ax: Any, label: str) -> list[Any]:
    return [patch for box in ax.containers if box.get_label() == label for patch in box.patches]


def lines(ax: Any, label: str) -> list[Any]:
    return [one for one in ax.get_lines() if one.get_label() == label]


def test_contributions_add_up_to_the_total() -> None:
    table = br.plot.contributions.data(ONE, shown=2)
    steps = table.take(np.isin(table["layer"], ["factor", "weaker", "unknown"]))
    assert steps["log_hazard"].sum() == pytest.approx(ONE.log_hazard, rel=1e-12)
    np.testing.assert_allclose(steps["start"][1:], steps["stop"][:-1], rtol=0, atol=1e-15)
    assert steps["start"][0] == 0 and table["stop"][-1] == ONE.log_hazard
    assert (steps["layer"] == "factor").sum() == 2
    assert f"{len(ONE.missing)} unknown factors" in table["label"].tolist()


def test_bars_of_contributions_stand_where_the_data_say() -> None:
    ax = ONE.plot()
    table = br.plot.contributions.data(ONE)
    for layer in ("factor", "unknown", "total"):
        rows = style.layer(table, layer)
        drawn = [(p.get_x(), p.get_x() + p.get_width()) for p in bars(ax, layer)]
        ends = np.exp(np.sort(np.column_stack([rows["start"], rows["stop"]]), axis=1))
        np.testing.assert_allclose(drawn, ends, rtol=1e-12)
    assert all(patch.get_hatch() for patch in bars(ax, "unknown"))
    assert ax.get_xscale() == "log" and ONE.status in words(ax) and f"× {ONE.hazard_ratio:.2f}" in words(ax)


def test_causes_head_their_factors_the_strongest_first() -> None:
    table = br.plot.contributions.data(MODEL.assess(CLINIC, CLINIC.people[1]), shown=33)
    sums = np.abs(style.layer(table, "cause")["log_hazard"])
    assert (np.diff(sums) <= 0).all()
    factors = style.layer(table, "factor")
    for cause, total in zip(*(style.layer(table, "cause")[c] for c in ("cause", "log_hazard")), strict=True):
        assert factors["log_hazard"][factors["cause"] == cause].sum() == pytest.approx(total, abs=1e-14)


def test_an_assessment_without_a_risk_has_no_figure() -> None:
    sick = MODEL.assess(br.simulate_cohort(5, 90), "p1")
    with pytest.raises(br.InvalidArgument, match="inside an episode"):
        sick.plot()


def test_load_history_tells_rest_missing_and_unmonitored_apart() -> None:
    ax = ANN.plot("ann", last="2026-03-09")
    table = br.plot.load_history.data(ANN, "ann", last="2026-03-09")
    days = style.layer(table, "day")
    assert days["status"].tolist() == ["trained", "rest", "trained", "rest", "missing", "rest", "trained",
                                       "unmonitored", "unmonitored"]  # fmt: skip
    features = ANN.features("ann")
    np.testing.assert_array_equal(days["load"][:7], features["load"])
    assert np.isnan(days["load"][7:]).all()
    for name, span in (("acute", 7), ("chronic", 28)):
        np.testing.assert_array_equal(
            days[name][:7], br.load.ewma(features["load"], span, min_coverage=0).value
        )
        (line,) = lines(ax, f"{span} days")
        np.testing.assert_array_equal(line.get_ydata(), days[name])
    assert [p.get_height() for p in bars(ax, "load")] == [300, 0, 450]
    (rest,) = lines(ax, "rest")
    assert len(rest.get_xdata()) == 4  # three days of rest, and a session of load 0
    number = mpl.dates.date2num
    spans = {p.get_label(): (p.get_x(), p.get_x() + p.get_width()) for p in ax.patches}
    assert spans["missing"] == tuple(number(np.datetime64("2026-03-05T00")) + np.array([-0.5, 0.5]))
    assert spans["unmonitored"][0] == number(np.datetime64("2026-03-07T12"))
    assert spans["episode"] == tuple(number(np.datetime64("2026-03-04T00")) + np.array([-0.5, 0.5]))


def test_only_the_low_back_is_shaded_and_an_open_episode_reaches_the_end() -> None:
    open_one = br.Cohort(
        sessions={"person_id": ["a", "a"], "date": ["2026-03-01", "2026-03-09"], "load": [1.0, 2.0]},
        episodes={"person_id": ["a"], "onset": ["2026-02-20"]},
    )
    spans = style.layer(br.plot.load_history.data(open_one, "a"), "episode")
    assert (str(spans["date"][0]), str(spans["until"][0])) == ("2026-03-01", "2026-03-10")
    assert len(style.layer(br.plot.load_history.data(ANN, "ann"), "episode")) == 1
    assert len(ANN.episodes("ann")) == 2 and np.isnat(ANN.episodes("ann")["recovered"][1])


def test_the_ratio_is_the_one_of_the_features() -> None:
    person = CLINIC.people[0]
    ax = CLINIC.plot(person, ratio=True)
    (strip,) = ax.child_axes
    np.testing.assert_array_equal(
        strip.get_lines()[0].get_ydata(), CLINIC.features(person)["acute_chronic_ratio"]
    )


def test_a_trajectory_is_the_score_and_leaves_gaps_open() -> None:
    sick = br.simulate_cohort(5, 90)
    scores = MODEL.score(sick, days="all")
    ax = scores.plot("p1")
    table = br.plot.risk_trajectory.data(scores, "p1")
    mine = scores.table.take(scores["person_id"] == "p1")
    table, bar = (table.take(table["layer"] == name) for name in ("day", "places"))
    np.testing.assert_array_equal(table["risk"], mine["risk"])
    (line,) = lines(ax, "risk")
    np.testing.assert_array_equal(line.get_ydata(), mine["risk"])
    assert np.isnan(line.get_ydata()).any()
    (typical,) = lines(ax, "average")
    assert set(typical.get_ydata()) == {scores.typical}
    said = words(ax).replace("\n", " ")
    assert "no risk is given inside an episode" in said and scores.status in said
    last = MODEL.assess(sick, "p1", bar["date"][0].item())
    assert (bar["low"][0], bar["high"][0]) == last.between_places and len(bar) == 1


def test_the_band_of_a_trajectory_is_the_interval_of_the_change() -> None:
    scores = MODEL.score(CLINIC, days="all")
    person = next(p for p in CLINIC.people if np.isfinite(scores["risk"][scores["person_id"] == p]).all())
    date = scores["day"][scores["person_id"] == person]
    since = date[len(date) // 2]
    table = br.plot.risk_trajectory.data(scores, person, since=since.item())
    table = table.take(table["layer"] == "day")
    here = table.row(len(date) // 2)
    assert here["low"] == here["risk"] == here["high"] and here["ratio"] == 1
    for k in (0, len(date) // 2 + 5, len(date) - 1):
        row, day = table.row(k), date[k]
        early, late = sorted((since, day))
        found = MODEL.change(CLINIC, person, early.item(), late.item())
        ends = (found.hazard_ratio, found.low, found.high)
        if day < since:
            ends = (1 / ends[0], 1 / ends[2], 1 / ends[1])
        assert (row["ratio"], row["ratio_low"], row["ratio_high"]) == pytest.approx(ends, rel=1e-12)
        hazard = -math.log1p(-row["risk"])
        assert -math.log1p(-row["low"]) == pytest.approx(hazard * ends[1] / ends[0], rel=1e-9)
        assert -math.log1p(-row["high"]) == pytest.approx(hazard * ends[2] / ends[0], rel=1e-9)
    with pytest.raises(br.InvalidArgument, match="day with a risk"):
        br.plot.risk_trajectory.data(scores, person, since="1999-01-01")
    there = MODEL.anchored(yearly_risk=0.2).score(CLINIC, days="all")
    assert "places" not in br.plot.risk_trajectory.data(there, person)["layer"]


def test_before_and_after_are_the_scores_with_and_without_the_place() -> None:
    after = MODEL.update(CLINIC)
    first, second = MODEL.score(CLINIC), after.score(CLINIC)
    table = br.plot.learned.data(first, second, people=3)
    assert table["layer"].tolist() == ["before"] * 3 + ["after"] * 3
    assert table["person_id"][:3].tolist() == first.highest(3)["person_id"].tolist()
    for row in (table.row(i) for i in range(3)):
        low, high = MODEL.assess(CLINIC, row["person_id"]).between_places
        mine = first.filter(first["person_id"] == row["person_id"]).row(0)
        assert (row["risk"], row["low"]) == (mine["risk"], mine["low"])
        z = 1.959963984540054
        sd = math.log(math.log1p(-mine["high"]) / math.log1p(-mine["low"])) / (2 * z)
        whole = math.log(math.log1p(-row["high_place"]) / math.log1p(-row["low_place"])) / (2 * z)
        assert whole**2 - sd**2 == pytest.approx(MODEL.setting_sd**2, rel=1e-9)
        assert low < row["risk"] < high
    ax = br.plot.learned(first, second, people=3)
    assert len(lines(ax, "before")) == len(lines(ax, "after")) == 3
    with pytest.raises(br.InvalidArgument, match="people is 0"):
        br.plot.learned(first, second, people=0)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=12, unique=True))
def test_only_days_at_the_usual_step_are_joined(numbers: list[int]) -> None:
    date = np.datetime64("2026-01-01") + np.sort(numbers)
    value = np.arange(len(date), dtype=float)
    opened, broken = style.open_gaps(date, value)
    np.testing.assert_array_equal(broken[np.isfinite(broken)], value)
    np.testing.assert_array_equal(opened[np.isfinite(broken)], date)
    steps = np.diff(date).astype(int)
    usual = min(set(steps.tolist()), key=lambda s: (-(steps == s).sum(), s))
    for k, step in enumerate(steps.tolist()):
        at = int(np.flatnonzero(broken == k)[0])
        assert np.isnan(broken[at + 1]) == (step > usual)


def test_factor_effects_are_those_of_the_models() -> None:
    doubting = br.risk.compose(prior_sd=0.15)
    ax = br.plot.factor_effects(doubting, MODEL, causes=["load"], level=0.9)
    table = br.plot.factor_effects.data(doubting, MODEL, level=0.9)
    for layer, model, label in (("prior", MODEL, "before"), ("posterior", doubting, "after")):
        part, f = style.layer(table, layer), model.factors()
        np.testing.assert_array_equal(part["log_hazard_ratio"], f["coefficient"])
        np.testing.assert_allclose(part["high"] - part["low"], 2 * 1.6448536269514722 * f["sd"], rtol=1e-12)
        drawn = [float(one.get_xdata()[0]) for one in lines(ax, label)]
        np.testing.assert_allclose(drawn, f["hazard_ratio"][f["cause"] == "load"], rtol=1e-12)
    hollow = [one for one in lines(ax, "after") if one.get_markerfacecolor() == "none"]
    zero = (doubting.factors()["coefficient"] == 0) & (doubting.factors()["cause"] == "load")
    assert len(hollow) == zero.sum() > 0


def test_effects_beyond_the_axis_have_an_arrow_and_no_dot() -> None:
    model = br.risk.compose(zero_sd=2.0, cap_overall=50, cap_within_history=50)
    table = br.plot.factor_effects.data(model)
    ax = br.plot.factor_effects(model, MODEL)
    own = style.layer(table, "posterior")
    wide = (own["low"] < -3).sum() + (own["high"] > 3).sum()
    assert len(lines(ax, "beyond the axis")) == wide > 0
    assert len(lines(ax, "after")) == (np.abs(own["log_hazard_ratio"]) <= 3).sum()
    assert ax.get_xlim()[1] < 25


def test_subgroups_mark_small_cells() -> None:
    rng = np.random.default_rng(2)
    predicted = rng.uniform(0.2, 0.8, 600)
    event = (rng.random(600) < predicted).astype(int)
    by = {"sport": np.where(np.arange(600) < 570, "rowing", "judo")}
    found = br.validate.subgroups(event, predicted, by=by, metrics=["auc", "slope"])
    ax = br.plot.subgroups(found, "slope")
    part = found.take(found["metric"] == "slope")
    dots = lines(ax, "group")
    np.testing.assert_array_equal([float(one.get_xdata()[0]) for one in dots], part["value"])
    small = [one.get_markerfacecolor() == "none" for one in dots]
    assert small == [bool(w) for w in part["warning"].tolist()] and any(small) and not all(small)
    assert "judo *" in words(ax) and "rowing *" not in words(ax)
    with pytest.raises(br.InvalidArgument, match="metric is 'luck'"):
        br.plot.subgroups(found, "luck")


def test_exercises_without_a_published_value_have_no_dot() -> None:
    ax = br.plot.exercise_loads("hinge")
    hinge = br.spine.exercises("hinge")
    published = np.isfinite(hinge["compression_n"])
    assert words(ax).count("not published") == (~published).sum()
    for row in (hinge.row(k) for k in np.flatnonzero(published).tolist()):
        (dot,) = lines(ax, row["exercise"])
        assert dot.get_xdata()[0] == row["compression_n"] / 1000
        assert (dot.get_markerfacecolor() == "none") == (row["status"] == "unverified")
    assert f"{(~np.isfinite(br.spine.exercises()['compression_n'])).sum()} exercises have no" in words(
        br.plot.exercise_loads()
    )


def test_an_endurance_profile_says_what_is_missing() -> None:
    profile = br.balance.endurance_profile([146, 100], [160, 90], [97, 60], [84, None])
    ax = br.plot.endurance_profile(profile, 1, person="ann")
    table = br.plot.endurance_profile.data(profile, 1)
    np.testing.assert_array_equal(table["value"], [profile[name].value[1] for name in profile])
    for row in (table.row(k) for k in range(4)):
        drawn = [float(one.get_xdata()[0]) for one in lines(ax, row["ratio"])]
        assert drawn == ([] if row["value"] != row["value"] else [row["value"]])
    assert words(ax).count("not recorded") == 2 and "Limits: unverified" in words(ax)
    with pytest.raises(br.InvalidArgument, match="row is 2"):
        br.plot.endurance_profile(profile, 2)


def test_a_heat_map_has_everybody_on_every_day() -> None:
    ax = br.plot.cohort_heatmap(SCORES)
    (mesh,) = ax.collections
    table = br.plot.cohort_heatmap.data(SCORES)
    shown = mesh.get_array()
    assert shown.shape == (len(CLINIC), 60)
    for k in range(len(table)):
        row = table.row(k)
        column = (row["date"] - CLINIC.span(CLINIC.people[0])[0]).days
        cell = shown[row["place"], column]
        assert cell is np.ma.masked if row["risk"] != row["risk"] else cell == row["risk"]
    peaks = [np.nanmax(table["risk"][table["place"] == place]) for place in range(len(CLINIC))]
    assert (np.diff(peaks) <= 0).all()
    assert [label.get_text() for label in ax.get_yticklabels()] == list(
        dict.fromkeys(table["person_id"][np.argsort(table["place"], kind="stable")].tolist())
    )


def test_instability_is_the_spread_of_the_models() -> None:
    rng = np.random.default_rng(4)
    original = rng.uniform(0.05, 0.4, 30)
    models = np.clip(original + rng.normal(0, 0.03, (40, 30)), 0.001, 0.999)
    table = br.plot.instability.data(original, models, level=0.9)
    np.testing.assert_allclose(table["low"], np.quantile(models, 0.05, axis=0), rtol=1e-12)
    np.testing.assert_allclose(
        table["mean_absolute_difference"], [np.mean(np.abs(models[:, k] - original[k])) for k in range(30)]
    )
    ax = br.plot.instability(original, models, level=0.9)
    (median,) = lines(ax, "median")
    np.testing.assert_array_equal(median.get_ydata(), table["median"])
    with pytest.raises(br.InvalidArgument, match="replicates has shape"):
        br.plot.instability(original, models.T)


def test_the_roc_curve_is_that_of_validate() -> None:
    event, predicted = [0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8]
    ax = br.plot.discrimination(event, predicted)
    curve, area = br.validate.roc_curve(event, predicted), br.validate.auc(event, predicted)
    (line,) = lines(ax, "curve")
    np.testing.assert_array_equal(line.get_xdata(), curve.false_positive_rate)
    np.testing.assert_array_equal(line.get_ydata(), curve.sensitivity)
    assert f"AUC {area.value:.2f} ({area.low:.2f} to {area.high:.2f})" in words(ax)


def test_every_figure_fits_its_paper() -> None:
    """Nothing that is written lies outside the figure, and layout finds room for the axes."""
    made = [
        ONE.plot(), CLINIC.plot("p1"), ANN.plot("ann"), ANN.plot("ann", last="2026-03-20"),
        SCORES.plot("p2"), br.plot.learned(MODEL.score(CLINIC), MODEL.update(CLINIC).score(CLINIC)),
        br.fit.kaplan_meier([2, 3, 5, 8, 9, 9], [1, 0, 1, 1, 0, 1], groups=list("ababab")).plot(unit="days"),
        br.fit.cox({"load": [1, 0, 1, 0, 1, 0]}, [3, 9, 5, 4, 2, 8], [1, 1, 0, 1, 1, 0]).plot(),
        br.plot.cohort_heatmap(SCORES),
        br.plot.factor_effects(MODEL), br.plot.exercise_loads(), br.plot.exercise_loads("anti_extension"),
        br.plot.endurance_profile(br.balance.endurance_profile(146, 144, 97, 94)),
        br.plot.instability([0.1, 0.2, 0.4], [[0.1, 0.3, 0.3], [0.2, 0.2, 0.5]]),
        br.plot.discrimination([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4]),
    ]  # fmt: skip
    for ax in made:
        ax.figure.canvas.draw()
        paper = ax.figure.bbox
        ticks = {*ax.get_xticklabels(), *ax.get_yticklabels()}  # some lie outside the view and are not drawn
        for text in set(ax.figure.findobj(mpl.text.Text)) - ticks:
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                at = f"{text.get_text()!r} in {ax.get_title(loc='left')!r}"
                assert box.x0 > paper.x0 - 4 and box.x1 < paper.x1 + 4, at
                assert box.y0 > paper.y0 - 4 and box.y1 < paper.y1 + 4, at
        assert ax.get_label().startswith(ax.get_title(loc="left").replace("\n", " "))
