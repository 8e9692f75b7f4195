"""A column means the same by every road, in every public callable that takes one.

Oracle: identities. The same numbers as a list, and by pandas, polars, Arrow and numpy; one missing value as
NaN and as null, NA, None or masked; what is no number is refused. Parameters are found by walking the package.
"""

from __future__ import annotations

import dataclasses
import inspect
import os
import random
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

pytest.importorskip("matplotlib")
import hostile
import matplotlib
from right_arguments import EVENT, GROUPS, STOP, N

import backrisk as br

matplotlib.use("Agg")
OURS = (br.InvalidArgument, br.DataError, br.NumericError)
SEED = int(os.environ.get("BACKRISK_HOSTILE_SEED", "20260301"))
MINUTES = {"duration", "warm_up_min", "specific_min"}
"""Parameters of minutes, which time spans and h:mm:ss are too."""
LABELS = {"cause", "y", "times", "person"}
"""Parameters that may be words or dates in the callables that take categories."""


def plain(value: Any, depth: int = 0) -> Any:
    """An answer as lists and texts that can be compared."""
    if isinstance(value, np.ma.MaskedArray):
        return "masked"
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, float):
        return "missing" if value != value else round(value, 9)
    if isinstance(value, (str, bytes, int, type(None))) or depth > 6:
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {str(name): plain(one, depth + 1) for name, one in value.items()}
    if hasattr(value, "to_dict"):
        return plain(value.to_dict(), depth + 1)
    if dataclasses.is_dataclass(value):
        return {one.name: plain(getattr(value, one.name), depth + 1) for one in dataclasses.fields(value)}
    return type(value).__name__


def answer(entry: hostile.Entry, parameter: str, value: Any) -> tuple[str, Any]:
    import matplotlib.pyplot as plt

    try:
        found = "answers", plain(entry.call(**{**entry.right, parameter: value}))
    except OURS:
        return "refuses", None
    finally:
        plt.close("all")
    return found


def column_of(value: Any) -> Any:
    """The right value as numbers, where it is a column of them."""
    if not isinstance(value, (list, tuple, np.ndarray)):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.ndim == 1 and array.size >= 3 and array.dtype.kind in "fiu" else None


def optional_column(entry: hostile.Entry, parameter: inspect.Parameter) -> Any:
    """A column for a parameter that needs none, as long as the others, where it is then answered."""
    if parameter.name in entry.right or "Column" not in str(parameter.annotation):
        return None
    sizes = [len(one) for one in entry.right.values() if column_of(one) is not None]
    size = sizes[0] if sizes else N
    for array in (np.linspace(0.5, 1.5, size), np.arange(size) % 2):
        if answer(entry, parameter.name, array.tolist())[0] == "answers":
            return array
    return None


def columns() -> Iterator[Any]:
    for entry in [*hostile.entries(), *hostile.methods()]:
        for parameter in inspect.signature(inspect.unwrap(entry.call)).parameters.values():
            if parameter.name in entry.right or "Column" in str(parameter.annotation):
                yield pytest.param(entry, parameter, id=f"{entry.name}-{parameter.name}")


def roads(array: Any) -> dict[str, Any]:
    listed = array.tolist()
    return {
        "numpy": array, "objects": np.array(listed, dtype=object), "tuple": tuple(listed),
        "no mask": np.ma.masked_array(array, mask=False), "strided": np.repeat(array, 2)[::2],
        "pandas": pd.Series(array, index=["z"] * len(array)), "polars": pl.Series(listed),
        "arrow": pa.array(listed), "arrow pieces": pa.chunked_array([listed[:2], listed[2:]]),
    }  # fmt: skip


def gaps(array: Any) -> dict[str, Any]:
    """The second value is missing, and under a mask stands something else."""
    listed = [None if row == 1 else one for row, one in enumerate(array.tolist())]
    return {
        "None": listed, "masked": np.ma.masked_array(array.copy(), mask=np.arange(len(array)) == 1),
        "NA": pd.Series(listed, dtype="Float64"), "arrow": pa.array(listed), "polars": pl.Series(listed),
        "objects": pd.Series([pd.NA if one is None else one for one in listed], dtype=object),
    }  # fmt: skip


def no_numbers(array: Any, parameter: str) -> dict[str, Any]:
    texts = [str(one) for one in array.tolist()]
    labels = parameter in LABELS
    return {
        **({} if labels else {"text": texts, "pandas text": pd.Series(texts), "categories": pd.Categorical(texts)}),
        "complex": array.astype(complex),
        **({} if labels else {"dates": np.arange(len(array)).astype("datetime64[D]")}),
        **({} if labels or parameter in MINUTES else {"spans": np.arange(len(array)).astype("timedelta64[m]")}),
    }


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.slow
@pytest.mark.parametrize(("entry", "parameter"), list(columns()))
def test_a_column_means_the_same_by_every_road(entry: hostile.Entry, parameter: inspect.Parameter) -> None:
    name = parameter.name
    array = column_of(entry.right.get(name))
    array = optional_column(entry, parameter) if array is None else array
    if array is None:
        return
    clean = answer(entry, name, array.tolist())
    draw = random.Random(f"{SEED} {entry.name} {name}")
    for road, value in draw.sample(sorted(roads(array).items(), key=lambda one: one[0]), 4):
        assert answer(entry, name, value) == clean, road
    gap = answer(entry, name, [float("nan") if row == 1 else float(one) for row, one in enumerate(array)])
    for road, value in draw.sample(sorted(gaps(array).items(), key=lambda one: one[0]), 4):
        assert answer(entry, name, value) == gap, road
    for road, value in no_numbers(array, name).items():
        assert answer(entry, name, value)[0] == "refuses", road


