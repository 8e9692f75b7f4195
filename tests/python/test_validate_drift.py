"""Drift over calendar time, and what a prediction is worth in people."""

import numpy as np
import pytest
import statsmodels.api as sm

import backrisk as br
from backrisk import validate


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(8)
    days = np.datetime64("2023-01-01") + np.sort(random.integers(0, 3 * 365, 3000)).astype("timedelta64[D]")
    p = random.beta(2, 5, 3000)
    years = (days - days.min()).astype(float) / 365.25
    eta = np.log(p / (1 - p)) - 0.1 + 0.4 * years
    return (random.random(3000) < 1 / (1 + np.exp(-eta))).astype(float), p, days, years


def test_the_trend_is_that_of_a_logistic_regression_on_time(rows):
    """Oracle: statsmodels, logit p as offset; and the truth of the simulation, 0.4 a year."""
    y, p, days, years = rows
    found = validate.drift(y, p, days)
    logit = np.log(p / (1 - p))
    fit = sm.GLM(y, sm.add_constant(years), family=sm.families.Binomial(), offset=logit).fit()
    np.testing.assert_allclose(found.trend.value, fit.params[1], rtol=1e-7)
    np.testing.assert_allclose(found.trend.se, fit.bse[1], rtol=1e-6)
    np.testing.assert_allclose(found.trend_p, fit.pvalues[1], rtol=1e-5)
    assert found.trend.low < 0.4 < found.trend.high and found.trend.low > 0
    crossed = np.column_stack([years, logit, years * logit])
    slopes = sm.GLM(y, sm.add_constant(crossed), family=sm.families.Binomial()).fit()
    np.testing.assert_allclose(found.slope_trend.value, slopes.params[3], rtol=1e-5)
    assert "% a year" in found.describe()


@pytest.mark.parametrize(("period", "count"), [("month", 36), ("quarter", 12), ("half-year", 6), ("year", 3)])
def test_each_period_says_what_its_rows_say(rows, period, count):
    y, p, days, _ = rows
    person = np.arange(3000) // 3
    found = validate.drift(y, p, days, period=period, groups=person).by_period
    assert len(found) == count and found["rows"].sum() == 3000 and found["events"].sum() == y.sum()
    first, last = found["period"][1], found["period"][2]
    here = (days >= first) & (days < last)
    row = found.row(1)
    line = validate.calibration(y[here], p[here], groups=person[here])
    area = validate.auc(y[here], p[here], groups=person[here])
    assert (row["slope"], row["slope_low"]) == (line.slope.value, line.slope.low)
    assert (row["auc"], row["auc_high"]) == (area.value, area.high)
    np.testing.assert_allclose(row["observed_expected"], line.observed_expected.value)
    assert row["people"] == len(np.unique(person[here]))


def test_the_figure_draws_what_the_table_holds(rows):
    plt = pytest.importorskip("matplotlib.pyplot")
    y, p, days, _ = rows
    found = validate.drift(y, p, days)
    table = br.plot.drift.data(found, "in_the_large")
    part = table.take(table["layer"] == "period")
    np.testing.assert_array_equal(part["value"], found.by_period["in_the_large"])
    line = table.take(table["layer"] == "trend")["value"]
    years = (found.by_period["period"] - found.by_period["period"][0]).astype(float) / 365.25
    np.testing.assert_allclose(np.diff(line), found.trend.value * np.diff(years), rtol=1e-9)
    ax = br.plot.drift(found, "in_the_large")
    drawn = next(one for one in ax.lines if one.get_label() == "trend")
    np.testing.assert_array_equal(drawn.get_ydata(), line)
    plt.close("all")
    with pytest.raises(br.InvalidArgument, match="measure is 'brier', but must be one of"):
        br.plot.drift(found, "brier")


def test_a_period_without_events_says_so(rows):
    y, p, days, _ = rows
    early = np.where(days < np.datetime64("2023-04-01"), 0, y)
    found = validate.drift(early, p, days).by_period
    assert found["observed_expected"][0] == 0 and np.isnan(found["slope"][0])
    assert "no events" in found["note"][0] and "number of events is 0" in found["note"][0]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"period": "week"}, "period is 'week', but must be one of month, quarter"),
        ({"dates": ["2023"] * 3000}, "dates, row 1"),
        ({"dates": ["2023-01-01"]}, "dates has 1 rows, but event has 3000"),
        ({"event": np.zeros(3000)}, "number of events is 0"),
    ],
)
def test_bad_input_is_named(rows, change, text):
    y, p, days, _ = rows
    with pytest.raises(br.InvalidArgument, match=text):
        validate.drift(**({"event": y, "predicted": p, "dates": days} | change))


def test_a_share_of_n_people_is_worth_n_people():
    p, n = np.array([0.1, 0.5, 0.8]), np.array([40.0, 7.0, 1000.0])
    se = np.sqrt(p * (1 - p) / n)
    np.testing.assert_allclose(validate.effective_sample_size(p, se=se), n, rtol=1e-12)
    z = 1.2815515655446004
    for link, eta, slope in (
        ("logit", np.log(p / (1 - p)), p * (1 - p)),
        ("cloglog", np.log(-np.log1p(-p)), -(1 - p) * np.log1p(-p)),
    ):
        ends = [eta - z * se / slope, eta + z * se / slope]
        low, high = (1 / (1 + np.exp(-x)) if link == "logit" else -np.expm1(-np.exp(x)) for x in ends)
        found = validate.effective_sample_size(p, low=low, high=high, link=link, level=0.8)
        np.testing.assert_allclose(found, n, rtol=1e-9)


def test_a_saturated_model_is_worth_the_size_of_each_group():
    """Oracle: one logistic coefficient a group, whose prediction is the share of its rows."""
    random = np.random.default_rng(6)
    group = random.integers(0, 3, 300)
    y = (random.random(300) < 0.2 + 0.2 * group).astype(float)
    x = np.column_stack([group == 1, group == 2]).astype(float)
    found = br.fit.glm(x, y).predict(x)
    worth = validate.effective_sample_size(found.mean, low=found.low, high=found.high, link="logit")
    np.testing.assert_allclose(worth, np.bincount(group)[group], rtol=1e-6)


def test_what_cannot_be_worth_anything_is_missing():
    found = validate.effective_sample_size([0, 0.5, np.nan, 0.3], se=[0.1, 0, 0.1, 0.1])
    np.testing.assert_allclose(found, [np.nan, np.nan, np.nan, 21])
    with pytest.raises(br.InvalidArgument, match="give se, or low and high"):
        validate.effective_sample_size([0.5], low=[0.4])
    with pytest.raises(br.InvalidArgument, match=r"se\[0\] is -1"):
        validate.effective_sample_size([0.5], se=[-1])
    models = validate.Instability(np.array([0.2]), np.array([[0.1], [0.2], [0.3]]), 0)
    np.testing.assert_allclose(models.effective_sample_size(), 0.16 / 0.01)
