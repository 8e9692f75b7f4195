"""Learning from a cohort: what the update must be, and what it must never do.

Oracles: statsmodels and `br.fit.glm` on the same rows (another implementation), the simulation's truth, the
definition of a posterior (prior without data, maximum likelihood with many), hand-made diaries, and
simulation-based calibration (Talts et al. 2018, arXiv:1804.06788; the full run is
benchmarks/calibrate_update.py).
"""

from __future__ import annotations

import copy
import signal
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import backrisk as br
from backrisk.cohort.simulated import simulate_tables

MODEL = br.literature_model()
EXCESS = br._core.risk.prior_mean_excess(MODEL._core)  # the published incidence is the mean over places
PRIOR_LEVEL = MODEL.log_daily_hazard - EXCESS
few = settings(max_examples=15, deadline=None)


def only(tables: dict[str, dict[str, Any]], keep: Any) -> dict[str, dict[str, Any]]:
    """The rows of the people for whom `keep(person_id)` holds."""
    out = {}
    for name, table in tables.items():
        rows = np.array([keep(one) for one in table["person_id"].tolist()], dtype=bool)
        out[name] = {column: np.asarray(values)[rows] for column, values in table.items()}
    return out


def copies(tables: dict[str, dict[str, Any]], times: int) -> br.Cohort:
    """Everybody `times` over, as different people."""
    all_tables = {}
    for name, table in tables.items():
        parts: dict[str, list[Any]] = {column: [] for column in table}
        for copy_number in range(times):
            for column, values in table.items():
                whose = np.array([f"{one}-{copy_number}" for one in values], dtype=object)
                parts[column].append(whose if column == "person_id" else np.asarray(values))
        all_tables[name] = {column: np.concatenate(values) for column, values in parts.items()}
    return br.Cohort(**all_tables)


def design(model: br.risk.Model, cohort: br.Cohort, **options: Any) -> tuple[Any, Any, Any]:
    rows = model.person_days(cohort, **options)
    z = np.column_stack([rows[name] for name in rows.columns if name.startswith("z_")])
    return z, rows["onset"].astype(float), rows["unknown"]


def doubt(model: br.risk.Model, z: Any) -> Any:
    """u' C u / 2 of each row: what the uncertainty of the model adds to its mean log hazard."""
    cross = model._core.learned.intercept_covariance() if model.updated else np.zeros(z.shape[1])
    return 0.5 * (np.einsum("ij,jk,ik->i", z, model.covariance(), z) + 2 * z @ cross + model.setting_sd**2)


@pytest.fixture(scope="module")
def busy() -> br.Cohort:
    """People with many episodes, of whom a third has no tests and no wellness diary."""
    return br.simulate_cohort(200, 240, 11, setting_shift=2.0, missing_share=0.3)


@pytest.fixture(scope="module")
def complete_tables() -> dict[str, dict[str, Any]]:
    """People with many episodes, of whom everything is known after a lead-in of 60 days."""
    tables, _ = simulate_tables(250, 240, 11, setting_shift=2.0)
    everybody = br.Cohort(**tables)
    learned = MODEL.update(everybody, level="all")  # no coefficient is 0: whatever is missing shows
    days = learned.person_days(everybody, lead_in_days=60)
    doubtful = set(days["person_id"][days["unknown"] != 0].tolist())
    return only(tables, lambda one: one not in doubtful)


@pytest.fixture(scope="module")
def complete(complete_tables: dict[str, dict[str, Any]]) -> br.Cohort:
    return br.Cohort(**complete_tables)


def test_a_flat_prior_is_the_maximum_likelihood_of_statsmodels(complete: br.Cohort) -> None:
    sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    z, y, unknown = design(MODEL, complete, lead_in_days=60)
    assert (unknown == 0).all() and y.sum() > 200
    ours = MODEL.update(complete, prior="flat", level="all", lead_in_days=60)
    used = ours.moved()["sd"][1:] > 0
    # Everybody trains: moderate and high activity add up to the intercept, and the later one is left out.
    assert ours.moved()["column"][1:][~used].tolist() == ["activity_high"]
    assert ours.updated is not None and "activity_high" in ours.updated.reason
    family = sm.families.Binomial(sm.families.links.CLogLog())
    theirs = sm.GLM(y, sm.add_constant(z[:, used]), family=family).fit(tol=1e-15, maxiter=100)
    np.testing.assert_allclose(
        np.r_[ours.log_daily_hazard, ours.mean()[used]], theirs.params, rtol=1e-8, atol=1e-8
    )
    assert ours.updated.log_likelihood == pytest.approx(theirs.llf, rel=1e-10)


