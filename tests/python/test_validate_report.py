"""`validate.report`: its numbers are those of the single functions, its words follow them, its page is whole.

Oracles: the single functions (held to R and others in their own tests), simulated outcomes of known
calibration, Kaplan-Meier for the weights, a parser for the page.
"""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backrisk as br
from backrisk import validate as v
from backrisk.fit import kaplan_meier
from backrisk.validate.tripod import ITEMS, TO_FILL

RNG = np.random.default_rng(20)
N = 600
LOGIT = RNG.normal(-1.2, 1, N)
P = 1 / (1 + np.exp(-LOGIT))
Y = (RNG.random(N) < P).astype(float)
WHO = np.repeat(np.arange(N // 4), 4)
SEX = np.where(WHO % 2 == 0, "female", "male")
AT = (0.1, 0.25, 0.5)
FOUND = v.report(
    Y, P, groups=WHO, subgroups={"sex": SEX}, thresholds=AT, name="a simulated clinic",
    setting="nobody", outcome="a made-up event", n_boot=50,
)  # fmt: skip


def test_its_numbers_are_those_of_the_single_functions() -> None:
    for name, function in (("auc", v.auc), ("brier", v.brier), ("scaled_brier", v.scaled_brier),
                           ("log_loss", v.log_loss)):  # fmt: skip
        assert FOUND[name] == function(Y, P, groups=WHO)
    calibration = v.calibration(Y, P, groups=WHO)
    for name in ("observed_expected", "in_the_large", "intercept", "slope"):
        assert FOUND[name] == getattr(calibration, name)
    assert FOUND.events == calibration.events == int(Y.sum()) and FOUND.rows == N
    assert FOUND.people == len(set(WHO)) and FOUND["people_with_event"].value == len(set(WHO[Y == 1]))
    curve = v.calibration_curve(Y, P, "spline", knots=5, groups=WHO)
    for name in ("ici", "e50", "e90", "emax"):
        assert FOUND[name].value == pytest.approx(getattr(curve, name), abs=1e-12)
        assert FOUND[name].low <= FOUND[name].high
    resampled = v.bootstrap(
        lambda y, p: v.calibration_curve(y, p, "spline", knots=5, points=2).e90,
        Y,
        P,
        groups=WHO,
        replicates=50,
    )
    for end in ("value", "se", "low", "high"):
        assert getattr(FOUND["e90"], end) == pytest.approx(getattr(resampled, end), rel=1e-12)
    benefit = v.decision_curve(Y, P, AT, groups=WHO)
    table = v.threshold_table(Y, P, AT)
    for name in ("flagged", "true_positives", "missed", "flagged_per_event"):
        np.testing.assert_array_equal(FOUND.thresholds[name], table[name])
    for name in ("net_benefit", "net_benefit_low", "treat_all"):
        np.testing.assert_array_equal(FOUND.thresholds[name], benefit[name])
    metrics = ("auc", "slope", "observed_expected")
    assert FOUND.subgroups == v.subgroups(Y, P, by={"sex": SEX}, metrics=metrics, clusters=WHO)


def test_the_share_has_the_interval_of_its_logit() -> None:
    """Other way: delta method on the mean; symmetric where the share is a half."""
    y = (np.arange(400) % 2).astype(float)
    share = v.report(y, np.linspace(0.2, 0.8, 400), n_boot=0)["share"]
    assert share.value == 0.5
    assert share.se == pytest.approx(0.5 / np.sqrt(400), rel=1e-3)
    assert 0.5 - share.low == pytest.approx(share.high - 0.5, abs=1e-12)


def test_the_table_is_tidy_and_names_its_sources() -> None:
    table = FOUND.table()
    assert table.columns == ("metric", "estimate", "low", "high", "method", "note")
    assert len(set(table["metric"])) == len(table)
    measured = [m for m in table["method"] if m != "count"]
    assert sum("doi:" in m for m in measured) >= len(measured) - 2  # the share and the mean need none
    frame = FOUND.to_frame("pandas")
    assert frame.set_index("metric").loc["auc", "estimate"] == FOUND["auc"].value
    with pytest.raises(KeyError, match="no metric 'acu'; there are rows, events"):
        FOUND["acu"]


@pytest.mark.parametrize(("shift", "slope"), [(0.0, 1.0), (0.5, 1.0), (0.0, 0.6), (-0.4, 1.5)])
def test_known_calibration_is_found(shift: float, slope: float) -> None:
    """Predictions whose logit is wrong by a known line: outcomes are drawn from shift + slope logit."""
    rng = np.random.default_rng(3)
    inside, about = 0, 200
    for _ in range(about):
        x = rng.normal(-1, 1, 400)
        y = (rng.random(400) < 1 / (1 + np.exp(-(shift + slope * x)))).astype(float)
        found = v.calibration(y, 1 / (1 + np.exp(-x))).slope
        inside += found.low <= slope <= found.high
    assert abs(inside - 0.95 * about) < 4 * np.sqrt(about * 0.95 * 0.05)
    words = v.report(y, 1 / (1 + np.exp(-x)), n_boot=0).findings()[2]
    assert words.endswith("are too extreme.") == (found.high < 1)
    assert words.endswith("are too timid.") == (found.low > 1)


def test_the_headline_never_looks_surer_than_the_interval() -> None:
    coin = v.report(Y, RNG.permutation(P), n_boot=0)
    assert coin["auc"].low < 0.5 < coin["auc"].high
    assert "which the interval does not exclude" in coin.headline()
    assert "does not exclude" not in FOUND.headline()
    few = v.report(Y[:60], P[:60], n_boot=0)
    assert "too small to tell" in few.warnings[0] and "(few events: imprecise)" in few.status_line()
    worse = v.report(Y, 1 - P, n_boot=0)
    assert "point the wrong way" in " ".join(worse.findings())
    assert "worse than giving everybody the share" in " ".join(worse.findings())


def test_a_perfect_order_of_few_events_is_no_evidence() -> None:
    """Three events of three people with the three highest predictions: C is 1, and nothing is said of it."""
    p = np.linspace(0.01, 0.3, 200)
    y = (p > p[-4]).astype(float)
    found = v.report(y, p, n_boot=0)
    assert found["auc"].value == 1 and found.hopeless()
    for words in (found.headline(), *found.findings(), found.status_line()):
        assert "1.00" not in words and "rightly" not in words
    assert "tried on other data without a result: 3 events cannot tell" in found.status_line()
    assert v.report(1 - y, 1 - p, n_boot=0).hopeless().startswith("3 rows without an event")
    one = v.report(Y, P, groups=np.where(Y == 1, 0, 1 + np.arange(N)), n_boot=0)
    assert one.hopeless() == "all events are of one person, which says nothing of others"
    assert not FOUND.hopeless() and found.to_html() and "Nothing can be said" in found.to_markdown()


def test_all_predictions_alike() -> None:
    found = v.report(Y, np.full(N, 0.2), n_boot=20)
    assert found["auc"].value == 0.5 and np.isnan(found["slope"].value) and found["slope"].note
    assert np.isnan(found["ici"].value) and "equal" in found["ici"].note
    assert "interval unknown" in found.headline() and "calibration slope unknown" in found.status_line()
    assert found["observed_expected"].value == pytest.approx(Y.mean() / 0.2)
    assert found.to_html()


def test_certain_predictions_are_flagged_and_can_be_clipped() -> None:
    p = P.copy()
    p[:3] = (0, 1, 0)
    found = v.report(Y, p, n_boot=0)
    assert np.isnan(found["slope"].value) and "clip" in found["slope"].note
    assert "3 predictions are exactly 0 or 1" in " ".join(found.warnings)
    clipped = v.report(Y, p, n_boot=0, clip=1e-3)
    assert clipped["slope"] == v.calibration(Y, p, clip=1e-3).slope
    assert found.to_html() and clipped.to_html()


def test_ties_are_counted_half() -> None:
    p = np.round(P, 1).clip(0.1, 0.9)
    events, others = p[Y == 1][:, None], p[Y == 0][None, :]
    pairs = ((events > others) + 0.5 * (events == others)).mean()
    assert v.report(Y, p, n_boot=0)["auc"].value == pytest.approx(pairs, abs=1e-12)


def test_rows_of_weight_zero_are_absent() -> None:
    weight = (np.arange(N) % 3 > 0).astype(float)
    kept = weight > 0
    found = v.report(Y, P, weights=weight, groups=WHO, subgroups={"sex": SEX}, thresholds=AT)
    plain = v.report(
        Y[kept], P[kept], groups=WHO[kept], subgroups={"sex": SEX[kept]}, thresholds=AT, n_boot=0
    )
    assert (found.rows, found.events, found.people) == (plain.rows, plain.events, plain.people)
    for name in ("share", "auc", "brier", "slope", "observed_expected"):
        assert found[name].value == pytest.approx(plain[name].value, rel=1e-9)
    for name in plain.thresholds.columns:
        np.testing.assert_allclose(found.thresholds[name], plain.thresholds[name], rtol=1e-9, atol=1e-12)
    assert found.curve is None and "weights" in found["ici"].note
    assert found.to_html()


def test_weights_are_repeated_rows() -> None:
    weight = 1.0 + (np.arange(N) % 3)
    twice = np.repeat(np.arange(N), weight.astype(int))
    found, plain = (
        v.report(Y, P, weights=weight, thresholds=AT),
        v.report(Y[twice], P[twice], n_boot=0, thresholds=AT),
    )
    for name in ("share", "mean_predicted", "auc", "brier", "slope", "intercept"):
        assert found[name].value == pytest.approx(plain[name].value, rel=1e-8)
    for name in ("flagged", "true_positives", "false_positives", "missed", "spared", "flagged_per_event"):
        np.testing.assert_allclose(found.thresholds[name], plain.thresholds[name], rtol=1e-9)


def test_one_person_with_all_events_is_said() -> None:
    who = np.where(Y == 1, 0, 1 + np.arange(N))
    assert (
        "all events are of one person: no interval can be trusted"
        in v.report(Y, P, groups=who, n_boot=0).warnings
    )
    who[np.flatnonzero(Y == 1)[:3]] = (5000, 5001, 5002)
    assert any("events are of one person" in w for w in v.report(Y, P, groups=who, n_boot=0).warnings)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": np.zeros(N)}, r"report: y has 0 events in 600 rows; both events and non-events are needed"),
        ({"y": np.ones(N)}, r"report: y has 600 events in 600 rows"),
        ({"y": np.where(np.arange(N) == 7, 2.0, Y)}, r"report: y\[7\] is 2, but must be 0 or 1"),
        ({"y": np.where(np.arange(N) == 7, np.nan, Y)}, r"report: y\[7\] is missing"),
        ({"p": np.where(np.arange(N) == 3, 1.2, P)}, r"report: p\[3\] is 1.2, but must be a probability"),
        ({"p": np.where(np.arange(N) == 3, np.nan, P)}, r"report: p\[3\] is missing"),
        ({"p": P[:-1]}, r"report: p has 599 rows, but y has 600"),
        ({"groups": WHO[:-1]}, r"report: groups has 599 rows"),
        ({"weights": -np.ones(N)}, r"report: weights\[0\] is -1, but must be finite and not negative"),
        ({"weights": np.zeros(N)}, r"report: y has 0 events in 0 rows"),
        ({"subgroups": {"sex": SEX[:-1]}}, r"report: subgroups\['sex'\] has 599 rows"),
        ({"thresholds": [0.1, 1.5]}, r"report: thresholds\[1\] is 1.5, but must be between 0 and 1"),
        ({"n_boot": -1}, r"report: n_boot is -1"),
        ({"design": "new"}, r"report: design is 'new', but must be one of external"),
        ({"times": np.ones(N)}, r"times and horizon must be given together"),
        ({"times": np.ones(N), "horizon": 1, "weights": np.ones(N)}, r"weights must not be given with times"),
        ({"times": -np.ones(N), "horizon": 1.0}, r"stop\[0\] is -1, but must be finite and not negative"),
        ({"times": np.ones(N), "horizon": 2.0}, r"nobody is watched to the horizon of 2"),
    ],
)  # fmt: skip
def test_bad_input_is_named(change: dict[str, Any], message: str) -> None:
    columns = {"y": Y, "p": P, **change}
    with pytest.raises(br.InvalidArgument, match=message):
        v.report(columns.pop("y"), columns.pop("p"), **columns)