# What the walk found, one by one.


def masked(values: Any, row: int = 1) -> Any:
    return np.ma.masked_array(values, mask=np.arange(len(values)) == row)


def test_a_masked_answer_of_a_questionnaire_is_open() -> None:
    assert np.isnan(br.history.tampa(masked([2] * 17)).score)
    table = np.ma.masked_array(np.full((2, 17), 2.0), mask=np.zeros((2, 17), dtype=bool))
    table[1, 3] = np.ma.masked
    assert br.history.tampa(table).reason.tolist() == ["", "not recorded"]
    assert br.history.tampa(pd.DataFrame(np.full((2, 17), 2))).score.tolist() == [38, 38]
    for items in (["2"] * 17, [2 + 0j] * 17, [[2, 2], [2]]):
        with pytest.raises(br.InvalidArgument, match="items"):
            br.history.tampa(items)


def test_names_under_a_mask_are_not_used() -> None:
    with pytest.raises(br.InvalidArgument, match="exercise, row 2: is missing"):
        br.spine.exercise_ids(masked(["deadlift", "plank", "plank"]))
    rest = br.preparation.pattern_rest(["2026-01-01", "2026-01-02"], masked(["hinge", "hinge"]))
    assert rest.in_a_row.value[1] != 2
    with pytest.raises(br.InvalidArgument, match="region, row 2: is missing"):
        br.history.episode_states(
            ["2026-01-01", "2026-01-05"], [None, None], ["2026-01-10"], region=masked(["low_back", "low_back"])
        )


def test_a_masked_label_of_a_subgroup_is_unknown_and_two_kinds_never_meet() -> None:
    sex = np.ma.masked_array(["f", "m"] * 12, mask=[True, False, *[False] * 22])
    risk = np.linspace(0.1, 0.9, N)
    found = br.validate.subgroups(EVENT, risk, by={"sex": sex}, metrics=["observed_expected"])
    counts = dict(zip(found["group"].tolist(), found["rows"].tolist(), strict=True))
    assert counts == {"f": 11, "m": 12, "unknown": 1}
    with pytest.raises(br.InvalidArgument, match="never meet"):
        br.validate.subgroups(EVENT, risk, by={"sex": [1, "1"] * 12})


def test_a_masked_value_is_not_resampled() -> None:
    found: list[bool] = []


    def mean(x: Any) -> float:
        found.append(bool(np.isnan(x).any()))
        return float(np.nanmean(x))

    br.validate.bootstrap(mean, masked(STOP), replicates=5)
    assert found[-1]  # the last call is that with the columns themselves


def test_study_estimates_are_numbers() -> None:
    with pytest.raises(br.InvalidArgument, match="estimates"):
        br.evidence.random_effects(["0.1", "0.5"], [0.2, 0.2])
    with pytest.raises(br.InvalidArgument):
        br.evidence.random_effects(masked([0.1, 0.5, 0.3]), [0.2, 0.2, 0.2])


def test_causes_and_their_censoring_are_of_one_kind() -> None:
    with pytest.raises(br.InvalidArgument, match="censored is 0.*never meet"):
        br.fit.cumulative_incidence([1, 2, 3], ["0", "1", "0"])


def test_columns_of_a_prediction_are_found_by_name() -> None:
    x = {"u": np.linspace(-1, 1, N), "v": np.cos(np.arange(N))}
    turned = pd.DataFrame({"v": x["v"], "u": x["u"]})
    prior = br.fit.weak_prior()
    glm, cox = br.fit.glm(x, EVENT, prior=prior), br.fit.cox(x, STOP, EVENT, prior=prior)
    levels = br.fit.multinomial(x, EVENT, prior=prior)
    matched = br.fit.conditional_logistic(x, EVENT, list("aabbccddeeff" * 2), prior=prior)
    for predict in (
        lambda rows: glm.predict(rows).mean,
        lambda rows: cox.linear_predictor(rows),
        lambda rows: cox.predict(rows)["ratio"],
        lambda rows: cox.predict_survival(rows, [2.0]).survival,
        lambda rows: levels.predict(rows).probability,
        lambda rows: matched.predict_ratio(rows, [0.0, 0.0]).mean,
    ):
        np.testing.assert_array_equal(predict(turned), predict(x))
        np.testing.assert_array_equal(predict(pa.table(turned).to_reader()), predict(x))
        with pytest.raises(br.InvalidArgument, match="must have"):
            predict(turned.rename(columns={"u": "w"}))
        with pytest.raises(br.InvalidArgument, match="must have"):
            predict(np.ones((2, 3)))
    with pytest.raises(br.InvalidArgument, match="reference"):
        cox.predict(x, reference=[[0, 0], [1, 1]])


@pytest.mark.parametrize("road", ["frame", "stream", "batch", "lazy", "polars"])
def test_a_table_of_any_library_is_imputed(road: str) -> None:
    columns = {"a": [1.0, None, 2.0, 3.0] * 6, "b": [float(i % 5) for i in range(24)]}
    table = pa.table(columns)
    given = {
        "frame": pd.DataFrame(columns), "stream": table.to_reader(), "batch": table.to_batches()[0],
        "lazy": pl.DataFrame(columns).lazy(), "polars": pl.DataFrame(columns),
    }[road]  # fmt: skip
    ours, theirs = (br.fit.impute(one, m=1, seed=1)[0] for one in (columns, given))
    assert np.asarray(theirs["a"]).tolist() == list(ours["a"])


def test_groups_under_a_mask_are_missing() -> None:
    with pytest.raises(br.InvalidArgument, match="row 2: is missing"):
        br.load.rolling_mean([1.0] * N, groups=masked(GROUPS))
