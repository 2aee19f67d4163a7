"""The number of the last change to partners."""

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from goodword.referrals.models import Revision

PARTNERS = "partners"


def next_revision(session: Session) -> int:
    """A new number for the change that this transaction is about to make.

    Taken first, it also makes writers on PostgreSQL follow each other: the row stays locked until the commit.
    So numbers become visible in their order, and a reader who knows n has seen everything up to n.
    """
    count = update(Revision).where(Revision.name == PARTNERS).values(number=Revision.number + 1)
    number = session.execute(count.returning(Revision.number)).scalar_one_or_none()
    if number is None:
        raise RuntimeError("The row that counts changes of partners is missing: run `flask db upgrade`.")
    return number


def current_revision(connection: Connection) -> int:
    """The number of the last change, 0 before the first."""
    return connection.execute(select(Revision.number).where(Revision.name == PARTNERS)).scalar_one()
