"""Oracle: the evidence tables, field by field in both directions; definitions and identities."""

from __future__ import annotations

import csv
import math
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrisk import DataError, InvalidArgument, evidence, literature_model

SHARED = Path(os.environ.get("BACKRISK_SHARED", Path(__file__).parents[2].parent / "shared"))

MEASURE = {
    "OR": ("odds_ratio", ""),
    "RR": ("risk_ratio", ""),
    "HR": ("hazard_ratio", ""),
    "IRR": ("rate_ratio", ""),
    "rate ratio": ("rate_ratio", ""),
    "r": ("correlation", ""),
    "logistic p": ("p_value", ""),
    "none": ("none", ""),
    "MD deg": ("mean_difference", "deg"),
    "MD NRS": ("mean_difference", "NRS points"),
    "MD %": ("mean_difference", "%"),
}
STATUS = {
    "yes": "verified",
    "yes (summary)": "partial",
    "partial": "partial",
    "derived": "derived",
    "memory": "unverified",
}
RANGES = {"E009", "E061", "E062", "E124", "E148"}


def read(name: str) -> list[dict[str, str]]:
    path = SHARED / "evidence" / name
    if not path.exists():
        pytest.skip(f"the evidence table {name} is not beside the repository")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    return float(text) if text else math.nan


def assert_rows_equal(ours: list[dict[str, object]], published: list[dict[str, object]]) -> None:
    assert len(ours) == len(published)
    for mine, theirs in zip(ours, published, strict=True):
        assert mine.keys() == theirs.keys()
        for field, value in theirs.items():
            np.testing.assert_equal(mine[field], value, err_msg=f"{theirs} {field}")


def test_every_effect_is_the_published_row_field_by_field() -> None:
    published = [
        {
            "id": row["id"],
            "factor": row["factor"],
            "contrast": row["level_contrast"],
            "measure": MEASURE[row["measure"]][0],
            "unit": MEASURE[row["measure"]][1],
            "point": number(row["point"]),
            "low": number(row["ci_low"]),
            "high": number(row["ci_high"]),
            "interval_level": 0.0
            if not row["ci_low"] or row["id"] in RANGES
            else (0.90 if row["source"].startswith("Warren 2018") else 0.95),
            "population": row["population"],
            "outcome": row["outcome"],
            "horizon": row["horizon"],
            "study_type": "unspecified" if row["study_type"] == "-" else row["study_type"],
            "source": row["source"],
            "doi": row["doi"],
            "status": STATUS[row["verified"]],
            "certainty": row["certainty"],
            "use": row["model_use"],
            "may_ship": row["verified"] in ("yes", "derived"),
            "note": row["notes"],
        }
        for row in read("effects.csv")
    ]
    ours = evidence.effects()
    assert_rows_equal([ours.row(i) for i in range(len(ours))], published)


def test_every_baseline_is_the_published_row_field_by_field() -> None:
    published: list[dict[str, object]] = []
    population = ""
    for row in read("baseline.csv"):
        population = population if row["population"] == "same" else row["population"]
        published.append(
            {
                "item": row["item"],
                "value": number(row["value"]),
                "low": number(row["ci_low"]),
                "high": number(row["ci_high"]),
                "unit": row["unit"],
                "population": "" if population == "-" else population,
                "source": row["source"],
                "doi": row["doi"],
                "status": STATUS[row["verified"]],
                "note": row["notes"],
            }
        )
    ours = evidence.baselines()
    assert_rows_equal([ours.row(i) for i in range(len(ours))], published)


def test_studies_of_incidence_are_published_figures() -> None:
    """Each study is a row of the baseline table of the same publication, or computed from two by hand."""
    studies = evidence.incidence_studies()
    risks = {(s, round(float(r), 4)) for s, r in zip(studies["source"], studies["yearly_risk"], strict=True)}
    assert risks == {
        ("Newlands 2015 Br J Sports Med 49:951", 0.53),
        ("Wilson 2021 Br J Sports Med 55:601", round(1 - 0.49 / 0.58, 4)),
        ("Taylor 2014 Spine J 14:2299", 0.25),
        ("Papageorgiou 1996 Pain 66:181", 0.315),
        ("Papageorgiou 1996 Pain 66:181", 0.04),
        ("Jarvik 2005 Spine 30:1541", round(1 - 0.33 ** (1 / 3), 4)),
        ("George 2012 PLoS One 7:e30597", round(1 - 0.579**0.5, 4)),
        ("3-year cohort (docobook copy)", 0.24),
    }


