"""How the journal is, for those who watch: can it be written, how much waits in it, since when, what was set aside."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from goodword import journal
from goodword.db import reading
from goodword.journal import room
from goodword.journal.finished import segments
from goodword.journal.probing import trouble
from goodword.journal.reading import chunk_of
from goodword.referrals.click_rows import JournalPosition
from goodword.referrals.draining_lock import drained_by
from goodword.referrals.draining_refused import Refused

PATIENCE = 0.5
LEFT_FOR = {room.CLICKS: "leads and sales", room.FORMS: "what the product reports"}


@dataclass(frozen=True, slots=True)
class JournalState:
    """``trouble`` is empty where it can be written. ``oldest`` is the moment of the oldest record that waits;
    ``short_since`` says since when the disk has no room for what gives way (`journal.room`); ``drained_by`` is as in
    `draining_lock`."""

    trouble: str
    waiting_bytes: int
    oldest: datetime | None
    refused: int
    short_since: Mapping[str, datetime]
    drained_by: str

    def told(self, at: datetime) -> dict[str, object]:
        """As /readyz says it."""
        age = round(max(0.0, (at - self.oldest).total_seconds()), 1) if self.oldest else 0
        return {
            "state": f"cannot be written: {self.trouble}" if self.trouble else "can be written",
            **{what: said(what, self.short_since.get(what)) for what in LEFT_FOR},
            "waiting_bytes": self.waiting_bytes,
            "oldest_seconds": age,
            "refused": self.refused,
            "drained_by": self.drained_by,
        }


def said(what: str, since: datetime | None) -> str:
    """Whether the disk has room for this."""
    return (
        f"not kept since {since:%Y-%m-%dT%H:%M:%SZ}: what is left of the disk is for {LEFT_FOR[what]}"
        if since
        else "kept"
    )


def journal_state(app: Flask, answers: bool) -> JournalState:
    """The state now. Unless the database ``answers``, everything that lies there counts as waiting."""
    journals = journal.of(app)
    journals.room.look()
    sizes = {f"{each.name}/{path.name}": path for each in journals for path in segments(each.folder)}
    places = _places(sizes) if answers else {}
    waiting = [(path, places.get(key, 0)) for key, path in sizes.items() if places.get(key, 0) < _size(path)]
    return JournalState(
        trouble(journals),
        sum(max(0, _size(path) - place) for path, place in waiting),
        min((at for path, place in waiting if (at := _first(path, place))), default=None),
        Refused(journals.var).count(),
        journals.room.since,
        drained_by(journals.var),
    )


def _places(keys: Collection[str]) -> Mapping[str, int]:
    """How far each segment is in the database."""
    wanted = select(JournalPosition.segment, JournalPosition.offset).where(JournalPosition.segment.in_(keys))
    try:
        with reading(PATIENCE) as session:
            return {segment: offset for segment, offset in session.execute(wanted)}
    except SQLAlchemyError:
        return {}


def _first(path: Path, place: int) -> datetime | None:
    """The moment of the first record from there on."""
    try:
        found = chunk_of(path, place, 1).found
        return datetime.fromisoformat(found[0].record()["at"]).astimezone(UTC) if found else None
    except (OSError, ValueError, KeyError):
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
