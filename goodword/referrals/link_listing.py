"""A partner's links as a list: where they lead, since when and until when, and how many people came by them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from goodword.referrals.click_rows import PartnerTotal
from goodword.referrals.models import Link
from goodword.referrals.partners import found

DAYS = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A link as lists show it. ``clicks`` are those of people in the last DAYS days (UTC), today among them;
    ``program`` is empty where it is the partner's usual one."""

    id: str
    code: str
    url: str
    page: str
    campaign: str
    sid: str
    program: str
    made: datetime
    ended: datetime | None
    clicks: int

    def plain(self) -> dict[str, str | int | None]:
        """The same for JSON; moments as ISO 8601."""
        ended = self.ended.isoformat(timespec="seconds") if self.ended else None
        return {**asdict(self), "made": self.made.isoformat(timespec="seconds"), "ended": ended}


def links_of(session: Session, slug: str, origin: str, now: datetime) -> Iterator[Listed]:
    """The links of the partner of this slug, the newest first. ``origin`` is the site's address without a path."""
    partner = found(session, slug)
    since = now.date() - timedelta(days=DAYS - 1)
    recent = (PartnerTotal.partner_id == partner.id, PartnerTotal.kind == "human", PartnerTotal.day >= since)
    sums = select(PartnerTotal.link_id, func.sum(PartnerTotal.count)).where(*recent).group_by(PartnerTotal.link_id)
    clicks = {link_id: int(count) for link_id, count in session.execute(sums)}
    for link in session.scalars(select(Link).where(Link.partner_id == partner.id).order_by(Link.id.desc())):
        yield Listed(
            id=link.public_id,
            code=link.code,
            url=f"{origin}/r/{link.code}",
            page=link.path,
            campaign=link.campaign,
            sid=link.sid,
            program=link.program,
            made=link.created_at,
            ended=link.ended_at,
            clicks=clicks.get(link.id, 0),
        )
