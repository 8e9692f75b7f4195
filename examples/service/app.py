"""A small service: assess one person from factors, score a clinic's tables, say which model answers.

    pip install 'backrisk[service]'
    uvicorn --app-dir examples/service app:app

The model is read once and never changes, so that requests are answered side by side. What is sent is neither
stored nor logged. There is no authentication here: put it behind what you have.
"""

import logging
import math
import os
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, create_model

import backrisk as br

log = logging.getLogger("backrisk.service")
log.addHandler(logging.NullHandler())
MOST_ROWS = 200_000


class Strict(BaseModel):
    """A name that is not known is an error, not a factor that is forgotten."""

    model_config = ConfigDict(extra="forbid")


class Options(Strict):
    horizon_days: int = Field(28, ge=1, le=3650)
    level: float = Field(0.95, gt=0, lt=1)


class Tables(Strict):
    """A clinic's tables, a list of rows each; columns as `Cohort` has them."""

    people: list[dict[str, Any]] | None = None
    sessions: list[dict[str, Any]] | None = None
    sets: list[dict[str, Any]] | None = None
    tests: list[dict[str, Any]] | None = None
    wellness: list[dict[str, Any]] | None = None
    conditions: list[dict[str, Any]] | None = None
    episodes: list[dict[str, Any]] | None = None

    def columns(self) -> dict[str, dict[str, list[Any]]]:
        """Rows as columns; what a row lacks is missing. An empty table is given, and empty."""
        out = {}
        for name in type(self).model_fields:
            rows = getattr(self, name)
            if rows is None:
                continue
            if len(rows) > MOST_ROWS:
                raise br.InvalidArgument(f"{name}: has {len(rows)} rows, but must have at most {MOST_ROWS}")
            names = list(dict.fromkeys(key for row in rows for key in row)) or _needed(name)
            out[name] = {key: [row.get(key) for row in rows] for key in names}
        return out


def _needed(table: str) -> list[str]:
    return {
        "people": ["person_id"], "sessions": ["person_id", "date"],
        "sets": ["person_id", "date", "sets", "reps"],
        "tests": ["person_id", "date", "test", "value"], "wellness": ["person_id", "date"],
        "conditions": ["person_id", "condition"], "episodes": ["person_id", "onset"],
    }[table]  # fmt: skip


class ScoreRequest(Strict):
    tables: Tables
    options: Options = Options()
    days: str = "last"


class Risk(BaseModel):
    """Null with a reason where there is no risk."""

    risk: float | None
    low: float | None
    high: float | None
    hazard_ratio: float | None
    coverage: float
    reason: str
    flags: list[str]


class AssessAnswer(Risk):
    horizon_days: int
    outcome: str
    setting: str
    status: str
    intended_use: str
    missing: list[str]
    text: str


class ScoredDay(Risk):
    person_id: str
    day: str


class ScoreAnswer(BaseModel):
    status: str
    intended_use: str
    findings: list[dict[str, Any]]
    scores: list[ScoredDay]


def _number(value: Any) -> float | None:
    return float(value) if math.isfinite(float(value)) else None


def create_app(model: br.Model | None = None) -> FastAPI:
    """The service of a model; None: the card that BACKRISK_MODEL names, or the literature model."""
    card = os.environ.get("BACKRISK_MODEL")
    served = model or (br.load_model(card) if card else br.literature_model())
    names: dict[str, Any] = dict.fromkeys(served.factor_names, (float | None, None))
    Factors = create_model("Factors", __base__=Strict, **names)
    AssessRequest = create_model(
        "AssessRequest", __base__=Strict, factors=(Factors, ...), options=(Options, Options())
    )
    app = FastAPI(title="backrisk", version=br.__version__, description=str(br.risk.__doc__))

    @app.exception_handler(ValueError)
    def refused(request: Request, error: ValueError) -> JSONResponse:
        log.info("%s refused: %s", request.url.path, type(error).__name__)  # never what was sent
        return JSONResponse({"detail": str(error)}, status_code=422)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok", "version": br.__version__}

    @app.get("/model")
    def card_of_model() -> JSONResponse:
        return JSONResponse(content=_json(served.to_json()))

    @app.post("/assess", response_model=AssessAnswer)
    def assess(request: AssessRequest) -> AssessAnswer:  # type: ignore[valid-type]
        sent: Any = request
        known = {k: v for k, v in sent.factors.model_dump().items() if v is not None}
        one = served.assess_row(known, sent.options.horizon_days, sent.options.level)
        return AssessAnswer(
            risk=_number(one.risk), low=_number(one.low), high=_number(one.high),
            hazard_ratio=_number(one.hazard_ratio), coverage=one.coverage, reason=one.reason,
            flags=list(one.flags), horizon_days=one.horizon_days, outcome=one.outcome, setting=one.setting,
            status=one.status, intended_use=one.intended_use, missing=list(one.missing), text=one.to_text(),
        )  # fmt: skip

    @app.post("/score", response_model=ScoreAnswer)
    def score(request: ScoreRequest) -> ScoreAnswer:
        cohort = br.Cohort(**request.tables.columns())
        options = request.options
        scores = served.score(cohort, options.horizon_days, request.days, level=options.level, threads=1)
        findings = cohort.check()
        rows = []
        for k in range(len(scores)):
            row = scores.table.row(k)
            numbers = {name: _number(row[name]) for name in ("risk", "low", "high", "hazard_ratio")}
            rows.append(
                ScoredDay(
                    person_id=row["person_id"], day=str(row["day"]), **numbers, coverage=row["coverage"],
                    reason=row["reason"], flags=[row["flag"]] if row["flag"] else [],
                )
            )  # fmt: skip
        return ScoreAnswer(
            status=scores.status, intended_use=scores.intended_use, scores=rows,
            findings=[findings.row(k) for k in range(len(findings))],
        )  # fmt: skip

    return app


def _json(text: str) -> Any:
    import json

    return json.loads(text)


app = create_app()
