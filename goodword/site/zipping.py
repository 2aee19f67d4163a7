"""A page compressed once for all its visits, though in each another text of one length stands in it again and again.

Where it stands first it is left uncompressed, in a stored block of deflate (RFC 1951, 3.2.4), so that another can be
put in its place. Every further one is for deflate a copy of bytes before it, and a copy of the first in the end. That
holds where no byte of the text is found elsewhere in the page: it is compressed with MARK, bytes that no HTML holds.
Whether it came true is tried before it is used. The answer is one member of gzip (RFC 1952): of more, browsers show
the first.
"""

import gzip
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase, digits

LEVEL = 6
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
        return b"".join((self.before, text, self.behind, struct.pack("<LL", zlib.crc32(whole), len(whole) % 2**32)))


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
