"""Clicks: classed, told from duplicates, inserted in bulk, counted."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from goodword.referrals.classing import classed
from goodword.referrals.click_rows import Click
from goodword.referrals.recording.bulk import insert_many, looked_up
from goodword.referrals.recording.duplicates import REASON, Key, Row, key_of, mark_duplicates
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.late import clicks_came
from goodword.referrals.recording.naming import Names, clipped
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.records import ClickSeen

CLICK: Any = Click.__table__
PLACE = [CLICK.c[name] for name in ["id", "at", "day", "partner_id", "link_id", "page", "niche", "language", "visitor"]]
"""What is needed of a row to judge it and to count it."""


def record_clicks(session: Session, clicks: Sequence[ClickSeen], judging: Judging) -> int:
    """Records those that are not there yet, inside ``db.writing()``; how many that were.

    Who is credited for leads and sales that named a click before it came is worked out again.
    """
    take_turn(session)
    new = _new(session, clicks)
    names = Names.read(session, (each.partner for each in new), (each.link for each in new))
    rows = [row_of(each, names) for each in new]
    late = mark_duplicates(rows, firsts(session, rows))
    # Whoever has the turn knows what is there: a row that is there all the same raises, and nothing is counted.
    insert_many(session, CLICK, rows)
    totals = Totals()
    for row in rows:
        totals.count(row, row["class"])
    demote(session, late, totals)
    clicks_came(session, {row["id"]: row for row in (*rows, *late)}, judging, totals)
    totals.add(session)
    return len(rows)


def row_of(click: ClickSeen, names: Names) -> Row:
    """The row, but for whether it is a duplicate. A link or a partner that is not there is kept by its name."""
    kind, reason = classed(click)
    at = click.at.astimezone(UTC)
    partner, link = names.partners.get(click.partner), names.links.get(click.link)
    more = {name: value for name in ("utm", "click_ids", "others", "headers") if (value := getattr(click, name))}
    if click.link and link is None:
        more["link"] = click.link
    if click.own:
        more["own"] = click.own
    unknown = click.unknown or (f"via={click.partner}" if click.partner and partner is None else "")
    return {
        "id": click.id,
        "at": at,
        "day": at.date(),
        "partner_id": partner,
        "link_id": link,
        "sid": clipped(click.sid, 64),
        "unknown": clipped(unknown, 255),
        "referrer": clipped(click.referrer, 255),
        "page": clipped(click.page, 255),
        "niche": clipped(click.niche, 255),
        "language": clipped(click.language, 35),
        "plan": clipped(click.plan, 32),
        "agent": clipped(click.agent, 256),
        "visitor": click.visitor,
        "parent": clipped(click.parent, 36),
        "class": kind,
        "reason": reason,
        "more": more,
    }


def firsts(session: Session, rows: Iterable[Row]) -> dict[Key, Row]:
    """The persons' clicks that the database has of the visitors and days in ``rows``."""
    wanted = {key_of(row) for row in rows if row["class"] == "human" and row["visitor"]}
    if not wanted:
        return {}
    days, visitors = {day for _, _, day in wanted}, {visitor for _, visitor, _ in wanted}
    persons = CLICK.c.day.in_(sorted(days)), CLICK.c["class"] == "human"
    found = [row._asdict() for row in looked_up(session, PLACE, CLICK.c.visitor, visitors, *persons)]
    return {key: row for row in found if (key := key_of(row)) in wanted}


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


def _new(session: Session, clicks: Sequence[ClickSeen]) -> list[ClickSeen]:
    """Each that is not there yet, once."""
    by_id = {each.id: each for each in clicks}
    there = {row.id for row in looked_up(session, (CLICK.c.id,), CLICK.c.id, by_id)}
    return [each for name, each in by_id.items() if name not in there]