def test_lost_rows_weigh_as_kaplan_meier_says() -> None:
    """The weighted share of events is 1 - Kaplan-Meier, and the weights add up to n; events before losses."""
    rng = np.random.default_rng(5)
    stop = rng.integers(1, 40, 300).astype(float)
    event = (rng.random(300) < 0.4).astype(float)
    for horizon in (5, 17.5, 30):
        came, weight = v.at_horizon(stop, event, horizon)
        assert weight.sum() == pytest.approx(300)
        survival = kaplan_meier(stop, event).at([horizon])["survival"][0]
        assert (weight @ came) / 300 == pytest.approx(1 - survival)
    predicted = rng.uniform(0.05, 0.6, 300)
    found = v.report(event, predicted, times=stop, horizon=17.5)
    point = v.time_dependent(predicted, stop, event, [17.5])[0]
    assert found["auc_at_horizon"] == point.auc and found["brier_at_horizon"] == point.brier
    assert found["brier"].value == pytest.approx(point.brier.value, rel=1e-9)
    assert found["auc"].value == pytest.approx(point.auc.value, rel=1e-9)
    assert found["share"].value == pytest.approx(point.observed, rel=1e-9)
    assert found["concordance_uno"] == v.concordance(predicted, stop, event, method="uno", until=17.5).c
    assert found.to_html() and "within 17.5" in found.to_markdown()
    lost = int((weight_at(stop, event, 17.5) == 0).sum())
    assert f"{lost} of 300 rows were lost before the horizon" in " ".join(found.warnings)


