"""Clicks that come after a lead or sale which names them: who is credited is worked out again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.lead_rows import Touch
from goodword.referrals.recording.bulk import among, looked_up
from goodword.referrals.recording.counting import Counting
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.settling import settle
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.touches import know_click
from goodword.referrals.sale_rows import Customer

TOUCH: Any = Touch.__table__


def clicks_came(session: Session, clicks: Mapping[str, Mapping[str, Any]], judging: Judging, totals: Totals) -> None:
    """``clicks`` are rows by id: those that were just recorded, and those whose class changed with them."""
    named = {row.click_id for row in looked_up(session, (TOUCH.c.click_id,), TOUCH.c.click_id, clicks)}
    if not named:
        return
    touches = select(Touch).where(among(session, Touch.click_id, named)).execution_options(populate_existing=True)
    leads: set[str] = set()
    customers: set[str] = set()
    for touch in session.scalars(touches):
        know_click(touch, clicks[touch.click_id])
        (leads if touch.subject == "lead" else customers).add(touch.subject_id)
    of_customers = select(Customer.id, Customer.external_id).where(among(session, Customer.id, customers))
    counting = Counting()
    settle(session, judging, counting, leads, dict(session.execute(of_customers).all()))
    counting.close(totals)
