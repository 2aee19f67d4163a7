"""Leads: one per person and day, or per customer and event; every sending is an event of its lead."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from goodword.referrals.lead_rows import Lead, LeadEvent
from goodword.referrals.recording.books import Books
from goodword.referrals.recording.naming import clipped
from goodword.referrals.recording.sendings import MARKETING, TYPED, come_to, firstness, moment, newness, said_last
from goodword.referrals.recording.telling import deferred_tells, lead_tells
from goodword.referrals.recording.touches import Given
from goodword.referrals.records import Evidence, LeadGiven, LeadReported

NOTHING: Mapping[str, Any] = {}
TOPICS = {"form": "lead.given", "referred": "lead.referred"}
AGAIN = "lead.again"
PLACE = {"page": 255, "niche": 255, "plan": 32, "language": 35}
"""Where a sending came from, beside the blocks that the page showed, and how many characters of it are kept."""


def lead_given(books: Books, given: LeadGiven, erased: datetime | None) -> None:
    """A form was sent. Of several sendings of a day the first honest one says where the lead came from; what was typed
    is what all honest ones come to."""
    sendings = books.sendings(given.lead)
    if given.id in sendings:
        return
    earlier = list(sendings.values())
    lead = books.leads.get(given.lead)
    if lead is None:
        kind = "form" if given.how != "referred" else "referred"
        lead = books.new_lead(_empty(given, kind, suspicion=clipped(given.suspicion, 255)))
    books.counting.changing(lead)
    status = "suspect" if given.suspicion else "new"
    said = NOTHING if erased else _said(given)
    event = sendings[given.id] = books.add(_sending(given, clipped(given.message, 10_000), status, said))
    if all(newness(event) > newness(each) for each in earlier):
        _newest(lead, given, erased)
    if all(firstness(event) < firstness(each) for each in earlier):
        _came_from(lead, given)
    _consent(lead, given, any(each.status != "suspect" for each in earlier))
    if not given.suspicion:
        _believe(lead)
    _say(lead, sendings.values())
    _order(lead, sendings.values(), books.moves(lead.id))
    if not lead.suspicion and not erased and given.email:
        books.due.append((TOPICS[lead.kind], lead.id, ""))
        if earlier and not given.suspicion:
            books.due.append((AGAIN, lead.id, given.id))
    for evidence in _evidence(given):
        doubted = bool(given.suspicion)
        books.given.append(Given(evidence, "lead", lead.id, given.at, doubted, wordless=bool(erased)))
    books.leads_to_settle.add(lead.id)


def lead_reported(books: Books, reported: LeadReported) -> None:
    """The product says so. The first report counts, however many there are, and says who sent the customer: repeats
    tell nothing. A deferred one counts nothing yet. One that was sent again, with its key, was made when it came first.
    """
    sendings = books.sendings(reported.lead)
    first = min(map(moment, sendings.values()), default=None)
    if reported.mode == "deferred":
        deferred_tells(books, reported, first)
    event = sendings.get(reported.id)
    if reported.mode == "deferred" or (event and event.at <= reported.at):
        return
    lead = books.leads.get(reported.lead)
    if lead is None:
        lead = books.new_lead(_empty(reported, "reported"))
    books.counting.changing(lead)
    if event:
        event.at = reported.at
    else:
        event = sendings[reported.id] = books.add(_sending(reported, "", "new"))
    if first is None or moment(event) < first:
        _report(lead, reported)
        lead_tells(books, reported, first)
    _order(lead, sendings.values(), books.moves(lead.id))
    lead.day = lead.at.astimezone(UTC).date()


def _empty(record: LeadGiven | LeadReported, kind: str, suspicion: str = "") -> Lead:
    status = "suspect" if suspicion else "new"
    lead = Lead(id=record.lead, kind=kind, at=record.at, day=record.at.astimezone(UTC).date(), changed_at=record.at)
    lead.status, lead.suspicion = status, suspicion
    for name in ("email", "name", "company", "phone", "channel", "message", "heard_from", "consent", "marketing"):
        setattr(lead, name, "")
    lead.page = lead.niche = lead.plan = lead.language = lead.referrer_email = lead.event_name = lead.program = ""
    lead.blocks, lead.referrer, lead.more = [], {}, {}
    return lead


def _sending(record: LeadGiven | LeadReported, note: str, status: str, said: Mapping[str, Any] = NOTHING) -> LeadEvent:
    event = LeadEvent(id=record.id, lead_id=record.lead, at=record.at, what="given", status=status, note=note, by="")
    event.said = dict(said)
    return event


def _said(given: LeadGiven) -> Mapping[str, Any]:
    """What was typed, and where: another sending may say otherwise on the lead."""
    said: dict[str, Any] = {name: clipped(getattr(given, name), most) for name, most in (TYPED | PLACE).items()}
    said |= {"blocks": list(given.blocks), "referrer": dict(given.referrer), MARKETING: clipped(given.marketing, 64)}
    return {name: value for name, value in said.items() if value}


def _newest(lead: Lead, given: LeadGiven, erased: datetime | None) -> None:
    lead.email, lead.referrer_email = _address(given.email), _address(given.referrer_email)
    lead.consent, lead.erased_at = clipped(given.consent, 64), erased
    lead.kind = "form" if given.how != "referred" else "referred"
    if lead.suspicion:  # else somebody of the desk, or an honest sending, took it away
        lead.suspicion = clipped(given.suspicion, 255)


def _came_from(lead: Lead, given: LeadGiven) -> None:
    for name, most in PLACE.items():
        setattr(lead, name, clipped(getattr(given, name), most))
    lead.blocks = list(given.blocks)


def _say(lead: Lead, sendings: Iterable[LeadEvent]) -> None:
    words = come_to(sendings)
    for name in (*TYPED, "message"):
        setattr(lead, name, words.typed.get(name, ""))
    lead.referrer = dict(words.referrer)


def believed(lead: Lead, sendings: Iterable[LeadEvent]) -> None:
    """All that was sent is honest now: the lead says at once what it comes to. Of sendings from when less of each was
    kept the lead says what it said."""
    sendings = sorted(sendings, key=moment)
    words = come_to(sendings)
    for name, value in words.typed.items():
        setattr(lead, name, value)
    lead.referrer = {**lead.referrer, **words.referrer}
    for each in sendings:
        if agreed := each.said.get(MARKETING, ""):
            lead.marketing, lead.marketing_at = agreed, each.at
    if sendings and sendings[0].said:
        for name in PLACE:
            setattr(lead, name, sendings[0].said.get(name, ""))
        lead.blocks = list(sendings[0].said.get("blocks", ()))


def _report(lead: Lead, reported: LeadReported) -> None:
    lead.customer_id, lead.event_name = reported.customer, clipped(reported.event_name, 255)
    lead.name, lead.email = clipped(reported.name, 255), _address(reported.email)
    more: dict[str, Any] = {"metadata": dict(reported.metadata), "mode": reported.mode}
    more |= {"click": clipped(reported.click, 255), "avatar": clipped(reported.avatar, 2000)}
    lead.more = {name: value for name, value in more.items() if value} | {"quantity": reported.quantity}


def _believe(lead: Lead) -> None:
    lead.suspicion = ""
    lead.status = "new" if lead.status == "suspect" else lead.status


def _order(lead: Lead, sendings: Iterable[LeadEvent], moves: Iterable[datetime]) -> None:
    """The first sending opens the lead, whichever came to the database first; ``moves`` are the desk's."""
    sendings = list(sendings)
    first, *others = sorted(sendings, key=moment)
    for what, events in (("given", [first]), ("given-again", others)):
        for event in events:
            if event.what != what:
                event.what = what
    lead.at = first.at
    lead.changed_at = max(said_last(sendings), *moves, first.at)


def _consent(lead: Lead, given: LeadGiven, honest: bool) -> None:
    """A box that is not ticked the second time takes nothing back; the newest that was ticked stands. ``honest`` says
    whether an honest sending is there already: from the first one on, suspect ones agree to nothing."""
    if given.suspicion and honest:
        return
    if not (given.suspicion or honest):
        lead.marketing, lead.marketing_at = "", None
    said = given.at, clipped(given.marketing, 64)
    if said[1] and (lead.marketing_at is None or said > (lead.marketing_at, lead.marketing)):
        lead.marketing_at, lead.marketing = said


def _evidence(given: LeadGiven) -> Iterable[Evidence]:
    """What came along, and what the form itself says, unless that came along too."""
    yield from given.touches
    kinds = {each.kind for each in given.touches}
    if given.heard_from and "heard-from" not in kinds:
        yield Evidence(kind="heard-from", at=given.at.isoformat(), value=given.heard_from)
    if given.how == "referred" and given.referrer_email and "colleague" not in kinds:
        yield Evidence(kind="colleague", at=given.at.isoformat(), value=given.referrer_email)


def _address(email: str) -> str:
    return clipped(email.strip().lower(), 254)