def test_incidences_pool_their_studies_and_read_no_prevalence() -> None:
    table, studies = evidence.incidences(), evidence.incidence_studies()
    log_hazard = np.log(-np.log1p(-studies["yearly_risk"]))
    cohorts = (studies["outcome"] == "any_episode") & studies["single_cohort"].astype(bool)
    tau = math.sqrt(
        evidence.random_effects(log_hazard[cohorts], studies["log_hazard_error"][cohorts]).tau_squared
    )
    for row in (table.row(i) for i in range(len(table))):
        assert row["yearly_risk"] not in (0.51, 0.42, 0.69)
        if row["setting"] == "workers":
            mine = studies["setting"] == "workers"
            pooled = evidence.random_effects(
                log_hazard[mine], studies["log_hazard_error"][mine], least_tau=tau
            )
            assert row["yearly_risk"] == pytest.approx(-math.expm1(-math.exp(pooled.estimate)), rel=1e-9)
            assert row["setting_sd"] == pytest.approx(math.hypot(tau, pooled.standard_error), rel=1e-9)
    with pytest.raises(InvalidArgument, match="recency_days"):
        literature_model(setting="recently_recovered")


def test_effects_of_ones_own_are_read_and_checked(tmp_path: Path) -> None:
    row = {"id": "G01", "measure": "HR", "point": "1.2", "low": "1.0", "high": "1.44", "source": "Own 2026"}
    file = tmp_path / "mine.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(row)
    mine = evidence.read_effects(file)
    assert mine.to_table().row(0)["point"] == 1.2 and mine.to_table().row(0)["interval_level"] == 0.95
    for change, words in (
        ({"id": "E001"}, "E001"),
        ({"measure": "XX"}, "XX"),
        ({"low": "1.3"}, "low"),
        ({"certainty": "lo"}, "low"),
    ):
        with pytest.raises(InvalidArgument, match=words):
            evidence.read_effects({name: [value] for name, value in {**row, **change}.items()})
    for change in ({"point": "much"}, {"source": ""}):
        with pytest.raises(DataError, match="row 1"):
            evidence.read_effects({name: [value] for name, value in {**row, **change}.items()})


def test_effects_are_filtered_by_factor_and_use() -> None:
    assert set(evidence.effects(factor="smoking")["id"]) == {"E114", "E115", "E116", "E117"}
    assert set(evidence.effects(use="time_decay")["id"]) == {"E009"}
    assert len(evidence.effects(factor="smoking", use="time_decay")) == 0
    with pytest.raises(InvalidArgument, match=r"factor is 'smokes', but must be one of .*smoking"):
        evidence.effects(factor="smokes")
    with pytest.raises(InvalidArgument, match="E001 to E149"):
        evidence.find_effect("E150")


def test_sources_account_for_every_row_once() -> None:
    sources = evidence.sources()
    cited = " ".join(sources["effects"]).split()
    assert sorted(cited) == evidence.effects()["id"].tolist()
    assert sources["baselines"].sum() == len(evidence.baselines())
    dois = [doi for doi in sources["doi"] if doi]
    assert len(dois) == len(set(dois))
    assert all(doi.startswith("10.") for doi in dois)


ratio = st.floats(0.05, 20)
risk = st.floats(0.001, 0.95)


@given(value=ratio, p0=risk)
def test_odds_ratio_to_hazard_ratio_agrees_with_the_definitions(value: float, p0: float) -> None:
    p1 = value * p0 / (1 - p0 + value * p0)
    expected = math.log(math.log(1 - p1) / math.log(1 - p0))
    got = evidence.to_log_hazard_ratio("OR", value, p0=p0).estimate
    assert got == pytest.approx(expected, abs=1e-9)
    # back from the hazard ratio to the same risk, and from the same two risks as a risk ratio
    assert evidence.risk_from_hazard_ratio(math.exp(got), p0) == pytest.approx(p1, rel=1e-9)
    if p1 < 0.999:
        assert evidence.to_log_hazard_ratio("RR", p1 / p0, p0=p0).estimate == pytest.approx(got, abs=1e-7)


@given(value=ratio, p0=risk)
def test_hazard_ratio_lies_between_one_and_the_odds_ratio(value: float, p0: float) -> None:
    log_hr = evidence.to_log_hazard_ratio("odds_ratio", value, p0=p0).estimate
    assert abs(log_hr) <= abs(math.log(value)) + 1e-12
    assert log_hr * math.log(value) >= 0


