"""What people do with a lead. Taken for nobody's, it counts no longer; believed, it counts, is credited and told of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from goodword.outbox import put
from goodword.referrals import leads
from goodword.referrals.lead_rows import Lead, LeadEvent, Touch
from goodword.referrals.recording.books import SENDINGS
from goodword.referrals.recording.counting import Counting
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.leads import TOPICS, believed
from goodword.referrals.recording.settling import settle
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.sale_rows import Customer

SUSPECT_SENDING = and_(LeadEvent.what.in_(SENDINGS), LeadEvent.status == "suspect")
BY_HAND = "by-hand"
"""Why a lead is suspect that somebody called so."""


@dataclass(frozen=True, slots=True)
class Move:
    """A status, a note, or both; ``by`` is the e-mail address of whoever did it, ``seen`` the status that they saw, if
    it is known."""

    status: str
    note: str
    by: str
    at: datetime
    seen: str = ""

    def meant(self, current: str) -> str:
        """The status that the lead gets. One that was moved since they saw it stays where it is."""
        return self.status if self.seen in ("", current) else current


def move(session: Session, lead_id: str, made: Move, judging: Judging) -> bool | None:
    """Inside ``db.writing()``: whether anything changed; None where there is no such lead.

    A suspect lead that was moved on stays believed; one called suspect is new again if the person writes again that
    day and nothing speaks against it.
    """
    take_turn(session)
    lead = session.get(Lead, lead_id, populate_existing=True)
    if lead is None:
        return None
    counting, before = Counting(), lead.status
    counting.changing(lead)
    changed = leads.move(session, lead, made.meant(lead.status), made.note, made.by, made.at)
    if lead.status != before and "suspect" in (lead.status, before):
        lead.suspicion = BY_HAND if lead.status == "suspect" else ""
        if lead.suspicion:
            settle(session, judging, counting, {lead.id}, {})
        else:
            _believe(session, lead, counting, judging)
        totals = Totals()
        counting.close(totals)
        totals.add(session)
    return changed


def _believe(session: Session, lead: Lead, counting: Counting, judging: Judging) -> None:
    """From now on what was sent is honest: the lead says it, and people are told of it, once, as of any other. What is
    known of a reported one is its customer's."""
    session.execute(update(LeadEvent).where(LeadEvent.lead_id == lead.id, SUSPECT_SENDING).values(status="new"))
    session.execute(update(Touch).where(Touch.subject_id == lead.id, Touch.doubted).values(doubted=False))
    if lead.kind in TOPICS and not lead.erased_at:
        sent = select(LeadEvent).where(LeadEvent.lead_id == lead.id, LeadEvent.what.in_(SENDINGS))
        believed(lead, session.scalars(sent.execution_options(populate_existing=True)))
    customer = session.get(Customer, lead.customer_id) if lead.customer_id else None
    if customer:
        settle(session, judging, counting, set(), {customer.id: customer.external_id})
    else:
        settle(session, judging, counting, {lead.id}, {})
    if lead.kind in TOPICS and lead.email and not lead.erased_at:
        topic = TOPICS[lead.kind]
        put(session, topic, {"lead": lead.id}, at=judging.at, key=f"{topic}:{lead.id}")
