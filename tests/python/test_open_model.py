"""Oracle: identities of a model with factors, effects and incidences of one's own; leaving out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import backrisk as br
from backrisk.risk import Baseline, Evidence, Factor, Population, Transform

MINE = br.evidence.read_effects(
    {
        "id": ["G01", "G02"],
        "measure": ["HR", "HR"],
        "point": [1.3, 1.3],
        "low": [1.1, 1.1],
        "high": [1.3**2 / 1.1] * 2,
        "source": ["a", "b"],
        "certainty": ["high", "high"],
    }
)


def gps(scale: float = 1.0, units: float = 1.0) -> Factor:
    return Factor(
        "sprint_km", "km", "distance above 7 m/s", (0, 15), Transform("linear", 2, scale),
        Population("lognormal", 2, 0.5), [Evidence("G01", units), Evidence("G02", units)], "load",
    )  # fmt: skip


def row_of(model: br.risk.Model, column: str) -> dict[str, object]:
    table = model.coefficients()
    return table.row(table["column"].tolist().index(column))


def test_a_factor_enters_with_its_effects() -> None:
    model = br.risk.compose(factors=[gps()], effects=MINE)
    row = row_of(model, "sprint_km")
    assert row["pooled"] == pytest.approx(math.log(1.3))
    assert row["n_studies"] == 2 and row["mean"] > 0
    assert model.assess_row({"sprint_km": 6}).risk > model.assess_row({"sprint_km": 1}).risk
    assert br.risk.compose().factor_names == model.factor_names[:-1]


def test_another_unit_of_the_column_is_the_same_model() -> None:
    one = br.risk.compose(factors=[gps()], effects=MINE)
    other = br.risk.compose(factors=[gps(scale=5.0, units=5.0)], effects=MINE)
    for known in ({"sprint_km": 7.0}, {"sprint_km": 0.1, "smoker": 1}, {}):
        a, b = one.assess_row(known), other.assess_row(known)
        assert (a.risk, a.low, a.high) == pytest.approx((b.risk, b.low, b.high), rel=1e-9)


def test_a_factor_without_evidence_moves_no_risk() -> None:
    bare = Factor(
        "shoe_size", "", "size of shoes", (30, 50), Transform("linear", 42, 2), Population("normal", 42, 2)
    )
    model, plain = br.risk.compose(factors=[bare]), br.risk.compose()
    person = dict(zip(plain.factor_names, plain._core.schema.draw(1, 3)[0].tolist(), strict=True))
    small, large = (model.assess_row({**person, "shoe_size": x}).risk for x in (36.0, 48.0))
    assert small == pytest.approx(large, abs=1e-6)
    # the people drawn to find the intercept are others: 8192 of them, so within three percent
    assert small == pytest.approx(plain.assess_row(person).risk, rel=0.03)


def test_dropping_and_replacing() -> None:
    model = br.risk.compose(drop=["monotony", "age_years"])
    assert set(br.risk.compose().factor_names) - set(model.factor_names) == {"monotony", "age_years"}
    with pytest.raises(br.InvalidArgument, match="monotony"):
        br.risk.compose(drop=["monoton"])
    smoker = Factor("smoker", "", "smokes", (0, 1), Transform("indicator"), Population("bernoulli", 0.4))
    assert row_of(br.risk.compose(factors=[smoker]), "smoker")["mean"] == 0


def test_a_baseline_of_ones_own_is_named_and_exact() -> None:
    model = br.risk.compose(baseline=Baseline(0.4, 0.2, "our registry 2025"))
    assert "our registry 2025" in model.baseline and model.setting_sd == 0.2
    assert model.assess_row({}, 365).risk == pytest.approx(0.4, rel=0.03)  # unknowns are taken as Gaussian
    with pytest.raises(br.InvalidArgument, match="one of them"):
        br.risk.compose(yearly_risk=0.3, baseline=Baseline(0.4))


def test_leaving_a_source_out() -> None:
    model = br.risk.compose(factors=[gps()], effects=MINE)
    without = model.without("E001", "G02")
    actions = dict(zip(without.ledger()["row"], without.ledger()["reason"], strict=True))
    assert actions["E001"] == actions["G02"] == "left out on request"
    assert row_of(without, "sprint_km")["n_studies"] == 1
    assert row_of(without, "previous_episode")["pooled"] < row_of(model, "previous_episode")["pooled"]
    assert without.without("G01").factor_names == model.factor_names
    with pytest.raises(br.InvalidArgument, match="E999"):
        model.without("E999")
    copy = type(model)(model._core)
    with pytest.raises(br.InvalidArgument, match="composed"):
        copy.without("E001")


def test_the_influence_of_sources_is_what_leaving_them_out_does() -> None:
    cohort = br.simulate_cohort(n_people=30, n_days=60)
    model = br.literature_model()
    table = model.source_influence(cohort)
    assert np.all(np.diff(table["mean_change"]) <= 0)
    first = table.row(0)
    before, after = (m.score(cohort)["risk"] for m in (model, model.without(*str(first["rows"]).split(", "))))
    assert first["mean_change"] == pytest.approx(np.nanmean(np.abs(after - before)))
    assert first["largest_change"] == pytest.approx(np.nanmax(np.abs(after - before)))


def test_a_cohort_reads_the_factor_from_any_table() -> None:
    model = br.risk.compose(factors=[gps()], effects=MINE)
    cohort = br.simulate_cohort(n_people=6, n_days=40)
    days = [str(cohort.span(one)[0] + np.timedelta64(10, "D").astype(object)) for one in cohort.people]
    table = {"person_id": list(cohort.people), "date": days, "sprint_km": [9.0] * 6}
    known = br.cohort.with_values(cohort, table)
    before, after = model.score(cohort, days="all"), model.score(known, days="all")
    later = after["day"] >= np.array(days, dtype="datetime64[D]")[np.repeat(np.arange(6), 40)]
    there = np.isfinite(before["risk"])
    assert np.all(after["risk"][there & later] > before["risk"][there & later])
    assert np.array_equal(after["risk"][there & ~later], before["risk"][there & ~later])
    with pytest.raises(br.DataError, match="row 1"):
        br.cohort.with_values(cohort, {"person_id": ["nobody"], "sprint_km": [1.0]})


def test_a_hundred_and_twenty_eight_factors() -> None:
    room = 128 - len(br.literature_model().factor_names)
    many = [
        Factor(
            f"x{k}",
            transform=Transform("indicator"),
            population=Population("bernoulli", 0.3),
            evidence=["E114"],
        )
        for k in range(room)
    ]
    model = br.risk.compose(factors=many)
    assert len(model.factor_names) == 128
    one = model.assess_row({f"x{room - 1}": 5.0})
    assert one.risk > model.assess_row({f"x{room - 1}": 0.0}).risk
    assert len(one.flags) == 1
    with pytest.raises(br.InvalidArgument, match="at most 128"):
        br.risk.compose(factors=[*many, Factor("one_more")])
