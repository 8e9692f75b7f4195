"""Relative standing, differences, ranks, places and what to ask.

Oracles: draws in numpy of everything that is uncertain, the published parts of the model alone; identities.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br

MODEL = br.literature_model()
CLINIC = br.simulate_cohort(n_people=30, n_days=200, seed=3)
SCORES = MODEL.score(CLINIC)
AT_RISK = [p for p, r in zip(SCORES["person_id"], SCORES["risk"], strict=True) if r == r]
HORIZON = 28


def acting() -> Any:
    return np.minimum(1.0, MODEL.factors()["persistence_days"] / HORIZON)


def columns_of(values: dict[str, float]) -> tuple[Any, Any]:
    """(z, V) of a row: completed columns and the covariance of the unknown ones, by the textbook."""
    core = MODEL._core.schema
    expanded = core.expand(MODEL.row(values))
    phi, known = expanded.phi, expanded.known
    names = [c for f in core.factors() for c in f.columns]
    seen = np.array([bool(known >> k & 1) for k, f in enumerate(core.factors()) for _ in f.columns])
    z = np.where(seen, np.asarray(phi) - MODEL.centre(), 0.0)
    omega = MODEL.population_covariance()
    v = np.zeros((len(names), len(names)))
    hidden = ~seen
    if seen.any():
        slope = omega[np.ix_(hidden, seen)] @ np.linalg.pinv(omega[np.ix_(seen, seen)], rcond=1e-10)
        z[hidden] = slope @ z[seen]
        v[np.ix_(hidden, hidden)] = omega[np.ix_(hidden, hidden)] - slope @ omega[np.ix_(seen, hidden)]
    else:
        v = omega
    return z, v


def root(v: Any) -> Any:
    values, vectors = np.linalg.eigh(v)
    return vectors * np.sqrt(np.clip(values, 0, None))


def draws_of_eta(values: dict[str, float], n: int, rng: Any) -> tuple[Any, Any, Any]:
    """(log hazard against the average, share of the population below, risk at the mean coefficients)."""
    z, v = columns_of(values)
    share = acting()
    beta = (MODEL.mean() + rng.normal(size=(n, len(z))) @ root(MODEL.covariance()).T) * share
    x = z + rng.normal(size=(n, len(z))) @ root(v).T
    # somebody who never had an episode, against an average in which the hazard of some decays
    eta = (beta * x).sum(axis=1) + math.log(HORIZON) + MODEL.log_daily_hazard - math.log(median_hazard())
    omega = MODEL.population_covariance()
    spread = np.sqrt(((beta @ omega) * beta).sum(axis=1))
    below = np.array([0.5 * math.erfc(-u / math.sqrt(2)) for u in eta / spread])
    level = MODEL.log_daily_hazard + math.log(HORIZON)
    return eta, below, -np.expm1(-np.exp(level + x @ (MODEL.mean() * share)))


SOMEBODY = {
    "previous_episode": 0, "other_pain": 1, "smoker": 1, "bmi": 31.0, "session_spike": 0.5, "mood": 0.2,
    "sleep_hours": 5.0, "load_lifted_kg": 35.0, "age_years": 30.0, "female": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("hide", [(), ("other_pain", "bmi", "mood"), tuple(SOMEBODY)[1:]])
def test_standing_agrees_with_draws(hide: tuple[str, ...]) -> None:
    values = {name: x for name, x in SOMEBODY.items() if name not in hide}
    one = MODEL.assess_row(values)
    n = 100_000
    eta, below, risks = draws_of_eta(values, n, np.random.default_rng(1))
    error = 4 / math.sqrt(n)
    assert math.isclose(math.log(one.relative), eta.mean(), abs_tol=error * eta.std())
    low, high = np.quantile(eta, [0.025, 0.975])
    assert math.isclose(math.log(one.relative_low), low, abs_tol=0.04 * eta.std())
    assert math.isclose(math.log(one.relative_high), high, abs_tol=0.04 * eta.std())
    assert math.isclose(one.above_typical, (eta > 0).mean(), abs_tol=error / 2 + 0.005)
    for ours, share in ((one.percentile_low, 0.025), (one.percentile, 0.5), (one.percentile_high, 0.975)):
        assert math.isclose(ours, 100 * np.quantile(below, share), abs_tol=2.5)
    assert math.isclose(one.risk, risks.mean(), rel_tol=0.005)
    # the interval of the risk is that of the standing, at the level of the average place
    for end, ratio in ((one.low, one.relative_low), (one.high, one.relative_high)):
        assert math.isclose(-math.log1p(-end), median_hazard() * ratio, rel_tol=1e-9)


@pytest.mark.slow
def test_standing_agrees_with_a_million_draws() -> None:
    values = {name: SOMEBODY[name] for name in ("previous_episode", "smoker", "mood", "session_spike")}
    one = MODEL.assess_row(values)
    rng = np.random.default_rng(2)
    eta = np.concatenate([draws_of_eta(values, 100_000, rng)[0] for _ in range(10)])
    assert math.isclose(one.variance, eta.var(), rel_tol=0.006)
    assert math.isclose(one.above_typical, (eta > 0).mean(), abs_tol=0.005)


def median_hazard() -> float:
    """Cumulative hazard of the average member: `relative` is 1 where nothing is known."""
    one = MODEL.assess_row({}, HORIZON)
    assert one.relative == 1 and one.above_typical == 0.5 and math.isclose(one.percentile, 50)
    return math.sqrt(math.log1p(-one.low) * math.log1p(-one.high))


def everything_known() -> dict[str, float]:
    """An adult drawn from the population, of whom all is known."""
    names = MODEL.factor_names
    rows = [dict(zip(names, row, strict=True)) for row in MODEL._core.schema.draw(50, 11).tolist()]
    return next(row for row in rows if row["age_years"] >= 20 and row["previous_episode"] == 1)


def test_a_null_factor_moves_no_risk_and_no_standing() -> None:
    """What is centred on zero is wide, and without an effect on anybody."""
    factors = [MODEL.factors().row(i) for i in range(len(MODEL.factors()))]
    moving = {row["name"] for row in factors if row["coefficient"] != 0}
    null = [row for row in factors if row["name"] not in moving]
    assert len(null) >= 3
    full = everything_known()
    base = MODEL.assess_row(full)
    for row in null:
        least = 18.0 if row["name"] == "age_years" else row["low"]  # younger people have no score
        for value in (least, row["high"]):
            moved = MODEL.assess_row(full | {row["name"]: value})
            assert math.isclose(moved.risk, base.risk, abs_tol=1e-9), row["name"]
            assert math.isclose(moved.relative, base.relative, rel_tol=1e-9), row["name"]


def test_a_fast_factor_acts_for_days_and_not_for_a_year() -> None:
    calm, spike = ({**everything_known(), "session_spike": x} for x in (0.0, 2.0))
    log_ratio = {
        h: math.log(MODEL.assess_row(spike, h).relative / MODEL.assess_row(calm, h).relative)
        for h in (1, 7, 28, 365)
    }
    assert math.isclose(log_ratio[1], log_ratio[7], rel_tol=1e-9) and log_ratio[1] > 0.05
    assert math.isclose(log_ratio[28], log_ratio[7] * 7 / 28, rel_tol=1e-9)
    assert math.isclose(log_ratio[365], log_ratio[7] * 7 / 365, rel_tol=1e-6)
    one = MODEL.assess_row(spike, 365)
    assert math.isclose(one.hazard_ratio, MODEL.assess_row(spike, 1).hazard_ratio)  # of today


def test_every_column_of_the_scores_is_that_of_the_assessment() -> None:
    for i, (person, risk) in enumerate(zip(SCORES["person_id"], SCORES["risk"], strict=True)):
        one = MODEL.assess(CLINIC, person)
        for name in ("risk", "low", "high", "relative", "relative_low", "relative_high", "above_typical"):
            assert getattr(one, name) == pytest.approx(SCORES[name][i], rel=1e-9, nan_ok=True), name
        assert (one.person_id, str(one.day), one.model_id) == (person, str(SCORES["day"][i]), MODEL.model_id)
        if risk != risk:
            assert one.reason and all(math.isnan(x) for x in (one.percentile, *one.between_places))
        else:
            low, high = one.between_places
            assert low < one.risk < high
    known = SCORES["risk"] == SCORES["risk"]
    assert ((SCORES["relative"] > 1) == (SCORES["above_typical"] > 0.5))[known].all()
    top = SCORES.highest(30)
    assert (np.diff(top["relative"]) <= 0).all() and len(top) == known.sum()


def test_two_people_agree_with_draws() -> None:
    a, b = AT_RISK[:2]
    rows = [row_of(p) for p in (a, b)]
    found = MODEL.compare(CLINIC, a, b)
    (za, va), (zb, vb) = (columns_of(row) for row in rows)
    rng, n = np.random.default_rng(5), 100_000
    share = acting()
    beta = (MODEL.mean() + rng.normal(size=(n, len(za))) @ root(MODEL.covariance()).T) * share
    x = za - zb + rng.normal(size=(n, len(za))) @ root(va).T - rng.normal(size=(n, len(za))) @ root(vb).T
    d = (beta * x).sum(axis=1)
    decay = found.log_hazard - float((MODEL.mean() * share) @ (za - zb))
    assert math.isclose(found.variance, d.var(), rel_tol=0.03)
    assert math.isclose(found.higher, (d + decay > 0).mean(), abs_tol=0.012)
    assert math.isclose(float(found.differs["log_hazard"].sum()), found.log_hazard, abs_tol=1e-12)
    back = MODEL.compare(CLINIC, b, a)
    assert math.isclose(found.higher + back.higher, 1) and math.isclose(found.low * back.high, 1)
    assert found.first == a and "against" in found.to_text() and a in found._repr_html_()


def row_of(person: str, day: Any = None) -> dict[str, float]:
    at = CLINIC._at(person)
    when = CLINIC._data.span(at)[1] if day is None else day
    row = CLINIC._data.rows(MODEL._core, np.array([at], np.uint32), np.array([when], np.int32)).rows[0]
    return {n: float(x) for n, x in zip(MODEL.factor_names, row, strict=True) if x == x}


def test_change_is_surer_than_a_comparison_and_says_what_differs() -> None:
    person = AT_RISK[0]
    found = MODEL.change(CLINIC, person, since=7)
    last = CLINIC._data.span(CLINIC._at(person))[1]
    now, then = row_of(person, last), row_of(person, last - 7)
    assert found.variance <= MODEL.compare_rows(now, then).variance + 1e-12
    assert math.isclose(found.log_hazard, MODEL.compare_rows(now, then).log_hazard, abs_tol=1e-12)
    differs = {n for n in now.keys() | then.keys() if now.get(n) != then.get(n)}
    assert set(found.differs["factor"].tolist()) >= differs
    day = np.datetime64(int(last) - 7, "D")
    assert MODEL.change(CLINIC, person, since=day).log_hazard == found.log_hazard
    assert MODEL.assess(CLINIC, person).since_last_week.log_hazard == found.log_hazard
    assert "since last week" in MODEL.assess(CLINIC, person).to_text()
    for bad in (0, -3, "2030-01-01"):
        with pytest.raises(br.InvalidArgument, match="since is"):
            MODEL.change(CLINIC, person, since=bad)
    with pytest.raises(br.InvalidArgument, match="day with a risk"):
        MODEL.change(CLINIC, person, since=3000)


def test_ranks_agree_with_draws() -> None:
    n, who = 4000, AT_RISK
    ranks = SCORES.ranks(top_share=0.2, draws=4000)
    parts = [columns_of(row_of(p)) for p in who]
    rng, share = np.random.default_rng(8), acting()
    beta = (MODEL.mean() + rng.normal(size=(n, len(share))) @ root(MODEL.covariance()).T) * share
    eta = np.empty((n, len(who)))
    for i, (z, v) in enumerate(parts):
        ours = SCORES["relative"][SCORES["person_id"] == who[i]][0]
        decay = math.log(ours) - float((MODEL.mean() * share) @ z)
        x = z + rng.normal(size=(n, len(z))) @ root(v).T
        eta[:, i] = (beta * x).sum(axis=1) + decay
    rank = 1 + (eta[:, None, :] > eta[:, :, None]).sum(axis=2)
    assert len(ranks) == len(who) and (np.diff(ranks["rank"]) >= 0).all()
    top = max(1, round(0.2 * len(who)))
    for i, person in enumerate(who):
        row = ranks.row(ranks["person_id"].tolist().index(person))
        assert row["rank"] == pytest.approx(rank[:, i].mean(), abs=0.8)
        assert row["among_top"] == pytest.approx((rank[:, i] <= top).mean(), abs=0.04)
        assert row["rank_low"] == pytest.approx(np.quantile(rank[:, i], 0.025), abs=2)
        assert row["rank_high"] == pytest.approx(np.quantile(rank[:, i], 0.975), abs=2)
    with pytest.raises(br.InvalidArgument, match="draws"):
        SCORES.ranks(draws=10)


def test_an_anchor_puts_the_mean_where_it_is_told() -> None:
    there = MODEL.anchored(yearly_risk=0.18)
    people = MODEL._core.schema.draw(20_000, 7)
    names = MODEL.factor_names
    rows = [dict(zip(names, row, strict=True)) for row in people[:1500]]
    mean = np.nanmean([there.assess_row(row, 365).risk for row in rows])  # minors have no risk
    assert mean == pytest.approx(0.18, abs=4 * 0.11 / math.sqrt(1500))
    assert there.place_note() == "" and there.anchored_on == "yearly_risk" and there.setting_sd == 0
    one = there.assess_row({})
    assert one.between_places == (one.risk, one.risk) and "Between places" not in one.to_text()
    assert br.literature_model(yearly_risk=0.18).log_daily_hazard == pytest.approx(there.log_daily_hazard, abs=1e-9)
    for bad in (
        {},
        {"episodes": 3},
        {"person_years": 3},
        {"yearly_risk": 0.1, "episodes": 1, "person_years": 2},
    ):
        with pytest.raises(br.InvalidArgument, match="anchored: given"):
            MODEL.anchored(**bad)
    for number in (math.nan, 0, 1, -0.2, "much"):
        with pytest.raises(br.InvalidArgument):
            MODEL.anchored(yearly_risk=number)
        with pytest.raises(br.InvalidArgument):
            br.literature_model(yearly_risk=number)


def test_a_count_narrows_the_range_between_places() -> None:
    """12 episodes in 80 person-years: near 0.15 a person-year, as the posterior of a Gamma prior has it."""
    counted = MODEL.anchored(episodes=12, person_years=80)
    rate = br._core.risk.population_rate
    assert 0.15 < rate(counted._core) < 0.17 and counted.setting_sd == pytest.approx(0.27, abs=0.02)
    before, after = (m.assess_row(SOMEBODY) for m in (MODEL, counted))
    width = [
        math.log(math.log1p(-h) / math.log1p(-low)) for low, h in (before.between_places, after.between_places)
    ]
    assert width[1] < 0.4 * width[0]
    assert after.relative == pytest.approx(before.relative, rel=1e-12)  # the place is shared by everybody
    assert "person-years" in MODEL.place_note() and "person-years" in before.to_text()
    assert "12 new episodes in 80 person-years" in counted.baseline and counted.anchored_on == "count"
    text = json.loads(counted.to_json())
    assert text["baseline"]["own"]["episodes"] == 12
    after_update = MODEL.update(br.simulate_cohort(n_people=30, n_days=120))
    with pytest.raises(br.InvalidArgument, match="cohort"):
        after_update.anchored(yearly_risk=0.2)
    assert after_update.place_note() == ""


def test_what_is_worth_knowing_is_what_narrows_most() -> None:
    one = MODEL.assess_row({"smoker": 0})
    asked = one.worth_knowing()
    assert (np.diff(asked["reduction"]) <= 0).all() and asked["reduction"][0] > 0.02
    assert set(asked["factor"]) == set(one.missing)
    for name, reduction in zip(asked["factor"][:5], asked["reduction"][:5], strict=True):
        answered = MODEL.assess_row({"smoker": 0, name: 0.0})
        if name not in ("previous_episode", "recency_days"):  # which answer more than themselves
            assert one.unknown_variance - answered.unknown_variance == pytest.approx(reduction, rel=1e-5)
    of_all = MODEL.worth_knowing(CLINIC)
    assert (np.diff(of_all["reduction"]) <= 0).all() and (of_all["unknown"] > 0).all()
    assert "variance between them" in of_all.title


def test_a_label_says_what_a_reader_needs() -> None:
    text = MODEL.to_text()
    needed = ("not a diagnosis", "athletes", "under 18 (checked: no score)", "person-years")
    for word in (*needed, MODEL.status, MODEL.model_id):
        assert word in text
    assert "<table" in MODEL.to_html() and MODEL.model_id in MODEL._repr_html_()
    other = br.literature_model(setting="workers")
    assert other.model_id != MODEL.model_id and MODEL.model_id.endswith(".v2")


def test_a_card_of_few_people_warns_and_a_failed_save_leaves_the_old_one(tmp_path: Path) -> None:
    few = MODEL.update(br.simulate_cohort(n_people=8, n_days=90))
    with pytest.warns(UserWarning, match="learned from 8 people"):
        few.save(tmp_path / "few.json")
    before = (tmp_path / "few.json").read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["few.json"]
    with pytest.raises(br.DataError, match="cannot be written"):
        MODEL.save(tmp_path / "nowhere" / "model.json")
    with pytest.raises((br.DataError, br.InvalidArgument)):
        MODEL.save(str(tmp_path / "a") + chr(0))
    if Path("/dev/full").exists():
        with pytest.raises(br.DataError):
            MODEL.save("/dev/full/model.json")
    assert (tmp_path / "few.json").read_bytes() == before


def test_the_command_line_takes_the_place(tmp_path: Path) -> None:
    CLINIC_FOLDER = tmp_path / "clinic"
    command = [sys.executable, "-m", "backrisk.cli.commands"]
    run = {"capture_output": True, "text": True, "check": True}
    subprocess.run([*command, "simulate", str(CLINIC_FOLDER), "--people", "4", "--days", "60"], **run)
    plain = subprocess.run([*command, "score", str(CLINIC_FOLDER)], **run)
    assert "person-years" in plain.stderr and "relative" in plain.stdout
    for own in (["--yearly-risk", "0.2"], ["--episodes", "12", "--person-years", "80"]):
        told = subprocess.run([*command, "score", str(CLINIC_FOLDER), *own], **run)
        assert "Three numbers" not in told.stderr and told.stdout != plain.stdout
    wrong = subprocess.run(
        [*command, "score", str(CLINIC_FOLDER), "--episodes", "3"], capture_output=True, text=True
    )
    assert wrong.returncode == 1 and "person_years" in wrong.stderr


def test_compare_and_change_take_less_than_a_millisecond_once_the_rows_exist() -> None:
    a, b = (np.asarray(MODEL.row(row_of(p))) for p in AT_RISK[:2])
    core = br._core.risk

    def fastest(call: Any) -> float:
        times = []
        for _ in range(30):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
        return min(times)

    assert fastest(lambda: core.compare(MODEL._core, a, b)) < 1e-3
    assert fastest(lambda: core.change(MODEL._core, a, b, 7)) < 1e-3


def drawn_differences(rows: list[dict[str, float]], rng: Any, n: int = 100_000) -> Any:
    """(n, people) log hazards about the decay: coefficients shared by all, what is unknown of each their own."""
    share = acting()
    beta = (MODEL.mean() + rng.normal(size=(n, len(share))) @ root(MODEL.covariance()).T) * share
    parts = [columns_of(row) for row in rows]
    return np.column_stack(
        [(beta * (z + rng.normal(size=(n, len(z))) @ root(v).T)).sum(axis=1) for z, v in parts]
    )


@pytest.mark.slow
def test_percentile_compare_change_and_ranks_agree_with_a_million_draws() -> None:
    rng, core, mean = np.random.default_rng(12), br._core.risk, MODEL.mean() * acting()
    hidden = ({"other_pain", "bmi", "mood"}, {"smoker", "load_lifted_kg"}, {"female", "sleep_hours"}, set())
    rows = [{k: v for k, v in SOMEBODY.items() if k not in gone} for gone in hidden]
    rows[1] |= {"bmi": 24.0, "sleep_hours": 8.0, "session_spike": 0.0}
    rows[2] |= {"smoker": 0.0, "other_pain": 0.0}
    drawn = np.concatenate([drawn_differences(rows, rng) for _ in range(10)])
    below = np.concatenate([draws_of_eta(rows[0], 100_000, rng)[1] for _ in range(10)])
    one = MODEL.assess_row(rows[0])
    for ours, quantile in ((one.percentile_low, 0.025), (one.percentile, 0.5), (one.percentile_high, 0.975)):
        assert ours == pytest.approx(100 * np.quantile(below, quantile), abs=2.5)
    found = MODEL.compare_rows(rows[0], rows[1])
    gap = drawn[:, 0] - drawn[:, 1]
    assert found.variance == pytest.approx(gap.var(), rel=0.006)
    apart = columns_of(rows[0])[0] - columns_of(rows[1])[0]
    assert found.log_hazard == pytest.approx(float(mean @ apart), abs=1e-7)  # of the pseudo-inverse
    assert found.higher == pytest.approx((gap > 0).mean(), abs=0.006)
    now, before = rows[0], {**rows[0], "session_spike": 0.0, "sleep_hours": 8.0}
    moved = core.change(MODEL._core, MODEL.row(now), MODEL.row(before), 28)
    d = columns_of(now)[0] - columns_of(before)[0]  # what is unknown on both days cancels, but what acts for days
    beta = (MODEL.mean() + rng.normal(size=(1_000_000, len(d))) @ root(MODEL.covariance()).T) * acting()
    assert moved.variance - moved.unknown_variance >= 0.98 * (beta @ d).var()
    assert moved.log_hazard == pytest.approx(float((beta @ d).mean()), abs=4 * (beta @ d).std() / 1000)
    ranked = core.ranks(MODEL._core, np.array([MODEL.row(r) for r in rows]), top_share=0.25, draws=1_000_000)
    rank = 1 + (drawn[:, None, :] > drawn[:, :, None]).sum(axis=2)
    np.testing.assert_allclose(ranked.rank, rank.mean(axis=0), atol=0.012)
    np.testing.assert_allclose(ranked.top, (rank == 1).mean(axis=0), atol=0.006)
    np.testing.assert_array_equal(ranked.low, np.quantile(rank, 0.025, axis=0))
    np.testing.assert_array_equal(ranked.high, np.quantile(rank, 0.975, axis=0))
