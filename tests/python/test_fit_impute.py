"""Multiple imputation: recovery under missing at random, limits where the answer is known, and refusals.

`python tests/python/test_fit_impute.py 1000` prints the coverage of as many simulated studies.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import fit
from backrisk.fit import imputation as _impute

TRUTH = np.array([-0.5, 0.8, 0.5, -0.7])


def study(random: np.random.Generator, n: int = 300) -> tuple[dict[str, Any], Any]:
    """Pain, age and heavy work predict an episode; pain and heavy are missing by episode and age."""
    age = random.standard_normal(n)
    pain = 0.5 * age + random.standard_normal(n)
    heavy = (random.random(n) < 1 / (1 + np.exp(-0.8 * pain))).astype(float)
    x = np.column_stack([np.ones(n), pain, age, heavy])
    episode = (random.random(n) < 1 / (1 + np.exp(-x @ TRUTH))).astype(float)
    chance = 1 / (1 + np.exp(1.2 - 2.0 * episode * (age > 0)))
    for column in (pain, heavy):
        column[random.random(n) < chance] = np.nan
    return {"pain": pain, "age": age, "heavy": heavy, "episode": episode}, age


def model(frame: Any) -> fit.GlmFit:
    return fit.glm({name: frame[name] for name in ("pain", "age", "heavy")}, frame["episode"], missing="drop")


def coverage(studies: int, m: int = 10) -> dict[str, Any]:
    """Share of 95 % intervals with the truth in them, and mean error, of imputation and complete cases."""
    inside: dict[str, list[Any]] = {"imputed": [], "complete cases": []}
    error: dict[str, list[Any]] = {"imputed": [], "complete cases": []}
    for k in range(studies):
        frame, _ = study(np.random.default_rng([7, k]))
        imputations = fit.impute(frame, m, seed=k, iterations=5)
        for name, found in (("imputed", fit.pooled(model, imputations)), ("complete cases", model(frame))):
            table = found.summary()
            inside[name].append((table["low"] < TRUTH) & (table["high"] > TRUTH))
            error[name].append(found.coef - TRUTH)
    return {
        name: {"coverage": np.mean(inside[name], axis=0), "bias": np.mean(error[name], axis=0)} for name in inside
    }


def test_missing_at_random_is_recovered() -> None:
    """60 studies of 4 intervals: 87 % is three standard errors below 95 %; complete cases are biased."""
    found = coverage(60)
    assert found["imputed"]["coverage"].mean() > 0.87
    assert abs(found["imputed"]["bias"][2]) < 0.08
    assert found["complete cases"]["bias"][2] < -0.25
    assert found["complete cases"]["coverage"][2] < 0.9


def test_before_a_cox_model_the_cumulative_hazard_stands_for_the_time() -> None:
    """40 studies: pain is missing by event and age, so that complete cases are wrong about age."""
    truth, found, naive, inside = np.array([0.5, -0.5]), [], [], []
    for k in range(40):
        random = np.random.default_rng([13, k])
        age = random.standard_normal(300)
        pain = 0.5 * age + random.standard_normal(300)
        time = random.exponential(size=300) * np.exp(-(0.5 * pain - 0.5 * age))
        end = random.exponential(1.5, 300)
        event, stop = (time <= end).astype(float), np.minimum(time, end)
        pain[random.random(300) < np.where((event == 1) & (age > 0), 0.6, 0.1)] = np.nan
        hazard = fit.kaplan_meier(stop, event).at(stop)["cumulative_hazard"]
        frame = {"pain": pain, "age": age, "event": event, "hazard": hazard}

        def model(of: Any, stop: Any = stop) -> fit.CoxFit:
            return fit.cox({"pain": of["pain"], "age": of["age"]}, stop, of["event"], missing="drop")

        both = fit.pooled(model, fit.impute(frame, 5, seed=k, iterations=2)).summary()
        found.append(both["coef"])
        naive.append(model(frame).coef)
        inside.append((both["low"] < truth) & (both["high"] > truth))
    ours, theirs = (np.mean(found, axis=0) - truth, np.mean(naive, axis=0) - truth)
    error = np.std(naive, axis=0) / np.sqrt(40)
    assert theirs[1] < -5 * error[1]
    assert np.abs(ours[1]) < np.abs(theirs[1]) / 3
    assert np.abs(ours[0]) < 3 * error[0]
    assert np.mean(inside) > 0.87


def test_complete_data_are_left_alone() -> None:
    random = np.random.default_rng(1)
    x, y = random.standard_normal(50), random.standard_normal(50)
    imputations = fit.impute({"x": x, "y": y}, 4, seed=3)
    for frame in imputations:
        np.testing.assert_array_equal(frame["x"], x)
        np.testing.assert_array_equal(frame["y"], y)
    assert len(imputations.columns) == 0 and imputations.incomplete_rows == 0

    def line(frame: Any) -> fit.GlmFit:
        return fit.glm({"x": frame["x"]}, frame["y"], family="gaussian")

    one, all_four = line({"x": x, "y": y}), fit.pooled(line, imputations)
    np.testing.assert_allclose(all_four.coef, one.coef, rtol=1e-14)
    np.testing.assert_allclose(all_four.covariance, one.covariance, rtol=1e-14)
    c = 48.0  # rows less coefficients; Barnard and Rubin's even where nothing is missing
    np.testing.assert_allclose(all_four.degrees, (c + 1) / (c + 3) * c, rtol=1e-12)


@pytest.mark.parametrize("method", ["normal", "match"])
def test_missing_outcomes_add_nothing(method: str) -> None:
    """With y alone missing, imputed from the x of the model, many imputations give complete cases again."""
    random = np.random.default_rng(5)
    x = random.standard_normal((400, 2))
    y = 1 + x @ [1.0, -0.5] + random.standard_normal(400)
    y[random.random(400) < 0.3] = np.nan
    frame = {"a": x[:, 0], "b": x[:, 1], "y": y}

    def line(of: Any) -> fit.GlmFit:
        return fit.glm({"a": of["a"], "b": of["b"]}, of["y"], family="gaussian", missing="drop")

    ours = fit.pooled(line, fit.impute(frame, 200, seed=1, iterations=1, methods={"y": method}))
    theirs = line(frame)
    noise = np.sqrt(np.diag(ours.between) / 200)
    assert (np.abs(ours.coef - theirs.coef) < 4 * noise + 0.02 * theirs.standard_error).all()
    np.testing.assert_allclose(ours.standard_error, theirs.standard_error, rtol=0.15)


def test_regression_draws_have_their_posterior() -> None:
    random = np.random.default_rng(2)
    x = random.standard_normal((40, 2))
    y = x @ [1.0, 2.0] + random.standard_normal(40)
    drawn = np.array([_impute._regression(x, y, random)[1] for _ in range(4000)])
    design = np.column_stack([np.ones(40), x])
    best, rest, _, _ = np.linalg.lstsq(design, y, rcond=None)
    covariance = np.linalg.inv(design.T @ design) * rest / (40 - 3 - 2)  # of Student's t with 37 degrees
    error = np.sqrt(np.diag(covariance) / 4000)
    assert (np.abs(drawn.mean(axis=0) - best) < 5 * error).all()
    np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=0.12 * covariance.max())


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 6), st.booleans())
def test_donors_are_the_nearest(seed: int, donors: int, ties: bool) -> None:
    """Against a search of all rows, with the regression drawn from the same stream."""
    random = np.random.default_rng(seed)
    x, new = random.standard_normal((12, 1)), random.standard_normal((30, 1))
    if ties:
        x, new = x.round(), new.round()
    y = x[:, 0] + random.standard_normal(12)
    found = _impute._match(x, y, new, donors, np.random.default_rng(seed))
    b, drawn, _ = _impute._regression(x, y, np.random.default_rng(seed))
    for value, row in zip(found, new, strict=True):
        far = np.abs(b[0] + x @ b[1:] - drawn[0] - row @ drawn[1:])
        assert far[y == value].min() <= np.sort(far)[donors - 1] + 1e-12


def test_imputed_like_the_observed_and_reproducible() -> None:
    frame, _ = study(np.random.default_rng(0), 200)
    one, two = fit.impute(frame, 3, seed=9), fit.impute(frame, 5, seed=9)
    for a, b in zip(one, two, strict=False):
        for name in frame:
            np.testing.assert_array_equal(a[name], b[name])
            known = ~np.isnan(frame[name])
            np.testing.assert_array_equal(a[name][known], frame[name][known])
            assert np.isin(a[name], frame[name][known]).all()
    assert not np.array_equal(one[0]["pain"], one[1]["pain"])
    assert not np.array_equal(one[0]["pain"], fit.impute(frame, 1, seed=10)[0]["pain"])
    assert one.columns["method"].tolist() in (["match", "logistic"], ["logistic", "match"])
    assert one.columns["missing"].sum() == np.isnan(frame["pain"]).sum() + np.isnan(frame["heavy"]).sum()
    assert len(one.trace) == 3 * 10 * 2


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.sampled_from([1e-6, 1e6]))
def test_unit_does_not_matter(seed: int, unit: float) -> None:
    frame, _ = study(np.random.default_rng(seed), 80)
    other = dict(frame) | {"pain": unit * frame["pain"]}
    one, two = (fit.impute(of, 1, seed=seed, iterations=2)[0] for of in (frame, other))
    np.testing.assert_allclose(unit * one["pain"], two["pain"], rtol=1e-12)
    np.testing.assert_array_equal(one["heavy"], two["heavy"])


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_come_back_as_they_went(library: str) -> None:
    frames = pytest.importorskip(library)
    random = np.random.default_rng(4)
    pain: list[Any] = [2.0, None, *random.integers(0, 10, 18).astype(float)]
    given_frame = frames.DataFrame({"who": [f"p{k}" for k in range(20)], "age": np.arange(20), "pain": pain})
    full = fit.impute(given_frame, 2, seed=1, without=["who"])[1]
    assert type(full) is type(given_frame) and list(full.columns) == ["who", "age", "pain"]
    assert list(full["who"]) == list(given_frame["who"])
    assert np.isfinite(full["pain"].to_numpy()).all()


def test_twins_and_constants_do_no_harm() -> None:
    random = np.random.default_rng(6)
    x = random.standard_normal(60)
    gap, flag = x + random.standard_normal(60), (random.random(60) < 0.4).astype(float)
    gap[:15], flag[20:30] = np.nan, np.nan
    frame = {"x": x, "twin": 2 * x, "same": np.ones(60), "gap": gap, "flag": flag}
    full = fit.impute(frame, 1, seed=1)[0]
    assert np.isfinite(full["gap"]).all() and np.isin(full["flag"], [0, 1]).all()


def test_barnard_and_rubin() -> None:
    frame, _ = study(np.random.default_rng(3), 120)
    fits = [model(full) for full in fit.impute(frame, 5, seed=2, iterations=3)]
    rubin, known = fit.pool(fits), fit.pool(fits, complete_degrees=116)
    seen = 117 / 119 * 116 * (1 - rubin.missing_information)
    np.testing.assert_allclose(known.degrees, rubin.degrees * seen / (rubin.degrees + seen), rtol=1e-13)
    np.testing.assert_allclose(fit.pool(fits, complete_degrees=1e12).degrees, rubin.degrees, rtol=1e-6)
    np.testing.assert_allclose(fit.pooled(model, fit.impute(frame, 5, seed=2, iterations=3)).degrees, known.degrees)
    with pytest.raises(br.InvalidArgument, match="complete_degrees is -1"):
        fit.pool(fits, complete_degrees=-1)


def test_cox_by_hand_and_by_pooled(shared: Path) -> None:
    """Ten tables imputed elsewhere; the mean of ten R-checked fits, events bound the degrees."""
    from fit_reference import columns, expected, some, take, values

    table = columns(shared, "back_psfmi_lbpmicox")
    names = list(expected(shared, "coxph_lbp_imp1")["efron"]["coef"])
    frames = [take(table, table["Impnr"] == k) for k in range(1, 11)]

    def hazard(frame: Any) -> fit.CoxFit:
        return fit.cox(some(frame, *names), frame["Time"], frame["Status"])

    first = hazard(frames[0])
    np.testing.assert_allclose(first.coef, values(expected(shared, "coxph_lbp_imp1")["efron"]["coef"]), rtol=1e-8)
    ours = fit.pooled(hazard, frames)
    np.testing.assert_allclose(ours.coef, np.mean([hazard(one).coef for one in frames], axis=0), rtol=1e-12)
    assert (ours.degrees < first.n_events - len(names)).all()


def test_a_real_table_against_the_imputations_of_others(shared: Path) -> None:
    """The psfmi study with its holes, imputed by us and by mice (ten tables, pooled in R): the same answer.

    Two sets of draws never agree exactly; a third of a standard error is what ten and fifty tables leave.
    """
    from fit_reference import columns, expected, some

    table, theirs = columns(shared, "back_psfmi_lbp_orig"), expected(shared, "rubin_logistic_lbp")
    names = [name for name in theirs["coef"] if name != "(Intercept)"]
    imputations = fit.impute(table, 50, seed=1)
    assert imputations.incomplete_rows == 96

    def chronic(of: Any) -> fit.GlmFit:
        return fit.glm(some(of, *names), of["Chronic"], missing="drop")

    ours = fit.pooled(chronic, imputations)
    want, error = (np.array(list(theirs[key].values())) for key in ("coef", "se"))
    assert (np.abs(ours.coef - want) < error / 3).all()
    np.testing.assert_allclose(ours.standard_error, error, rtol=0.1)
    assert (np.abs(chronic(table).coef - want) > error / 2).any()  # complete cases give another answer


def test_robust_covariance_is_the_one_pooled() -> None:
    random = np.random.default_rng(8)
    x, person = random.standard_normal(60), np.repeat(np.arange(20), 3)
    one = fit.cox({"x": x}, random.exponential(size=60), np.ones(60), clusters=person)
    np.testing.assert_allclose(fit.pool([one, one]).covariance, one.covariance, rtol=1e-14)


def test_choices_are_named() -> None:
    x, y = {"load": [1.0, 2, np.nan, 4, 5, 6, 7, 8]}, [0.0, 1, 0, 1, np.nan, 0, 1, 1]
    says = r"row [35].* is nan.*2 of 8 rows have a missing value: missing=\"drop\" .*fit.impute and fit.pooled"
    with pytest.raises(br.InvalidArgument, match=says):
        fit.glm(x, y)
    with pytest.raises(br.InvalidArgument, match=says):
        fit.cox(x, np.arange(1.0, 9), y)
    with pytest.raises(br.InvalidArgument, match=says):
        fit.conditional_logistic(x, y, [1, 1, 1, 1, 2, 2, 2, 2])
    for refused in (
        lambda: fit.glm(x, y, missing="indicator"),
        lambda: fit.cox(x, np.arange(1.0, 9), y, missing="indicator"),
    ):
        with pytest.raises(br.InvalidArgument, match="biases the other coefficients.*fit.impute and fit.pooled"):
            refused()
    with pytest.raises(br.InvalidArgument, match="must be 0") as other:
        fit.glm(x, [0, 2.0, 1, 0, 1, 0, 1, 0], missing="drop")
    assert "missing value" not in str(other.value)


def test_complete_cases_are_counted() -> None:
    random = np.random.default_rng(11)
    x, stop, event = random.standard_normal((60, 2)), random.exponential(size=60), np.ones(60)
    site, person = np.array(["b", "a", "c"])[np.arange(60) % 3], np.arange(60) // 2
    x[3, 0], x[4, 1], x[5, 1], event[4], stop[58] = (np.nan,) * 5
    keep = np.isfinite(x.sum(axis=1) + stop + event)
    given_columns = {"a": x[:, 0], "b": x[:, 1]}
    ours = fit.cox(given_columns, stop, event, strata=site, clusters=person, missing="drop")
    theirs = fit.cox(x[keep], stop[keep], event[keep], strata=site[keep], clusters=person[keep])
    np.testing.assert_array_equal(ours.coef, theirs.coef)
    np.testing.assert_array_equal(ours.covariance, theirs.covariance)
    assert (ours.n_dropped, ours.n_rows) == (4, 56)
    assert ours.dropped == {"a": 1, "b": 2, "stop": 1, "event": 1}
    assert "4 with missing values left out" in repr(ours.summary())
    shared_factor = fit.cox(given_columns, stop, event, frailty=person, missing="drop").frailty
    assert shared_factor is not None and 29 not in np.setdiff1d(shared_factor.person, person[keep])
    line = fit.glm(given_columns, event * 0 + x.sum(axis=1), family="gaussian", missing="drop")
    assert line.dropped == {"a": 1, "b": 2, "y": 4 - 1} and "left out" in repr(line.summary())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"frame": {"a": [1.0, np.inf, 2, 3, np.nan, 5]}}, "'a', row 2 is inf"),
        ({"frame": {"a": ["x", "y"]}}, "must be numbers, not text"),
        ({"frame": {"a": [np.nan] * 6, "b": np.arange(6.0)}}, "'a' has 0 values"),
        (
            {"frame": {"a": [1.0, 2, np.nan], "b": [1.0, 2, 3], "c": [2.0, 1, 5]}},
            "'a' has 2 values.*more than 3",
        ),
        ({"methods": {"c": "match"}}, "methods has 'c'"),
        ({"methods": {"a": "mean"}}, "match, normal, logistic"),
        ({"methods": {"a": "logistic"}}, "two values"),
        ({"without": ["c"]}, r"without names \['c'\]"),
        ({"m": 0}, "m is 0"),
        ({"iterations": 0}, "iterations is 0"),
        ({"donors": 0}, "donors is 0"),
        ({"frame": {"a": [1.0, 2], "b": [1.0]}}, "one length"),
    ],
)
def test_bad_input(change: dict[str, Any], says: str) -> None:
    good = {"frame": {"a": [1.0, 2, 3, 4, np.nan, 6], "b": np.arange(6.0)}, "m": 2, "seed": 1}
    fit.impute(**good)
    with pytest.raises(br.InvalidArgument, match=f"fit.impute.*{says}"):
        fit.impute(**(good | change))


def test_a_failing_fit_says_in_which_frame() -> None:
    def fragile(frame: Any) -> Any:
        return fit.glm({"a": frame["a"]}, frame["b"])

    good = {"a": [0.0, 1, 0, 1, 1, 0], "b": [0.0, 1, 1, 0, 1, 0]}
    with pytest.raises(br.InvalidArgument) as caught:
        fit.pooled(fragile, [good, good | {"b": [0.0, 1, 5, 0, 1, 0]}])
    assert caught.value.__notes__ == ["in completed frame 1"]


if __name__ == "__main__":
    print(coverage(int(sys.argv[1])))
