"""Idempotency keys, as the drain sees them: while the database was away nobody could compare two requests.

The one place where it matters what was recorded first: of two bodies under one key, that one counts.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.natural_ids import derived
from goodword.referrals.recording.bulk import among
from goodword.referrals.records import Asked, ChurnReported, LeadReported, RefundReported, SaleReported, encoded
from goodword.referrals.sale_rows import Conflict, KeySeen

Reported = LeadReported | SaleReported | RefundReported | ChurnReported
WHAT = "The same idempotency key came with another body: {path}, from {api_key}."


class Keys:
    """The keys that the records of a batch were reported under, and what was recorded under them before."""

    def __init__(self, session: Session, records: Iterable[Reported]) -> None:
        wanted = {each.id: key_of(each.asked) for each in records if each.asked.key}
        rows = select(KeySeen).where(among(session, KeySeen.key, set(wanted.values())))
        self._session = session
        self._seen = {row.key: row for row in session.scalars(rows)} if wanted else {}
        known = select(Conflict.id).where(among(session, Conflict.id, wanted))
        self._conflicts = set(session.scalars(known)) if wanted else set()

    def counts(self, record: Reported) -> bool:
        """Whether the record is neither a repeat nor a conflict; a conflict is kept for people to settle."""
        if not record.asked.key:
            return True
        if record.id in self._conflicts:
            return False
        key = key_of(record.asked)
        seen = self._seen.get(key)
        if seen is None:
            seen = KeySeen(key=key, body=record.asked.body, event=record.id, at=record.at)
            self._seen[key] = seen
            self._session.add(seen)
        if seen.body != record.asked.body:
            self._keep_conflict(record)
        return seen.event == record.id

    def _keep_conflict(self, record: Reported) -> None:
        what = WHAT.format(path=record.asked.path, api_key=record.asked.api_key)[:255]
        self._session.add(
            Conflict(id=record.id, at=record.at, what=what, record=encoded(record), settled_at=None, settled_by="")
        )
        self._conflicts.add(record.id)


def key_of(asked: Asked) -> str:
    """The same key from another API key, or for another path, is another key."""
    return derived("", asked.api_key, asked.path, asked.key).removeprefix("_")
