"""Recording one after the other, on both databases."""

from sqlalchemy import text
from sqlalchemy.orm import Session

NUMBER = 4_711_2026
"""Any number, as long as nothing else in this database takes an advisory lock of the same."""


def take_turn(session: Session) -> None:
    """Waits until nobody else records, and keeps the turn until the transaction ends.

    On SQLite ``db.writing()`` has it already. On PostgreSQL two drains would each take their own click for a visitor's
    first one, and hold the rows of totals that the other one wants.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": NUMBER})
