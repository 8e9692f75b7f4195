"""Load measures against published numbers: tests/reference/load_*.json name their sources."""

import json
from pathlib import Path

import numpy as np
import pytest

from backrisk import load

REFERENCE = Path(__file__).parents[1] / "reference"
ATHLETES = json.loads((REFERENCE / "load_three_athletes.json").read_text())["athletes"]
BANISTER = json.loads((REFERENCE / "load_banister.json").read_text())


def last(series):
    return float(series.value[-1])


@pytest.mark.parametrize("name", ATHLETES)
def test_three_athletes(name):
    """The same 980 units in 28 days: the rolling ratios agree, everything else tells them apart."""
    want = ATHLETES[name]
    x = want["load"]
    assert last(load.acwr(x)) == pytest.approx(50 / 35, rel=1e-15)
    assert last(load.acwr(x, acute=7, chronic=28, method="uncoupled")) == pytest.approx(50 / 30, rel=1e-15)
    assert last(load.ewma(x, 7)) == pytest.approx(want["ewma7"], abs=5e-7)
    assert last(load.ewma(x, 28)) == pytest.approx(want["ewma28"], abs=5e-7)
    ratio = last(load.acwr(x, method="ewma"))
    assert ratio == pytest.approx(want["ewma_ratio"], rel=1e-14)
    assert round(ratio, 2) == want["printed_ratio"]
    from_zero = last(load.acwr(x, method="ewma", start="zero"))
    assert from_zero == pytest.approx(want["ratio_from_zero"], rel=1e-14)
    assert last(load.week_change(x, "percent")) == pytest.approx(want["percent"], abs=5e-3)
    assert last(load.week_change(x, "symmetrised")) == pytest.approx(want["symmetrised"], abs=5e-5)
    assert last(load.week_change(x, "difference")) == want["difference"]
    for rate, index in zip((0.05, 0.1, 0.5), want["redi"], strict=True):
        assert last(load.redi(x, rate)) == pytest.approx(index, abs=5e-9)


def test_monotony_of_the_three_athletes():
    for name in ("A2", "A3"):
        x, want = ATHLETES[name]["load"], ATHLETES[name]
        assert last(load.monotony(x)) == pytest.approx(want["monotony_sample"], rel=1e-14)
        assert last(load.monotony(x, ddof=0)) == pytest.approx(want["monotony_population"], rel=1e-14)
        assert last(load.strain(x, ddof=0)) == pytest.approx(want["strain_population"], rel=1e-14)
    constant = load.monotony(ATHLETES["A1"]["load"])
    assert np.isnan(last(constant))
    assert constant.reason[-1] == "no variation in the window"


def test_a_doubled_week():
    """28 days at 50, then a week at 100 (the README of Lombergine's acwr prints 1.34 for the EWMA)."""
    x = [50] * 28 + [100] * 7
    assert last(load.acwr(x)) == 1.6
    assert last(load.acwr(x, method="uncoupled")) == 2.0
    assert last(load.acwr(x, method="ewma")) == pytest.approx(1.3393501030132535, rel=1e-14)


def test_banister_figure_6():
    figure = BANISTER["figure_6"]
    model = load.fitness_fatigue(np.full(100, figure["load"]), **figure["parameters"], min_coverage=0)
    for column in ("fitness", "fatigue", "performance"):
        for day, want in figure[column].items():
            assert getattr(model, column)[int(day) - 1] == pytest.approx(want, rel=1e-13), (column, day)


def cyclist(tau_fitness, tau_fatigue, **parameters):
    x = BANISTER["figure_8"]["load"]
    days = np.array(BANISTER["figure_8"]["test_days"]) - 1
    model = load.fitness_fatigue(x, tau_fitness, tau_fatigue, min_coverage=0, **parameters)
    return model.fitness[days], model.fatigue[days], model.performance[days]


def test_cyclist_with_the_printed_parameters():
    figure = BANISTER["figure_8"]
    printed = dict(figure["printed"])
    sse = printed.pop("sse")
    predicted = cyclist(**printed)[2]
    assert np.sum((predicted - figure["watts"]) ** 2) == pytest.approx(sse, rel=1e-12)


@pytest.mark.parametrize("fit", BANISTER["figure_8"]["least_squares"])
def test_cyclist_refitted(fit):
    """With the time constants fixed the model is linear in the other three parameters."""
    fitness, fatigue, _ = cyclist(fit["tau_fitness"], fit["tau_fatigue"])
    watts = np.array(BANISTER["figure_8"]["watts"], dtype=float)
    design = np.column_stack([np.ones(len(watts)), fitness, -fatigue])
    coefficients = np.linalg.lstsq(design, watts, rcond=None)[0]
    if "coefficients" in fit:
        assert coefficients == pytest.approx(fit["coefficients"], rel=5e-9)
    assert np.sum((design @ coefficients - watts) ** 2) == pytest.approx(fit["sse"], rel=5e-7)


def test_catalogue_names_public_measures_and_tests_that_exist():
    tests = Path(__file__).parent
    for one in load.measures():
        assert callable(getattr(load, one.name.removeprefix("load.")))
        file, _, test = one.test.partition("::")
        text = (tests / file if test else tests.parent / "cpp" / file).read_text()
        assert f"def {test}(" in text or not test
        assert one.doi or one.status == "assumption"
