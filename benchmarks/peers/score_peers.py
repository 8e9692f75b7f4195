"""Load features and risk for many person-days: backrisk beside pandas, numpy and numba in one run.

Two works, a person-day. Features: EWMA acute (7) and chronic (28), their ratio, 7-day mean and SD, monotony,
strain, week change; the peers add a plug-in risk from three of them. Score: those of them that the model
uses, the 30-day session spike, the mean risk under uncertainty, its 95 % interval, the hazard ratio; pandas
does the same in score_twin.py, whose numbers a test compares. backrisk adds coverage, reasons and flags. Run:

    python benchmarks/peers/score_peers.py [people] [threads]
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import score_twin

import backrisk as br

DAYS = 365
RISK = (-7.5, 0.1, 0.1, 0.1)


def loads(people: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    minutes = rng.integers(30, 121, (people, DAYS)) * (rng.random((people, DAYS)) > 0.3)
    return (minutes * rng.integers(2, 9, (people, DAYS))).astype(float)


def with_pandas(frame: pd.DataFrame) -> pd.Series:
    by = frame.groupby("person", sort=False)["load"]
    acute = by.ewm(span=7, adjust=False).mean().to_numpy()
    chronic = by.ewm(span=28, adjust=False).mean().to_numpy()
    rolling = by.rolling(7)
    mean, sd, total = rolling.mean().to_numpy(), rolling.std().to_numpy(), rolling.sum().to_numpy()
    frame = frame.assign(ratio=acute / chronic, monotony=mean / sd, strain=total * mean / sd, week=total)
    change = 100 * (frame["week"] / frame.groupby("person", sort=False)["week"].shift(7) - 1)
    eta = RISK[0] + RISK[1] * frame["ratio"] + RISK[2] * frame["monotony"] + RISK[3] * change / 100
    return 1 - np.exp(-28 * np.exp(eta))


def with_numpy(x: np.ndarray) -> np.ndarray:
    def ewma(span: int) -> np.ndarray:
        alpha, out = 2 / (span + 1), np.empty_like(x)
        out[:, 0] = x[:, 0]
        for t in range(1, x.shape[1]):
            out[:, t] = out[:, t - 1] + alpha * (x[:, t] - out[:, t - 1])
        return out

    window = np.lib.stride_tricks.sliding_window_view(x, 7, axis=1)
    total = np.full_like(x, np.nan)
    sd = np.full_like(x, np.nan)
    total[:, 6:] = window.sum(axis=2)
    sd[:, 6:] = window.std(axis=2, ddof=1)
    change = np.full_like(x, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        monotony = total / 7 / sd
        strain = total * monotony
        change[:, 7:] = 100 * (total[:, 7:] / total[:, :-7] - 1)
        ratio = ewma(7) / ewma(28)
        eta = RISK[0] + RISK[1] * ratio + RISK[2] * monotony + RISK[3] * change / 100 + 0 * strain
        return np.asarray(1 - np.exp(-28 * np.exp(eta)))


def make_numba() -> Callable[[np.ndarray], np.ndarray] | None:
    try:
        import numba
    except ImportError:
        return None

    @numba.njit(parallel=True, fastmath=False)  # type: ignore[misc]
    def run(x):  # type: ignore[no-untyped-def]
        risk = np.empty_like(x)
        for p in numba.prange(x.shape[0]):
            acute = chronic = x[p, 0]
            for t in range(x.shape[1]):
                acute += 0.25 * (x[p, t] - acute)
                chronic += 2 / 29 * (x[p, t] - chronic)
                if t < 13:
                    risk[p, t] = np.nan
                    continue
                total = before = squares = 0.0
                for k in range(7):
                    total += x[p, t - k]
                    before += x[p, t - k - 7]
                for k in range(7):
                    squares += (x[p, t - k] - total / 7) ** 2
                monotony = total / 7 / np.sqrt(squares / 6)
                change = total / before - 1
                eta = -7.5 + 0.1 * acute / chronic + 0.1 * monotony + 0.1 * change
                risk[p, t] = 1 - np.exp(-28 * np.exp(eta))
        return risk

    run(np.ones((2, 20)))
    return run  # type: ignore[no-any-return]


def cohort_of(x: np.ndarray) -> br.Cohort:
    people = len(x)
    person, day = np.nonzero(x)
    names = np.array([f"p{i:06d}" for i in range(people)])
    start = np.datetime64("2025-01-01")
    dates = start + day.astype("timedelta64[D]")
    sessions = {"person_id": names[person], "date": dates, "load": x[person, day]}
    ends = {"monitored_from": np.full(people, start), "monitored_to": np.full(people, start + DAYS - 1)}
    table = {"person_id": names, **ends}
    return br.Cohort(people=table, sessions=sessions)


def best(work: Callable[[], object], times: int) -> float:
    elapsed = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        elapsed.append(time.perf_counter() - begin)
    return min(elapsed)


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 2740
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    x = loads(people)
    n = x.size
    frame = pd.DataFrame({"person": np.repeat(np.arange(people), DAYS), "load": x.ravel()})
    cohort = cohort_of(x)
    model = br.literature_model()
    columns = np.empty((5, n))
    flat = x.ravel()
    label = np.repeat(np.arange(people), DAYS)
    last = model.score(cohort)
    log_days = score_twin.log_days_of(
        **{name: float(last[name][-1]) for name in ("low", "high", "relative")}, model=model
    )

    def copy() -> None:
        for column in columns:
            column[:] = flat

    work: dict[str, tuple[Callable[[], object], int]] = {
        "copy 1 column to 5 (limit)": (copy, 5),
        f"backrisk, {threads} threads": (lambda: model.score(cohort, days="all", threads=threads), 5),
        "backrisk, 1 thread": (lambda: model.score(cohort, days="all", threads=1), 5),
        f"backrisk, features alone, {threads} threads": (
            lambda: br.load.features(flat, groups=label, threads=threads),
            5,
        ),
        "backrisk, features alone, 1 thread": (lambda: br.load.features(flat, groups=label), 5),
        "numpy by hand": (lambda: with_numpy(x), 2),
        "pandas": (lambda: with_pandas(frame), 1 if n > 2e6 else 2),
        "pandas, the whole score": (lambda: score_twin.score(model, frame, log_days), 1 if n > 2e6 else 2),
    }
    numba = make_numba()
    if numba:
        work["numba, parallel"] = (lambda: numba(x), 5)
    seconds = {name: best(run, times) for name, (run, times) in work.items()}
    print(f"{n} person-days; {platform.machine()}, {os.cpu_count()} cores")
    print(f"numpy {np.__version__}, pandas {pd.__version__}")
    ours = seconds[f"backrisk, {threads} threads"]
    features = seconds[f"backrisk, features alone, {threads} threads"]
    for name, value in seconds.items():
        shares = f"{value / ours:7.1f} x ours {value / features:7.1f} x our features alone"
        print(f"  {name:38s} {1e9 * value / n:8.1f} ns a person-day {shares}")


if __name__ == "__main__":
    main()
