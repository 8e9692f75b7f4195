"""Every public callable answers wrong types and values in our words.

Oracle: the contract. A call succeeds, or raises one of our three errors with a text that names no
machinery of a library below. One argument at a time is replaced by a value that no function should trust; the
others are right. The short run draws some values for each argument, the long one (`-m slow`) takes all.
"""

from __future__ import annotations

import os
import random
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("matplotlib")
import hostile
import matplotlib
from right_arguments import model, special

import backrisk as br

matplotlib.use("Agg")

OURS = (br.InvalidArgument, br.DataError, br.NumericError)
FOREIGN = re.compile(
    r"incompatible (function|constructor)|C\+\+|boost::|narwhals|std::|NoneType|pybind|vector::|basic_string"
    r"|inhomogeneous|object is not|has no attribute|not supported between|codec can't|json\.exception"
)

ALLOWED: dict[tuple[str, str], str] = {
    ("progress", "*"): "an error inside a function of the caller is the caller's",
    ("build", "*"): "an error inside a function of the caller is the caller's",
    ("fit", "*"): "an error inside a function of the caller is the caller's",
    ("statistic", "*"): "an error inside a function of the caller is the caller's",
    ("loss", "*"): "an error inside a function of the caller is the caller's",
}
"""(parameter, hostile value or *): why another error is right."""

SEED = int(os.environ.get("BACKRISK_HOSTILE_SEED", "20260301"))


def wrong_answers(entry: hostile.Entry, values: dict[str, Any]) -> Iterator[str]:
    for parameter in entry.parameters:
        for name, value in values.items():
            if (parameter, name) in ALLOWED or (callable(value) and (parameter, "*") in ALLOWED):
                continue
            try:
                entry.call(**{**entry.right, parameter: value})
            except OURS as error:
                if found := FOREIGN.search(str(error)):
                    yield f"{entry.name}({parameter}={name}): says {found[0]!r}: {str(error)[:200]}"
            except Exception as error:
                yield f"{entry.name}({parameter}={name}): {type(error).__name__}: {str(error)[:200]}"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a hostile call writes is written elsewhere; figures are closed; warnings are not the subject."""
    import matplotlib.pyplot as plt

    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    plt.close("all")


KNOWN = special()
ENTRIES = [*hostile.entries(), *hostile.methods()]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_arguments_called_right_are_right(entry: hostile.Entry) -> None:
    try:
        entry.call(**entry.right)
    except OURS as error:
        if entry.name in KNOWN:
            raise
        pytest.skip(f"right_arguments.py has none of {entry.name}: {error}")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_some_wrong_values_are_answered_in_our_words(entry: hostile.Entry) -> None:
    draw = random.Random(f"{SEED} {entry.name}")
    names = {"None", "NaN", "object", *draw.sample(sorted(hostile.HOSTILE), 4)}
    wrong = list(wrong_answers(entry, {name: hostile.HOSTILE[name] for name in sorted(names)}))
    assert not wrong, "\n".join([f"BACKRISK_HOSTILE_SEED={SEED}", *wrong])


@pytest.mark.slow
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_all_wrong_values_are_answered_in_our_words(entry: hostile.Entry) -> None:
    wrong = list(wrong_answers(entry, hostile.HOSTILE))
    assert not wrong, "\n".join(wrong)


def test_the_list_of_exceptions_is_short() -> None:
    assert len(ALLOWED) < 10


NAN = float("nan")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: br.load.rolling_mean([1], "7"), r"rolling_mean: window is '7', but must be a whole number"),
        (lambda: br.load.rolling_mean([1], 7.5), r"window is 7\.5, but must be a whole number"),
        (lambda: br.load.rolling_mean([1], True), r"window is True, but must be a whole number"),
        (lambda: br.load.rolling_mean([1], 2**31), r"window is 2147483648, but must be a whole number up to"),
        (lambda: br.load.features([1], threads=1.5), r"features: threads is 1\.5, but must be a whole"),
        (lambda: br.load.ewma([1], span="7"), r"ewma: span is '7', but must be a number"),
        (lambda: br.load.ewma([1], NAN), r"ewma: span is nan, but must be a number"),
        (lambda: br.literature_model(yearly_risk=NAN), r"yearly_risk is nan, but must be a number"),
        (lambda: model().score(None), r"Model\.score: cohort is None"),
        (lambda: br.simulate_cohort(n_people=2**40), r"n_people is 1099511627776, but must be"),
    ],
)
def test_the_argument_its_value_and_the_rule_are_named(call: Any, message: str) -> None:
    with pytest.raises(br.InvalidArgument, match=message):
        call()


def test_a_whole_float_is_a_whole_number() -> None:
    assert br.load.rolling_mean([1, 2], 2.0, min_coverage=0)[1] == 1.5


def test_a_person_s_value_may_be_unknown() -> None:
    assert br.history.red_flags(["fever"], age_years=NAN) == br.history.red_flags(["fever"], age_years=None)
