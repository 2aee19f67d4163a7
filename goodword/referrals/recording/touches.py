"""Evidence becomes rows: the same evidence for the same subject is one, however often it is given.

An address that a report tells is evidence too, by way of the leads of that address; see ``addresses``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from goodword.mailboxes import compared
from goodword.referrals.click_rows import Click
from goodword.referrals.lead_rows import Touch
from goodword.referrals.natural_ids import derived
from goodword.referrals.recording.addresses import EVIDENCE, Told, keep_addresses, take_addresses_back
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.naming import Names, clipped, partners_named, partners_of_members, plain
from goodword.referrals.records import Evidence

TYPED = ("key", "code", "heard-from")
REPORTED = ("click", "key", EVIDENCE)


@dataclass(frozen=True, slots=True)
class Given:
    """A piece of evidence for a subject: what brought it, when, and whether to believe it and keep its words.

    ``lead`` is the reported lead whose counting report says so: it goes when an earlier report turns out to count.
    """

    evidence: Evidence
    subject: str
    subject_id: str
    at: datetime
    doubted: bool = False
    wordless: bool = False
    lead: str = ""


def touch_id(given: Given) -> str:
    """A click says all by its id; else partner, link and what was typed tell touches apart. A reported lead says one
    thing of a kind."""
    evidence = given.evidence
    if given.lead:
        return derived("tch", given.lead, evidence.kind)
    what = (evidence.click,) if evidence.click else ("", evidence.partner, evidence.link, evidence.value)
    return derived("tch", given.subject, given.subject_id, evidence.kind, *what)


def keep_touches(session: Session, given: Iterable[Given]) -> set[str]:
    """Adds what is new. Of what is there, what an honest sending said counts, and of that what was said first.

    Returns the addresses that were told.
    """
    told = [each for each in given if each.evidence.kind == EVIDENCE]
    keep_addresses(session, (Told(touch_id(each), each.subject_id, each.evidence.value, each.at) for each in told))
    given = [each for each in given if each.evidence.kind != EVIDENCE]
    emails = {each.evidence.value for each in told}
    if not given:
        return emails
    named = Named.read(session, given)
    there = select(Touch).where(among(session, Touch.id, {touch_id(each) for each in given}))
    rows = {row.id: row for row in session.scalars(there.execution_options(populate_existing=True))}
    for each in given:
        new = _new(touch_id(each), each, named)
        if (row := rows.get(new.id)) is None:
            rows[new.id] = new
            session.add(new)
        elif _first(new) < _first(row):
            _take_over(row, new)
    session.flush()
    return emails


def _first(row: Touch) -> tuple[bool, datetime, int, int]:
    """Less is said by an honest sending, or earlier. Until its click is there, whose it is is only said."""
    return row.doubted, row.given_at, row.partner_id or 0, row.link_id or 0


def _take_over(row: Touch, new: Touch) -> None:
    row.doubted, row.given_at = new.doubted, new.given_at
    if not row.kind:
        row.partner_id, row.link_id, row.at, row.value = new.partner_id, new.link_id, new.at, new.value


def take_back(session: Session, leads: Iterable[str]) -> set[str]:
    """Removes what reports of these leads said that turned out to be repeats; the addresses that they told."""
    names = {derived("tch", lead, kind) for lead in leads for kind in REPORTED}
    if not names:
        return set()
    fetch = {"synchronize_session": "fetch"}
    session.execute(delete(Touch).where(among(session, Touch.id, names)), execution_options=fetch)
    return take_addresses_back(session, names)


def know_click(row: Touch, click: Mapping[str, Any]) -> None:
    """The click has come: what it says counts, whatever was said of it. ``click`` is its row, or as much as this."""
    row.partner_id, row.link_id = click["partner_id"], click["link_id"]
    row.at, row.kind = click["at"], click["class"]


@dataclass(frozen=True, slots=True)
class Named:
    """What the evidence of a batch names, as far as it is there."""

    names: Names
    said: Mapping[str, int]
    colleagues: Mapping[str, int]
    clicks: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, session: Session, given: Iterable[Given]) -> "Named":
        all_ = [each.evidence for each in given]
        names = Names.read(session, (each.partner for each in all_), (each.link for each in all_))
        said = partners_named(session, (each.value for each in all_ if each.kind in TYPED and not each.partner))
        members = partners_of_members(session, (each.value for each in all_ if each.kind == "colleague"))
        ids = {each.click for each in all_} - {""}
        columns = Click.id, Click.partner_id, Click.link_id, Click.at, Click.kind.label("class")
        rows = session.execute(select(*columns).where(among(session, Click.id, ids))).mappings() if ids else ()
        return cls(names, said, members, {row["id"]: dict(row) for row in rows})

    def partner(self, evidence: Evidence) -> int | None:
        """Whom it names: by slug, by what was typed, or as the partner of the colleague who wrote."""
        if evidence.partner:
            return self.names.partners.get(evidence.partner)
        if evidence.kind == "colleague":
            return self.colleagues.get(compared(evidence.value))
        return self.said.get(plain(evidence.value)) if evidence.kind in TYPED else None


def _new(name: str, given: Given, named: Named) -> Touch:
    evidence = given.evidence
    words = "" if given.wordless or evidence.kind == "colleague" else clipped(evidence.value, 255)
    row = Touch(
        id=name,
        subject=given.subject,
        subject_id=given.subject_id,
        evidence=evidence.kind,
        click_id=clipped(evidence.click, 36),
        partner_id=named.partner(evidence),
        link_id=named.names.links.get(evidence.link),
        value=words,
        at=_moment(given),
        given_at=given.at,
        kind="",
        doubted=given.doubted,
        lead_id="",
    )
    if click := named.clicks.get(evidence.click):
        know_click(row, click)
    return row


def _moment(given: Given) -> datetime:
    return datetime.fromisoformat(given.evidence.at).astimezone(UTC) if given.evidence.at else given.at
