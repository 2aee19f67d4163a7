"""``gw_id``, the id of an arrival: when it was, and proof of whom it was made for. Pure.

``clk_`` and 32 characters of base32 (RFC 4648) in lower case: 6 bytes of milliseconds since 1970, 5 of chance, and 9 of
a keyed hash over both, who sent the visitor (`arriving.proven`) and the visitor's hash.
"""

import re
from base64 import b32decode, b32encode
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

PREFIX = "clk_"
FORM = re.compile(r"clk_[a-z2-7]{32}")
LENGTH = 36
TIME, CHANCE, MAC = 6, 5, 9
VISIT = timedelta(minutes=30)
"""For so long after its click an id continues the visit of whoever brings it back."""


class ClickId(NamedTuple):
    """An id that is well formed, whoever made it, and the moment it names (UTC)."""

    text: str
    at: datetime


def parse(text: str) -> ClickId | None:
    """None where it is not well formed, or names a moment that no calendar has."""
    if not FORM.fullmatch(text):
        return None
    milliseconds = int.from_bytes(b32decode(text[len(PREFIX) :].upper())[:TIME], "big")
    try:
        return ClickId(text, datetime.fromtimestamp(milliseconds / 1000, UTC))
    except (OverflowError, ValueError):
        return None


def key_of(secret: str) -> bytes:
    """What ids are made with, from the site's secret key."""
    return blake2b(secret.encode(), digest_size=32, person=b"goodword gw_id").digest()


def new_id(key: bytes, at: datetime, chance: bytes, partner: str, visitor: str) -> str:
    """The id of an arrival ``at`` a moment; ``chance`` is CHANCE bytes that nobody can guess."""
    head = (at.astimezone(UTC) - EPOCH) // MILLISECOND
    told = head.to_bytes(TIME, "big") + chance
    return PREFIX + b32encode(told + proof(key, told, partner, visitor)).decode().lower()


def made_for(key: bytes, click: ClickId, partner: str, visitor: str) -> bool:
    """Whether we made this id for a visitor and who sent them, as ``proven`` says it; both may be empty."""
    raw = b32decode(click.text[len(PREFIX) :].upper())
    told, mac = raw[: TIME + CHANCE], raw[TIME + CHANCE :]
    return compare_digest(mac, proof(key, told, partner, visitor))


def proof(key: bytes, told: bytes, partner: str, visitor: str) -> bytes:
    return blake2b(told + f"{partner}\0{visitor}".encode(), key=key, digest_size=MAC).digest()


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
