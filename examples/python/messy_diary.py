"""A messy diary becomes a report: every cell that cannot be used is said, and nothing is guessed in silence.

    python messy_diary.py log.csv report/

The spreadsheet has a row a session, of several people: Name, Day (day first), Time (h:mm:ss), RPE (decimal comma).
What comes out: `findings.csv` (what to look at before believing any score), `scores.csv` and `report.html`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import backrisk as br

COLUMNS = {"person_id": "Name", "date": "Day", "duration_min": ("Time", "hh:mm:ss"), "rpe": "RPE"}


def main(log: str, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    read = br.read.diary(log, columns=COLUMNS, dayfirst=True, decimal=",")
    for line in (read.report.row(k) for k in range(len(read.report))):
        if line["what"] != "used":
            print(f"{line['what']} {line['column']}: {line['note']}")

    cohort = read.cohort()
    findings = cohort.check()
    print(findings)
    findings.to_frame("pandas").to_csv(folder / "findings.csv", index=False)

    model = br.literature_model(outcome="any_episode", setting="athletes")
    scores = model.score(cohort, horizon_days=28, days="last")
    scores.to_frame("pandas").to_csv(folder / "scores.csv", index=False)
    br.report.write_report(folder / "report.html", model, cohort, title="From the diary", audience="professional")
    print(f"{len(scores)} people scored; {folder / 'report.html'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
