"""``Idempotency-Key``: the same key with the same body is answered the same, and done once.

What was answered is a row, for a week and more; that it is being answered is the same row without an answer, for as
long as the lease runs. Where the database has no time to say, the journal of this machine does: its record says with
which key and body a request came. Only what is not in it any more, or lies on another machine, can be contradicted
while the database is away; then the drain sees it. An answer that is lost on the way is harmless, since the ids of what
was recorded follow from the key too.
"""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from goodword.accounts.hashing import keyed
from goodword.db import inserting
from goodword.referrals.api.parsing import canonical
from goodword.referrals.api.patience import Asking, Away
from goodword.referrals.api.problems import Problem
from goodword.referrals.persons import person_key
from goodword.referrals.recording.keys import key_of
from goodword.referrals.records import Asked
from goodword.referrals.sale_rows import Answered, KeySeen

LEASE = timedelta(seconds=60)
LONGEST = 255
OTHER_BODY = "This Idempotency-Key came with another body before. Use a new key for each thing you report."
RUNNING = "A request with this Idempotency-Key is being answered. Send it again in a moment; it counts once."


def asked_with(api_key: str, path: str, key: str, body: Any) -> Asked:
    """Who asks with which key and body. The body is taken by what it says, not by how it is spelled."""
    if not key:
        return Asked(api_key=api_key, path=path)
    whose = "\0".join((api_key, path, key))
    return Asked(
        api_key=api_key,
        path=path,
        key=keyed("idempotency key", whose),
        body=keyed("idempotency body", canonical(body)),
    )


@dataclass(frozen=True, slots=True)
class Before:
    """A request with this key came before: with which body, what it was answered, until when it is being answered.
    ``recorded`` is the body that is in the database as a fact, if one is."""

    body: str
    answer: Mapping[str, Any] | None
    lease_until: datetime
    recorded: str = ""

    def free(self, asked: Asked, at: datetime, sure: bool) -> bool:
        """Whether the request may be answered although it has no answer to be given again: whoever held the lease is
        gone; or it is written down already, so that it is the same event and has the same answer, and nobody needs to
        wait for one that the database had no time to keep. ``sure``: the journal says so."""
        if self.answer is not None or self.recorded not in ("", asked.body):
            return False
        return sure or self.recorded == asked.body or self.lease_until <= at


class Leases:
    """The keys that are being answered, by this process and by all."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._here: dict[str, str] = {}
        self._lock = Lock()

    def take(self, asked: Asked, at: datetime, sure: bool = False) -> Mapping[str, Any] | None:
        """What was answered before; None if the request is ours: then it ends with ``keep`` or ``give_up``. It is ours,
        too, while the database is away: the journal knows better. Raises Problem."""
        if not asked.key:
            return None
        before = self._looked_up(lambda: self._asking.read(lambda session: _before(session, asked)))
        if before and not before.free(asked, at, sure):
            return _replayed(before, asked, at)
        self._enter(asked, at)
        before = self._looked_up(lambda: self._asking.write(lambda session: _leased(session, asked, at, sure)))
        if before:
            self._leave(asked)
            return _replayed(before, asked, at)
        return None

    @staticmethod
    def _looked_up(look: Callable[[], Before | None]) -> Before | None:
        try:
            return look()
        except Away:
            return None

    def keep(self, asked: Asked, answer: Mapping[str, Any], email: str | None, at: datetime) -> None:
        """What was answered; ``email`` finds it again when that person is erased."""
        if asked.key:
            kept = {"status": 200, "answer": dict(answer), "subject": person_key(email) if email else ""}
            with suppress(Away):
                self._asking.write(lambda session: _keep(session, asked, kept, at))
            self._leave(asked)

    def give_up(self, asked: Asked) -> None:
        """It was not answered; whoever comes next may be."""
        if asked.key:
            row = delete(Answered).where(Answered.key == asked.key, Answered.body == asked.body)
            with suppress(Away):
                self._asking.write(lambda session: session.execute(row.where(Answered.status.is_(None))))
            self._leave(asked)

    def _enter(self, asked: Asked, at: datetime) -> None:
        """What this process is answering itself needs no database to be known."""
        with self._lock:
            if asked.key in self._here:
                raise _in_the_way(Before(self._here[asked.key], None, at), asked, at)
            self._here[asked.key] = asked.body

    def _leave(self, asked: Asked) -> None:
        with self._lock:
            self._here.pop(asked.key, None)


def _replayed(before: Before, asked: Asked, at: datetime) -> Mapping[str, Any]:
    if before.body == asked.body and before.answer is not None:
        return before.answer
    raise _in_the_way(before, asked, at)


def _before(session: Session, asked: Asked, locking: bool = False) -> Before | None:
    row = session.get(Answered, asked.key, with_for_update=locking or None)
    seen = session.get(KeySeen, key_of(asked))
    if row:
        return Before(row.body, row.answer, row.lease_until, seen.body if seen else "")
    return Before(seen.body, None, seen.at, seen.body) if seen and seen.body != asked.body else None


def _leased(session: Session, asked: Asked, at: datetime, sure: bool) -> Before | None:
    """None if the request is ours now, else what is in the way."""
    before = _before(session, asked, locking=True)
    lease = {"body": asked.body, "lease_until": at + LEASE}
    if before is None:
        row = inserting(session, Answered).values(key=asked.key, at=at, subject="", **lease)
        ours = session.scalar(row.on_conflict_do_nothing().returning(Answered.key))
        return None if ours else _before(session, asked)
    if not before.free(asked, at, sure):
        return before
    session.execute(update(Answered).where(Answered.key == asked.key).values(lease))
    return None


def _keep(session: Session, asked: Asked, kept: Mapping[str, Any], at: datetime) -> None:
    """There may be no row yet, or the lease of a body that came second: the database may have had no time for ours."""
    row = inserting(session, Answered).values(key=asked.key, body=asked.body, lease_until=at, at=at, **kept)
    ours = or_(Answered.body == asked.body, Answered.answer.is_(None))
    values = {"body": asked.body, **kept}
    session.execute(row.on_conflict_do_update(index_elements=["key"], set_=values, where=ours))


def _in_the_way(before: Before, asked: Asked, at: datetime) -> Problem:
    if before.body != asked.body:
        return Problem("key-reused", OTHER_BODY)
    wait = max(1, math.ceil((before.lease_until - at).total_seconds()))
    return Problem("still-running", RUNNING, headers={"Retry-After": str(wait)})
