"""Fine and Gray's regression: cmprsk, Cox where nobody ends otherwise, the sandwich written out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns

import backrisk as br
from backrisk import fit


def gammopathy(shared: Path) -> tuple[dict[str, Any], Any, Any]:
    data = columns(shared, "surv_mgus2")
    time = np.where(data["pstat"] == 1, data["ptime"], data["futime"])
    cause = np.where(data["pstat"] == 1, 1, 2 * data["death"]).astype(int)
    x = {"age": data["age"], "male": (data["sex"] == "M").astype(float), "mspike": data["mspike"]}
    keep = ~np.isnan(x["age"] + x["mspike"])
    return {name: column[keep] for name, column in x.items()}, time[keep], cause[keep]


WANT = {
    1: (
        [-0.01694252811017128, -0.2136160368227189, 0.8884641235986228],
        [[3.398645599822432e-05, 4.437372410897615e-05, 6.265593810709145e-05],
         [4.437372410897613e-05, 3.429958520846231e-02, 7.941736152315795e-04],
         [6.265593810709145e-05, 7.941736152315797e-04, 2.409675566270739e-02]],
    ),
    2: (
        [0.0588038790550021, 0.367586906119881, -0.15396068485154],
        [[1.38735689212080e-05, 3.45793968239648e-05, 2.02838037911446e-05],
         [3.45793968239648e-05, 4.51862928226590e-03, -7.91983746639119e-05],
         [2.02838037911446e-05, -7.91983746639119e-05, 4.05662949810454e-03]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("of", [1, 2])
def test_as_cmprsk(shared: Path, of: int) -> None:
    """crr(etime, event, cbind(age, male, mspike), failcode = of, gtol = 1e-12), cmprsk 2.2-11; many ties."""
    x, time, cause = gammopathy(shared)
    ours = fit.fine_gray(x, time, cause, of)
    coef, covariance = WANT[of]
    np.testing.assert_allclose(ours.coef, coef, rtol=1e-10)
    np.testing.assert_allclose(ours.covariance, covariance, rtol=1e-10)
    if of == 1:
        assert ours.log_likelihood == pytest.approx(-774.0324949993633, rel=1e-12)
        assert ours.null_log_likelihood == pytest.approx(-793.1414549009337, rel=1e-12)
        assert (ours.n_rows, ours.n_events, ours.n_competing) == (len(time), sum(cause == 1), sum(cause == 2))
        found = ours.predict({"age": [60, 80], "male": [1, 0], "mspike": [1, 2]}, [12, 60, 118, 238])
        want = [[0.00758038862127963, 0.02765888112363357, 0.05174262887662417, 0.08048498250535918],
                [0.0161908410631373, 0.0583952184384287, 0.1077176534911279, 0.1647304602846829]]  # fmt: skip
        np.testing.assert_allclose(found, want, rtol=1e-10)


def test_censoring_groups_as_cmprsk(shared: Path) -> None:
    """crr(..., cengroup = sex): the coefficients; the covariance is of the sandwich by group (below)."""
    x, time, cause = gammopathy(shared)
    ours = fit.fine_gray(x, time, cause, 1, censoring_groups=x["male"].astype(int))
    want = [-0.01692162987277547, -0.1899255322995074, 0.8884273332837462]
    np.testing.assert_allclose(ours.coef, want, rtol=1e-10)
    np.testing.assert_allclose(ours.covariance, sandwich(x, time, cause, x["male"], ours.coef), rtol=1e-8)


def sandwich(x: Any, time: Any, cause: Any, group: Any, b: Any) -> Any:
    """Fine and Gray's formulas (7) and (8), each integral a sum over rows and times."""
    z = np.column_stack(list(x.values()))
    e = np.exp(z @ b)
    deaths = np.unique(time[cause == 1])
    censored = [np.unique(time[(cause == 0) & (group == g)]) for g in np.unique(group)]
    code = np.unique(group, return_inverse=True)[1]

    def uncensored(at: Any, g: int) -> Any:
        share = np.ones(np.shape(at))
        for u in censored[g]:
            gone = ((time == u) & (cause == 0) & (code == g)).sum() / ((time >= u) & (code == g)).sum()
            share = np.where(np.asarray(at) > u, share * (1 - gone), share)
        return share

    own = np.array([uncensored(t, g) for t, g in zip(time, code, strict=True)])
    later = np.stack([uncensored(deaths, g) for g in range(len(censored))])[code].T
    weight = np.where(time >= deaths[:, None], 1.0, np.where(cause == 2, later / own, 0.0))
    zero = weight @ e
    mean = (weight * e) @ z / zero[:, None]
    count = np.array([((time == s) & (cause == 1)).sum() for s in deaths])
    step, information = count / zero, 0
    for k in range(len(deaths)):
        second = (z * (weight[k] * e)[:, None]).T @ z / zero[k]
        information = information + count[k] * (second - np.outer(mean[k], mean[k]))
    out = -((weight * e * step[:, None]).sum(axis=0)[:, None] * z - (weight * e * step[:, None]).T @ mean)
    died = cause == 1
    out[died] += z[died] - mean[np.searchsorted(deaths, time[died])]
    for g, times in enumerate(censored):
        for u in times:
            who, since = (cause == 2) & (time < u) & (code == g), deaths >= u
            part = weight[np.ix_(since, who)] * e[who] * step[since, None]
            q = part.sum(axis=0) @ z[who] - part.sum(axis=1) @ mean[since]
            there = (time >= u) & (code == g)
            gone = (time == u) & (cause == 0) & (code == g)
            out[gone] += q / there.sum()
            out[there] -= q * gone.sum() / there.sum() ** 2
    inverse = np.linalg.inv(information)
    return inverse @ (out.T @ out) @ inverse


