"""Many clinics: pooled performance, leaving one out, packs of aggregates against the rows put together."""

import json

import numpy as np
import pytest

import backrisk as br
from backrisk import validate

SITES = np.repeat(["north", "south", "west"], [260, 300, 240])
PEOPLE = np.array([f"{site}{k // 4}" for k, site in enumerate(SITES)])


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(11)
    p = random.beta(2, 4, len(SITES)) * 0.8 + 0.05
    shift = np.where(SITES == "south", 0.4, -0.2)
    y = random.random(len(p)) < 1 / (1 + np.exp(-(shift + 0.8 * np.log(p / (1 - p)))))
    return y.astype(float), p


def packed(y, p, after=None, **options):
    people = options.pop("people", None)
    weights = options.pop("weights", None)
    out = []
    for site in np.unique(SITES):
        here = np.flatnonzero(site == SITES)
        named = {
            "groups": None if people is None else people[here],
            "weights": None if weights is None else weights[here],
        }
        out.append(validate.pack(y[here], p[here], clinic=site, after=after, **named, **options))
    return out


def same(found, wanted, rtol=1e-9):
    for part in ("value", "se", "low", "high"):
        np.testing.assert_allclose(getattr(found, part), getattr(wanted, part), rtol=rtol, err_msg=part)