@pytest.mark.parametrize("level", ["intercept", "slope", "all"])
def test_the_posterior_is_that_of_a_glm_with_the_same_prior(busy: br.Cohort, level: str) -> None:
    ours = MODEL.update(busy, level=level)
    z, y, unknown = design(ours, busy)
    assert (unknown > 0).mean() > 0.2
    m, spread = MODEL.mean(), MODEL.covariance()
    score = z @ m
    slope = m @ np.linalg.solve(spread, m)
    x = {"intercept": z[:, :0], "slope": score[:, None], "all": z}[level]
    mean = {"intercept": [], "slope": [1.0], "all": m}[level]
    precision = {"intercept": np.zeros((0, 0)), "slope": [[slope]], "all": np.linalg.inv(spread)}[level]
    full = np.zeros((len(mean) + 1, len(mean) + 1))
    full[0, 0] = MODEL.setting_sd**-2
    full[1:, 1:] = precision
    prior = br.fit.Prior(np.r_[PRIOR_LEVEL, mean], full)
    offset = unknown + doubt(ours, z)
    offset += score if level == "intercept" else 0.0
    if level == "intercept":  # glm wants a column; this one cannot move
        x, prior = np.zeros((len(y), 0)), br.fit.Prior(np.array([PRIOR_LEVEL]), full[:1, :1])
    glm = br.fit.glm(
        x, y, family="binomial", link="cloglog", prior=prior, offset=offset, information="observed"
    )
    np.testing.assert_allclose(ours.log_daily_hazard, glm.coef[0], rtol=1e-8)
    np.testing.assert_allclose(ours.setting_sd**2, glm.covariance[0, 0], rtol=1e-8)
    if level == "all":
        np.testing.assert_allclose(ours.mean(), glm.coef[1:], rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(ours.covariance(), glm.covariance[1:, 1:], rtol=1e-8, atol=1e-10)
    if level == "slope":
        np.testing.assert_allclose(ours.mean(), m * glm.coef[1], rtol=1e-8, atol=1e-12)
        learned = np.outer(m, m) * (glm.covariance[1, 1] - 1 / slope)
        np.testing.assert_allclose(ours.covariance(), spread + learned, rtol=1e-8, atol=1e-12)
    if level == "intercept":
        np.testing.assert_array_equal(ours.mean(), m)
        np.testing.assert_array_equal(ours.covariance(), spread)


def test_with_more_and_more_data_the_posterior_becomes_the_maximum_likelihood(
    complete_tables: dict[str, dict[str, Any]],
) -> None:
    """Everybody several times over: the maximum stays, its variance and the distance to the posterior fall
    as one over the number of copies."""
    options: dict[str, Any] = {"level": "all", "lead_in_days": 60}
    likely, after = [], []
    for times in (1, 12):
        cohort = copies(complete_tables, times)
        likely.append(MODEL.update(cohort, prior="flat", **options))
        after.append(MODEL.update(cohort, **options))
    sd, less = (np.sqrt(np.diag(model.covariance())) for model in likely)
    used = sd > 0
    np.testing.assert_allclose(likely[1].mean(), likely[0].mean(), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(less, sd / 12**0.5, rtol=1e-7)
    # What many columns share is told apart last: look at those that the cohort determines best.
    best = used & (after[1].moved()["information"][1:] > 0.9)
    assert best.sum() >= 10
    apart = [np.abs(a.mean() - m.mean())[best] / sd[best] for a, m in zip(after, likely, strict=True)]
    assert apart[1].max() < apart[0].max() / 4


@pytest.mark.parametrize("level", ["intercept", "slope", "all"])
def test_the_risk_that_is_stated_is_the_frequency_that_was_seen(busy: br.Cohort, level: str) -> None:
    """The likelihood's hazard is the one that `score` averages to, also for people of whom much is unknown:
    over the days at risk, the risks of the next day add up to the episodes."""
    after = MODEL.update(busy, level=level, setting_sd=10)
    assert after.updated is not None
    scores, rows = after.score(busy, horizon_days=1, days="all"), after.person_days(busy)
    at_risk = set(zip(rows["person_id"].tolist(), rows["day"].tolist(), strict=True))
    keys = zip(scores["person_id"].tolist(), scores["day"].tolist(), strict=True)
    risk = scores["risk"][[key in at_risk for key in keys]]
    assert len(risk) == len(rows)
    assert after.updated.episodes == pytest.approx(risk.sum(), rel=0.02)


def test_a_wrong_baseline_is_corrected_by_the_intercept_alone_with_some_thirty_episodes() -> None:
    """The literature says a third of the hazard that there is. Judged by the hazard that the model states,
    averaged over its own doubt, against the true mean hazard of the same days."""
    low = br.literature_model(yearly_risk=0.3, setting_sd=MODEL.setting_sd)
    before, error, inside, episodes = [], [], 0, []
    for seed in range(1, 13):
        cohort = br.simulate_cohort(60, 200, seed, model=low, setting_shift=np.log(3), draw_coefficients=True)
        after = low.update(cohort, level="intercept")
        assert after.updated is not None and cohort.truth is not None
        assert after.updated.episodes == cohort.truth["events"]
        z, _, unknown = design(low, cohort)
        true = np.log(np.exp(z @ cohort.truth["coefficients"]).mean()) + cohort.truth["log_daily_hazard"]
        for model, errors, extra in ((low, before, 0.0), (after, error, doubt(after, z))):
            stated = np.log(np.exp(z @ low.mean() + unknown + extra).mean())
            errors.append(stated + model.log_daily_hazard - true)
        inside += abs(error[-1]) < 1.96 * after.setting_sd
        episodes.append(after.updated.episodes)
    assert 20 <= np.mean(episodes) <= 50
    assert np.mean(before) == pytest.approx(-np.log(3), abs=0.5)
    assert abs(np.mean(error)) < np.log(3) / 5
    assert inside >= stats.binom.ppf(0.001, 12, 0.95)


def stated_on(model: br.risk.Model, cohort: br.Cohort) -> float:
    """The risks of the next day, added up over the days at risk."""
    scores, rows = model.score(cohort, horizon_days=1, days="all"), model.person_days(cohort)
    at_risk = set(zip(rows["person_id"].tolist(), rows["day"].tolist(), strict=True))
    keys = zip(scores["person_id"].tolist(), scores["day"].tolist(), strict=True)
    return float(scores["risk"][[key in at_risk for key in keys]].sum())


@pytest.mark.parametrize("level", ["intercept", "slope", "all"])
def test_hardly_any_data_change_hardly_any_risk(level: str) -> None:
    """Twenty people for three days, none of them hurt: a tenth of an episode was to be expected."""
    tables, _ = simulate_tables(20, 33, 41, setting_shift=-9.0)
    cohort = br.Cohort(**tables)
    after = MODEL.update(cohort, level=level, lead_in_days=29)
    assert after.updated is not None and after.updated.episodes == 0
    before = stated_on(MODEL, cohort)
    assert stated_on(after, cohort) / before == pytest.approx(1.0, abs=0.12)


def test_what_is_stated_afterwards_lies_between_what_was_stated_and_what_was_seen() -> None:
    """Clinics of one level, where the cohort moves nothing else: a weighted mean of the two, by the log."""
    for seed, shift in enumerate((-0.8, 0.9, 1.6)):
        cohort = br.simulate_cohort(60, 150, 300 + seed, setting_shift=shift)
        after = MODEL.update(cohort, level="intercept")
        assert after.updated is not None
        before, seen, now = stated_on(MODEL, cohort), after.updated.episodes, stated_on(after, cohort)
        assert min(before, seen) * 0.97 <= now <= max(before, seen) * 1.03, (before, seen, now)


def test_simulation_based_calibration_of_intercept_coefficients_and_score() -> None:
    """Ranks of the truth in the posterior are uniform: Kolmogorov-Smirnov of Phi((truth - mean) / sd)."""
    rng = np.random.default_rng(20261122)
    direction = MODEL.mean()
    ranks: dict[str, list[float]] = {"intercept": [], "coefficient": [], "score": []}
    for number in range(40):
        shift = float(rng.normal(-EXCESS, MODEL.setting_sd))
        cohort = br.simulate_cohort(80, 150, 1000 + number, setting_shift=shift, draw_coefficients=True)
        after = MODEL.update(cohort, level="all", lead_in_days=29)
        assert cohort.truth is not None
        off = cohort.truth["coefficients"] - after.mean()
        z = {
            "intercept": (cohort.truth["log_daily_hazard"] - after.log_daily_hazard) / after.setting_sd,
            "coefficient": (off / np.sqrt(np.diag(after.covariance())))[number % off.size],
            "score": direction @ off / np.sqrt(direction @ after.covariance() @ direction),
        }
        for name, value in z.items():
            ranks[name].append(float(stats.norm.cdf(value)))
    for name, values in ranks.items():
        assert stats.kstest(values, "uniform").pvalue > 0.001, name


def test_the_posterior_scores_streams_and_saves_like_any_model(tmp_path: Any) -> None:
    tables, _ = simulate_tables(25, 200, 3, setting_shift=1.5)
    cohort = br.Cohort(**tables)
    after = MODEL.update(cohort, level="all")
    after.save(tmp_path / "model.json")
    again = br.load_model(tmp_path / "model.json")
    assert again == after and again.updated == after.updated and again.moved() == after.moved()
    assert again.to_json() == after.to_json() and copy.deepcopy(after) == after
    scores, loaded = (m.score(cohort, days="all") for m in (after, again))
    np.testing.assert_array_equal(scores["risk"], loaded["risk"])
    assert set(scores["status"].tolist()) == {after.status}
    one = after.assess(cohort, cohort.people[0])
    last = after.score(cohort).table.row(0)
    if one.reason == "":
        assert (one.risk, one.low, one.high) == pytest.approx((last["risk"], last["low"], last["high"]))
    assert "updated with" in one.status and "not externally validated" in one.status


def test_intervals_of_people_like_the_cohort_shrink_with_data() -> None:
    """The covariance of intercept and coefficients counts: without it, people of the cohort would keep the
    doubt about the intercept at the population's centre and that about the coefficients, which cancel."""
    cohort = br.simulate_cohort(150, 200, 8, setting_shift=2.0)
    after = MODEL.update(cohort, level="all")
    z, _, _ = design(after, cohort)
    found = after._core.learned
    mean = z.mean(axis=0)
    variance = (
        mean @ after.covariance() @ mean + 2 * mean @ found.intercept_covariance() + after.setting_sd**2
    )
    assert 0.5 / after.updated.episodes < variance < 3 / after.updated.episodes  # type: ignore[union-attr]


def people(**columns: Any) -> dict[str, Any]:
    return {"person_id": ["a"], "monitored_from": ["2026-01-01"], "monitored_to": ["2026-03-31"], **columns}


def episodes(*rows: tuple[str, str | None]) -> dict[str, Any]:
    return {
        "person_id": ["a"] * len(rows),
        "onset": [r[0] for r in rows],
        "recovered": [r[1] for r in rows],
    }


def test_who_is_at_risk_when_by_hand() -> None:
    cohort = br.Cohort(
        people=people(),
        episodes=episodes(
            ("2025-06-01", "2025-06-10"),  # history
            ("2026-01-11", "2026-01-15"),  # counts: landmarks 1 to 10 January
            ("2026-02-01", "2026-02-02"),  # within the wash-out of 28 days: until 12 February
            ("2026-03-12", None),  # wash-out counts from 2 February: at risk from 2 March to 11 March
            ("2026-03-20", "2026-03-21"),  # inside the open one
            ("2026-05-01", None),  # after monitoring
        ),
    )
    after = MODEL.update(cohort)
    facts = after.updated
    assert facts is not None
    rows = MODEL.person_days(cohort)
    days = [str(one) for one in rows["day"]]
    assert days == [f"2026-01-{d:02}" for d in range(1, 11)] + [f"2026-03-{d:02}" for d in range(2, 12)]
    assert np.flatnonzero(rows["onset"]).tolist() == [9, 19]
    assert (facts.episodes, facts.person_days, facts.people) == (2, 20, 1)
    assert facts.episodes_left_out == {
        "began on or before the first monitored day (history)": 1,
        "began after the last monitored day": 1,
        "began inside another episode": 1,
        "began within the wash-out of another episode": 1,
    }
    assert facts.effective_episodes == pytest.approx(1.0)  # two of one person
    weekly = MODEL.person_days(cohort, every_days=7)
    assert [str(one) for one in weekly["day"]] == ["2026-01-01", "2026-01-08", "2026-03-02", "2026-03-09"]
    assert weekly["quiet_days"].tolist() == [7, 2, 7, 2] and weekly["onset"].tolist() == [0, 1, 0, 1]
    short = MODEL.update(cohort, washout_days=0)
    assert short.washout_days == 0 and short.updated is not None and short.updated.episodes == 3


def test_only_the_past_is_seen() -> None:
    tables, _ = simulate_tables(4, 60, 2)
    before = MODEL.person_days(br.Cohort(**tables))
    tables["sessions"]["rpe"] = np.where(
        tables["sessions"]["date"] > np.datetime64("2025-02-10"), 10.0, tables["sessions"]["rpe"]
    )
    after = MODEL.person_days(br.Cohort(**tables))
    early = before["day"] <= np.datetime64("2025-02-10")
    assert (before["day"] == after["day"]).all()
    names = [name for name in before.columns if name.startswith("z_")]
    for name in names:
        np.testing.assert_array_equal(before[name][early], after[name][early])
    assert any((before[name][~early] != after[name][~early]).any() for name in names)


def test_the_rows_are_what_the_score_sees() -> None:
    cohort = br.simulate_cohort(6, 90, 5, missing_share=0.5)
    rows, scores = MODEL.person_days(cohort), MODEL.score(cohort, days="all", contributions=True)
    known = scores["reason"] == ""
    wanted = dict(zip(zip(scores["person_id"][known], scores["day"][known], strict=True),
                      np.log(scores["hazard_ratio"][known]), strict=True))  # fmt: skip
    z = np.column_stack([rows[name] for name in rows.columns if name.startswith("z_")])
    ours = z @ MODEL.mean()
    theirs = [wanted[key] for key in zip(rows["person_id"], rows["day"], strict=True)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@few
@given(st.permutations(range(8)), st.sampled_from(["intercept", "slope", "all"]))
def test_the_order_of_people_does_not_matter(order: list[int], level: str) -> None:
    tables, _ = simulate_tables(8, 80, 6, setting_shift=2.0)
    base = MODEL.update(br.Cohort(**tables), level=level)
    tables["people"] = {name: np.asarray(values)[order] for name, values in tables["people"].items()}
    after = MODEL.update(br.Cohort(**tables), level=level)
    np.testing.assert_allclose(after.mean(), base.mean(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(after.covariance(), base.covariance(), rtol=1e-9, atol=1e-12)
    assert after.status == base.status


@few
@given(st.integers(1, 30), st.integers(0, 40), st.floats(0, 1))
def test_nothing_breaks_and_the_posterior_is_never_wider(every: int, lead_in: int, missing: float) -> None:
    cohort = br.simulate_cohort(6, 60, 9, setting_shift=2.0, missing_share=missing)
    after = MODEL.update(cohort, level="all", every_days=every, lead_in_days=lead_in)
    assert after.updated is not None and after.updated.converged
    assert (np.diag(after.covariance()) <= np.diag(MODEL.covariance()) * (1 + 1e-6)).all()
    assert 0 < after.setting_sd <= MODEL.setting_sd * (1 + 1e-6)
    assert (after.moved()["information"] > -1e-6).all()


def test_a_cohort_without_an_episode_lowers_the_baseline_and_says_so() -> None:
    cohort = br.Cohort(people=people(), episodes=episodes())
    after = MODEL.update(cohort)
    assert after.log_daily_hazard < MODEL.log_daily_hazard
    assert after.status.startswith("literature prior updated with 0 episodes in 89 person-days")
    with pytest.raises(br.InvalidArgument, match="episodes is 0, but must be 1 or more unless the prior"):
        MODEL.update(cohort, prior="flat")


def test_fitting_the_cohort_alone_leaves_out_what_nobody_recorded() -> None:
    tables, _ = simulate_tables(40, 150, 3, setting_shift=2.0)
    del tables["tests"]
    alone = MODEL.update(br.Cohort(**tables), prior="ridge", level="all")
    moved = alone.moved()
    unseen = moved["known"] == 0
    assert "hamstring_rom_deg" in moved["factor"][unseen].tolist()
    assert (moved["mean"][unseen] == 0).all() and (moved["sd"][unseen] == 0).all()
    assert "fitted to this cohort alone" in alone.status and len(alone.ledger()) == 0
    assert np.isfinite(alone.score(br.Cohort(**tables))["risk"]).any()
    few_people = br.Cohort(**only(tables, lambda one: one in ("p01", "p02", "p03")))
    flat = MODEL.update(few_people, prior="flat", level="intercept")
    assert flat.updated is not None and (flat.moved()["sd"][1:] == 0).all()
    rate = flat.updated.episodes / flat.updated.person_days
    assert -np.expm1(-np.exp(flat.log_daily_hazard)) == pytest.approx(rate, rel=1e-9)


def test_a_search_that_did_not_converge_says_so_on_every_score() -> None:
    cohort = br.simulate_cohort(20, 100, 2, setting_shift=2.0)
    with pytest.warns(RuntimeWarning, match="DID NOT CONVERGE"):
        after = MODEL.update(cohort, level="all", max_iterations=1)
    assert after.updated is not None and not after.updated.converged
    assert "DID NOT CONVERGE" in str(after.updated)
    assert all("DID NOT CONVERGE" in one for one in after.score(cohort)["status"].tolist())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": "everything"}, "level is 'everything'"),
        ({"prior": "flatt"}, "prior is 'flatt'.*flat"),
        ({"every_days": 0}, "every_days is 0"),
        ({"every_days": 1.5}, "every_days is 1.5"),
        ({"lead_in_days": -1}, "lead_in_days is -1"),
        ({"washout_days": -3}, "washout_days is -3"),
        ({"washout_days": 4000}, "washout_days is 4000"),
        ({"prior_sd": 0}, "prior_sd is 0"),
        ({"setting_sd": -1}, "setting_sd is -1"),
        ({"events_per_parameter": float("nan")}, "events_per_parameter is"),
        ({"prior": "ridge", "level": "slope"}, "level is 'slope'"),
    ],
)
def test_bad_options_are_named(options: dict[str, Any], message: str) -> None:
    cohort = br.Cohort(people=people(), episodes=episodes(("2026-02-01", None)))
    with pytest.raises(br.InvalidArgument, match=message):
        MODEL.update(cohort, **options)


def test_a_cohort_that_cannot_teach_is_refused() -> None:
    with pytest.raises(br.InvalidArgument, match=r"cohort\.episodes is 'not given'"):
        MODEL.update(br.Cohort(people=people()))
    one_day = people(monitored_to=["2026-01-01"])
    with pytest.raises(br.InvalidArgument, match="person_days is 0"):
        MODEL.update(br.Cohort(people=one_day, episodes=episodes()))
    assert MODEL.updated is None
    with pytest.raises(br.InvalidArgument, match=r"Model\.moved"):
        _ = MODEL.moved()


def test_learning_twice_is_learning_once() -> None:
    """Two halves of a cohort, one after the other, against both at once; Laplace's approximation apart."""
    tables, _ = simulate_tables(120, 200, 12, setting_shift=2.0)
    first = set(tables["people"]["person_id"][:60].tolist())
    halves = [br.Cohort(**only(tables, lambda one, k=k: (one in first) == k)) for k in (True, False)]
    both = MODEL.update(br.Cohort(**tables), level="all")
    step = MODEL.update(halves[0], level="all").update(halves[1], level="all")
    assert "updated again" in step.status
    sd = np.sqrt(np.diag(both.covariance()))
    assert (np.abs(step.mean() - both.mean()) < 0.2 * sd).all()
    np.testing.assert_allclose(np.sqrt(np.diag(step.covariance())), sd, rtol=0.1)
    assert step.log_daily_hazard == pytest.approx(both.log_daily_hazard, abs=0.2 * both.setting_sd)


def test_progress_is_reported_and_can_stop() -> None:
    seen: list[str] = []
    cohort = br.simulate_cohort(20, 60, 2, setting_shift=2.0)
    MODEL.update(cohort, progress=lambda what, number: seen.append(what))
    assert seen[0] == "person-days" and "iteration 0" in seen

    def stop(what: str, number: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), warnings.catch_warnings():
        MODEL.update(cohort, progress=stop)


def test_the_ladder_counts_what_the_cohort_determined(busy: br.Cohort) -> None:
    """Oracle: tr (I + P)⁻¹ I of `fit.glm`'s own account, and the rule applied by hand."""
    ours = MODEL.update(busy, level="all").updated
    after = MODEL.update(busy, level="all")
    z, y, unknown = design(after, busy)
    full = np.zeros((38, 38))
    full[0, 0], full[1:, 1:] = MODEL.setting_sd**-2, np.linalg.inv(MODEL.covariance())
    glm = br.fit.glm(
        z, y, family="binomial", link="cloglog", offset=unknown + doubt(after, z), information="observed",
        prior=br.fit.Prior(np.r_[PRIOR_LEVEL, MODEL.mean()], full),
    )  # fmt: skip
    assert ours is not None
    assert ours.effective_parameters == pytest.approx(glm.effective_parameters, rel=1e-7)
    for demanded in (0.1, 10, 1e6):
        found = MODEL.update(busy, events_per_parameter=demanded).updated
        slope = MODEL.update(busy, level="slope").updated
        assert found is not None and slope is not None
        enough = ours.effective_episodes >= demanded * ours.effective_parameters
        less = ours.effective_episodes >= demanded * slope.effective_parameters
        assert found.level == ("all" if enough else "slope" if less else "intercept")


def test_episodes_of_the_same_people_raise_the_cluster_ratio() -> None:
    """The same number of episodes in the same days at risk, once of forty people, once ten each of four."""

    def clinic(often: int, who: int) -> br.Cohort:
        ids = [f"p{i:02}" for i in range(40)]
        days = np.datetime64("2020-01-01") + 90 * np.arange(often)
        episodes = {
            "person_id": [one for one in ids[:who] for _ in days],
            "onset": [str(day) for _ in range(who) for day in days + 20],
            "recovered": [str(day) for _ in range(who) for day in days + 25],
        }
        span = {"monitored_from": ["2020-01-01"] * 40, "monitored_to": ["2022-12-31"] * 40}
        return br.Cohort(people={"person_id": ids, **span}, episodes=episodes)

    spread, crowded = (MODEL.update(clinic(*how), level="intercept").updated for how in ((1, 40), (10, 4)))
    assert spread is not None and crowded is not None
    assert spread.episodes == crowded.episodes == 40
    assert spread.effective_episodes == pytest.approx(40) and crowded.effective_episodes == pytest.approx(4)
    assert spread.cluster_ratio < 0.5 and crowded.cluster_ratio > 4


def test_a_level_that_does_not_converge_is_not_chosen() -> None:
    """Thirty episodes of fifteen people say nothing finite about 37 coefficients without a prior."""
    cohort = br.simulate_cohort(15, 120, 0, setting_shift=3.0, missing_share=0.6)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = MODEL.update(cohort, prior="flat").updated
    assert found is not None and found.level == "intercept" and found.converged
    with pytest.warns(RuntimeWarning, match="DID NOT CONVERGE"):
        MODEL.update(cohort, prior="flat", level="all")


def test_ctrl_c_stops_between_iterations() -> None:
    cohort = br.simulate_cohort(20, 60, 2, setting_shift=2.0)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a job of the background
    try:
        with pytest.raises(KeyboardInterrupt):
            MODEL.update(cohort, progress=lambda what, number: signal.raise_signal(signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)
