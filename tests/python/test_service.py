"""The service of the examples, by real requests.

Oracle: the same calls of the package, number by number.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import backrisk as br

pytest.importorskip("fastapi", reason="needs fastapi: pip install 'backrisk[service]'")
pytest.importorskip("httpx", reason="needs httpx: pip install 'backrisk[service]'")
pytestmark = pytest.mark.filterwarnings("default")
MODEL = br.literature_model()
SESSIONS = [
    {"person_id": "ann", "date": "2026-03-01", "duration_min": 60, "rpe": 5},
    {"person_id": "ann", "date": "2026-03-03", "duration_min": 45},
    {"person_id": "bob", "date": "2026-03-02", "load": 300},
]


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[Any]:
    from fastapi.testclient import TestClient

    sys.path.insert(0, str(root / "examples" / "service"))
    try:
        import app
    finally:
        sys.path.pop(0)
    yield TestClient(app.create_app(MODEL))
    sys.modules.pop("app", None)


def test_health_and_card(client: Any) -> None:
    assert client.get("/health").json() == {"status": "ok", "version": br.__version__}
    assert client.get("/model").json() == json.loads(MODEL.to_json())


def test_one_person(client: Any) -> None:
    factors = {"previous_episode": 1, "recency_days": 40, "smoker": None}
    answer = client.post("/assess", json={"factors": factors, "options": {"horizon_days": 90, "level": 0.8}})
    assert answer.status_code == 200
    one = MODEL.assess_row({"previous_episode": 1, "recency_days": 40}, 90, 0.8)
    found = answer.json()
    assert (found["risk"], found["low"], found["high"]) == (one.risk, one.low, one.high)
    assert found["text"] == one.to_text()
    assert found["status"] == one.status


def test_a_clinic(client: Any) -> None:
    answer = client.post(
        "/score", json={"tables": {"sessions": SESSIONS, "episodes": []}, "days": "all"}
    ).json()
    columns = {
        name: [row.get(name) for row in SESSIONS]
        for name in ("person_id", "date", "duration_min", "rpe", "load")
    }
    cohort = br.Cohort(sessions=columns, episodes={"person_id": [], "onset": []})
    scores = MODEL.score(cohort, days="all")
    assert [row["risk"] for row in answer["scores"]] == [
        r if r == r else None for r in scores["risk"].tolist()
    ]
    assert [row["reason"] for row in answer["scores"]] == scores["reason"].tolist()
    assert len(answer["findings"]) == len(cohort.check())
    assert client.post("/score", json={"tables": {"people": []}}).json()["scores"] == []


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/assess", {"factors": {"smokers": 1}}, "smokers"),
        ("/assess", {"factors": {"smoker": "often"}}, "smoker"),
        ("/assess", {"factors": {}, "options": {"horizon_days": 0}}, "horizon_days"),
        (
            "/assess",
            {"factors": {"previous_episode": 0, "recency_days": 3}},
            "left out where previous_episode is 0",
        ),
        ("/score", {"tables": {}}, "people or sessions must be given"),
        ("/score", {"tables": {"sessions": [{"person_id": "a", "date": "1.2.2026"}]}}, "row 1, column date"),
        ("/score", {"tables": {"session": []}}, "session"),
    ],
)
def test_bad_requests_are_refused_with_the_reason(client: Any, path: str, body: Any, words: str) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    assert words in json.dumps(answer.json())


def test_requests_side_by_side_and_nothing_logged(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="backrisk")
    body = {"tables": {"sessions": [{**row, "person_id": f"secret-{row['person_id']}"} for row in SESSIONS]}}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/score", json=body).json(), range(12)))
    assert all(answer == answers[0] for answer in answers)
    client.post("/score", json={"tables": {"sessions": [{"person_id": "secret-eve", "date": "never"}]}})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("backrisk")]
    assert ours == ["/score refused: DataError"]
