"""Reading segments, while somebody appends to them or long after."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goodword.journal.lines import LONGEST, Damage, Found, found_in

CHUNK = 4 * LONGEST
USUAL = 1024  # bytes of a record, generously


@dataclass(frozen=True, slots=True)
class Chunk:
    """What lies between two places of a file. Behind ``end`` there may be more."""

    start: int
    end: int
    found: tuple[Found, ...]
    damage: tuple[Damage, ...]


def chunk_of(path: Path, start: int, most: int, finished: bool = False, stop: int | None = None) -> Chunk:
    """At most ``most`` records from ``start`` on, and not beyond ``stop``. Of a ``finished`` segment nothing is left
    behind: what has no line end will never get one. Raises OSError."""
    text = _bytes(path, start, most * USUAL, stop)
    if b"\n" not in text:
        text = _bytes(path, start, CHUNK, stop)
    found: list[Found] = []
    damage: list[Damage] = []
    for each in found_in(text, start):
        if isinstance(each, Damage):
            damage.append(each)
        else:
            found.append(each)
            if len(found) == most:
                return Chunk(start, each.end, tuple(found), tuple(damage))
    end = start + text.rfind(b"\n") + 1
    if end == start and len(text) == CHUNK:  # no line is so long; a record may begin in what is left for next time
        end = start + CHUNK - LONGEST
        damage.append(Damage(start, end))
    elif finished and end == start and text:
        end = start + len(text)
        damage.append(Damage(start, end))
    return Chunk(start, end, tuple(found), tuple(damage))


def _bytes(path: Path, start: int, most: int, stop: int | None) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(max(0, min(most, stop - start)) if stop is not None else most)


def records_of(path: Path) -> Iterator[dict[str, Any]]:
    """All records of a finished or archived segment (``.log`` or ``.log.gz``), what is damaged left out."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        rest, at = b"", 0
        while text := file.read(CHUNK):
            rest += text
            whole = rest.rfind(b"\n") + 1
            yield from (each.record() for each in found_in(rest[:whole], at) if isinstance(each, Found))
            rest = rest[whole:][-CHUNK:]