@pytest.mark.parametrize("kind", ["plain", "people", "weights"])
def test_packs_say_what_the_rows_put_together_say(rows, kind):
    """Oracle: every function of the rows of all clinics, value, standard error and interval."""
    y, p = rows
    named = {}
    if kind == "people":
        named["groups"] = PEOPLE
    if kind == "weights":
        named["weights"] = np.random.default_rng(1).integers(1, 4, len(y)).astype(float)
    options = {"people": named.get("groups"), "weights": named.get("weights")}
    at = [0.2, 0.3, 0.4]
    found = validate.pool(packed(y, p, thresholds=at, **options))
    assert (found.rows, found.events) == (len(y), int(y.sum()))
    assert found.people == (len(np.unique(PEOPLE)) if kind == "people" else len(y))
    for name in ("brier", "scaled_brier", "log_loss"):
        same(found[name], getattr(validate, name)(y, p, **named))
    same(found["observed_expected"], validate.calibration(y, p, **named).observed_expected)
    curve = validate.decision_curve(y, p, at, **named)
    for name, column in curve.items():
        np.testing.assert_allclose(found.decision[name], column, rtol=1e-8, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(found["share"].value, np.average(y, weights=named.get("weights")))


@pytest.mark.parametrize("people", [None, PEOPLE])
def test_rounds_end_at_the_calibration_of_the_rows(rows, people):
    y, p = rows
    found = validate.pool(packed(y, p, people=people))
    assert not found.settled
    assert "one step" in found["slope"].note
    for _ in range(6):
        found = validate.pool(packed(y, p, after=found, people=people))
    assert found.settled
    wanted = validate.calibration(y, p, groups=people)
    for name in ("in_the_large", "intercept", "slope"):
        same(found[name], getattr(wanted, name), 1e-8)
    assert found.table()["as_of_rows"].tolist().count(False) == 1  # the AUC


def test_the_auc_of_the_rows_lies_within_the_bounds_and_is_met_on_a_grid(rows):
    y, p = rows
    found = validate.pool(packed(y, p, least=1))
    low, high = found.auc_bounds
    assert low <= validate.auc(y, p).value <= high
    assert low < high < low + 0.1
    grid = np.round(p, 1).clip(0.1, 0.8)  # each value has a cell of its own
    exact = validate.pool(packed(y, grid, least=1))
    wanted = validate.auc(y, grid)
    np.testing.assert_allclose(exact["auc"].value, wanted.value, rtol=1e-12)
    np.testing.assert_allclose(exact["auc"].se, wanted.se, rtol=1e-9)


def test_cells_add_up_and_small_ones_are_merged(rows):
    y, p = rows
    for one in packed(y, p, least=8):
        cells = one.core.cells
        assert all(cell.rows == 0 or cell.rows >= 8 for cell in cells)
        assert sum(cell.rows for cell in cells) == one.rows
        assert sum(cell.events for cell in cells) == one.events
        assert (cells[0].low, cells[-1].high) == (0, 1)
    together = validate.pool(packed(y, p, least=8)).calibration
    assert together["rows"].sum() == len(y)
    np.testing.assert_allclose(together["predicted"].sum(), p.sum())
    edges = together["high"]
    for low, high, events in zip(together["low"], edges, together["events"], strict=True):
        assert events == y[(p > low) & (p <= high)].sum()


def test_thresholds_that_single_people_out_are_withheld(rows):
    y, p = rows
    top = np.sort(p)[-3]
    found = validate.pool(packed(y, p, thresholds=[0.3, float(top)]))
    assert np.isfinite(found.decision["net_benefit"][0])
    assert np.isnan(found.decision["net_benefit_low"][1])
    shown = json.loads(packed(y, p, thresholds=[0.3, float(top)])[0].to_json())
    assert shown["sums"][-1] is None


def test_a_file_comes_back_and_nothing_else_is_read(rows, tmp_path):
    y, p = rows
    packs, files = packed(y, p, thresholds=[0.2]), []
    for one in packs:
        files.append(tmp_path / f"{one.clinic}.json")
        one.save(files[-1])
    again = validate.pool([validate.read_pack(path) for path in files])
    before = validate.pool(packs)
    assert again.clinics == before.clinics
    for name in before.metrics:
        same(again[name], before[name], 1e-14)
    np.testing.assert_array_equal(again.across["mean"], before.across["mean"])
    with pytest.raises(br.InvalidArgument, match="is there"):
        packs[0].save(files[0])
    text = files[0].read_text()
    for broken, rule in (
        (text.replace('"rows"', '"raws"', 1), "fields must be those"),
        (text[:-20], "must be JSON"),
        (text.replace('"clustered": false', '"clustered": false, "clustered": true'), "stands twice"),
        (text.replace('"rows": 260', '"rows": -260'), "rows is -260"),
        (text.replace('"shift": 0.0', '"shift": NaN'), "no number of JSON"),
        (text.replace("pack 1", "pack 9"), "format must be"),
    ):
        files[0].write_text(broken)
        with pytest.raises(br.DataError, match=rule):
            validate.read_pack(files[0])


def test_packs_that_do_not_belong_together_are_refused(rows):
    y, p = rows
    one, two = packed(y, p, thresholds=[0.2])[0], packed(y, p, thresholds=[0.3])[1]
    with pytest.raises(br.InvalidArgument, match="those of the first pack"):
        validate.pool([one, two])
    with pytest.raises(br.InvalidArgument, match="number of packs is 1"):
        validate.pool([one])
    with pytest.raises(br.InvalidArgument, match="number of people is 12"):
        validate.pack(y[:12], p[:12])
    with pytest.raises(br.InvalidArgument, match=r"thresholds\[1\] is 0.2, but must be above"):
        validate.pack(y, p, thresholds=[0.3, 0.2])
    with pytest.raises(br.InvalidArgument, match="pooled alone"):
        validate.pool([one, two], method="ml")


def test_clinics_are_pooled_as_by_hand(rows):
    """Twin: each function in each clinic, and `pool` of what it says on its scale."""
    y, p = rows
    found = validate.across_clinics(y, p, SITES, groups=PEOPLE)
    areas, ratios, slopes = [], [], []
    for k, site in enumerate(np.unique(SITES)):
        here = site == SITES
        one = validate.auc(y[here], p[here], groups=PEOPLE[here])
        line = validate.calibration(y[here], p[here], groups=PEOPLE[here])
        areas.append((np.log(one.value / (1 - one.value)), (one.se / (one.value * (1 - one.value))) ** 2))
        ratios.append((np.log(line.observed_expected.value), line.observed_expected.se**2))
        slopes.append((line.slope.value, line.slope.se**2))
        assert (found.by_clinic["auc"][k], found.by_clinic["slope"][k]) == (one.value, line.slope.value)
        assert found.by_clinic["events"][k] == y[here].sum()
    for row, pairs, back in (
        (0, areas, lambda x: 1 / (1 + np.exp(-x))),
        (1, ratios, np.exp),
        (3, slopes, float),
    ):
        hand = validate.pool(*zip(*pairs, strict=True))
        pooled = found.pooled.row(row)
        np.testing.assert_allclose(
            [pooled["mean"], pooled["low"], pooled["high"], pooled["new_low"], pooled["new_high"]],
            [back(x) for x in (hand.mean.value, hand.mean.low, hand.mean.high, hand.low, hand.high)],
        )
        assert pooled["clinics"] == 3
        np.testing.assert_allclose(pooled["tau"], np.sqrt(hand.tau_squared))


def test_a_clinic_that_cannot_tell_is_left_out_of_the_pooling(rows):
    y, p = rows
    y = np.where(SITES == "west", 0, y)
    found = validate.across_clinics(y, p, SITES)
    assert "number of events is 0" in found.by_clinic["note"][2]
    assert found.pooled["clinics"].tolist() == [2, 2, 2, 2]


def test_internal_external_predicts_each_clinic_by_the_others():
    random = np.random.default_rng(5)
    x = random.normal(size=(len(SITES), 2))
    y = (random.random(len(SITES)) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    seen = []

    def build(x, y):
        seen.append(len(y))
        fit = br.fit.glm(x, y)
        return lambda new: fit.predict(new).mean

    found = validate.internal_external(build, x, y, SITES)
    assert seen == [540, 500, 560]
    for site in np.unique(SITES):
        here = site == SITES
        fit = br.fit.glm(x[~here], y[~here])
        np.testing.assert_allclose(found.predicted[here], fit.predict(x[here]).mean, rtol=1e-12)
    direct = validate.across_clinics(y, found.predicted, SITES)
    np.testing.assert_array_equal(direct.pooled["mean"], found.pooled["mean"])
    with pytest.raises(br.InvalidArgument, match="number of sites is 1"):
        validate.internal_external(build, x, y, ["a"] * len(y))
