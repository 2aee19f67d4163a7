"""Addresses of a preview for somebody without an account: signed, ending by themselves, good for nothing else.

A shared preview opens one page, as its maker saw it, and of the drafts only those that were on it then: whoever reviews
their own story must not come upon the next customer's. The address says no name of a draft, for it may be one that the
customer did not allow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from goodword.accounts import team
from goodword.accounts.hashing import keyed
from goodword.site.drafts import Name
from goodword.team.preview.context import NAMES, Context

SHARE, PICTURE = "goodword.preview.share", "goodword.preview.picture"
DAYS = (1, 7, 30)
PICTURES_FOR = timedelta(hours=2)
LONGEST = 6_000


@dataclass(frozen=True, slots=True)
class Pass:
    """What somebody may see, until when, and by whose word. ``drafts`` are keyed marks of entries; None means all."""

    context: Context
    until: datetime
    maker: str
    drafts: frozenset[str] | None = None


class NoPass(Exception):
    """Not a pass of ours, or not as we made it."""


def signed(given: Pass, purpose: str, secret: str) -> str:
    content = {
        "c": {name: value for name in NAMES if (value := getattr(given.context, name))},
        "u": int(given.until.timestamp()),
        "m": given.maker,
    }
    if given.drafts is not None:
        content["d"] = sorted(given.drafts)
    return str(serializer(purpose, secret).dumps(content))


def unsigned(token: str, purpose: str, secret: str, zone: Any) -> Pass:
    """The pass that was signed, ended or not. Raises NoPass."""
    if len(token) > LONGEST:
        raise NoPass
    try:
        content = serializer(purpose, secret).loads(token)
    except (BadSignature, UnicodeError) as error:
        raise NoPass from error
    drafts = frozenset(content["d"]) if "d" in content else None
    return Pass(Context(**content["c"]), datetime.fromtimestamp(content["u"], zone), content["m"], drafts)


def serializer(purpose: str, secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=purpose, signer_kwargs={"key_derivation": "hmac", "digest_method": sha256})


def marks(names: Iterable[Name]) -> frozenset[str]:
    """Entries as a pass names them: whoever does not know the name cannot read it from there."""
    return frozenset(keyed("preview draft", f"{kind}/{slug}")[:16] for kind, slug in names)


def mark_of(email: str) -> str:
    """A member as a pass names them."""
    return keyed("preview maker", email)[:16]


def still_there(maker: str) -> bool:
    """Whether who made a pass belongs to the team now."""
    return any(mark_of(person.email) == maker for person in team.everyone())
