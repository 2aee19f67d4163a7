"""What following a link needs to know of it, as plain data."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.models import Link, Partner


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link, whoever it is of and whether or not that partner may be shown. ``id`` and ``partner_id`` are those that
    other systems know."""

    id: str
    code: str
    partner: str
    partner_id: str
    program: str
    path: str
    niche: str
    language: str
    campaign: str
    sid: str
    ended: bool


def read_links(session: Session, since: int) -> dict[str, LinkCard]:
    """The cards of all links changed after revision ``since``, by code: one query for rows without objects."""
    columns = (
        Link.public_id.label("id"),
        Link.code,
        Partner.slug.label("partner"),
        Partner.public_id.label("partner_id"),
        Link.program,
        Link.path,
        Link.niche,
        Link.language,
        Link.campaign,
        Link.sid,
        Link.ended_at.is_not(None).label("ended"),
    )
    rows = session.execute(select(*columns).join(Link.partner).where(Link.revision > since))
    return {row.code: LinkCard(**row._mapping) for row in rows}