def test_without_other_ends_it_is_cox() -> None:
    r = np.random.default_rng(2)
    x, time = r.normal(size=(150, 3)), r.exponential(size=150)
    cause = (r.random(150) < 0.6).astype(int)
    ours, cox = fit.fine_gray(x, time, cause, 1), fit.cox(x, time, cause, ties="breslow", clusters=np.arange(150))
    np.testing.assert_allclose(ours.coef, cox.coef, rtol=1e-8)
    np.testing.assert_allclose(ours.naive_covariance, cox.naive_covariance, rtol=1e-7)
    np.testing.assert_allclose(ours.covariance, cox.covariance, rtol=1e-7)
    np.testing.assert_allclose(ours.baseline()["cumulative_hazard"], cox.baseline()["cumulative_hazard"], rtol=1e-8)


def test_without_censoring_others_stay_at_risk_for_ever() -> None:
    r = np.random.default_rng(3)
    x, time, cause = r.normal(size=(120, 2)), r.exponential(size=120), r.integers(1, 3, 120)
    ours = fit.fine_gray(x, time, np.where(cause == 1, "pain", "left"), "pain", censored="free")
    for_ever = fit.cox(x, np.where(cause == 1, time, 100.0), cause == 1, ties="breslow")
    np.testing.assert_allclose(ours.coef, for_ever.coef, rtol=1e-8)
    whole = fit.cumulative_incidence(time, cause).at([0.5])["incidence"][0]
    plain = fit.fine_gray(x - x.mean(axis=0), time, cause, 1, prior=1e12).predict(np.zeros((1, 2)), [0.5])[0, 0]
    assert plain == pytest.approx(whole, abs=0.01)  # a step of the baseline is 1 - exp(-d / n), not d / n


def test_units_order_and_the_end_of_follow_up() -> None:
    r = np.random.default_rng(4)
    x, time, cause = r.normal(size=(90, 2)), np.ceil(10 * r.exponential(size=90)), r.integers(0, 3, 90)
    plain, order = fit.fine_gray(x, time, cause, 2), r.permutation(90)
    turned = fit.fine_gray(x[order] * [10, 1] + 5, time[order] / 7, cause[order], 2)
    np.testing.assert_allclose(turned.coef * [10, 1], plain.coef, rtol=1e-8)
    np.testing.assert_allclose(turned.standard_error * [10, 1], plain.standard_error, rtol=1e-8)
    assert np.isnan(plain.predict(x[:1], [time.max() + 1])[0, 0])
    assert plain.predict(x[:1], [0.0])[0, 0] == 0
    assert plain.summary()["term"].tolist() == ["x1", "x2"]
    assert np.isnan(plain.likelihood_ratio().p)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"of": 3}, "of is 3, but must be a cause that rows have: 1, 2"),
    ({"stop": [-1.0] + [2.0] * 11}, "stop, row 1 is -1, but must be finite and not negative"),
    ({"cause": [0, 1]}, "cause: has 2 rows, but stop has 12"),
    ({"X": [[float("nan")]] + [[1.0]] * 11}, "X, row 1, 'x1' is nan"),
    ({"surprise": 1}, "has no option 'surprise'"),
]


@pytest.mark.parametrize(("change", "says"), BAD)
def test_bad_input_is_named(change: dict[str, Any], says: str) -> None:
    right = {"X": [[float(k % 5)] for k in range(12)], "stop": list(range(1, 13)), "cause": [0, 1, 2] * 4, "of": 1}
    assert len(fit.fine_gray(**right).coef) == 1
    with pytest.raises(br.InvalidArgument, match=says):
        fit.fine_gray(**(right | change))


def test_what_cannot_be_estimated_names_its_columns() -> None:
    stop, cause = np.arange(1.0, 13), np.tile([0, 1, 2], 4)
    twice = {"a": np.arange(12.0) % 5, "b": 2 * (np.arange(12.0) % 5)}
    with pytest.raises(br.NumericError, match="the columns before them determine 'b'"):
        fit.fine_gray(twice, stop, cause, 1)
    with pytest.raises(br.NumericError, match="separated.*'a'"):
        fit.fine_gray({"a": (cause == 1).astype(float)}, stop, cause, 1)
