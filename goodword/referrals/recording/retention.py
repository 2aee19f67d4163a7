"""How long what was recorded is kept: the worker's chores. Totals stay for good."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from goodword.config import Settings
from goodword.db import inserting
from goodword.referrals.click_rows import Click, Sealed
from goodword.referrals.lead_rows import Lead
from goodword.referrals.recording.blanking import blank_leads
from goodword.referrals.recording.recounting import CLICKS
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.sale_rows import Answered, Conflict, KeySeen

ANSWERED = timedelta(days=8)
"""A day more than the seven for which an idempotency key is promised to be known."""
MOST, FEW = 5_000, 200
"""Clicks, and leads, in one transaction: others can write in between."""

Chore = Callable[[Session, datetime], object]


def forget_clicks(settings: Settings) -> Chore:
    """Removes clicks of days that are over long enough, the oldest first; True if there are more."""

    def chore(session: Session, at: datetime) -> bool:
        before = at.date() - timedelta(days=settings.keeping.clicks)
        some = select(Click.id).where(Click.day < before).order_by(Click.day).limit(MOST)
        ids = list(session.scalars(some))
        if ids:
            take_turn(session)
            _seal(session, before)
            session.execute(delete(Click).where(Click.id.in_(ids)).execution_options(synchronize_session=False))
        return len(ids) == MOST

    return chore


def blank_old_leads(settings: Settings) -> Chore:
    """Takes the person out of leads that are old enough; True if there are more."""

    def chore(session: Session, at: datetime) -> bool:
        before = at - timedelta(days=settings.keeping.leads)
        old = select(Lead.id).where(Lead.at < before, Lead.erased_at.is_(None)).order_by(Lead.at).limit(FEW)
        ids = list(session.scalars(old))
        if ids:
            take_turn(session)
            blank_leads(session, session.scalars(select(Lead).where(Lead.id.in_(ids))).all(), at)
        return len(ids) == FEW

    return chore


def forget_old_conflicts(settings: Settings) -> Chore:
    """Removes conflicts as old as the leads that are blanked: what was reported names persons."""

    def chore(session: Session, at: datetime) -> None:
        session.execute(delete(Conflict).where(Conflict.at < at - timedelta(days=settings.keeping.leads)))

    return chore


def forget_old_keys(session: Session, at: datetime) -> None:
    """Removes idempotency keys, and what was answered under them."""
    session.execute(delete(Answered).where(Answered.at < at - ANSWERED))
    session.execute(delete(KeySeen).where(KeySeen.at < at - ANSWERED))


def _seal(session: Session, before: date) -> None:
    """Days before this one cannot be counted again, for good: the mark never moves back."""
    row = inserting(session, Sealed).values(what=CLICKS, before=before)
    later = {"before": row.excluded.before}
    newer = Sealed.before < row.excluded.before
    session.execute(row.on_conflict_do_update(index_elements=["what"], set_=later, where=newer))


def chores(settings: Settings) -> tuple[Chore, ...]:
    """What `flask worker` does every hour."""
    return forget_clicks(settings), blank_old_leads(settings), forget_old_conflicts(settings), forget_old_keys
