"""How often somebody may try. Counted in rows: all workers see the same, and a restart forgets nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from goodword.accounts.hashing import keyed
from goodword.accounts.models import Throttle
from goodword.db import inserting

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` times in each span. Spans follow each other by the clock, from midnight UTC on."""

    what: str
    most: int
    span: timedelta

    def ends(self, at: datetime) -> datetime:
        """When the span that ``at`` lies in is over."""
        midnight = datetime(1970, 1, 1, tzinfo=UTC)
        return at + self.span - (at - midnight) % self.span


ASKED_FROM = Limit("asked from an address", 30, QUARTER)
ASKED_FOR = Limit("asked for an account", 5, QUARTER)
TRIED_FROM = Limit("tried from an address", 60, QUARTER)
TRIED_FOR = Limit("tried for an account", 50, DAY)


def count(session: Session, limit: Limit, who: str, at: datetime) -> datetime | None:
    """Counts one more; None while that is within the limit, else the moment from which it is again.

    Who it was is kept as a keyed hash only, of both, account and address.
    """
    ends = limit.ends(at)
    row = inserting(session, Throttle).values(key=keyed(limit.what, who), ends_at=ends, count=1)
    again = row.on_conflict_do_update(index_elements=["key", "ends_at"], set_={"count": Throttle.count + 1})
    return ends if (session.scalar(again.returning(Throttle.count)) or 0) > limit.most else None


def forget_old(session: Session, at: datetime) -> None:
    """Removes spans that are over."""
    session.execute(delete(Throttle).where(Throttle.ends_at < at))
