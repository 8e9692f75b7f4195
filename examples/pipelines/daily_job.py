"""A daily job: score everybody, keep yesterday's scores, say whose order changed. Safe to run twice a day.

    python daily_job.py my_clinic/ scores/ [--today 2026-03-01]

Exit code 0: done; 1: the data need a person first (errors of `check` are told and their rows set aside).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import backrisk as br


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clinic")
    parser.add_argument("scores", type=Path)
    parser.add_argument("--today")
    parser.add_argument("--model", help="a model card; else the literature's")
    options = parser.parse_args(arguments)

    cohort = br.read_cohort(options.clinic, today=options.today)
    findings = cohort.check()
    errors = [findings.row(i) for i in range(len(findings)) if findings.row(i)["level"] == "error"]
    model = br.load_model(options.model) if options.model else br.literature_model()
    scores = model.score(cohort, horizon_days=28, days="last")

    options.scores.mkdir(parents=True, exist_ok=True)
    today = options.today or str(max(scores["day"]))
    out = options.scores / f"{today}.csv"
    temporary = out.with_suffix(".part")
    frame = scores.to_frame("pandas")
    frame.assign(model_id=model.model_id).to_csv(temporary, index=False)
    temporary.replace(out)
    print(f"{len(scores)} people scored into {out}")
    print(scores.highest(3))
    for error in errors:
        print(f"{error['table']}, row {error['row']}, {error['column']}: {error['rule']}", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