def weight_at(stop: Any, event: Any, horizon: float) -> Any:
    return v.at_horizon(stop, event, horizon)[1]


@given(st.permutations(range(40)), st.integers(0, 1000))
def test_the_order_of_rows_and_names_of_people_do_not_matter(order: list[int], shift: int) -> None:
    y, p, who = Y[:40], P[:40], WHO[:40]
    one = v.report(y, p, groups=who, n_boot=0)
    other = v.report(y[order], p[order], groups=[f"p{shift + k}" for k in who[order]], n_boot=0)
    for name in ("share", "auc", "brier", "slope", "observed_expected", "ici"):
        for end in ("value", "low", "high"):
            assert getattr(one[name], end) == pytest.approx(getattr(other[name], end), rel=1e-9, nan_ok=True)
    assert one.status_line() == other.status_line()


def test_every_item_of_tripod_is_there_once_and_nothing_is_invented() -> None:
    text = FOUND.to_markdown()
    for number, _, what in ITEMS:
        assert text.count(f"**{number}. {what}.**") == 1
    bare = v.report(Y, P, n_boot=0).to_markdown()
    for number in ("1", "2", "3a", "5a", "5b", "6a", "8a", "14", "17", "18a", "19", "25", "27a"):
        assert re.search(rf"\*\*{number}\. .*\*\* {TO_FILL}\n", bare), number
    told = v.report(Y, P, n_boot=0, facts={"18a": "Funded by nobody."}).to_markdown()
    assert "**18a. Funding.** Funded by nobody." in told
    with pytest.raises(br.InvalidArgument, match="facts has '99', but must name items of TRIPOD"):
        v.report(Y, P, n_boot=0, facts={"99": "x"}).to_markdown()
    assert f"| auc | {FOUND['auc'].value:.3g} |" in text


