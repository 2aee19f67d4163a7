"""``Idempotency-Key``: the same key with the same body is answered the same, and done once.

What was answered is a row, for a week and more; that it is being answered is the same row without an answer, for as
long as the lease runs. While the database is away nobody can look: the request is taken, its record says with which key
and body it came, and the drain sees whether it contradicts what came before. An answer that is lost on the way is
harmless, since the ids of what was recorded follow from the key too.
"""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import delete, select, update
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
class Taken:
    """What came of it: the ``answer`` that was given before; else the request is ours. ``blind`` if that is so because
    the database is gone."""

    answer: Mapping[str, Any] | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """A request with this key came before: with which body, what it was answered, until when it is being answered."""

    body: str
    answer: Mapping[str, Any] | None
    lease_until: datetime


class Leases:
    """The keys that are being answered, by this process and by all."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._here: dict[str, str] = {}
        self._lock = Lock()

    def take(self, asked: Asked, at: datetime) -> Taken:
        """Raises Problem. Every request that is ours then ends with ``keep`` or ``give_up``."""
        if not asked.key:
            return Taken()
        before, blind = self._looked_up(lambda: self._asking.read(lambda session: _before(session, asked.key)))
        if before and not _over(before, asked, at):
            return Taken(_replayed(before, asked, at))
        self._enter(asked, at)
        lease = _inserted if before is None else _taken_over
        if not blind:
            before, blind = self._looked_up(lambda: self._asking.write(lambda session: lease(session, asked, at)))
            if before:
                self._leave(asked)
                return Taken(_replayed(before, asked, at))
        return Taken(blind=blind)

    @staticmethod
    def _looked_up(look: Callable[[], Before | None]) -> tuple[Before | None, bool]:
        try:
            return look(), False
        except Away as away:
            return None, away.gone

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


def _before(session: Session, key: str) -> Before | None:
    row = session.execute(
        select(Answered.body, Answered.answer, Answered.lease_until).where(Answered.key == key)
    ).one_or_none()
    return Before(*row) if row else None


def _inserted(session: Session, asked: Asked, at: datetime) -> Before | None:
    """None if the row is ours now, else what is in the way."""
    seen = session.get(KeySeen, key_of(asked))
    if seen and seen.body != asked.body:
        return Before(seen.body, None, at)
    row = inserting(session, Answered).values(key=asked.key, body=asked.body, lease_until=at + LEASE, at=at, subject="")
    ours = session.scalar(row.on_conflict_do_nothing().returning(Answered.key))
    return None if ours else _before(session, asked.key)


def _over(before: Before, asked: Asked, at: datetime) -> bool:
    """Whether nobody answers it any more: the process died, or its answer could not be kept."""
    return before.body == asked.body and before.answer is None and before.lease_until <= at


def _taken_over(session: Session, asked: Asked, at: datetime) -> Before | None:
    row = update(Answered).where(Answered.key == asked.key, Answered.body == asked.body, Answered.lease_until <= at)
    ours = session.scalar(row.values(lease_until=at + LEASE).returning(Answered.key))
    return None if ours else _before(session, asked.key)


def _keep(session: Session, asked: Asked, kept: Mapping[str, Any], at: datetime) -> None:
    """There may be no row yet: the database may have had no time for the lease."""
    row = inserting(session, Answered).values(key=asked.key, body=asked.body, lease_until=at, at=at, **kept)
    session.execute(row.on_conflict_do_update(index_elements=["key"], set_=kept, where=Answered.body == asked.body))


def _in_the_way(before: Before, asked: Asked, at: datetime) -> Problem:
    if before.body != asked.body:
        return Problem("key-reused", OTHER_BODY)
    wait = max(1, math.ceil((before.lease_until - at).total_seconds()))
    return Problem("still-running", RUNNING, headers={"Retry-After": str(wait)})
