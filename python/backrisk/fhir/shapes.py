"""What is read of a Bundle has the types that FHIR has there, or is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from backrisk import _core
from backrisk._shared.places import shown

Node: TypeAlias = Mapping[str, Any]
"""A part of a resource as JSON has it: what stands under a name is looked at before it is used."""

Resource: TypeAlias = dict[str, Any]
"""A resource of FHIR that is written."""


def entries_of(bundle: object) -> list[Node]:
    """The entries that have a resource. Raises `DataError` for what is no Bundle."""
    if not isinstance(bundle, Mapping) or bundle.get("resourceType") != "Bundle":
        raise _core.DataError("read_bundle: must be a Bundle, a mapping whose resourceType is 'Bundle'")
    listed = bundle.get("entry", ())
    if not isinstance(listed, (list, tuple)):
        raise _core.DataError(f"read_bundle: entry is {shown(listed)}, but must be a list")
    for at, entry in enumerate(listed):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("resource", {}), Mapping):
            rule = "must be a mapping whose resource is a mapping"
            raise _core.DataError(f"read_bundle: entry {at + 1} is {shown(entry)}, but {rule}")
    return [entry for entry in listed if "resource" in entry]


def triples(own_codes: Iterable[Sequence[str]]) -> list[tuple[str, str, str]]:
    """Codes of one's own, each (system, code, condition). Raises `InvalidArgument`."""
    listed = list(own_codes)
    for one in listed:
        if not isinstance(one, (list, tuple)) or len(one) != 3 or not all(isinstance(x, str) for x in one):
            rule = "must be a sequence of (system, code, condition), three texts each"
            raise _core.InvalidArgument(f"read_bundle: own_codes holds {shown(one)}, but {rule}")
    return [(str(system), str(code), str(name)) for system, code, name in listed]


_LISTS = frozenset(("coding", "item", "answer", "extension"))
_MAPPINGS = frozenset(
    ("subject", "verificationStatus", "clinicalStatus", "onsetPeriod", "abatementPeriod", "occurrencePeriod",
     "performedPeriod", "effectivePeriod", "valueQuantity", "valueCoding")
)  # fmt: skip
_NUMBERS = frozenset(("valueInteger", "valueDecimal", "value"))


def misshapen(node: Node, concept: bool = True) -> str:
    """The first part that is read and is of a type that FHIR does not have there; empty where there is none.

    `code` is a concept of a resource (`concept`), and a text further down.
    """
    for name, value in node.items():
        if name in _MAPPINGS or (name == "code" and concept):
            below = [value]
        elif name in _LISTS:
            below = list(value) if isinstance(value, (list, tuple)) else [None]
        elif name in _NUMBERS and (isinstance(value, bool) or not isinstance(value, (int, float, Decimal))):
            return name
        else:
            continue
        for one in below:
            if not isinstance(one, Mapping):
                return str(name)
            if part := misshapen(one, concept=False):
                return f"{name}.{part}"
    return ""
