"""Clicks of past days judged again by today's rules, from what the journal saw.

Leads, sales and credits stay as they are: for credit every click counts alike, whatever its class, and one that one of
the partner's own made is known from the record. Touches remember the new class for credit that is given later.

A day may have a million clicks, and others have to write meanwhile: it is done in short transactions. After each of
them rows and totals agree, and of each visitor the first person's click is the one that counts: all that a visitor did
is judged at once, or, where that is more than one transaction holds, which clicks are the first ones. So it may end
anywhere, and be done again.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from goodword.db import now, writing
from goodword.journal import Journal
from goodword.journal.archive import of_day
from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals.classing import Judged, classed
from goodword.referrals.click_rows import Sealed
from goodword.referrals.lead_rows import Touch
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.clicks import CLICK, PLACE, record_clicks
from goodword.referrals.recording.duplicates import REASON, Key, key_of
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.recounting import CLICKS
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.records import ClickSeen, decoded

PERSON = ("human", "person")
BATCH = 2_000
REST = 0.005
"""Seconds at least that others have between two transactions; as long as the one before it took, if that is more."""
COLUMNS = [*PLACE, CLICK.c["class"], CLICK.c.reason]
Judgments = Mapping[str, tuple[str, str]]
Done = TypeVar("Done")
Row = dict[str, Any]
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


def replay(day: date, seen: Iterable[ClickSeen], judging: Judging) -> Replayed:
    """Judges a day's clicks again; rows and totals change together, in many transactions."""
    done, begun = Replayed(day), now()
    judged: dict[str, Judged] = {}
    alike: dict[Judged, Judged] = {}  # a day has many clicks and few judgments
    try:
        for batch in _batches(seen):
            new = {each.id: alike.setdefault(found := classed(each), found) for each in batch}
            _in_turn(day, partial(_record, batch=batch, judged=new, judging=judging, done=done))
            judged |= new
        done.judged = len(judged)
        done.unseen = _in_turn(day, partial(_there, day=day, until=begun)) - len(judged)
        after: str | None = ""
        while after is not None:
            after, often = _in_turn(day, partial(_visitors, after=after, judged=judged, done=done))
            if often:
                _who_came_often(str(after), judged, done)
    except DaySealed:
        done.sealed = True
    return done


class DaySealed(Exception):
    """Single clicks of the day are removed, or are about to be: its totals stand as they are."""


def _in_turn(day: date, step: Callable[[Session], Done]) -> Done:
    """A step in a transaction of its own; then it is the others' turn. Raises DaySealed."""
    with writing() as session:
        take_turn(session)
        begun = time.monotonic()
        before = session.scalar(select(Sealed.before).where(Sealed.what == CLICKS))
        if before is not None and day < before:
            raise DaySealed
        done = step(session)
    time.sleep(max(REST, time.monotonic() - begun))
    return done


def _record(session: Session, batch: list[ClickSeen], judged: Judgments, judging: Judging, done: Replayed) -> None:
    """Clicks that are missing come back. Where visitors cannot be told apart each click is judged for itself."""
    done.added += record_clicks(session, batch, judging)
    alone = CLICK.c.visitor == "", among(session, CLICK.c.id, set(judged))
    _judge(session, alone, judged, done)


def _visitors(session: Session, after: str, judged: Judgments, done: Replayed) -> tuple[str | None, bool]:
    """The next visitors, with all that they did on the day: the last of them, None if there were no more; and whether
    that one came more often than one step can hold, and is still to be judged."""
    visitor = CLICK.c.visitor
    some = select(visitor).where(CLICK.c.day == done.day, visitor > after).order_by(visitor).limit(BATCH)
    if not (found := session.connection().execute(some).scalars().all()):
        return None, False
    whole = found if len(found) < BATCH else [each for each in found if each != found[-1]]
    if not whole:
        return str(found[-1]), True
    _judge(session, (visitor > after, visitor <= whole[-1]), judged, done)
    return str(whole[-1]), False


