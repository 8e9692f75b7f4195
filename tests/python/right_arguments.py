"""Right arguments of every public callable, by the name of the parameter or of the call."""
# ruff: noqa: E501  (a table, one call a line)

from __future__ import annotations

import datetime as dt
import tempfile
import types
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import backrisk as br

N = 24
STOP = [float(1 + i % 7) for i in range(N)]
RNG = np.random.default_rng(1)
EVENT = ([0, 1, 0, 0, 1, 1] * 4)[:N]
RISK = [0.1, 0.4, 0.3, 0.5, 0.7, 0.35] * 4
LOADS = [300.0, 0.0, 450.0, 200.0, 0.0, 500.0] * 4
GROUPS = list("aaabbbcccdddeeefffggghhh")
DAYS = [str(np.datetime64("2026-01-01") + i) for i in range(N)]
X = {"u": RNG.normal(size=N).tolist(), "v": RNG.normal(size=N).tolist()}


@cache
def cohort() -> br.Cohort:
    return br.simulate_cohort(n_people=4, n_days=60, seed=1)


@cache
def model() -> br.Model:
    return br.literature_model()


@cache
def assessment() -> br.Assessment:
    return model().assess(cohort(), person())


def person() -> str:
    return str(cohort().features.__self__._ids[0])


def logistic(x: Any, y: Any) -> Callable[[Any], Any]:
    share = float(np.mean(y))
    return lambda new: np.full(len(new), share)


@cache
def files() -> Path:
    """A folder with a table, a model card and rules."""
    folder = Path(tempfile.mkdtemp())
    (folder / "sessions.csv").write_text("person_id,date,load\np,2026-01-01,300\n")
    model().save(folder / "model.json")
    (folder / "rules.json").write_text("[]")
    return folder


@cache
def axes() -> Any:
    """A figure of somebody else."""
    import matplotlib.pyplot as plt

    return plt.figure().subplots()


def ordinary() -> dict[str, Any]:
    """Right arguments by the name of the parameter."""
    return {
        "x": LOADS, "load": LOADS, "values": LOADS, "event": EVENT, "predicted": RISK, "y": EVENT, "p": RISK,
        "X": X, "stop": STOP, "horizon": 3.0, "labels": GROUPS,
        "sites": GROUPS,
        "risk": RISK, "times": [2.0, 4.0], "cause": [0, 1, 2] * 8, "strata": GROUPS, "by": {"g": GROUPS},
        "model": model(), "cohort": cohort(), "person": person(), "assessment": assessment(),
        "day": DAYS, "date": DAYS, "dates": DAYS, "days": DAYS, "cut": DAYS[10], "onset": [DAYS[0]],
        "recovered": [None], "rpe": [5.0] * N, "duration": [60.0] * N, "channel": [1.0] * N, "total": [2.0] * N,
        "rate": 0.1, "tau_fitness": 27.0, "tau_fatigue": 10.0, "need_hours": 8.0, "sleep_hours": [7.0] * N,
        "items": {"mood": [3.0] * N}, "pattern": ["hinge"] * N, "warm_up_min": [10.0] * N, "lags": 7,
        "low": 0.0, "high": 1.0, "count": 3, "lag": 7, "kind": "lin", "mass_kg": [60.0] * N,
        "repetitions": [5.0] * N, "trunk_flexion_deg": [30.0] * N, "dose": [1.0] * N, "id": "E001",
        "path": files() / "model.json", "folder": files(), "build": logistic, "fit": logistic, "size": N, "k": 3,
        "predictions": [RISK, RISK[::-1]], "thresholds": [0.1, 0.2], "numerator": LOADS, "denominator": LOADS,
        "age": [30.0] * N, "cuts": [20, 40], "unneeded": 1.0, "missed": 9.0, "name": "hamstring_rom",
        "numerator_": LOADS, "text": "sciatica", "names": ["sciatica"], "before": [1.0], "after": [2.0],
        "fits": [br.fit.glm(X, EVENT)] * 2, "ax": axes(), "sem": 1.0, "at": [1.0], "language": "en", "level": 0.95, "value": 1.0,
    }  # fmt: skip


