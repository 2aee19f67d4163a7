"""Names in records, keys in rows: partners by slug, links by code, members by address."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import Session

from goodword.mailboxes import compared
from goodword.referrals.models import Link, Member, Partner
from goodword.referrals.recording.bulk import looked_up

NUL = "\0"
PARTNER: Any = Partner.__table__
LINK: Any = Link.__table__
MEMBER: Any = Member.__table__


@dataclass(frozen=True, slots=True)
class Names:
    """The partners and links that the records of one batch name."""

    partners: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, slugs: Iterable[str], codes: Iterable[str]) -> "Names":
        """Those of ``slugs`` and ``codes`` that there are."""
        partners = _ids(session, PARTNER.c.slug, PARTNER.c.id, set(slugs) - {""})
        return cls(partners, _ids(session, LINK.c.code, LINK.c.id, set(codes) - {""}))


def partners_named(session: Session, said: Iterable[str]) -> dict[str, int]:
    """Whom a key, or a code that was typed, may mean: a partner's slug or id, a link's code. As ``plain`` has them."""
    wanted = {plain(each) for each in said} - {""}
    codes = _ids(session, LINK.c.code, LINK.c.partner_id, wanted)
    public = _ids(session, PARTNER.c.public_id, PARTNER.c.id, wanted)
    return codes | public | _ids(session, PARTNER.c.slug, PARTNER.c.id, wanted)


def partners_of_members(session: Session, addresses: Iterable[str]) -> dict[str, int]:
    """The partners whose members these are, by address as addresses are compared."""
    return _ids(session, MEMBER.c.email, MEMBER.c.partner_id, {compared(each) for each in addresses} - {""})


def plain(said: str) -> str:
    """What somebody typed, as slugs and codes are written."""
    return clipped("-".join(said.casefold().split()), 255)


def clipped(text: str, most: int) -> str:
    """As a column of ``most`` characters can hold it on both databases: PostgreSQL takes no NUL and no half pairs."""
    if NUL in text:
        text = text.replace(NUL, "")
    return text[:most] if text.isascii() else text.encode("utf-8", "replace").decode()[:most]


def _ids(session: Session, name: "Column[Any]", number: "Column[Any]", wanted: set[str]) -> dict[str, int]:
    if not wanted:
        return {}
    return dict(map(tuple, looked_up(session, (name, number), name, wanted)))