@given(value=ratio, p0=risk, spread=st.floats(0.01, 1.5))
def test_swapping_the_groups_flips_a_hazard_ratio_and_keeps_its_error(
    value: float, p0: float, spread: float
) -> None:
    low, high = value * math.exp(-spread), value * math.exp(spread)
    there = evidence.to_log_hazard_ratio("hazard_ratio", value, low, high, p0=p0)
    back = evidence.to_log_hazard_ratio("hazard_ratio", 1 / value, 1 / high, 1 / low)
    assert back.estimate == pytest.approx(-there.estimate, abs=1e-12)
    assert back.standard_error == pytest.approx(there.standard_error, rel=1e-9)
    assert there.standard_error == pytest.approx(spread / 1.959963984540054, rel=1e-9)
    narrow = evidence.to_log_hazard_ratio("hazard_ratio", value, low, high, level=0.90)
    assert narrow.standard_error == pytest.approx(spread / 1.6448536269514722, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"measure": "odds", "value": 2, "p0": 0.1}, "measure is 'odds', but must be odds_ratio"),
        ({"measure": "correlation", "value": 0.5, "p0": 0.1}, "measure is 'correlation'"),
        ({"measure": "OR", "value": 2}, "p0 is nan"),
        ({"measure": "OR", "value": -2, "p0": 0.1}, "value is -2, but must be finite and positive"),
        ({"measure": "RR", "value": 4, "p0": 0.3}, "risk_ratio is 4, but must be below 1 / p0"),
        ({"measure": "OR", "value": 2, "low": 2.5, "high": 3, "p0": 0.1}, "low is 2.5"),
        ({"measure": "OR", "value": 2, "low": 1.5, "p0": 0.1}, "high is nan"),
        ({"measure": "OR", "value": 2, "low": 1, "high": 3, "p0": 0.1, "level": 95}, "level is 95"),
    ],
)
def test_bad_input_is_refused_by_name_value_and_rule(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        evidence.to_log_hazard_ratio(**arguments)  # type: ignore[arg-type]


def test_rows_convert_or_say_why_not() -> None:
    table = evidence.effects()
    ratios = np.isin(table["measure"], ["odds_ratio", "risk_ratio", "hazard_ratio", "rate_ratio"])
    convertible = ratios & ~np.isnan(table["point"])
    for i in range(len(table)):
        row = table.row(i)
        if not convertible[i]:
            with pytest.raises(InvalidArgument, match=row["id"]):
                evidence.effect_log_hazard_ratio(row["id"], p0=0.1)
            continue
        effect = evidence.effect_log_hazard_ratio(row["id"], p0=0.1)
        assert math.copysign(1, effect.estimate) == math.copysign(1, math.log(row["point"]))
        assert math.isnan(effect.standard_error) == (row["interval_level"] == 0)


@given(sd=st.floats(0.01, 2), mean_risk=st.floats(0.01, 0.5))
def test_a_common_outcome_lowers_concordance_and_spread_raises_it(sd: float, mean_risk: float) -> None:
    rare = evidence.concordance_from_sd(sd)
    common = evidence.concordance_from_sd(sd, mean_risk)
    assert 0.5 < common < rare
    assert evidence.concordance_from_sd(sd + 0.1, mean_risk) > common
    assert evidence.sd_from_concordance(rare) == pytest.approx(sd, rel=1e-9)


@given(risk=risk, horizon=st.integers(1, 3650), parts=st.integers(1, 12))
def test_risk_over_parts_of_a_horizon_multiplies_back(risk: float, horizon: int, parts: int) -> None:
    hazard = evidence.daily_hazard(risk, horizon * parts)
    part = evidence.risk_at_horizon(hazard, horizon)
    assert 1 - (1 - part) ** parts == pytest.approx(risk, rel=1e-9)


@given(median=st.integers(1, 1000), factor=st.integers(2, 20), survival=st.floats(0.01, 0.49))
def test_weibull_passes_through_its_two_points(median: int, factor: int, survival: float) -> None:
    curve = evidence.weibull_from(median, median * factor, survival)
    assert math.exp(-((median / curve.scale_days) ** curve.shape)) == pytest.approx(0.5, rel=1e-9)
    later = math.exp(-((median * factor / curve.scale_days) ** curve.shape))
    assert later == pytest.approx(survival, rel=1e-9)


@given(risk=risk, intercept=st.floats(-3, 3), slope=st.floats(0.1, 2))
def test_recalibration_inverts(risk: float, intercept: float, slope: float) -> None:
    moved = evidence.recalibrated_risk(risk, intercept, slope)
    assert evidence.recalibrated_risk(moved, -intercept / slope, 1 / slope) == pytest.approx(risk, rel=1e-6)


def test_measures_can_be_called_by_their_name() -> None:
    for measure in evidence.measures():
        area, name = measure.name.split(".")
        assert area == "evidence"
        assert callable(getattr(evidence, name))


def test_measures_name_tests_that_exist() -> None:
    tests = Path(__file__).parents[1] / "cpp"
    text = "".join(path.read_text(encoding="utf-8") for path in tests.glob("evidence_*_test.cpp"))
    for measure in evidence.measures():
        suite, name = measure.test.split(".")
        assert f"TEST({suite}, {name})" in text, measure.name
