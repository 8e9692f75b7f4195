"""Words as data: a catalogue of messages by id for each language, English first.

A language is a JSON file in `words/` with the keys of `en.json`, or a mapping with some of them; what it
lacks is said in English. The patient's words of a rule have the id "rule.A17", the label of an intervention
"change.exercise", a professional's name of a factor "factor.smoker.professional": their English stands beside
their numbers, in the core. A message that ends in ".professional" is what a professional reads instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from backrisk import _core

_FOLDER = Path(__file__).parent.parent / "words"

Language = str | Mapping[str, str]


@lru_cache(maxsize=8)
def _file(language: str) -> dict[str, str]:
    known = sorted(path.stem for path in _FOLDER.glob("*.json"))
    if language not in known:
        raise _core.InvalidArgument(f"language: is {language!r}, but must be one of {', '.join(known)}")
    found: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return {**_core_words(), **found} if language == "en" else found


def _core_words() -> dict[str, str]:
    rules = {f"rule.{one.rule}": one.how for one in _core.advise.RuleBook().rules()}
    schema = _core.factor.default_schema()
    factors = {f"factor.{one.name}.professional": one.label for one in schema.factors()}
    return rules | factors | {f"change.{one.change}": one.label for one in _core.advise.interventions()}


def messages(language: Language = "en") -> dict[str, str]:
    """Every message by id. Raises `InvalidArgument` for an unknown language or an id that does not exist.

    >>> messages()["driver.smoker"]
    'You smoke. Stopping is good for your health. Ask for help.'
    >>> messages({"driver.smoker": "Rauchen"})["driver.trial"]
    'Changing it was tried: {trial}.'
    """
    english = _file("en")
    if isinstance(language, str):
        return {**english, **_file(language)}
    if unknown := [key for key in language if key not in english]:
        raise _core.InvalidArgument(f"language: has the message {unknown[0]!r}, which does not exist")
    return {**english, **language}


def say(message: str, language: Language = "en", /, **values: object) -> str:
    """One message with its values filled in."""
    return messages(language)[message].format(**values)
