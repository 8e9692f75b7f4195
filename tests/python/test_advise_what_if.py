"""Risk before and after a change. Oracles: the published ratios, a draw of people and effects, the rows of
the evidence, and refusals that must happen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import InvalidArgument, advise

MODEL = br.literature_model()
ONE = MODEL.assess_row({"previous_episode": 1, "recency_days": 60, "smoker": 1})
NAMES = advise.interventions()["change"].tolist()
FACTORS = list(MODEL.factor_names)


def test_every_intervention_is_a_trial_of_the_evidence() -> None:
    effects = br.evidence.effects()
    by_id = {effects.row(i)["id"]: effects.row(i) for i in range(len(effects))}
    table = advise.interventions()
    for row in (table.row(i) for i in range(len(table))):
        sources = [by_id[one] for one in row["row"].split()]
        numbers = (row["ratio"], row["low"], row["high"])
        if len(sources) == 1:
            assert numbers == (sources[0]["point"], sources[0]["low"], sources[0]["high"])
        else:
            assert min(s["point"] for s in sources) < row["ratio"] < max(s["point"] for s in sources)
        grades = ["high", "moderate", "low", "very low"]
        assert row["status"] == "verified"
        assert row["certainty"] == max((s["certainty"] for s in sources), key=grades.index)
        assert "RCT" in row["study"] or "trial" in row["study"]
        for other in row["also"].split():  # where two reviews differ, the more cautious ratio is used
            assert by_id[other]["use"] != "intervention" or row["ratio"] >= by_id[other]["point"]
    used = set(" ".join([*table["row"].tolist(), *table["also"].tolist()]).split())
    trials = {key for key, row in by_id.items() if row["use"] == "intervention"}
    # sick leave, another outcome than an episode; other outcomes of E137; a ratio, whose trial is null; two rows
    # of a network of the trials that are in use
    assert trials - used == {"E096", "E138", "E139", "E143", "E144", "E145"}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "previous_episode": st.sampled_from([0, 1]),
            "smoker": st.sampled_from([0, 1]),
            "session_spike": st.floats(-0.9, 3),
            "sleep_hours": st.floats(4, 10),
        },
    ),
    st.sampled_from(NAMES),
    st.integers(1, 730),
)
@settings(max_examples=40, deadline=None)
def test_before_is_the_assessment_and_the_difference_adds_up(
    values: dict[str, float], name: str, horizon: int
) -> None:
    one = MODEL.assess_row(values, horizon_days=horizon)
    found = advise.what_if(one, name)
    if found.reason:
        assert values["previous_episode"] == 0
        return
    # the law comes back from the interval's ends, and may fall on the other side of a cell of the table of
    # mean risks, whose stated error is 2e-8 on either side
    assert found.before[0] == pytest.approx(one.risk, rel=4e-8)
    assert found.before[1:] == pytest.approx((one.low, one.high), rel=1e-9)
    assert found.difference[0] == pytest.approx(found.before[0] - found.after[0], abs=1e-12)
    assert found.difference[1] <= found.difference[0] <= found.difference[2]
    assert 0 < found.after[1] < found.after[0] < found.after[2] < 1
    assert found.after[0] < found.before[0]
    before_width, after_width = (math.log(x[2]) - math.log(x[1]) for x in (found.before, found.after))
    assert after_width > before_width  # a trial's doubt is added to the person's, never taken away
    assert 0 < found.weight < 1


def test_naive_twin() -> None:
    """Draws a person's log hazard and the trials' effect with the penalties written out here.

    The risks are means over what is unknown of the person at the mean effect; the intervals are quantiles of
    all that is uncertain, the coefficients and the effect too.
    """
    one = br.literature_model(setting="general_adults").assess_row({"recency_days": 20}, horizon_days=365)
    found = advise.what_if(one, "exercise_after_treatment")
    assert not found.differs

    # E100 (a risk ratio, at the trials' own risk), E137 and E140: random effects with a floor of .10 for tau
    at_risk = br._core.advise.reference_risk

    def hazard(ratio: float) -> float:
        return math.log(math.log1p(-ratio * at_risk) / math.log1p(-at_risk))

    z = 1.959963984540054
    trials = [
        (hazard(0.5), (hazard(0.73) - hazard(0.34)) / (2 * z), 0.15),
        (math.log(0.95), math.log(1.26 / 0.72) / (2 * z), 0.05),
        (math.log(1.09), math.log(1.8 / 0.7) / (2 * z), 0.15),
    ]
    pooled = br.evidence.random_effects(
        [y for y, _, _ in trials], [math.hypot(se, bias) for _, se, bias in trials], least_tau=0.10
    )
    variance = pooled.predictive_sd**2
    w = 0.35**2 / (0.35**2 + variance)
    low, high = (math.log(-math.log1p(-r)) for r in (one.low, one.high))
    mu, sd = (low + high) / 2, (high - low) / (2 * z)
    rng = np.random.default_rng(5)
    n = 1_000_000
    unknown = mu + math.sqrt(one.unknown_variance) * rng.standard_normal(n)
    shift = rng.standard_normal(n)
    assert found.weight == pytest.approx(w, rel=1e-9)
    assert found.hazard_ratio[0] == pytest.approx(math.exp(w * pooled.estimate), rel=1e-9)
    # the estimates: averaged over what is unknown of the person, at the mean effect
    before, after = (-np.expm1(-np.exp(unknown + d)) for d in (0.0, w * pooled.estimate))
    assert found.after[0] == pytest.approx(after.mean(), abs=4 * after.std() / math.sqrt(n))
    gap = before - after
    assert found.difference[0] == pytest.approx(gap.mean(), abs=4 * gap.std() / math.sqrt(n) + 1e-6)
    # the intervals, that of the paired difference too: over all that is uncertain of the person and the effect
    eta = mu + sd * rng.standard_normal(n)
    delta = w * pooled.estimate + math.sqrt(w * variance) * shift
    before, after = -np.expm1(-np.exp(eta)), -np.expm1(-np.exp(eta + delta))
    for drawn, interval in ((after, found.after), (before - after, found.difference)):
        for share, end in ((0.025, interval[1]), (0.975, interval[2])):
            at = np.quantile(drawn, (share - 0.002, share + 0.002))  # 8 standard errors of a drawn share
            assert at[0] < end < at[1]


def test_what_differs_is_said_and_believed_less() -> None:
    adults = br.literature_model(setting="general_adults")
    near = advise.what_if(
        adults.assess_row({"recency_days": 20}, horizon_days=365), "exercise_after_treatment"
    )
    far = advise.what_if(MODEL.assess_row({"previous_episode": 1}), "exercise_after_treatment")
    assert (len(near.differs), len(far.differs)) == (0, 2)
    assert far.weight < near.weight
    assert "recovered adults" in far.differs[0] and "athletes" in far.differs[0]
    assert "28 days" in far.differs[1] and "rough guide" in far.sentence()
    assert "rough guide" not in near.sentence()


@pytest.mark.parametrize("factor", FACTORS)
def test_no_causal_effect_is_read_out_of_a_coefficient(factor: str) -> None:
    with pytest.raises(InvalidArgument, match="compares different people.*walking_programme"):
        advise.what_if(ONE, factor)


def test_refusals_say_what_there_is() -> None:
    with pytest.raises(InvalidArgument, match="one of: exercise, exercise_and_education"):
        advise.what_if(ONE, "prayer")
    with pytest.raises(InvalidArgument, match="must be a text"):
        advise.what_if(ONE, ["exercise", "walking_programme"])  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="must be a text"):
        advise.what_if(ONE, {"smoker": 0})  # type: ignore[arg-type]
    for risk in (0, 1, -0.1, float("nan")):
        with pytest.raises(InvalidArgument):
            advise.what_if(ONE, "exercise", reference_risk=risk)
    with pytest.raises(InvalidArgument, match="osteoporosis"):
        advise.what_if(ONE, "exercise", ["osteoporosi"])


def test_a_red_flag_comes_first_and_no_risk_gives_none() -> None:
    found = advise.what_if(ONE, "exercise", ["saddle_numbness"])
    assert "red flag" in found.reason and math.isnan(found.after[0]) and "no answer" in found.to_text()
    table = advise.what_ifs(ONE, ["saddle_numbness"])
    assert np.isnan(table["after"]).all()
    cohort = br.simulate_cohort(n_people=5, n_days=90)
    inside = MODEL.assess(cohort, "p1")
    assert inside.reason
    assert advise.what_if(inside, "exercise").reason == inside.reason
    assert np.isnan(advise.drivers(inside)["with_it"]).all()
    assert inside.next_steps()


def test_what_was_tried_after_an_episode_has_no_answer_without_one() -> None:
    one = MODEL.assess_row({"previous_episode": 0})
    for row in (advise.interventions().row(i) for i in range(len(NAMES))):
        found = advise.what_if(one, row["change"])
        assert ("who had an episode" in found.reason) == row["after_episode"]
        assert math.isnan(found.after[0]) == row["after_episode"]
    table = advise.what_ifs(one)
    assert table["change"][0] == "exercise" and set(table["reason"][-2:]) != {""}
    assert "after an episode" not in " ".join(one.next_steps())


def test_nearest_trials_come_first() -> None:
    table = advise.what_ifs(ONE)
    assert table["mismatches"].tolist() == sorted(table["mismatches"].tolist())
    assert set(table["change"].tolist()) == set(NAMES)
