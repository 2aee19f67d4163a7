"""A record as a line, ``<CRC-32 of the rest, 8 hex digits> <JSON object>\\n``, and lines as records again. Pure.

A line counts only if all of it is there, its end too. What is between is damage: a write that a crash cut off, zeros
where a file system had no time to write, bits that turned. It is left out, and what stands whole behind it is found,
even where the end of the line before is gone: a record begins where checksum and opening brace stand, and no JSON of
ours can hold ``{"`` behind a space.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from pydantic_core import PydanticSerializationError, from_json, to_json

LONGEST = 1 << 20
"""Bytes of a line. Nothing that people or their programs send us comes near."""
HEAD = 9
BEGINNING = re.compile(rb'[0-9a-f]{8} \{"')


@dataclass(frozen=True, slots=True)
class Found:
    """A record, and where in its file its line begins and ends."""

    start: int
    end: int
    text: bytes
    """Its JSON."""

    def record(self) -> dict[str, Any]:
        """Raises ValueError for JSON that is none, which a right checksum all but excludes."""
        record = from_json(self.text)
        if not isinstance(record, dict):
            raise ValueError("a record is an object")
        return record


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no record."""

    start: int
    end: int


def line_of(record: Mapping[str, Any]) -> bytes:
    """The line of a record. Halves of surrogate pairs, which no UTF-8 has, become question marks. Raises TypeError for
    what JSON has not, ValueError for a line longer than LONGEST."""
    try:
        text = to_json(dict(record))
    except PydanticSerializationError:
        text = json.dumps(dict(record), ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    if len(text) >= LONGEST - HEAD:
        raise ValueError(f"{len(text):,} bytes are more than a record may have")
    return b"%08x %b\n" % (crc32(text), text)


def found_in(text: bytes, at: int = 0) -> Iterator[Found | Damage]:
    """What the whole lines of ``text`` hold; ``at`` is where in its file it begins. What follows the last line end is
    left for later."""
    start = 0
    while (end := text.find(b"\n", start) + 1) > 0:
        line = text[start : end - 1]
        if _whole(line):
            yield Found(at + start, at + end, line[HEAD:])
        elif line:  # an empty one is nothing
            yield from _in_damaged(line, at + start)
        start = end


def _in_damaged(line: bytes, at: int) -> Iterator[Found | Damage]:
    for begun in BEGINNING.finditer(line, 1):
        if _whole(line[begun.start() :]):
            yield Damage(at, at + begun.start())
            yield Found(at + begun.start(), at + len(line) + 1, line[begun.start() + HEAD :])
            return
    yield Damage(at, at + len(line) + 1)


def _whole(line: bytes) -> bool:
    return line[HEAD - 1 : HEAD] == b" " and line[: HEAD - 1] == b"%08x" % crc32(line[HEAD:])
