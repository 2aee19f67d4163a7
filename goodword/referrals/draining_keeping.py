"""For how long the archive of the journal is kept, and the places noted of segments that are in it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from goodword import journal
from goodword.config import Settings
from goodword.journal.archive import forget_old
from goodword.referrals.click_rows import JournalPosition


def forget_archives(settings: Settings) -> Callable[[Session, datetime], None]:
    """The worker's chore. What has been noted that long ago is of a segment that is gone."""

    def chore(session: Session, at: datetime) -> None:
        forget_old(settings.var, journal.NAMES, at.date(), settings.keeping.archive)
        old = JournalPosition.at < at - timedelta(days=settings.keeping.archive)
        session.execute(delete(JournalPosition).where(old))

    return chore