class Page(HTMLParser):
    """Tags close in order; collects attributes and text."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def test_the_page_is_whole_and_loads_nothing() -> None:
    pytest.importorskip("jinja2")
    page = FOUND.to_html()
    read = Page(page)
    assert read.open == [] and not read.names & {"src", "onclick", "onload"}
    assert not re.search(r"https?://(?!www\.w3\.org)|url\((?!#)|@import|<script|<link", page)
    text = re.sub(r"\s+", " ", " ".join(read.words))
    for words in (
        FOUND.status_line(),
        FOUND.headline(),
        "not a diagnosis",
        "sex: female",
        f"{FOUND['auc'].value:.3g}",
    ):
        assert words in re.sub(r"\s+:", ":", text)
    assert " nan " not in text.lower()
    evil = v.report(Y, P, name="<b>x", outcome="<script>", subgroups={"<i>": SEX}, n_boot=0).to_html()
    assert "<b>x" not in evil and "<script>" not in evil and "<i>:" not in evil


@pytest.mark.parametrize("ending", ["html", "md", "csv", "parquet"])
def test_it_is_saved_by_the_ending_of_the_name(tmp_path: Path, ending: str) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("duckdb")
    path = tmp_path / f"report.{ending}"
    FOUND.save(path)
    assert path.stat().st_size > 500
    with pytest.raises(br.InvalidArgument, match="must end in .html"):
        FOUND.save(tmp_path / "report.pdf")


def test_its_repr_is_short_and_says_the_headline() -> None:
    assert FOUND.headline() in repr(FOUND) and len(repr(FOUND).splitlines()) < 30
    assert FOUND.headline() in FOUND._repr_html_()
    json.dumps(FOUND.table().row(0))


def test_imputed_tables_are_pooled_as_psfmi_publishes_it(shared: Path) -> None:
    """Vignette psfmi_valext (mwheymans.github.io/psfmi/articles): coefficients and results as printed.

    It printed AUC 0.8465 (0.7353 to 0.9163), the interval normal where ours is Student's t, intercept
    -0.02832 and slope 0.86804.
    """
    path = shared / "data" / "stats" / "back_psfmi_lbpmi_extval.csv"
    if not path.is_file():
        pytest.skip("back_psfmi_lbpmi_extval.csv is not in the shared folder")
    with path.open() as file:
        rows = [{name: float(x) for name, x in row.items()} for row in csv.DictReader(file)]
    reports = []
    for k in range(1, 6):
        one = [row for row in rows if row["Impnr"] == k]
        logit = np.array(
            [
                -4.74547 + 0.7961851 * r["Pain"] + 0.4476570 * r["Radiation"]
                + {1: 0, 2: -0.4687209, 3: -2.3411858}[r["Satisfaction"]]
                + {1: 0, 2: 0.9877072, 3: 1.5047383}[r["Carrying"]]
                for r in one
            ]
        )  # fmt: skip
        reports.append(v.report([r["Chronic"] for r in one], 1 / (1 + np.exp(-logit)), n_boot=20))
    found = v.pool_imputed(reports)
    assert round(found["auc"].value, 4) == 0.8465
    error = found["auc"].se / (found["auc"].value * (1 - found["auc"].value))
    middle = np.log(found["auc"].value / (1 - found["auc"].value))
    ends = 1 / (1 + np.exp(-(middle + np.array([-1, 1]) * 1.959964 * error)))
    np.testing.assert_allclose(ends, (0.7353, 0.9163), atol=5e-5)
    assert found["auc"].low < ends[0] and found["auc"].high > ends[1]
    assert (round(found["intercept"].value, 5), round(found["slope"].value, 5)) == (-0.02832, 0.86804)
    assert (found.rows, found.events, found.imputations) == (80, 41, 5)
    assert found["rows"].value == 80 and np.isfinite(found.thresholds["net_benefit_low"]).all()
    assert "first of 5 imputed tables" in found.to_html()
    assert "5 imputed tables, pooled by Rubin" in found.to_markdown()


def test_pooling_equal_tables_changes_nothing_but_the_quantile() -> None:
    pooled = v.pool_imputed([FOUND, FOUND, FOUND])
    for name in ("share", "auc", "brier", "slope", "observed_expected"):
        assert pooled[name].value == pytest.approx(FOUND[name].value, rel=1e-12)
        assert pooled[name].se == pytest.approx(FOUND[name].se, rel=1e-9)
    for end in ("low", "high"):  # infinite degrees of freedom, the same scales
        for name in ("brier", "slope", "observed_expected"):
            assert getattr(pooled[name], end) == pytest.approx(getattr(FOUND[name], end), rel=1e-9)
    np.testing.assert_allclose(pooled.thresholds["net_benefit_low"], FOUND.thresholds["net_benefit_low"])


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ([], "number of reports is 1, but must be 2 or more"),
        ([v.report(Y[1:], P[1:], n_boot=0)], "rows of report 1 is 599, but must be 600"),
        ([v.report(Y, P, groups=WHO, n_boot=0, level=0.9)], "level of report 1 is 0.9, but must be 0.95"),
        ([v.report(Y, P, groups=WHO, n_boot=0, thresholds=[0.3])], "report 1 has other thresholds"),
    ],
)
def test_only_reports_of_the_same_rows_are_pooled(others: list[Any], message: str) -> None:
    with pytest.raises(br.InvalidArgument, match=message):
        v.pool_imputed([FOUND, *others])
