"""A page compressed once for all its visits, though something else stands in each.

Texts of any length stand between pieces of the page as stored blocks of deflate (RFC 1951, 3.2.4), and no piece is
compressed with what is in another one (`Spaced`).

Of one text, always of the same length, that stands in a page again and again, more is saved (`Zipped`). Where it stands
first it is left uncompressed in such a block, so that another can be put in its place. Every further one is for deflate
a copy of bytes before it, and a copy of the first in the end. That holds where no byte of the text is found elsewhere
in the page: it is compressed with MARK, bytes that no HTML holds. Whether it came true is tried before it is used.

The answer is one member of gzip (RFC 1952): of more, browsers show the first.
"""

import gzip
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from string import ascii_uppercase, digits

LEVEL = 6
LONGEST = 0xFFFF
"""Bytes of a stored block."""
WINDOW = 32_768
"""Bytes that a copy may reach back."""
MARK = bytes([*range(1, 9), *range(14, 32), 0xC0, 0xC1, *range(0xF5, 0xFD)])
TRIAL = (ascii_uppercase + digits).encode()
"""As long as MARK. No two of its bytes are the same, none is one of MARK's: what is right with it is right with all."""
LENGTH = len(TRIAL)
HEAD = gzip.compress(b"", LEVEL, mtime=0)[:10]


@dataclass(frozen=True, slots=True)
class Zipped:
    """What stands before and behind the first text."""

    before: bytes
    behind: bytes

    def around(self, text: bytes, whole: bytes) -> bytes:
        """``whole``, the page with this text in it, as gzip."""
        return b"".join((self.before, text, self.behind, tail(whole)))


@dataclass(slots=True)
class Spaced:
    """A page in the ``pieces`` around texts that differ; ``packed`` once it was asked for compressed."""

    pieces: list[bytes]
    packed: list[bytes] = field(default_factory=list)

    def whole(self, texts: Sequence[bytes]) -> bytes:
        """The page with these texts, one less than there are pieces."""
        return b"".join(chain.from_iterable(zip(self.pieces, (*texts, b""), strict=True)))

    def gzipped(self, texts: Sequence[bytes], whole: bytes) -> bytes:
        """``whole``, the page with these texts, as gzip."""
        self.packed = packed = self.packed or apart(self.pieces)
        blocks = (*(b"".join(stored(text)) for text in texts), tail(whole))
        return b"".join((HEAD, *chain.from_iterable(zip(packed, blocks, strict=True))))


def apart(pieces: Sequence[bytes]) -> list[bytes]:
    """The pieces as parts of one stream, each ending with a byte, none with copies from before it."""
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    before = [packing.compress(piece) + packing.flush(zlib.Z_FULL_FLUSH) for piece in pieces[:-1]]
    return [*before, packing.compress(pieces[-1]) + packing.flush()]


def stored(text: bytes) -> Iterator[bytes]:
    """The text as blocks that are not compressed."""
    for start in range(0, len(text), LONGEST):
        block = text[start : start + LONGEST]
        yield struct.pack("<BHH", 0, len(block), len(block) ^ LONGEST) + block


def tail(whole: bytes) -> bytes:
    """What gzip ends with."""
    return struct.pack("<LL", zlib.crc32(whole), len(whole) % 2**32)


def zipped(parts: Sequence[bytes]) -> Zipped | None:
    """The page with these parts, between which the texts stand, each LENGTH bytes long. None where there is no such
    text, or where a copy went wrong: too far away, or in a page with bytes that no HTML holds."""
    if len(parts) < 2:
        return None
    first, rest = parts[0], MARK.join(parts[1:])
    # Flushed, the first part ends with an empty stored block: its length is what is changed.
    before = deflated(first, zlib.Z_SYNC_FLUSH)[:-4] + struct.pack("<HH", LENGTH, LENGTH ^ 0xFFFF)
    behind = deflated(rest, zlib.Z_FINISH, (first + MARK)[-WINDOW:])
    made = Zipped(HEAD + before, behind)
    page = TRIAL.join(parts)
    return made if right(made.around(TRIAL, page), page) else None


def deflated(text: bytes, end: int, known: bytes = b"") -> bytes:
    """The text without head or end; ``known`` is what stands before it."""
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=known)
    return packing.compress(text) + packing.flush(end)


def right(packed: bytes, page: bytes) -> bool:
    try:
        return gzip.decompress(packed) == page
    except (zlib.error, gzip.BadGzipFile, EOFError):
        return False
