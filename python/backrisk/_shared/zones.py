"""The time zones of the columns of a Parquet file, from what pandas and Arrow write beside the data.

Parquet itself stores instants: the zone on whose wall clock a day began stands only in the metadata of the
library that wrote the file, as JSON (pandas) or as a schema of Arrow (a FlatBuffers message).
"""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Iterator, Mapping

_TIMESTAMP = 10
"""Number of `Timestamp` in the union `Type` of Arrow's Schema.fbs."""
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)", re.ASCII)


def time_zones(metadata: Mapping[bytes, bytes]) -> dict[str, str]:
    """Time zone of each column that has one, from the key-value metadata of a Parquet file."""
    zones: dict[str, str] = {}
    if b"ARROW:schema" in metadata:
        try:
            zones |= dict(_arrow_zones(base64.b64decode(metadata[b"ARROW:schema"])))
        except (ValueError, struct.error, UnicodeDecodeError):
            zones = {}
    if b"pandas" in metadata:
        try:
            columns = json.loads(metadata[b"pandas"])["columns"]
            found = {one["name"]: (one.get("metadata") or {}).get("timezone") for one in columns}
        except (ValueError, KeyError, TypeError, AttributeError):
            found = {}
        zones |= {name: zone for name, zone in found.items() if zone and name not in zones}
    return zones


def _arrow_zones(message: bytes) -> Iterator[tuple[str, str]]:
    """(name, time zone) of the columns in an encapsulated message with a schema."""
    start = 8 if message[:4] == b"\xff\xff\xff\xff" else 4
    root = _Table(message, start + _u32(message, start))
    schema = root.table(2)  # Message.header
    if schema is None:
        return
    for one in schema.tables(1):  # Schema.fields
        kind = one.table(3)  # Field.type
        zone = None if kind is None or one.byte(2) != _TIMESTAMP else kind.text(1)
        if zone:
            yield one.text(0) or "", zone


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


class _Table:
    """A table of FlatBuffers: fields by their number, each at an offset from the table."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at
        self._slots = at - int(struct.unpack_from("<i", data, at)[0])

    def _field(self, number: int) -> int | None:
        size = int(struct.unpack_from("<H", self._data, self._slots)[0])
        slot = 4 + 2 * number
        offset = int(struct.unpack_from("<H", self._data, self._slots + slot)[0]) if slot < size else 0
        return self._at + offset if offset else None

    def _target(self, number: int) -> int | None:
        at = self._field(number)
        return None if at is None else at + _u32(self._data, at)

    def byte(self, number: int) -> int:
        at = self._field(number)
        return 0 if at is None else self._data[at]

    def table(self, number: int) -> _Table | None:
        at = self._target(number)
        return None if at is None else _Table(self._data, at)

    def tables(self, number: int) -> Iterator[_Table]:
        at = self._target(number)
        for i in range(0 if at is None else _u32(self._data, at)):
            place = (at or 0) + 4 + 4 * i
            yield _Table(self._data, place + _u32(self._data, place))

    def text(self, number: int) -> str | None:
        at = self._target(number)
        if at is None:
            return None
        return self._data[at + 4 : at + 4 + _u32(self._data, at)].decode("utf-8")


def local_clock(column: str, zone: str) -> str:
    """SQL of DuckDB for the wall clock of `zone` in a column of instants."""
    offset = _OFFSET.fullmatch(zone)
    if offset is None:
        return f"timezone('{zone.replace(chr(39), chr(39) * 2)}', {column})"
    minutes = 60 * int(offset[2]) + int(offset[3])
    return f"timezone('UTC', {column}) {offset[1]} INTERVAL {minutes} MINUTE"
