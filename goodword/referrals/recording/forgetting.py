"""A person erased from the database: found by address, taken out of every row, and kept out by a tombstone."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Engine, String, Text, cast, inspect, or_, select
from sqlalchemy.orm import Session

from goodword import mail
from goodword.db import Base, inserting
from goodword.mailboxes import compared
from goodword.outbox import Due
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Tombstone, Touch
from goodword.referrals.natural_ids import customer_id
from goodword.referrals.persons import person_key
from goodword.referrals.recording.addresses import forget_addresses
from goodword.referrals.recording.blanking import blank_customers, blank_leads, impersonal, rest_on_less
from goodword.referrals.recording.forgotten_records import without
from goodword.referrals.recording.spelled import holds, nameless, rough, swept
from goodword.referrals.recording.stored_answers import blank_answers, telling
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.sale_rows import Answered, Churn, Conflict, Customer, Refund, Sale

LEAD = re.compile(r"lead_[0-9a-f]{32}")
SAID: Sequence[type[Base]] = (Lead, LeadEvent, Touch, Credit, Customer, Sale, Refund, Churn, Conflict, Answered)
"""Tables of what people and products told us."""
WAITS = 15
"""Tries, a fifth of a second apart."""


def bury(session: Session, email: str, at: datetime) -> None:
    """Leaves a tombstone: no record made until ``at`` brings the person back. Who writes again later is welcome."""
    row = inserting(session, Tombstone).values(key=person_key(email), at=at)
    session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"at": row.excluded.at}))


def erase(session: Session, email: str, at: datetime) -> Counter[str]:
    """Erases the person, inside ``db.writing()``; what was found, in numbers of things by their names in the plural.

    ``email`` is as addresses are compared. No total and no credit changes.
    """
    take_turn(session)
    found: Counter[str] = Counter()
    customers = _customers(session, email)
    of_them = Lead.customer_id.in_([each.id for each in customers])
    leads = session.scalars(select(Lead).where(or_(Lead.address == email, of_them))).all()
    may_refer = session.scalars(select(Lead).where(Lead.referrer_email.ilike(rough(email))))
    referred = [each for each in may_refer if compared(each.referrer_email) == email]
    found["leads"] = len(leads)
    found["leads that they referred"] = len(referred)
    found["customers"] = len(customers)
    found["stored answers"] = blank_answers(session, email, customers)
    _blank_referrers(session, referred)
    rest_on_less(session, set(), forget_addresses(session, email, {each.id for each in customers}), at)
    blank_leads(session, leads, at)
    blank_customers(session, customers, email, at)
    found["sales that told of them"] = _blank_sales(session, email, at)
    found["entries of the outbox"] = _empty_outbox(session, email, leads, referred)
    found["conflicts"] = _blank_conflicts(session, email, {each.id for each in customers})
    session.flush()
    found["mentions by others"] = sweep(session, email)
    return +found


def wipe(engine: Engine) -> bool:
    """Has nothing of what was erased left in the files of an SQLite database; False while others keep it from that.

    What is deleted is overwritten (``secure_delete``), but the write-ahead log holds pages as they were before.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    try:
        for _ in range(WAITS):
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
            time.sleep(0.2)
    finally:
        connection.close()
    return False


def customers_of(session: Session, email: str) -> set[str]:
    """The ids of the customers with the address."""
    return {each.id for each in _customers(session, email)}


def _customers(session: Session, email: str) -> list[Customer]:
    may_be = or_(Customer.email.ilike(rough(email)), Customer.external_id.ilike(rough(email)))
    rows = session.scalars(select(Customer).where(may_be))
    return [each for each in rows if compared(each.email) == email or holds(each.external_id, email)]


def _blank_referrers(session: Session, leads: Iterable[Lead]) -> None:
    for lead in leads:
        lead.referrer_email, lead.referrer = "", {}
        for event in session.scalars(select(LeadEvent).where(LeadEvent.lead_id == lead.id)):
            event.said = {name: value for name, value in event.said.items() if name != "referrer"}


def _blank_sales(session: Session, email: str, at: datetime) -> int:
    """Sales of customers who are not known, or are known by another address now."""
    sales = telling(session, email)
    for sale in sales:
        sale.more = impersonal(sale.more)
        if compared(sale.external_id) == email:
            sale.external_id = nameless(customer_id(sale.external_id))
    rest_on_less(session, set(), {each.customer_id: each.external_id for each in sales if each.customer_id}, at)
    return len(sales)


def _empty_outbox(session: Session, email: str, leads: Iterable[Lead], referred: Iterable[Lead]) -> int:
    """Removes letters to the person, and about the person, whether sent, waiting or given up.

    What is kept of a letter that was sent, its subject among it, may name them; its key says of which lead it was.
    """
    own = {each.id for each in leads}
    of_letters = own | {each.id for each in referred}
    count = 0
    for due in session.scalars(select(Due)):
        about = own if due.topic not in mail.TOPICS else of_letters
        if holds([due.payload, due.key, due.error], email) or not about.isdisjoint(LEAD.findall(due.key or "")):
            session.delete(due)
            count += 1
    return count


def _blank_conflicts(session: Session, email: str, customers: set[str]) -> int:
    count = 0
    for conflict in session.scalars(select(Conflict)):
        if (less := without(conflict.record, email, customers)) != conflict.record:
            conflict.record = dict(less)
            count += 1
    return count


def sweep(session: Session, email: str) -> int:
    """Takes the address out of everything else that was said or reported: messages, keys, ids, words of others."""
    count = 0
    for table in SAID:
        texts = [column for column in inspect(table).columns if isinstance(column.type, String | JSON)]
        rows = select(table).where(or_(*(cast(column, Text).ilike(rough(email)) for column in texts)))
        for row in session.scalars(rows):
            changed = {name: less for name, value in _values(row) if (less := swept(value, email, name)) != value}
            for name, less in changed.items():
                setattr(row, name, less)
            count += bool(changed)
    return count


def _values(row: Any) -> Iterator[tuple[str, Any]]:
    return ((column.key, getattr(row, column.key)) for column in inspect(row).mapper.column_attrs)
