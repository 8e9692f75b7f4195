"""Load measures against what other tools made of real athletes; skipped where the files are not at hand."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from backrisk import load

SHARED = Path(os.environ.get("BACKRISK_SHARED", Path(__file__).parents[2] / ".." / "shared"))
SOCCERMON = SHARED / "data" / "soccermon"
OTHER_RULES = ("TeamA-5cd7a61b", "TeamA-4051bba7", "TeamA-32fed4b3")  # sample SD, means that skip NaN


def need(path):
    if not path.exists():
        pytest.skip(f"{path.name} is not at hand")
    return path


def rows_of(path):
    with open(need(path), newline="") as file:
        return list(csv.DictReader(file))


def iso(date):
    day, month, year = date.split(".")
    return f"{year}-{month}-{day}"


def soccermon(name):
    """Days x players as shipped, without the three players whose metrics follow other rules."""
    rows = rows_of(SOCCERMON / f"training-load__{name}.csv")
    players = [p for p in rows[0] if p != "Date" and not p.startswith(OTHER_RULES)]
    values = np.array([[float(row[p]) for p in players] for row in rows])
    return [iso(row["Date"]) for row in rows], players, values


def test_soccermon():
    """Midoglu 2024, doi:10.5281/zenodo.10033832: sessions, days and metrics of 47 players in two years.

    The data set counts the days before the first one as zero, and an empty chronic load as a ratio of zero.
    """
    sessions = json.loads(need(SOCCERMON / "training-load__session.json").read_text())
    dates, players, daily = soccermon("daily_load")
    rows = [(p, iso(s["date"]), s) for p in players for s in sessions[p]]
    srpe = load.session_rpe([s["rpe"] for _, _, s in rows], [s["duration"] for _, _, s in rows])
    assert srpe.tolist() == [s["srpe"] for _, _, s in rows]

    diary = load.daily_load(
        [day for _, day, _ in rows],
        srpe,
        groups=[p for p, _, _ in rows],
        monitored=dict.fromkeys(players, (dates[0], dates[-1])),
    )
    use = np.array(dates) != "2021-08-07"  # zero for everybody
    ours = {p: diary.load[diary.person == p] for p in players}
    for column, p in enumerate(players):
        np.testing.assert_array_equal(ours[p][use], daily[use, column])

    def shipped(name):
        return soccermon(name)[2].T[:, use]

    def of_everybody(measure, **options):
        """Days x players of one measure, with 42 days of rest before the first day."""
        padded = np.concatenate([np.r_[np.zeros(42), daily[:, c]] for c in range(len(players))])
        whole = measure(padded, groups=np.repeat(players, len(dates) + 42), **options)
        return whole.value.reshape(len(players), -1)[:, 42:][:, use]

    def same(value, name, places=2):
        """Equal to what was shipped, rounded to two digits."""
        np.testing.assert_allclose(value, shipped(name), rtol=0, atol=0.5001 * 10.0**-places)

    week = of_everybody(load.rolling_mean)
    month = of_everybody(load.rolling_mean, window=28)
    same(7 * week, "weekly_load")
    same(week, "atl")
    same(month, "ctl28")
    same(of_everybody(load.rolling_mean, window=42), "ctl42")

    with np.errstate(invalid="ignore"):  # the shipped ratio is one of two rounded numbers, and 0 for 0 / 0
        same(np.nan_to_num(np.round(week, 2) / np.round(month, 2)), "acwr")
    unrounded = np.nan_to_num(of_everybody(load.acwr))
    assert np.all(np.abs(unrounded - shipped("acwr")) <= 0.0051 + 0.01 * unrounded / np.maximum(month, 0.01))

    monotony = of_everybody(load.monotony, ddof=0)
    monotony[~np.isfinite(monotony)] = 0  # no deviation: 0 in the data set
    assert np.max(np.abs(monotony - shipped("monotony"))) < 0.0051
    ties = np.abs(np.round(monotony, 2) - shipped("monotony")) > 1e-9
    assert np.sum(ties) <= 10
    strain = of_everybody(load.strain, ddof=0)
    strain[~np.isfinite(strain)] = 0
    assert np.all(np.abs(strain - shipped("strain")) <= 0.0051 * 7 * week + 1e-9)
    np.testing.assert_allclose(
        (7 * week * np.round(monotony, 2))[~ties], shipped("strain")[~ties], rtol=0, atol=1e-2
    )


def test_first_logged_week_is_not_a_spike():
    """SoccerMon ships a ratio of 4.000 for the first seven days: 28 / 7, and nothing of the player."""
    x = [900, 690, 320, 240, 400, 180, 360]
    ratio = load.acwr(x)
    assert np.all(np.isnan(ratio.value))
    assert set(ratio.reason) == {"too few observed days in the window"}
    padded = load.acwr([0] * 28 + x)  # what the data set does: weeks before the first day count as rest
    np.testing.assert_allclose(padded.value[28:], 4.0, rtol=1e-15)


def test_athletemonitoring():
    """prepare() of the R package on its simulated squad: acute 7, chronic 42, missing days as 0, sums."""
    sessions = rows_of(SHARED / "data" / "athletemonitoring_monitoring.csv")
    sessions = [r for r in sessions if r["Variable"] == "Training Load"]
    shipped = rows_of(SHARED / "data" / "athletemonitoring_prepare_output.csv")
    names = sorted({r["athlete"] for r in shipped})
    days = {n: [r["date"] for r in shipped if r["athlete"] == n] for n in names}
    diary = load.daily_load(
        [r["Date"] for r in sessions],
        [float(r["Value"]) for r in sessions],
        groups=[r["Full Name"] for r in sessions],
        monitored={n: (d[0], d[-1]) for n, d in days.items()},
    )
    rows = [r for n in names for r in shipped if r["athlete"] == n]
    assert [str(d) for d in diary.day] == [r["date"] for r in rows]

    def column(name):
        return np.array([np.nan if r[name] == "NA" else float(r[name]) for r in rows])

    people = diary.person
    acute = load.rolling_mean(diary.load, 7, min_coverage=1, groups=people).value
    chronic = load.rolling_mean(diary.load, 42, min_coverage=1, groups=people).value
    ratio = load.acwr(diary.load, 7, 42, min_coverage=1, groups=people).value
    spread = chronic / load.monotony(diary.load, 42, min_coverage=1, groups=people).value
    for ours, name in (
        (diary.load, "variable.value"),
        (acute, "acute.mean"),
        (chronic, "chronic.mean"),
        (spread, "chronic.sd"),
        (acute - chronic, "ACD"),
        (ratio, "ACR"),
        ((acute - chronic) / spread, "ES"),
    ):
        np.testing.assert_allclose(ours, column(name), rtol=1e-12, atol=1e-11, err_msg=name)


def test_ham01():
    """307 days of one player (Jovanović), every measure computed in R at full precision."""
    want = json.loads(need(SHARED / "reference" / "stats" / "load_features_ham01.json").read_text())["result"]
    x = [float(r["load"]) for r in rows_of(SHARED / "data" / "stats" / "load_series_ham01.csv")]
    full = {"min_coverage": 1}
    any_ = {"min_coverage": 0}
    chart = load.performance_management(x, **any_)
    banister = load.fitness_fatigue(x, 42, 7, **any_)
    ours = {
        "roll_mean7": load.rolling_mean(x, 7, **full),
        "roll_mean28": load.rolling_mean(x, 28, **full),
        "acwr_coupled_7_28": load.acwr(x, **full),
        "acwr_uncoupled_7_21prev": load.acwr(x, method="uncoupled", **full),
        "ewma7_first": load.ewma(x, 7, **any_),
        "ewma28_first": load.ewma(x, 28, **any_),
        "ewma_acwr_first": load.acwr(x, method="ewma", **any_),
        "ewma7_zero": load.ewma(x, 7, start="zero", **any_),
        "ewma28_zero": load.ewma(x, 28, start="zero", **any_),
        "monotony7": load.monotony(x, **full),
        "strain7": load.strain(x, **full),
        "redi_lambda0.1_window60": load.redi(x, 0.1, window=60, **any_),
        "ctl42_exp": chart.chronic,
        "atl7_exp": chart.acute,
        "tsb": chart.balance,
        "banister_fitness_tau42": banister.fitness,
        "banister_fatigue_tau7": banister.fatigue,
        "week_to_week_change": load.week_change(x, "difference", **full),
    }
    days = np.array(want["index_1based"]) - 1
    for name, series in ours.items():
        published = np.array(want[name], dtype=float)  # null: the window is not full yet
        np.testing.assert_allclose(series[days], published, rtol=1e-10, err_msg=name)


def test_squad_in_one_column():
    """Six athletes, two seasons: `groups` finds the season of `test_ham01`, and answers as for it alone."""
    rows = rows_of(SHARED / "data" / "jovanovic_hamstring_raw_sample.csv")
    labels = np.array([f"{r['Player.Name']}, {r['Season']}" for r in rows])
    x = np.array([float(r["LoadMetric01"]) for r in rows])
    mixed = np.random.default_rng(1).permutation(np.unique(labels))
    order = np.concatenate([np.flatnonzero(labels == one) for one in mixed])
    together = load.strain(x[order], groups=labels[order])
    alone = [float(r["load"]) for r in rows_of(SHARED / "data" / "stats" / "load_series_ham01.csv")]
    found = together.value[labels[order] == "Athlete 01, Season 1"]
    np.testing.assert_array_equal(found, load.strain(alone).value)
