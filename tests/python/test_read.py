"""Readers of diaries and logs.

Oracles: the cohort made from the same numbers by hand, bit for bit; hand-computed values (a pound is
0.45359237 kg, an hour 60 minutes); for FIT an encoder by the maker of the format, which shares no code
with the decoder. The fixtures are made here, in the forms that public readers of the exports agree on.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk.cli import main

DAY = dt.date(2026, 3, 1)


def kinds(found: br.read.Imported, what: str) -> list[str]:
    report = found.report
    return [report["column"][k] for k in np.flatnonzero(report["what"] == what)]


def same_scores(a: br.Cohort, b: br.Cohort) -> None:
    model = br.literature_model()
    left, right = (model.score(one, days="all").table for one in (a, b))
    assert left == right


# --- dates, numbers, units ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dayfirst"),
    [
        ("2026-03-01", None),
        ("2026-03-01T23:59:59", None),
        ("2026-03-01 07:15", None),
        ("2026-03-01T23:30:00+11:00", None),
        ("2026/3/1", None),
        ("1.3.2026", True),
        ("01/03/2026, 17:05:00", True),
        ("3/1/2026", False),
        ("1 Mar 2026, 07:17", None),
        ("Mar 1, 2026, 6:30:00 AM", None),
        ("Mar 1, 2026, 12:05:00 AM", None),
        ("1 mrt. 2026 14:23:15", None),
        ("1. März 2026 um 06:36", None),
        ("1 de marzo de 2026", None),
        ("1 août 2025", None),
        (dt.datetime(2026, 3, 1, 12), None),
        (DAY, None),
    ],
)
def test_a_date_is_the_written_day(text: Any, dayfirst: bool | None) -> None:
    found = br.read.diary({"date": [text], "load": [1]}, person="a", dayfirst=dayfirst)
    expected = dt.date(2025, 8, 1) if "2025" in str(text) else DAY
    assert found.tables["sessions"].row(0)["date"] == expected


@pytest.mark.parametrize("text", ["1.3.2026", "03/01/2026", "1-3-2026 10:00"])
def test_a_date_of_two_meanings_raises_until_it_is_stated(text: str) -> None:
    with pytest.raises(br.DataError, match=r"row 1, column date.*say dayfirst="):
        br.read.diary({"date": [text], "load": [1]}, person="a")


@pytest.mark.parametrize("text", ["31.2.2026", "1.3.26", "soon", "13 o'clock", "2026-13-01", "1 xyz 2026"])
def test_no_date_is_a_row_left_and_said(text: str) -> None:
    found = br.read.diary({"date": [text, "2026-03-01"], "load": [1, 2]}, person="a", dayfirst=True)
    assert found.tables["sessions"]["load"].tolist() == [2.0]
    report = found.report
    unreadable = report.row(report["what"].tolist().index("unreadable"))
    assert (unreadable["row"], unreadable["value"]) == (1, text)
    assert "a row without a date" in report["note"].tolist()


def test_an_aware_time_is_the_day_of_the_zone() -> None:
    late = {"date": ["2026-03-01T23:30:00Z"], "load": [1]}
    as_written = br.read.diary(late, person="a").tables["sessions"]["date"]
    berlin = br.read.diary(late, person="a", time_zone="Europe/Berlin").tables["sessions"]["date"]
    assert str(as_written[0]) == "2026-03-01"
    assert str(berlin[0]) == "2026-03-02"
    with pytest.raises(br.InvalidArgument, match="name of a time zone"):
        br.read.diary(late, person="a", time_zone="Atlantis")


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("6,5", ",", 6.5),
        ("1.234,5", ",", 1234.5),
        ("6.5", ".", 6.5),
        ("1,234.5", ".", 1234.5),
        (" 7 ", ",", 7.0),
    ],
)
def test_a_number_with_its_mark(text: str, decimal: str, value: float) -> None:
    found = br.read.diary({"date": ["2026-03-01"], "load": [text]}, person="a", decimal=decimal)
    assert found.tables["sessions"]["load"].tolist() == [value]


@pytest.mark.parametrize(("text", "decimal"), [("6,5", "."), ("1,234", "."), ("6.5", ","), ("hard", ".")])
def test_a_number_in_another_writing_is_missing_and_said(text: str, decimal: str) -> None:
    found = br.read.diary({"date": ["2026-03-01"], "load": [text]}, person="a", decimal=decimal)
    assert np.isnan(found.tables["sessions"]["load"][0])
    assert kinds(found, "unreadable") == ["load"]


@pytest.mark.parametrize(
    ("text", "unit", "minutes"),
    [
        ("1:05:00", "hh:mm:ss", 65.0),
        ("1:05", "hh:mm", 65.0),
        ("65:30", "mm:ss", 65.5),
        ("3900", "s", 65.0),
        ("65", "min", 65.0),
        ("1,5", "h", 90.0),
        ("1h 5m", None, 65.0),
        ("45m", None, 45.0),
        ("1:05:00", None, 65.0),
        (dt.time(1, 5), "hh:mm", 65.0),
    ],
)
def test_a_duration_in_minutes(text: Any, unit: str | None, minutes: float) -> None:
    log = {"date": ["2026-03-01"], "took": [text]}
    pick = ("took", unit) if unit else "took"
    found = br.read.diary(
        log, columns={"date": "date", "duration_min": pick}, person="a", decimal=","
    )  # fmt: skip
    assert found.tables["sessions"]["duration_min"].tolist() == [minutes]


def test_a_duration_of_two_meanings_raises() -> None:
    with pytest.raises(br.DataError, match="'hh:mm' or 'mm:ss'"):
        br.read.diary({"date": ["2026-03-01"], "duration_min": ["45:00"]}, person="a")


def test_units_are_those_given_or_in_the_header_or_ours_and_said() -> None:
    log = {"date": ["2026-03-01"], "sets": [3], "reps": [5], "w (lbs)": [100], "angle": [1]}
    columns = {"date": "date", "sets": "sets", "reps": "reps", "mass_kg": "w (lbs)"}
    found = br.read.diary(log, "sets", {**columns, "trunk_flexion_deg": ("angle", "rad")}, person="a")
    sets = found.tables["sets"]
    assert sets["mass_kg"].tolist() == [45.359237]
    assert sets["trunk_flexion_deg"].tolist() == [180 / np.pi]
    assert kinds(found, "guessed") == ["w (lbs)"]
    with pytest.raises(br.InvalidArgument, match=r"mass_kg is 'stone', but must be one of g, kg, lb"):
        br.read.diary(log, "sets", {**columns, "mass_kg": ("w (lbs)", "stone")}, person="a")


# --- shapes ---------------------------------------------------------------------------------------------


def test_long_log_scores_as_the_table_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "Wer;Tag;Dauer;Anstrengung;Wetter\n7;01.02.2026;1:00:00;5,5;gut\n7;03.02.2026;0:45:00;;\n"
        '8;02.02.2026;0:50:00;6;"Regen; kalt"\n',
        encoding="utf-8-sig",
    )
    columns = {"person_id": "Wer", "date": "Tag", "duration_min": ("Dauer", "hh:mm:ss"), "rpe": "Anstrengung"}
    found = br.read.diary(path, columns=columns, dayfirst=True, decimal=",")
    assert kinds(found, "left") == ["Wetter"]
    by_hand = br.Cohort(
        sessions={
            "person_id": ["7", "7", "8"],
            "date": ["2026-02-01", "2026-02-03", "2026-02-02"],
            "duration_min": [60.0, 45.0, 50.0],
            "rpe": [5.5, None, 6.0],
        }
    )
    same_scores(found.cohort(), by_hand)


def test_several_sessions_a_day_from_one_row() -> None:
    log = {
        "date": ["2026-03-01", "2026-03-02"],
        "AM min": [60, 30],
        "AM RPE": [5, 3],
        "PM min": [45, None],
        "PM RPE": [7, None],
    }
    groups = [
        {"duration_min": f"{x} min", "rpe": f"{x} RPE", "kind": br.read.Constant(x)} for x in ("AM", "PM")
    ]
    found = br.read.diary(log, columns={"date": "date"}, person="a", wide=groups)
    rows = found.tables["sessions"]
    assert [(str(r["date"]), r["duration_min"], r["kind"]) for r in map(rows.row, range(len(rows)))] == [
        ("2026-03-01", 60.0, "AM"),
        ("2026-03-01", 45.0, "PM"),
        ("2026-03-02", 30.0, "AM"),
    ]


def test_wide_tests_become_long() -> None:
    log = {"date": ["2026-03-01"], "SLR left": ["71"], "SLR right": ["68"]}
    groups = [
        {"test": br.read.Constant("hamstring_rom"), "side": br.read.Constant(s), "value": f"SLR {s}"}
        for s in ("left", "right")
    ]
    rows = br.read.diary(log, "tests", {"date": "date"}, person="a", wide=groups).tables["tests"]
    assert rows["side"].tolist() == ["left", "right"]
    assert rows["value"].tolist() == [71.0, 68.0]


@pytest.mark.parametrize("kind", ["date", "person_id"])
def test_a_sheet_across(kind: str) -> None:
    """The same numbers as dates across, and as people across."""
    if kind == "date":
        log = {"who": ["a", "b"], "1.3.2026": [300, None], "2.3.2026": [None, 250], "note": ["x", "y"]}
        found = br.read.diary(log, columns={"person_id": "who"}, across=("date", "load"), dayfirst=True)
        assert kinds(found, "left") == ["note"]
    else:
        log = {"day": ["1.3.2026", "2.3.2026"], "a": [300, None], "b": [None, 250]}
        found = br.read.diary(log, columns={"date": "day"}, across=("person_id", "load"), dayfirst=True)
    rows = found.tables["sessions"]
    got = {(r["person_id"], str(r["date"]), r["load"]) for r in map(rows.row, range(len(rows)))}
    assert got == {("a", "2026-03-01", 300.0), ("b", "2026-03-02", 250.0)}


@pytest.mark.parametrize("rows", [0, 1, 1000])
def test_sizes(rows: int) -> None:
    days = (np.datetime64("2020-01-01") + np.arange(rows)).astype(str).tolist()
    found = br.read.diary({"date": days, "load": [100.0] * rows}, person="a")
    assert len(found.tables["sessions"]) == rows
    assert len(br.read.diary({"date": days, "load": [1] * rows, "person_id": ["x"] * rows}).cohort()) == min(
        rows, 1
    )


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_frames_come_in(library: str) -> None:
    module = pytest.importorskip(library)
    columns = {"date": ["2026-03-01", None], "load": [300.0, 1.0], "person_id": ["a", "a"]}
    frame = module.table(columns) if library == "pyarrow" else module.DataFrame(columns)
    assert br.read.diary(frame).tables["sessions"]["load"].tolist() == [300.0]


def test_excel(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "März"
    sheet.append(["Trainingsplan"])
    sheet.append(["Tag", "min", "RPE"])
    sheet.append([dt.datetime(2026, 3, 1), 60, 5])
    sheet.append([None, None, None])
    sheet.append([dt.date(2026, 3, 2), 45, "hart"])
    path = tmp_path / "log.xlsx"
    book.save(path)
    form = br.read.FileFormat(sheet="März", header_row=2)
    found = br.read.diary(
        path, columns={"date": "Tag", "duration_min": "min", "rpe": "RPE"}, person="a", file=form
    )
    rows = found.tables["sessions"]
    assert rows["duration_min"].tolist() == [60.0, 45.0]
    assert kinds(found, "unreadable") == ["RPE"]
    with pytest.raises(br.DataError, match="has no sheet 'April'; there are März"):
        br.read.diary(path, person="a", file=br.read.FileFormat(sheet="April"))


def test_errors_name_what_is_wrong(tmp_path: Path) -> None:
    log = {"Datum": ["2026-03-01"], "Dauer": [1]}
    with pytest.raises(br.DataError, match="has no column 'Dauern'; nearest: Dauer"):
        br.read.diary(log, columns={"date": "Datum", "duration_min": "Dauern"}, person="a")
    with pytest.raises(
        br.InvalidArgument, match="'durations_min' is not a column of sessions; nearest: duration_min"
    ):
        br.read.diary(log, columns={"date": "Datum", "durations_min": "Dauer"}, person="a")
    with pytest.raises(br.InvalidArgument, match="person is missing"):
        br.read.diary(log, columns={"date": "Datum"})
    with pytest.raises(br.DataError, match="must name the date"):
        br.read.diary(log, columns={"duration_min": "Dauer"}, person="a")
    with pytest.raises(br.DataError, match="is not a file"):
        br.read.diary(tmp_path / "none.csv", person="a")
    latin = tmp_path / "latin.csv"
    latin.write_bytes("date,load,Gefühl\n2026-03-01,1,gut\n".encode("latin-1"))
    with pytest.raises(br.DataError, match="encoding"):
        br.read.diary(latin, person="a")
    found = br.read.diary(latin, person="a", file=br.read.FileFormat(encoding="latin-1"))
    assert kinds(found, "left") == ["Gefühl"]
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("date,load\n2026-03-01,1,2\n")
    with pytest.raises(br.DataError, match="row 1: has 3 cells, but the header has 2"):
        br.read.diary(ragged, person="a")


# --- exports --------------------------------------------------------------------------------------------

STRAVA = {
    "en": (
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Relative Effort,"
        "Elapsed Time,Moving Time,Distance,Perceived Exertion\n"
        '1,"Mar 1, 2026, 11:30:00 PM","Late, easy",Run,3700,10.1,55,'
        "3700.0,3600.0,10100.0,6\n"
    ),
    "de": (
        "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Bewegungszeit,"
        "Empfunden\n"
        '1,"01.03.2026, 23:30:00",Abend,Lauf,3700,3600.0,6\n'
    ),
    "nl": (
        "Activiteits-ID,Datum van activiteit,Activiteitstype,Verstreken tijd,Beweegtijd,Inspanning\n"
        '1,"1 mrt. 2026 23:30:00",Hardloopsessie,3700,3600.0,6\n'
    ),
    "fr": (
        "ID de l'activité,Date de l'activité,Type d'activité,Temps écoulé,Durée de déplacement,Effort\n"
        '1,"1 mars 2026, 23:30:00",Course à pied,3700,3600.0,6\n'
    ),
}


@pytest.mark.parametrize("language", STRAVA)
def test_strava_by_header_names(language: str, tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text(STRAVA[language], encoding="utf-8")
    rated = {"de": "Empfunden", "nl": "Inspanning", "fr": "Effort"}.get(language)
    headers = {"rpe": rated} if rated else None
    row = br.read.strava(path, "ann", headers=headers, time_zone="Europe/Berlin").tables["sessions"].row(0)
    assert (row["date"], row["duration_min"], row["rpe"]) == (dt.date(2026, 3, 2), 60.0, 6.0)
    row = br.read.strava(path, "ann", clock="elapsed").tables["sessions"].row(0)
    assert (row["date"], row["duration_min"]) == (DAY, 3700 / 60)


def test_strava_without_rpe_is_a_missing_day_and_says_so() -> None:
    rows = {"Activity Date": ["2026-03-01 10:00:00"], "Moving Time": [3600], "Relative Effort": [80]}
    found = br.read.strava(rows, "ann")
    assert "Relative Effort" in kinds(found, "left")
    assert any("all their days are missing" in note for note in found.report["note"])
    assert found.cohort().features("ann")["status"].tolist() == ["missing"]
    with pytest.raises(br.DataError, match="Activity Date"):
        br.read.strava({"Dato": ["2026-03-01"], "Moving Time": [1]}, "ann")


HEVY = (
    '"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index",'
    '"set_type","weight_kg","reps","distance_km","duration_seconds","rpe"\n'
    '"Pull","1 Mar 2026, 18:00","1 Mar 2026, 19:05","","Deadlift (Barbell)",,"a\nb",0,"warmup",60,5,,,\n'
    '"Pull","1 Mar 2026, 18:00","1 Mar 2026, 19:05","","Deadlift (Barbell)",,"",1,"normal",100,5,,,8\n'
    '"Pull","1 Mar 2026, 18:00","1 Mar 2026, 19:05","","Zottman Curl (Dumbbell)",,"",0,"normal",12,10,,,\n'
    '"Pull","1 Mar 2026, 18:00","1 Mar 2026, 19:05","","Pull Up",,"",0,"normal",,8,,,\n'
)


def test_hevy(tmp_path: Path) -> None:
    path = tmp_path / "workouts.csv"
    path.write_text(HEVY)
    found = br.read.hevy(path, "ann")
    sets, sessions = found.tables["sets"], found.tables["sessions"]
    assert sets["exercise"].tolist() == ["deadlift", "deadlift", "Zottman Curl (Dumbbell)", "pull-up"]
    np.testing.assert_array_equal(sets["mass_kg"], [60.0, 100.0, 12.0, np.nan])
    assert sessions["duration_min"].tolist() == [65.0]
    assert "rpe" in kinds(found, "left")
    unmapped = found.exercises.take(found.exercises["exercise"] == "")
    assert unmapped["name"].tolist() == ["Zottman Curl (Dumbbell)"]
    assert set(unmapped["nearest"][0].split(", ")) <= set(br.spine.exercises()["exercise"].tolist())
    own = found.map_exercises({"zottman curl (dumbbell)": "biceps curl"})
    assert own.tables["sets"]["exercise"][2] == "biceps curl"
    with pytest.raises(
        br.InvalidArgument, match="must be an exercise of the catalogue; nearest: biceps curl"
    ):
        found.map_exercises({"Zottman Curl (Dumbbell)": "bicep curls"})


def test_hevy_in_pounds_is_strong_in_pounds(tmp_path: Path) -> None:
    hevy = tmp_path / "hevy.csv"
    hevy.write_text(HEVY.replace("weight_kg", "weight_lbs"))
    strong = tmp_path / "strong.csv"
    lines = ["Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Seconds;Workout Duration"]
    for name, order, mass, reps in (
        ("Deadlift (Barbell)", "W", "60,0", 5),
        ("Deadlift (Barbell)", "1", "100", 5),
        ("Deadlift (Barbell)", "Rest Timer", "", ""),
        ("Zottman Curl (Dumbbell)", "1", "12", 10),
        ("Pull Up", "1", "", 8),
    ):
        lines.append(f"2026-03-01 18:00:00;Pull;{name};{order};{mass};lbs;{reps};;;1h 5m")
    strong.write_text("\n".join(lines) + "\n")
    a, b = br.read.hevy(hevy, "ann"), br.read.strong(strong, "ann", decimal=",")
    assert a.tables["sets"] == b.tables["sets"]
    assert a.tables["sessions"] == b.tables["sessions"]
    assert a.tables["sets"]["mass_kg"][1] == 100 * 0.45359237
    same_scores(a.cohort(), b.cohort())


def test_strong_without_a_unit_raises() -> None:
    rows = {"Date": ["2026-03-01 18:00:00"], "Workout Name": ["A"], "Exercise Name": ["Deadlift"],
            "Set Order": ["1"], "Weight": ["100"], "Reps": ["5"], "Duration": ["3600"]}  # fmt: skip
    with pytest.raises(br.InvalidArgument, match="give mass='kg' or 'lb'"):
        br.read.strong(rows, "ann")
    found = br.read.strong(rows, "ann", mass="kg")
    assert kinds(found, "unreadable") == ["Duration"]
    assert np.isnan(found.tables["sessions"]["duration_min"][0])


def test_intervals() -> None:
    rows = {
        "id": ["i1", "i2"],
        "start_date_local": ["2026-03-01T23:30:00", "2026-03-02T07:00:00"],
        "type": ["Ride", "WeightTraining"],
        "moving_time": ["3600", "1800"],
        "elapsed_time": ["4000", "1800"],
        "icu_rpe": ["6", ""],
        "icu_training_load": ["50", "20"],
    }
    found = br.read.intervals(rows, "ann")
    sessions = found.tables["sessions"]
    np.testing.assert_array_equal(sessions["duration_min"], [60.0, 30.0])
    np.testing.assert_array_equal(sessions["rpe"], [6.0, np.nan])
    assert set(kinds(found, "left")) == {"id", "elapsed_time", "icu_training_load", "rpe"}
    assert found.cohort().features("ann")["status"].tolist() == ["trained", "missing"]


# --- FIT ------------------------------------------------------------------------------------------------


def fit_bytes(rpe: int | None = 65, local_hours: int | None = 11, sets: bool = True) -> bytes:
    sdk = pytest.importorskip("garmin_fit_sdk", reason="the encoder of the tests")
    numbers = sdk.Profile["mesg_num"]
    start = dt.datetime(2026, 3, 1, 20, 0, tzinfo=dt.UTC)
    encoder = sdk.Encoder()
    encoder.on_mesg(
        numbers["FILE_ID"], {"type": "activity", "manufacturer": "development", "time_created": start}
    )
    if sets:
        for kind, category, subtype, mass in (("active", "deadlift", 17, 102.5), ("rest", None, None, None),
                                               ("active", "squat", 6, 80.0)):  # fmt: skip
            message: dict[str, Any] = {"set_type": kind, "start_time": start, "timestamp": start}
            if category:
                message |= {"category": [category], "category_subtype": [subtype], "weight": mass}
                message |= {"repetitions": 5}
            encoder.on_mesg(numbers["SET"], message)
    session: dict[str, Any] = {
        "timestamp": start, "start_time": start, "sport": "training", "sub_sport": "strength_training",
        "total_elapsed_time": 4000.0, "total_timer_time": 3600.0,
    }  # fmt: skip
    if rpe is not None:
        session["workout_rpe"] = rpe
    encoder.on_mesg(numbers["SESSION"], session)
    activity: dict[str, Any] = {"timestamp": start, "num_sessions": 1, "total_timer_time": 3600.0}
    if local_hours is not None:
        epoch = dt.datetime(1989, 12, 31, tzinfo=dt.UTC)
        activity["local_timestamp"] = int((start - epoch).total_seconds()) + local_hours * 3600
    encoder.on_mesg(numbers["ACTIVITY"], activity)
    return bytes(encoder.close())


def test_fit_reads_what_the_makers_encoder_wrote(tmp_path: Path) -> None:
    pytest.importorskip("fitdecode")
    path = tmp_path / "gym.fit"
    path.write_bytes(fit_bytes())
    found = br.read.fit(path, "ann")
    row = found.tables["sessions"].row(0)
    assert (row["date"], row["duration_min"], row["rpe"]) == (dt.date(2026, 3, 2), 60.0, 6.5)
    assert row["kind"] == "training/strength_training"
    sets = found.tables["sets"]
    assert sets["exercise"].tolist() == ["trap bar deadlift", "back squat"]
    assert sets["mass_kg"].tolist() == [102.5, 80.0]
    assert sets["reps"].tolist() == [5.0, 5.0]
    assert {"set", "file_id"} <= set(kinds(found, "left"))
    utc = br.read.fit(path, "ann", time_zone="UTC", clock="elapsed").tables["sessions"].row(0)
    assert (utc["date"], utc["duration_min"]) == (DAY, 4000 / 60)


def test_fit_without_rating_or_local_time_says_so() -> None:
    pytest.importorskip("fitdecode")
    found = br.read.fit([fit_bytes(None, None, sets=False)] * 2, "ann")
    assert len(found.tables["sessions"]) == 2
    assert np.isnan(found.tables["sessions"]["rpe"]).all()
    assert kinds(found, "guessed") == ["start_time"] * 2
    assert "sets" not in found.tables


def test_what_is_no_fit_raises() -> None:
    pytest.importorskip("fitdecode")
    good = fit_bytes()
    for bad in (b"", b"nothing of the kind", good[:-1] + bytes([good[-1] ^ 1]), good[:60]):
        with pytest.raises(br.DataError, match=r"bytes: (cannot be read as FIT|has no session)"):
            br.read.fit(bad, "ann")


# --- on to a folder -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_written_and_read_again_scores_the_same(ending: str, tmp_path: Path) -> None:
    path = tmp_path / "workouts.csv"
    path.write_text(HEVY)
    found = br.read.hevy(path, "007") + br.read.diary(
        {"date": ["2026-02-27", "2026-03-02"], "duration_min": [60, 50], "rpe": [5.5, None]}, person="bob"
    )
    found.write(tmp_path / "clinic", ending=ending)
    same_scores(br.read_cohort(tmp_path / "clinic"), found.cohort())
    with pytest.raises(br.InvalidArgument, match="is there already"):
        found.write(tmp_path / "clinic", ending=ending)


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.csv"
    log.write_text("Datum;Dauer;RPE\n01.03.2026;1:00:00;5,5\n")
    clinic = str(tmp_path / "clinic")
    first = ["import", "diary", str(log), "--person", "ann", "--out", clinic, "--day-first", "--decimal", ","]
    columns = ["--column", "date=Datum", "--column", "duration_min=Dauer:hh:mm:ss", "--column", "rpe=RPE"]
    assert main([*first, *columns]) == 0
    assert "is duration_min" in capsys.readouterr().out
    workouts = tmp_path / "workouts.csv"
    workouts.write_text(HEVY)
    second = ["import", "hevy", str(workouts), "--person", "bob", "--out", clinic]
    assert main(second) == 1
    assert "append" in capsys.readouterr().err
    assert main([*second, "--append"]) == 0
    assert "Zottman" in capsys.readouterr().out
    cohort = br.read_cohort(clinic)
    assert cohort.people == ("ann", "bob")
    by_hand = br.read.diary(
        {"date": ["2026-03-01"], "duration_min": [60.0], "rpe": [5.5]}, person="ann"
    ) + br.read.hevy(workouts, "bob")
    same_scores(cohort, by_hand.cohort())
    assert main(["import", "strava", str(log), "--out", clinic]) == 1
    assert "--person" in capsys.readouterr().err
