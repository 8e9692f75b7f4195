"""Area balance. Oracles: SciPy, published numbers, identities between forms, and the rows one by one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backrisk as br
from backrisk import balance
from backrisk._shared.table import Table

stats = pytest.importorskip("scipy.stats")


def rows(table: Table) -> list[dict[str, Any]]:
    return [table.row(i) for i in range(len(table))]


FORMS = [one.form for one in balance.symmetry_forms()]
positive = st.floats(1e-3, 1e4)
any_value = st.one_of(st.none(), st.floats(-1e3, 1e4), st.just(math.inf), st.just(math.nan))


@given(left=positive, right=positive, unit=st.floats(1e-3, 1e3), form=st.sampled_from(FORMS))
def test_symmetry_ignores_the_unit_and_knows_its_mirror(left, right, unit, form):
    one = balance.symmetry_index(left, right, form=form)
    scaled = balance.symmetry_index(unit * left, unit * right, form=form)
    mirrored = balance.symmetry_index(right, left, form=form)
    assert scaled[0] == pytest.approx(one[0], rel=1e-9, abs=1e-9)
    assert mirrored[0] == (-one[0] if one.directed else one[0])
    assert one.form == form and one.formula


@given(pairs=st.lists(st.tuples(any_value, any_value), min_size=1, max_size=20), form=st.sampled_from(FORMS))
def test_symmetry_of_a_column_is_that_of_its_rows_in_any_order(pairs, form):
    left, right = zip(*pairs, strict=True)
    column = balance.symmetry_index(list(left), list(right), form=form)
    backward = balance.symmetry_index(list(left[::-1]), list(right[::-1]), form=form)
    np.testing.assert_array_equal(column.value, backward.value[::-1])
    np.testing.assert_array_equal(column.reason, backward.reason[::-1])
    assert ((column.reason == "") == np.isfinite(column.value)).all()
    assert ((column.coverage >= 0) & (column.coverage <= 1)).all()


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (None, 1, "not recorded"),
        (1, math.nan, "not recorded"),
        (-1, 1, "outside the possible range"),
        (1, math.inf, "outside the possible range"),
        (0, 0, "division by zero"),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_symmetry_of_bad_input_has_a_reason(left, right, reason, form):
    result = balance.symmetry_index(left, right, form=form)
    assert math.isnan(result[0]) and result.reason[0] == reason


def test_errors_name_what_is_wrong():
    with pytest.raises(br.InvalidArgument, match="limb_symmetry_index, percent_of_max"):
        balance.symmetry_index(1, 2, form="percent")
    with pytest.raises(br.InvalidArgument, match=r"right\.size is 1"):
        balance.symmetry_index([1, 2], [3], form="log_ratio")
    with pytest.raises(br.InvalidArgument, match="left is .*must be numbers, not text"):
        balance.symmetry_index("strong", 1, form="log_ratio")
    with pytest.raises(br.InvalidArgument, match="trunk_flexor_extensor"):
        balance.strength_ratio(1, 2, kind="front_back")
    with pytest.raises(br.InvalidArgument, match="nearest: hamstring_rom"):
        balance.find_test("hamstrings_rom")
    with pytest.raises(br.InvalidArgument, match="sex is 'm'"):
        balance.standing(1, "side_bridge", sex="m")
    with pytest.raises(br.InvalidArgument, match="level is 95"):
        balance.minimal_detectable_change(1, 95)


def test_the_abstract_of_mcgill_1999_follows_from_the_tabled_means():
    published = {"male": (0.65, 0.99), "female": (0.39, 0.79)}
    for sex, (side, flexor) in published.items():
        mean = {
            (row["test"], row["side"]): row["value"]
            for row in rows(balance.norms(statistic="mean"))
            if row["sex"] == sex and row["population"] == "young healthy"
        }
        profile = balance.endurance_profile(
            mean["trunk_extensor_endurance", ""],
            mean["trunk_flexor_endurance", ""],
            mean["side_bridge", "left"],
            mean["side_bridge", "right"],
        )
        both = (profile["side_left_over_extensor"][0] + profile["side_right_over_extensor"][0]) / 2
        assert round(both, 2) == side == getattr(profile["side_left_over_extensor"].about, sex)
        assert round(profile["flexor_over_extensor"][0], 2) == flexor
        assert getattr(profile["flexor_over_extensor"].about, sex) == flexor


@given(holds=st.lists(st.tuples(any_value, any_value, any_value, any_value), min_size=1, max_size=10))
def test_endurance_flags_follow_the_ratios_and_their_limits(holds):
    profile = balance.endurance_profile(*[list(column) for column in zip(*holds, strict=True)])
    for name in profile:
        one = profile[name]
        for ratio, flag in zip(one.value.tolist(), one.flag.tolist(), strict=True):
            outside = ratio < one.limit.low or ratio > one.limit.high
            nothing = math.isnan(ratio) or math.isnan(one.limit.low + one.limit.high)
            assert flag == (-1 if nothing else int(outside))
    table = profile.to_table()
    assert len(table) == 4 * len(holds)
    assert set(table["status"]) == {"unverified"}


@given(a=positive, b=positive, unit=st.floats(1e-3, 1e3))
def test_strength_ratio_is_free_of_units(a, b, unit):
    for about in balance.strength_ratios():
        one = balance.strength_ratio(a, b, kind=about.kind)
        assert one[0] == a / b
        assert balance.strength_ratio(a * unit, b * unit, kind=about.kind)[0] == pytest.approx(
            a / b, rel=1e-14
        )
        assert (one.flag[0] == -1) == math.isnan(about.limit.low)


@given(values=st.lists(st.floats(0, 1200), min_size=1, max_size=20), sex=st.sampled_from(["male", "female"]))
def test_percentiles_are_those_of_the_predictive_t(values, sex):
    result = balance.standing(values, "trunk_extensor_endurance", sex=sex)
    norm = result.norm
    z = (np.array(values) - norm.value) / norm.sd
    expected = 100 * stats.t.cdf(z / math.sqrt(1 + 1 / norm.people), norm.people - 1)
    np.testing.assert_allclose(result.z, z, rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(result.percentile, expected, rtol=1e-10, atol=1e-12)


def test_predictive_percentiles_are_uniform_over_new_people():
    """What the widening is for: over repeated small norms the percentile of a new person is uniform."""
    random = np.random.default_rng(5)
    people, trials = 5, 4000
    samples = random.normal(size=(trials, people))
    z = (random.normal(size=trials) - samples.mean(axis=1)) / samples.std(axis=1, ddof=1)
    widened = stats.t.cdf(z / math.sqrt(1 + 1 / people), people - 1)
    naive = stats.norm.cdf(z)
    assert stats.kstest(widened, "uniform").pvalue > 0.01
    assert stats.kstest(naive, "uniform").pvalue < 1e-6


def test_standing_says_why_it_has_no_answer():
    result = balance.standing([None, -5, 100], "side_bridge", sex="male", side="left")
    assert result.z.reason.tolist() == ["not recorded", "outside the possible range", ""]
    assert balance.standing(100, "side_bridge", sex="male").z.reason[0] == "no published value"
    assert balance.standing(100, "side_bridge", sex="male").norm is None
    judo = balance.standing(27.5, "hip_internal_rotation_rom", sex="male")
    assert (
        judo.z[0] == pytest.approx((27.5 - 38.2) / 6.5) and judo.percentile.reason[0] == "no published value"
    )


@given(sem=st.floats(1e-6, 1e3), level=st.floats(0.01, 0.999))
def test_detectable_change_is_the_normal_quantile(sem, level):
    expected = stats.norm.ppf((1 + level) / 2) * math.sqrt(2) * sem
    assert balance.minimal_detectable_change(sem, level) == pytest.approx(expected, rel=1e-9)


@given(before=st.floats(0, 500), after=st.floats(0, 500), sem=st.floats(0, 50))
def test_change_inside_the_error_is_no_change(before, after, sem):
    result = balance.change(before, after, sem)
    back = balance.change(after, before, sem)
    inside = abs(after - before) <= result.detectable
    assert (result.direction[0] == "no change") == inside
    opposite = {"increase": "decrease", "decrease": "increase", "no change": "no change"}
    assert back.direction[0] == opposite[result.direction[0]]
    assert result.difference[0] == after - before


def test_remembered_numbers_say_so():
    norms = balance.norms()
    assert set(norms["status"][norms["statistic"] == "measurement_error"]) == {"verified"}
    assert set(norms["status"][norms["population"] == "young healthy"]) == {"unverified"}
    limits = {one.kind: one.limit.source.status for one in balance.strength_ratios()}
    assert limits["hamstring_quadriceps"] == "verified"
    assert limits["hamstring_quadriceps_functional"] == limits["trunk_flexor_extensor"] == "unverified"


def test_catalogues_are_complete():
    names = balance.tests()["test"].tolist()
    assert len(names) == len(set(names))
    assert set(balance.norms()["test"]) <= set(names)
    public = {one.name.removeprefix("balance.") for one in balance.measures()}
    assert public - {"z_score", "percentile"} <= set(balance.__all__)
