"""Generalised linear models against R, statsmodels, closed forms and their own invariances.

Oracles: ../shared/reference/stats/*.json, R 4.2.2 results on public data, held to the tolerance that each
file states; statsmodels where installed; identities (permutation, units, repeated rows).
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrisk import InvalidArgument, NumericError, fit

Table = dict[str, Any]


def read_table(shared: Path, name: str) -> Table:
    """Columns of a file of public data: numbers where all are, NaN for NA, else words."""
    file = shared / "data" / "stats" / f"{name}.csv"
    if not file.is_file():
        pytest.skip(f"no {file}")
    with file.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    out: Table = {}
    for column in rows[0]:
        words = [row[column] for row in rows]
        try:
            out[column] = np.array([np.nan if w in ("NA", "") else float(w) for w in words])
        except ValueError:
            out[column] = np.array(words)
    return out


def reference(shared: Path, name: str) -> tuple[Any, float]:
    file = shared / "reference" / "stats" / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"no {file}")
    content = json.loads(file.read_text())
    return content["result"], content["tolerance_rel"]


def is_close(ours: Any, theirs: Any, tolerance: float) -> None:
    """Relative to the entry; to the largest where the entry is smaller than 1e-6 of it."""
    theirs = np.asarray(theirs, dtype=float)
    floor = 1e-6 * np.abs(theirs).max()
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance * floor)


def same_covariance(ours: Any, theirs: Any, tolerance: float) -> None:
    """Relative to the standard errors: R's is of the iteration before its last, about 1e-8 off by that scale,
    which is much of an entry that is nearly zero."""
    error = np.sqrt(np.diag(theirs))
    np.testing.assert_allclose(ours / np.outer(error, error), theirs / np.outer(error, error), atol=tolerance)


def matches(ours: fit.GlmFit, theirs: dict[str, Any], tolerance: float) -> None:
    is_close(ours.coef, list(theirs["coef"].values()), tolerance)
    same_covariance(ours.covariance, np.array(theirs["vcov"]["matrix"]), tolerance)
    is_close(ours.standard_error, list(theirs["se"].values()), tolerance)
    for name, value in (("loglik", ours.log_likelihood), ("deviance", ours.deviance)):
        is_close(value, theirs[name], tolerance)
    is_close(ours.null_deviance, theirs["null_deviance"], tolerance)
    is_close(ours.aic, theirs["aic"], tolerance)
    assert ours.n_rows == theirs["n"] and ours.converged
    is_close(predicted(ours)[:5], theirs["fitted_first5"], tolerance)


def predicted(ours: fit.GlmFit) -> Any:
    return ours.predict(ours._x, offset=ours._problem.offset).mean


VERTEBRAL = ["pelvic_incidence", "pelvic_tilt", "lumbar_lordosis_angle", "pelvic_radius"]
VERTEBRAL += ["degree_spondylolisthesis"]


def columns(table: Table, names: list[str]) -> Table:
    return {name: table[name] for name in names}


def czech(table: Table) -> tuple[Table, Any]:
    def is_(column: str, word: str) -> Any:
        return (table[column] == word).astype(float)

    x = {
        "age10": (table["age"] - 50) / 10,
        "bmi5": (table["bmi"] - 25) / 5,
        "male": is_("sex", "2_male"),
        "stressed": is_("stress", "2_stressed"),
        "smoker": is_("smoking", "1_smoker"),
        "loweredu": is_("education", "1_lower"),
        "seslow": is_("ses", "1_lower"),
        "seshigh": is_("ses", "3_higher"),
    }
    return x, is_("LBP_sufferer", "yes")


def test_logistic_vertebral(shared: Path) -> None:
    table = read_table(shared, "back_uci_vertebral")
    theirs, tolerance = reference(shared, "glm_vertebral_5")
    matches(fit.glm(columns(table, VERTEBRAL), table["abnormal"]), theirs, tolerance)


def test_logistic_czech(shared: Path) -> None:
    theirs, tolerance = reference(shared, "glm_czech_lbp")
    x, y = czech(read_table(shared, "back_czech_24h_movement_lbp"))
    matches(fit.glm(x, y), theirs, tolerance)


def test_logistic_compositional(shared: Path) -> None:
    table = read_table(shared, "back_czech_24h_movement_lbp")
    theirs, tolerance = reference(shared, "glm_czech_ilr")
    x, y = czech(table)
    keep = table["Time_MVPA"] > 0
    parts = [f"Time_{part}" for part in ("Sleep", "Sedentary", "LPA", "MVPA")]
    sleep, sitting, light, active = (table[part][keep] for part in parts)
    balance = {
        "z1": 0.5 * np.log(sleep * sitting / (light * active)),
        "z2": np.log(sleep / sitting) / np.sqrt(2),
        "z3": np.log(light / active) / np.sqrt(2),
    }
    rest = {name: x[name][keep] for name in ("age10", "bmi5", "male", "stressed", "smoker")}
    matches(fit.glm(balance | rest, y[keep]), theirs, tolerance)


def test_logistic_chronic(shared: Path) -> None:
    table = read_table(shared, "back_psfmi_lbpmilr")
    theirs, tolerance = reference(shared, "glm_lbp_chronic_imp1")
    first = table["Impnr"] == 1
    names = [name for name in theirs["coef"] if name != "(Intercept)"]
    x = {name: table[name][first] for name in names}
    matches(fit.glm(x, table["Chronic"][first]), theirs, tolerance)


def person_periods(table: Table) -> tuple[Table, Any]:
    used = ["time", "status", "age", "sex", "ph.ecog"]
    keep = ~np.isnan(np.column_stack([table[name] for name in used])).any(axis=1)
    time, status, age, sex, ecog = (table[name][keep] for name in used)
    last = np.ceil(time / 90).astype(int)
    rows = [
        (period, age[i], sex[i], ecog[i], float(period == last[i] and status[i] == 2))
        for i in range(len(time))
        for period in range(1, min(last[i], 8) + 1)
    ]
    period, age, sex, ecog, event = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    x = {f"period{k}": (period == k).astype(float) for k in range(1, 9)}
    return x | {"age": age, "sex": sex, "ph.ecog": ecog}, event


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_discrete_time(shared: Path, link: str) -> None:
    table = read_table(shared, "surv_lung")
    theirs, tolerance = reference(shared, "discrete_time_lung")
    x, y = person_periods(table)
    assert len(y) == theirs["n_person_periods"] and y.sum() == theirs["n_events"]
    matches(fit.glm(x, y, link=link, intercept=False), theirs[link], tolerance)


def test_poisson_rates(shared: Path) -> None:
    table = read_table(shared, "surv_cgd")
    theirs, tolerance = reference(shared, "rates_cgd")
    _, first, person = np.unique(table["id"], return_index=True, return_inverse=True)
    events = np.bincount(person, table["status"])
    exposure = np.bincount(person, table["tstop"] - table["tstart"])
    x = {
        "trt": (table["treat"][first] == "rIFN-g").astype(float),
        "age": table["age"][first],
        "steroids": table["steroids"][first],
    }
    ours = fit.glm(x, events, family="poisson", offset=np.log(exposure))
    matches(ours, theirs["poisson"], tolerance)
    is_close(ours.pearson_dispersion, theirs["pearson_dispersion"], tolerance)


def test_cluster_robust(shared: Path) -> None:
    table = read_table(shared, "rep_respiratory")
    theirs, tolerance = reference(shared, "repeated_binary_respiratory")
    x = {"act": (table["treat"] == "A").astype(float), "age": table["age"], "baseline": table["baseline"]}
    ours = fit.glm(x, table["outcome"], clusters=table["uid"])
    wanted = theirs["gee_independence"]
    is_close(ours.coef, list(wanted["coef"].values()), tolerance)
    same_covariance(ours.covariance, np.array(wanted["robust_vcov"]["matrix"]), tolerance)


def standardised(table: Table, result: dict[str, Any]) -> Table:
    scale = result["standardisation"]
    return {name: (table[name] - scale["mean"][name]) / scale["sd_n"][name] for name in scale["mean"]}


def test_ridge(shared: Path) -> None:
    table = read_table(shared, "back_uci_vertebral")
    theirs, tolerance = reference(shared, "ridge_enet_vertebral")
    x = standardised(table, theirs)
    for one in theirs["ridge"]:
        ours = fit.glm(x, table["abnormal"], prior=one["lambda"])
        is_close(ours.coef, list(one["coef"].values()), tolerance)
        is_close(ours.log_likelihood, one["loglik"], tolerance)
        is_close(ours.log_likelihood + ours.log_prior, one["penalised_loglik"], tolerance)
        is_close(ours.effective_parameters, one["edf"], tolerance)
        same_covariance(ours.covariance, np.array(one["vcov_bayes"]["matrix"]), tolerance)
        sampling = fit.glm(x, table["abnormal"], prior=one["lambda"], covariance="sampling")
        same_covariance(sampling.covariance, np.array(one["vcov_sandwich"]["matrix"]), tolerance)


def test_laplace_posterior(shared: Path) -> None:
    table = read_table(shared, "back_uci_vertebral")
    theirs, tolerance = reference(shared, "bayes_laplace_vertebral")
    prior = fit.normal_prior(list(theirs["prior_mean"].values()), list(theirs["prior_sd"].values()))
    ours = fit.glm(standardised(table, theirs), table["abnormal"], prior=prior)
    is_close(ours.coef, list(theirs["MAP"].values()), tolerance)
    same_covariance(ours.covariance, np.array(theirs["laplace_cov"]["matrix"]), tolerance)
    is_close(ours.log_evidence, theirs["laplace_log_evidence"], tolerance)


def test_firth(shared: Path) -> None:
    table = read_table(shared, "back_psfmi_lbpmilr_dev")
    theirs, tolerance = reference(shared, "firth_lbp_dev")
    x = columns(table, ["Pain", "Function", "Radiation", "Smoking"])
    ours = fit.glm(x, table["Chronic"], firth=True, missing="drop")
    is_close(ours.coef, list(theirs["coef"].values()), tolerance)
    same_covariance(ours.covariance, np.array(theirs["vcov"]["matrix"]), tolerance)


def draw(seed: int, rows: int = 300) -> tuple[Any, Any, Any]:
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, 3))
    rate = np.exp(-1 + x @ [0.4, -0.3, 0.2])
    return x, (random.random(rows) < rate / (1 + rate)).astype(float), random.poisson(rate).astype(float)


KINDS = [("gaussian", "identity"), ("binomial", "logit"), ("binomial", "probit"), ("binomial", "cloglog")]
KINDS += [("poisson", "log")]


@pytest.mark.parametrize(("family", "link"), KINDS)
@pytest.mark.parametrize("covariance", ["model", "sandwich", "cluster"])
def test_statsmodels(family: str, link: str, covariance: str) -> None:
    sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    links = {"identity": "Identity", "logit": "Logit", "probit": "Probit", "cloglog": "CLogLog", "log": "Log"}
    x, binary, count = draw(1)
    y = {"gaussian": x[:, 0] + count, "binomial": binary, "poisson": count}[family]
    offset, person = 0.3 * x[:, 1] ** 2, np.arange(300) // 3
    kind = getattr(sm.families, family.capitalize())(getattr(sm.families.links, links[link])())
    how = {"model": {}, "sandwich": {"cov_type": "HC0"}}.get(
        covariance, {"cov_type": "cluster", "cov_kwds": {"groups": person, "use_correction": False}}
    )
    theirs = sm.GLM(y, sm.add_constant(x), family=kind, offset=offset).fit(tol=1e-14, maxiter=100, **how)
    ours = fit.glm(
        x, y, family=family, link=link, offset=offset, covariance=covariance,
        clusters=person if covariance == "cluster" else None,
        information="expected" if covariance == "model" else "observed",  # the bread of statsmodels
    )  # fmt: skip
    np.testing.assert_allclose(ours.coef, theirs.params, rtol=1e-8, atol=1e-10)
    same_covariance(ours.covariance, theirs.cov_params(), 1e-8)
    np.testing.assert_allclose(ours.deviance, theirs.deviance, rtol=1e-10)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), which=st.sampled_from(KINDS), scale=st.sampled_from([1e-8, 0.3, 1e8]))
def test_order_and_units_do_not_matter(seed: int, which: tuple[str, str], scale: float) -> None:
    x, binary, count = draw(seed)
    y = binary if which[0] == "binomial" else count
    plain = fit.glm(x, y, family=which[0], link=which[1])
    order = np.random.default_rng(seed).permutation(len(y))
    shuffled = fit.glm(x[order] * [scale, 1, 1], y[order], family=which[0], link=which[1])
    np.testing.assert_allclose(shuffled.coef * [1, scale, 1, 1], plain.coef, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(shuffled.log_likelihood, plain.log_likelihood, rtol=1e-9)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32))
def test_a_weight_is_that_many_rows(seed: int) -> None:
    x, y, _ = draw(seed)
    times = np.random.default_rng(seed).integers(0, 4, len(y))
    repeated = fit.glm(np.repeat(x, times, axis=0), np.repeat(y, times))
    weighted = fit.glm(x, y, weights=times)
    np.testing.assert_allclose(weighted.coef, repeated.coef, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(weighted.covariance, repeated.covariance, rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(weighted.deviance, repeated.deviance, rtol=1e-10)


def test_missing_is_an_error_or_counted() -> None:
    x, y, _ = draw(3)
    x[16, 1] = np.nan
    with pytest.raises(InvalidArgument, match=r"X, row 17, 'x2'"):
        fit.glm(x, y)
    dropped = fit.glm(x, y, missing="drop")
    assert dropped.n_dropped == 1 and dropped.n_rows == 299
    np.testing.assert_array_equal(dropped.coef, fit.glm(np.delete(x, 16, 0), np.delete(y, 16)).coef)
    with pytest.raises(InvalidArgument, match="10.1503/cmaj.110977"):
        fit.glm(x, y, missing="indicator")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"y": [2.0] * 300}, "y, row 1"),
        ({"y": [1.0] * 4}, "y has 4 rows"),
        ({"weights": np.r_[-1.0, np.ones(299)]}, "weights, row 1"),
        ({"weights": np.zeros(300)}, "sum of the weights"),
        ({"offset": np.r_[np.zeros(7), np.inf, np.zeros(292)]}, "offset, row 8"),
        ({"family": "normal"}, "gaussian"),
        ({"link": "log", "family": "gaussian"}, "identity"),
        ({"prior": fit.ridge([1.0, 2.0])}, "must have 3 entries"),
        ({"prior": -1.0}, "positive semidefinite"),
        ({"clusters": [None] * 300}, "clusters, row 1"),
        ({"covariance": "robust"}, "'sandwich'"),
        ({"covariance": "cluster"}, "clusters.size"),
        ({"firth": True, "link": "cloglog"}, "firth"),
        ({"control": 3}, "control is 3"),
        ({"missing": "mean"}, "'error' or 'drop'"),
    ],
)
def test_bad_input_is_named(change: dict[str, Any], says: str) -> None:
    x, y, _ = draw(4)
    call: dict[str, Any] = {"X": x, "y": y} | change
    with pytest.raises(InvalidArgument, match=says):
        fit.glm(**call)


def test_separation_and_its_remedies() -> None:
    x = {"load": np.arange(20.0), "sleep": np.tile([1.0, 3.0, 2.0, 5.0], 5)}
    y = (x["load"] > 11.5).astype(float)
    with pytest.raises(NumericError, match="separated.*'load'"):
        fit.glm(x, y)
    for remedy in ({"firth": True}, {"prior": fit.weak_prior()}):
        ours = fit.glm(x, y, **remedy)
        assert ours.converged and ours.coef[1] > 0
    quasi = {"always": np.r_[np.zeros(10), np.ones(10)], "x": np.tile([0.0, 1.0], 10)}
    with pytest.raises(NumericError, match="'always'"):
        fit.glm(quasi, np.r_[np.tile([0.0, 1.0, 1.0, 0.0, 0.0], 2), np.ones(10)])


def test_single_event_and_no_event() -> None:
    x = np.arange(40.0)
    y = np.zeros(40)
    with pytest.raises(NumericError, match="the intercept"):
        fit.glm(np.empty((40, 0)), y, family="poisson")
    y[17] = 1
    one = fit.glm(x, y)
    assert one.converged and one.predict(x).mean.sum() == pytest.approx(1, abs=1e-9)


def test_strata_as_fixed_columns() -> None:
    x, _, count = draw(9)
    site = np.array(["b", "a", "c"])[np.arange(300) % 3]
    fixed = fit.indicators(site, name="site")
    assert list(fixed) == ["site[b]", "site[c]"]
    ours = fit.glm({"x": x[:, 0]} | fixed, count, family="poisson")
    mean = ours.predict({"x": x[:, 0]} | fixed).mean
    for one in "abc":  # the score of a stratum's own column is zero
        assert mean[site == one].sum() == pytest.approx(count[site == one].sum(), rel=1e-9)
    with pytest.raises(InvalidArgument, match="row 2.*'d'"):
        fit.indicators(["a", "d"], levels=["a", "b"])
    empty = fit.indicators(site, levels=["a", "b", "c", "nobody"])
    with pytest.raises(NumericError, match=r"'stratum\[nobody\]'"):
        fit.glm({"x": x[:, 0]} | empty, count, family="poisson")
    few = fit.indicators(np.where(x[:, 0] > 1.2, "few", "many"), levels=["many", "few"])
    with pytest.raises(NumericError, match=r"separated.*'stratum\[few\]'"):
        fit.glm(few, np.where(x[:, 0] > 1.2, 0.0, count), family="poisson")


def test_progress_and_interrupt() -> None:
    x, y, _ = draw(5)
    seen: list[int] = []
    fit.glm(x, y, control=fit.Control(progress=lambda iteration, objective: seen.append(iteration)))
    assert seen == sorted(seen) and seen[0] == 0

    def stop(iteration: int, objective: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit.glm(x, y, control=fit.Control(progress=stop))


def test_prediction_interval_is_that_of_the_mean() -> None:
    x, y, _ = draw(6)
    ours = fit.glm(x, y)
    shifted = fit.glm(x - x[0], y)  # the intercept is now the linear predictor of the first row
    one = ours.predict(x[:1], level=0.9)
    low, high = shifted.summary(0.9)["low"][0], shifted.summary(0.9)["high"][0]
    np.testing.assert_allclose(one.low, 1 / (1 + np.exp(-low)), rtol=1e-8)
    np.testing.assert_allclose(one.high, 1 / (1 + np.exp(-high)), rtol=1e-8)
    with pytest.raises(InvalidArgument, match="as in the fit"):
        ours.predict(x[:, :2])
