"""Clicks of past days judged again by today's rules, from what the journal saw.

Leads, sales and credits stay as they are: for credit every click counts alike, whatever its class, and one that one of
the partner's own made is known from the record. Touches remember the new class for credit that is given later.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from goodword.journal import Journal
from goodword.journal.archive import of_day
from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals.classing import classed
from goodword.referrals.click_rows import Sealed
from goodword.referrals.lead_rows import Touch
from goodword.referrals.recording.bulk import looked_up
from goodword.referrals.recording.clicks import CLICK, PLACE, record_clicks
from goodword.referrals.recording.duplicates import REASON, Key, key_of
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.recounting import CLICKS
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.records import ClickSeen, decoded

PERSON = ("human", "person")
BATCH = 2_000
TOUCH: Any = Touch.__table__


@dataclass(slots=True)
class Replayed:
    """What became of one day's clicks."""

    day: date
    sealed: bool = False
    judged: int = 0
    added: int = 0
    unseen: int = 0
    """In the database, but not in the journal any more: they keep their class."""
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many went from which class to which."""


def clicks_of(journal: Journal, day: date) -> Iterator[ClickSeen]:
    """The clicks of a day (UTC) that the journal still has, archived or not. Some may come twice."""
    live = [path for path in segments(journal.folder) if path.name[:8] <= f"{day + timedelta(days=1):%Y%m%d}"]
    yield from _read(live, day)
    # After the live ones: what is put away in between is found in the archive. It may lie under the day after.
    yield from _read([path for each in (day, day + timedelta(days=1)) for path in of_day(journal.archive, each)], day)


def replay(session: Session, day: date, seen: Iterable[ClickSeen], judging: Judging) -> Replayed:
    """Judges a day's clicks again, inside ``db.writing()``: rows and totals change together."""
    take_turn(session)
    done = Replayed(day)
    before = session.scalar(select(Sealed.before).where(Sealed.what == CLICKS))
    if before is not None and day < before:
        done.sealed = True
        return done
    judged: dict[str, tuple[str, str]] = {}
    for batch in _batches(seen):
        judged |= {each.id: classed(each) for each in batch}
        done.added += record_clicks(session, batch, judging)
    done.judged = len(judged)
    changes = list(_changes(session, day, judged, done))
    done.changed.update((each["was"], each["class"]) for each in changes if each["was"] != each["class"])
    _write(session, changes)
    return done


def _changes(
    session: Session, day: date, judged: Mapping[str, tuple[str, str]], done: Replayed
) -> Iterator[dict[str, Any]]:
    """The rows whose class or reason is another one now, with ``was`` and what it becomes; the earliest first."""
    columns = [*PLACE, CLICK.c["class"], CLICK.c.reason]
    rows = select(*columns).where(CLICK.c.day == day).order_by(CLICK.c.at, CLICK.c.id)
    came: set[Key] = set()
    for found in session.connection().execute(rows).mappings():
        row = dict(found)
        stored = row["class"], row["reason"]
        done.unseen += row["id"] not in judged
        kind, reason = judged.get(row["id"], PERSON if stored[0] == "duplicate" else stored)
        if kind == "human" and row["visitor"]:
            kind, reason = ("duplicate", REASON) if key_of(row) in came else (kind, reason)
            came.add(key_of(row))
        if (kind, reason) != stored:
            yield {**row, "was": stored[0], "class": kind, "reason": reason}


def _write(session: Session, changes: list[dict[str, Any]]) -> None:
    if not changes:
        return
    totals = Totals()
    for each in changes:
        totals.count(each, each["was"], -1)
        totals.count(each, each["class"])
    named = [{"click": each["id"], "kind": each["class"], "why": each["reason"]} for each in changes]
    new: dict[str, Any] = {"class": bindparam("kind"), "reason": bindparam("why")}
    session.connection().execute(update(CLICK).where(CLICK.c.id == bindparam("click")).values(new), named)
    ids = [each["click"] for each in named]
    touched = {row.click_id for row in looked_up(session, [TOUCH.c.click_id], TOUCH.c.click_id, ids)}
    if touches := [{"click": each["click"], "kind": each["kind"]} for each in named if each["click"] in touched]:
        of_click = update(TOUCH).where(TOUCH.c.click_id == bindparam("click"))
        session.connection().execute(of_click.values({"class": bindparam("kind")}), touches)
    totals.add(session)


def _batches(seen: Iterable[ClickSeen]) -> Iterator[list[ClickSeen]]:
    batch: list[ClickSeen] = []
    for each in seen:
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(paths: Iterable[Path], day: date) -> Iterator[ClickSeen]:
    for path in paths:
        try:
            for plain in records_of(path):
                record = decoded(plain)
                if isinstance(record, ClickSeen) and record.at.astimezone(UTC).date() == day:
                    yield record
        except FileNotFoundError:  # put away in this moment
            continue