def special() -> dict[str, dict[str, Any]]:
    """Right arguments of single functions, where a name means something else."""
    scores = model().score(cohort(), days="all")
    grid = {"mass_kg": 75.0, "height_m": 1.8, "trunk_flexion_deg": 30.0, "load_kg": 10.0, "sex": "male"}
    task = {"load": [10.0], "horizontal": [30.0], "vertical": [70.0], "distance": [40.0], "asymmetry": [0.0],
            "per_minute": [1.0], "hours": [1.0], "coupling": ["good"]}  # fmt: skip
    profile = br.balance.endurance_profile([150.0], [140.0], [90.0], [95.0])
    plan = {"date": [str(cohort().span(person())[1] + dt.timedelta(days=i)) for i in range(1, 8)],
            "duration_min": [45.0] * 7, "rpe": [5.0] * 7}  # fmt: skip
    return {
        "literature_model": {}, "simulate_cohort": {"n_people": 2, "n_days": 30}, "dates": {"values": DAYS},
        "balance.change": {"before": [1.0], "after": [2.0], "sem": 1.0},
        "balance.endurance_profile": {"extensor_s": [150.0], "flexor_s": [140.0], "side_left_s": [90.0], "side_right_s": [95.0]},
        "balance.standing": {"values": [80.0], "test": "hamstring_rom", "sex": "male"},
        "balance.strength_ratio": {"numerator": 1.0, "denominator": 2.0, "kind": "trunk_flexor_extensor"},
        "balance.symmetry_index": {"left": 1.0, "right": 2.0, "form": "log_ratio"},
        "load.daily_load": {"day": DAYS, "load": LOADS},
        "load.ewma": {"x": LOADS, "span": 7.0},
        "load.cross_basis": {"x": LOADS, "lags": 5, "var": "lin", "lag": "lin"},
        "load.basis": {"kind": "lin"},
        "load.equal_knots": {"low": 0.0, "high": 10.0, "count": 3},
        "evidence.concordance_from_sd": {"sd": 0.5, "mean_risk": 0.1},
        "evidence.daily_hazard": {"risk": 0.1, "horizon_days": 28},
        "evidence.effect_log_hazard_ratio": {"id": "E001", "p0": 0.1},
        "evidence.heavy_load_odds_ratio": {"age_years": 30.0},
        "evidence.odds_ratio_2x2": {"a": 10, "b": 20, "c": 5, "d": 30},
        "evidence.recalibrated_risk": {"risk": 0.1, "intercept": 0.0, "slope": 1.0},
        "evidence.risk_at_horizon": {"hazard_per_day": 0.001, "horizon_days": 28},
        "evidence.risk_from_hazard_ratio": {"hazard_ratio": 2.0, "p0": 0.1},
        "evidence.risk_from_odds_ratio": {"odds_ratio": 2.0, "p0": 0.1},
        "evidence.risk_ratio_from_odds_ratio": {"odds_ratio": 2.0, "p0": 0.1},
        "evidence.sd_from_concordance": {"concordance": 0.7},
        "evidence.to_log_hazard_ratio": {"measure": "OR", "value": 2.0, "low": 1.0, "high": 4.0, "p0": 0.1},
        "evidence.weibull_from": {"median_days": 139.0, "later_days": 365.0, "survival_at_later": 0.31},
        "fit.indicators": {"labels": GROUPS},
        "fit.gee": {"X": X, "y": EVENT, "clusters": [i // 4 for i in range(N)]},
        "fit.random_intercept": {"X": X, "y": EVENT, "clusters": [i // 4 for i in range(N)]},
        "fit.elastic_net": {"X": X, "y": EVENT, "lambdas": [0.1]},
        "fit.fine_gray": {"X": X, "stop": STOP, "cause": [i % 3 for i in range(N)], "of": 1},
        "fit.cubic_spline": {"x": LOADS, "df": 3},
        "fit.reml": {"X": {"load": LOADS}, "y": EVENT, "penalties": [np.eye(1)]},
        "fit.split_follow_up": {"stop": STOP, "event": EVENT, "cuts": [1.5]},
        "fit.check_follow_up": {"person": list(range(len(STOP))), "start": [0.0] * len(STOP), "stop": STOP, "event": EVENT},
        "fit.counting_process": {
            "person": list(range(len(STOP))), "stop": STOP, "event": EVENT,
            "measured": {"person": [0, 1], "time": [0.5, 0.5], "pain": [2.0, 3.0]},
        },
        "fit.impute": {"frame": {"a": [1.0, None, 2.0, 3.0] * 6, "b": LOADS}, "m": 2, "seed": 1, "iterations": 2},
        "fit.normal_prior": {"mean": 0.0, "sd": 1.0},
        "fit.ridge": {"precision": 1.0},
        "fit.weak_prior": {},
        "fit.rate": {"events": 3, "exposure": 100.0},
        "fit.p_spline": {"x": LOADS, "segments": 4},
        "fit.restricted_cubic_spline": {"x": LOADS, "knots": [0.0, 100.0, 300.0]},
        "fit.natural_spline": {"x": LOADS, "df": 2},
        "fit.b_spline": {"x": LOADS, "df": 4},
        "fit.smoothness": {"size": 5, "penalty": 1.0},
        "fit.log_rank": {"stop": STOP, "event": EVENT, "groups": ["a", "b"] * 12},
        "fit.kaplan_meier": {"stop": STOP, "event": EVENT},
        "history.fabq": {"items": [3] * 16},
        "history.orebro_short": {"items": [3] * 10},
        "history.ostrc_o": {"items": [0] * 4},
        "history.ostrc_o2": {"items": [0] * 4},
        "history.oswestry": {"items": [1] * 10},
        "history.pain_rating": {"items": [3]},
        "history.roland_morris": {"items": [1] * 24},
        "history.start_back": {"items": [0] * 8 + [1]},
        "history.tampa": {"items": [2] * 17},
        "history.start_back_group": {"total": 5, "distress": 2},
        "history.recency": {"days_since_recovery": [30.0]},
        "history.red_flags": {"conditions": ["fever"]},
        "history.episode_states": {"onset": [DAYS[0]], "recovered": [None], "days": DAYS},
        "plot.endurance_profile": {"profile": profile},
        "plot.risk_trajectory": {"scores": scores, "person": person()},
        "plot.cohort_heatmap": {"scores": scores},
        "plot.exercise_loads": {},
        "plot.instability": {"original": RISK, "replicates": np.array([RISK, RISK])},
        "plot.subgroups": {"table": br.validate.subgroups(EVENT, RISK, by={"g": ["a", "b"] * 12})},
        "plot.spine_dose": {"sets": br.spine.set_dose(["deadlift"], [3], [5], [80], body_mass_kg=75, height_m=1.8, sex="male")},
        "plot.decision_curve": {"event": EVENT, "predicted": RISK},
        "preparation.recent_mean": {"values": [7.0] * N},
        "preparation.wellness_z": {"values": [7.0] * N},
        "spine.composite_lifting_index": {"tasks": task},
        "spine.variable_lifting_index": {"tasks": {**task, "per_minute": [1.0]}},
        "spine.sequential_lifting_index": {"tasks": task, "minutes_worked": [60.0]},
        "spine.compressive_strength": {"age_years": 30.0, "sex": "male"},
        "spine.cycles_to_failure": {"compression_n": 3000.0, "ultimate_n": 6000.0},
        "spine.daily_dose": {"force_n": [3000.0], "hours_held": [1.0]},
        "spine.damage_probability": {"damage": 0.1, "intercept": -1.0, "slope": 1.0},
        "spine.effective_duration": {"work_min": [60.0], "recovery_min": [60.0]},
        "spine.estimated_horizontal": {"width": 30.0, "vertical": 70.0},
        "spine.exercise_ids": {"names": ["deadlift"]},
        "spine.exercises": {},
        "spine.fatigue_damage": {"compression_n": [3000.0], "cycles": [10.0], "ultimate_n": 6000.0},
        "spine.flexion_damage_factor": {"flexion_deg": [30.0, 40.0, 50.0], "cycles": [10.0, 10.0, 10.0]},
        "spine.intermittent_frequency": {"rate_per_minute": 3.0, "minutes_of_fifteen": 5.0},
        "spine.lumbar_load": grid, "spine.niosh": {name: value[0] for name, value in task.items()},
        "spine.niosh_scope": {},
        "spine.repetitions_by_pattern": {"exercise": ["deadlift"], "sets": [3], "reps": [5]},
        "spine.set_dose": {"exercise": ["deadlift"], "sets": [3], "reps": [5], "mass_kg": [80], "body_mass_kg": 75.0, "height_m": 1.8, "sex": "male"},
        "spine.technique_score": {"rating": [1.0]},
        "validate.bootstrap": {"statistic": "auc", "replicates": 20},
        "validate.bootstrap_632": {"build": logistic, "x": np.c_[RISK], "event": EVENT, "replicates": 40},
        "validate.bootstrap_rows": {"size": N, "replicates": 3},
        "validate.cross_validate": {"fit": logistic, "x": np.c_[RISK], "event": EVENT, "splits": br.validate.folds(N, 3)},
        "validate.instability": {"build": logistic, "x": np.c_[RISK], "event": EVENT, "replicates": 5},
        "validate.optimism": {"fit": logistic, "x": np.c_[RISK], "event": EVENT, "replicates": 5},
        "validate.added_value": {"event": EVENT, "base": {"u": X["u"]}, "new": {"v": X["v"]}, "replicates": 2},
        "validate.auc_test": {"event": EVENT, "predicted": RISK, "other": RISK[::-1]},
        "validate.pool": {"value": [1.0, 2.0, 1.5], "variance": [0.1, 0.2, 0.1]},
        "validate.report": {"y": EVENT, "p": RISK, "n_boot": 0},
        "validate.sample_size": {"share": 0.2, "parameters": 10, "cox_snell": 0.1},
        "validate.sample_size_survival": {"rate": 0.1, "follow_up": 2.0, "horizon": 1.0, "parameters": 10, "cox_snell": 0.1},
        "validate.sample_size_validation": {"share": 0.2, "auc": 0.7, "logit_mean": -1.5, "logit_sd": 0.5},
        "validate.window_sensitivity": {"event": [0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1] * 20, "load": [float(300 + 37 * i * i % 500) for i in range(240)], "groups": [str(i // 24) for i in range(240)], "acute": [2], "chronic": [4]},
        "validate.denominator_check": {"event": EVENT, "numerator": LOADS, "denominator": [300.0 + i for i in range(N)], "shuffles": 5},
        "validate.holm": {"p": RISK},
        "validate.partial_auc": {"event": EVENT, "predicted": RISK, "low": 0.0, "high": 0.5},
        "validate.integrate": {"points": br.validate.time_dependent(np.c_[RISK, RISK], STOP, EVENT, [2.0, 4.0])},
        "validate.pool_imputed": {"reports": [br.validate.report(EVENT, RISK, n_boot=0)] * 2},
        "validate.subgroups": {"event": EVENT, "predicted": RISK, "by": {"g": ["a", "b"] * 12}},
        "advise.plan": {"goal": {"week_min": 200.0}},
        "advise.project": {"plan": plan},
        "advise.what_if": {"change": "exercise"},
        "advise.read_rules": {"path": files() / "rules.json"},
        "validate.time_dependent": {"risk": RISK, "stop": STOP, "event": EVENT, "times": [3.0]},
        "fit.pooled": {"fit": lambda one: br.fit.glm({"b": one["b"]}, EVENT), "imputations": br.fit.impute({"a": [1.0, None, 2.0, 3.0] * 6, "b": LOADS}, m=2, seed=1)},
        "read.diary": {"source": {"date": DAYS, "duration_min": [60.0] * N, "rpe": [5.0] * N}, "person": "ann"},
        "read.intervals": {"source": {"start_date_local": ["2026-03-01T18:00:00"], "moving_time": [2700], "icu_rpe": [4]}, "person": "ann"},
        "report.write_report": {"path": "page.html"},
        "advise.plan_sets": {"plan": br.advise.plan(None, cohort(), person(), goal={"week_min": 200}, weeks=4), "target": {"exercise": ["plank"], "sets": [6], "reps": [1]}, "now": 10},
        "advise.return_step": {"during": 1, "next_morning": 0},
        "risk.compose": {},
        "cli.main": {"arguments": ["evidence", "--factor", "previous_lbp"]},
        "omop.read": {"connection": types.SimpleNamespace(sql=str)},
        "redcap.read_export": {"source": {"record_id": ["1"], "redcap_repeat_instrument": [""]}},
        "redcap.write_dictionary": {"path": "dictionary.csv"},
        "fhir.bundle": {"resources": [{"resourceType": "Patient", "id": "ann"}]},
        "fhir.read_bundle": {"bundle": {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "ann"}}]}},
        "fhir.risk_assessment": {"assessment": assessment(), "subject": "Patient/ann", "day": DAYS[0]},
        "fhir.observation": {"assessment": assessment(), "subject": "Patient/ann", "day": DAYS[0]},
        "cohort.start": {"model": model(), "person_id": "p"},
        "cohort.score": {"days": "last"},
        "cohort.assess": {"day": None},
    }  # fmt: skip


def objects() -> Iterator[tuple[Any, dict[str, dict[str, Any]]]]:
    """Objects that a user has, and right arguments of those methods whose parameters have other meanings."""
    crossed = br.load.cross_basis(LOADS, lags=5, var="lin", lag="lin")
    coefficients = {"model": [0.1] * len(crossed.names), "covariance": np.eye(len(crossed.names))}
    recalibration = br.validate.recalibrate(EVENT, RISK)
    report = br.validate.report(EVENT, RISK, n_boot=0)
    row = {"values": {"previous_episode": 1}, "recalibration": recalibration, "validation": report}
    last = str(cohort().span(person())[1])
    yield model(), {
        "row": row,
        "assess_row": row,
        "recalibrated": row,
        "with_validation": row,
        "assess": {"day": last},
        "score": {"days": "last"},
        "save": {"path": "model.json"},
        "start": {"person_id": "p", "person": {"sex": "male"}},
        "validate": {"every_days": 7},
    }
    yield cohort(), {"plot": {"person": person()}}
    yield assessment(), {}
    yield model().score(cohort()), {"plot": {"person": person()}}
    yield br.fit.glm(X, EVENT), {"predict": {"X": X}}
    yield br.fit.cox(X, STOP, EVENT), {"predict_survival": {"X": X}}
    yield br.fit.kaplan_meier(STOP, EVENT), {"mean_until": {"until": 3.0}}
    yield crossed, dict.fromkeys(("coefficients", "predict", "reduce"), coefficients)
    yield br.load.basis("lin"), {}
    yield report, {"save": {"path": "report.md"}}
    yield recalibration, {"carry": {"risk": [0.1], "low": [0.05], "high": [0.2], "level": 0.95}}
    yield br.balance.tests(), {"row": {"index": 0}, "take": {"rows": [0]}, "to_frame": {"backend": "pandas"}}
    yield br.fit.ridge(1.0), {"for_columns": {"names": ("a",), "x": np.ones((3, 1)), "intercept": True}}
    yield model().start("p"), {"report": {"onset": DAYS[0]}, "advance": {"day": DAYS[1]}, "set": {"factor": "smoker"}}
    yield br.advise.what_if(assessment(), "exercise"), {}
