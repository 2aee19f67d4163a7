"""Clicks: told from duplicates, inserted in bulk, counted."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from goodword.referrals.click_rows import Click
from goodword.referrals.lead_rows import AWAITED
from goodword.referrals.recording.bulk import Refused, insert_clicks, looked_up
from goodword.referrals.recording.duplicates import REASON, Key, Row, key_of, mark_duplicates
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.late import clicks_came
from goodword.referrals.recording.naming import Names
from goodword.referrals.recording.seen import name, row_of
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.records import ClickSeen, encoded

CLICK: Any = Click.__table__
PLACES = ("id", "at", "day", "partner_id", "link_id", "page", "niche", "language", "visitor")
MANY = 1_000
WAITING = f"SELECT click_id FROM touch WHERE {AWAITED} LIMIT {MANY + 1}"
"""By an index of its own, ``ix_touch_awaited``."""
PLACE = [CLICK.c[each] for each in PLACES]
"""What is needed of a row to judge it and to count it."""


def record_clicks(session: Session, clicks: Iterable[ClickSeen], judging: Judging) -> int:
    """The same as ``record_rows``, of clicks as they were seen."""
    return record_rows(session, [row_of(encoded(each)) for each in clicks], judging)


def record_rows(session: Session, seen: Sequence[Row], judging: Judging) -> int:
    """Records those that are not there yet, inside ``db.writing()``; how many that were.

    Who is credited for leads and sales that named a click before it came is worked out again.
    """
    take_turn(session)
    rows = list({row["id"]: row for row in seen}.values())
    judged = [(row["class"], row["reason"]) for row in rows]
    name(rows, Names.read(session, (row["partner"] for row in rows), (row["link"] for row in rows)))
    connection = session.connection()
    connection.exec_driver_sql("SAVEPOINT unrecorded")
    try:
        late = _insert(session, rows)
    except Refused:  # some are there, which is rare: they are looked for only then
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT unrecorded")
        for row, (kind, reason) in zip(rows, judged, strict=True):
            row["class"], row["reason"] = kind, reason
        there = {row.id for row in looked_up(session, (CLICK.c.id,), CLICK.c.id, [row["id"] for row in rows])}
        rows = [row for row in rows if row["id"] not in there]
        late = _insert(session, rows)
    totals = Totals()
    for row in rows:
        totals.count(row, row["class"])
    demote(session, late, totals)
    if matter := {row["id"]: row for row in (*awaited(session, rows), *late)}:
        clicks_came(session, matter, judging, totals)
    totals.add(session)
    return len(rows)


def firsts(session: Session, rows: Iterable[Row]) -> dict[Key, Row]:
    """The persons' clicks that the database has of the visitors and days in ``rows``."""
    wanted = {key_of(row) for row in rows if row["class"] == "human" and row["visitor"]}
    visitors: dict[Any, set[str]] = {}
    for _, visitor, day in wanted:
        visitors.setdefault(day, set()).add(visitor)
    found: dict[Key, Row] = {}
    for day, those in visitors.items():
        for row in looked_up(session, PLACE, CLICK.c.visitor, those, {"day": day, "class": "human"}):
            plain = dict(zip(PLACES, row, strict=True))
            if (key := key_of(plain)) in wanted:
                found[key] = plain
    return found


def awaited(session: Session, rows: Sequence[Row]) -> Sequence[Row]:
    """Those of ``rows`` that a lead or a sale may have named before they came."""
    waiting = session.connection().exec_driver_sql(WAITING).scalars().all()
    if len(waiting) > MANY:  # whoever sees to them looks for each of the rows
        return rows
    named = set(waiting)
    return [row for row in rows if row["id"] in named]


def demote(session: Session, rows: Sequence[Row], totals: Totals) -> None:
    """Makes duplicates of persons' clicks: an earlier one came later."""
    if not rows:
        return
    one = update(CLICK).where(CLICK.c.id == bindparam("click")).values({"class": "duplicate", "reason": REASON})
    session.connection().execute(one, [{"click": row["id"]} for row in sorted(rows, key=lambda row: str(row["id"]))])
    for row in rows:
        row["class"], row["reason"] = "duplicate", REASON
        totals.count(row, "human", -1)
        totals.count(row, "duplicate")


def _insert(session: Session, rows: Sequence[Row]) -> Sequence[Row]:
    """Inserts them, duplicates marked; the persons' clicks in the database that are duplicates now. Raises Refused if
    one is there: whoever has the turn knows what is there, and nothing is counted twice."""
    late = mark_duplicates(rows, firsts(session, rows))
    insert_clicks(session, rows)
    return late
