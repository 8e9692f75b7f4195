"""
Area io: the model card.
"""
from __future__ import annotations
import backrisk._core.risk
__all__: list[str] = ['card_id', 'few_people', 'load_model', 'model_from_json', 'save_model', 'to_json']
def card_id(model: backrisk._core.risk.Model) -> str:
    ...
def load_model(path: str) -> backrisk._core.risk.Model:
    ...
def model_from_json(text: str) -> backrisk._core.risk.Model:
    ...
def save_model(model: backrisk._core.risk.Model, path: str) -> None:
    ...
def to_json(model: backrisk._core.risk.Model) -> str:
    ...
few_people: int = 20
