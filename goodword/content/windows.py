"""Moments and days in one entry that contradict each other, so that something in it is never shown."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from goodword.content.kinds import CaseStudy, Offer
from goodword.content.library import Entry
from goodword.material.marks import KeyPath
from goodword.saying import Said

# Language of the file, key path, message, hint.
Contradiction = tuple[str, KeyPath, str, str]
MEND_ONE = Said("mend one of the two")


def contradictions(entry: Entry, zone: ZoneInfo) -> Iterator[Contradiction]:
    facts, default = entry.facts, entry.default_language
    if backwards(facts.publish_at, facts.expires_at):
        message = Said("expires_at is not after publish_at: it is never live")
        yield default, ("expires_at",), message, MEND_ONE
    for language, text in entry.texts.items():
        own = text.front.publish_at
        if language != default and own != facts.publish_at and backwards(own, facts.expires_at):
            message = Said("publish_at is not before expires_at of the original: it is never live")
            yield language, ("publish_at",), message, MEND_ONE
    begins, ends = day_of(facts.publish_at, zone), day_of(facts.expires_at, zone)
    if isinstance(facts, Offer):
        yield from ((default, *one) for one in of_offer(facts, begins, ends))
    if isinstance(facts, CaseStudy) and begins and facts.consents:
        last = [consent.expires_on for consent in facts.consents]
        if all(day is not None and day < begins for day in last):
            message = Said("every consent has run out before publish_at: nothing of it is ever shown")
            yield default, ("publish_at",), message, Said("publish it earlier, or ask for a longer consent")


def of_offer(offer: Offer, begins: date | None, ends: date | None) -> Iterator[tuple[KeyPath, str, str]]:
    first, last = offer.valid_from, offer.valid_through
    if first and last and last < first:
        yield ("valid_through",), Said("valid_through is before valid_from: it is never valid"), MEND_ONE
    elif last and begins and last < begins:
        yield ("valid_through",), Said("valid_through is before publish_at: it is never shown"), MEND_ONE
    elif first and ends and first > ends:
        yield ("valid_from",), Said("valid_from is after expires_at: it is never shown"), MEND_ONE


def backwards(start: datetime | None, end: datetime | None) -> bool:
    return start is not None and end is not None and end <= start


def day_of(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