def _who_came_often(visitor: str, judged: Judgments, done: Replayed) -> None:
    """One visitor in many steps: the first clicks are looked for, then set right together, and then all others."""
    firsts: dict[Key, tuple[datetime, str]] = {}
    _through(visitor, partial(_look, judged=judged, firsts=firsts), done)
    ids = {name for _, name in firsts.values()}

    def right(session: Session) -> None:
        counting = or_(CLICK.c["class"] == PERSON[0], among(session, CLICK.c.id, ids))
        _judge(session, (CLICK.c.visitor == visitor, counting), judged, done)

    _in_turn(done.day, right)
    _through(visitor, partial(_follow, visitor=visitor, judged=judged, done=done), done)


def _through(visitor: str, step: Callable[[Session, list[Row]], None], done: Replayed) -> None:
    """Takes the step with all clicks of the visitor, BATCH at a time."""

    def some(session: Session, after: str) -> str:
        rows = select(*COLUMNS).where(CLICK.c.day == done.day, CLICK.c.visitor == visitor, CLICK.c.id > after)
        found = list(map(dict, session.connection().execute(rows.order_by(CLICK.c.id).limit(BATCH)).mappings()))
        step(session, found)
        return found[-1]["id"] if found else ""

    after = _in_turn(done.day, partial(some, after=""))
    while after:
        after = _in_turn(done.day, partial(some, after=after))


def _look(_: Session, rows: list[Row], judged: Judgments, firsts: dict[Key, tuple[datetime, str]]) -> None:
    for row in rows:
        if _now(row, judged)[0] == PERSON[0]:
            here = row["at"], row["id"]
            firsts[key_of(row)] = min(firsts.get(key_of(row), here), here)


def _follow(session: Session, rows: list[Row], visitor: str, judged: Judgments, done: Replayed) -> None:
    """What is drained meanwhile may be earlier than what was found: the clicks that count now are asked for."""
    counting = CLICK.c.day == done.day, CLICK.c.visitor == visitor, CLICK.c["class"] == PERSON[0]
    first = session.connection().execute(select(*COLUMNS).where(*counting)).mappings()
    _change(session, rows, judged, {key_of(row): row["id"] for row in map(dict, first)}, done)


def _judge(session: Session, which: Iterable[ColumnElement[bool]], judged: Judgments, done: Replayed) -> None:
    rows = select(*COLUMNS).where(CLICK.c.day == done.day, *which).order_by(CLICK.c.at, CLICK.c.id)
    _change(session, map(dict, session.connection().execute(rows).mappings()), judged, {}, done)


def _change(session: Session, rows: Iterable[Row], judged: Judgments, firsts: dict[Key, str], done: Replayed) -> None:
    changes = list(_changes(rows, judged, firsts))
    done.changed.update((each["was"], each["class"]) for each in changes if each["was"] != each["class"])
    _write(session, changes)


def _there(session: Session, day: date, until: datetime) -> int:
    """How many clicks of the day there are, but for those that came since."""
    which = CLICK.c.day == day, CLICK.c.at < until
    return session.scalar(select(func.count()).select_from(CLICK).where(*which)) or 0


def _changes(rows: Iterable[Row], judged: Judgments, firsts: dict[Key, str]) -> Iterator[Row]:
    """The rows whose class or reason is another one now, with ``was`` and what it becomes. ``rows`` are in order, with
    all clicks of whichever visitors they are of; or ``firsts`` says which are the first ones."""
    for row in rows:
        kind, reason = _now(row, judged)
        if kind == PERSON[0] and row["visitor"] and firsts.setdefault(key_of(row), row["id"]) != row["id"]:
            kind, reason = "duplicate", REASON
        if (kind, reason) != (row["class"], row["reason"]):
            yield {**row, "was": row["class"], "class": kind, "reason": reason}


def _now(row: Row, judged: Judgments) -> tuple[str, str]:
    """Class and reason of a click by itself. What the journal has no more keeps its class."""
    stored = row["class"], row["reason"]
    return judged.get(row["id"], PERSON if stored[0] == "duplicate" else stored)


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
    those = select(TOUCH.c.click_id).where(among(session, TOUCH.c.click_id, set(ids)))
    touched = set(session.connection().execute(those).scalars())
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
