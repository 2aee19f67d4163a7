"""Records of persons who were erased after they were made: recorded and counted, without the person."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.accounts.addresses import LONGEST_EMAIL
from goodword.journal.masking import LETTER
from goodword.referrals.lead_rows import Tombstone
from goodword.referrals.persons import person_keys
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.keys import Reported
from goodword.referrals.recording.spelled import nameless, swept
from goodword.referrals.records import FIELDS, ChurnReported, LeadGiven, LeadReported, SaleReported, encoded

Fact = LeadGiven | Reported
HOST = re.compile(rf"@[{LETTER}-]+(?:\.[{LETTER}-]+)+")
NAME = re.compile(rf"[{LETTER}.!#$%&'*+/=?^`{{|}}~-]+\Z")
BEGINS = re.compile(rf"(?<![{LETTER}.+%-])[{LETTER}.+%-]")
"""Where an address may begin inside of a name: behind what is as often the end of something else, as in `to=cy@…`."""
PERSON = ("email", "name", "company", "phone", "channel", "message", "heard_from", "marketing")


class Erased:
    """Who of the persons named in a batch was erased, and when."""

    def __init__(self, session: Session, records: Iterable[Fact]) -> None:
        records = list(records)
        self._mentioned = {each.id: mentioned(each) for each in records}
        named = {address for each in records for address in (*addresses(each), *self._mentioned[each.id])}
        keys = {address: person_keys(address) for address in named}
        found = select(Tombstone.key, Tombstone.at).where(among(session, Tombstone.key, set().union(*keys.values())))
        at: Mapping[str, datetime] = dict(session.execute(found).all()) if keys else {}
        self._at = {
            address: max(at[key] for key in some & at.keys()) for address, some in keys.items() if some & at.keys()
        }

    def at(self, address: str, record: Fact) -> datetime | None:
        """When the person was erased; None if never, or before the record was made: who comes back is welcome."""
        erased = self._at.get(address)
        return erased if erased is not None and erased >= record.at else None

    def without(self, record: Fact) -> tuple[Fact, datetime | None]:
        """The record without those who were erased, and when the one it is about was."""
        less, at = self._without(record)
        for address in self._mentioned.get(record.id, ()):
            if self.at(address, record):
                less = _swept(less, address)
        return less, at

    def _without(self, record: Fact) -> tuple[Fact, datetime | None]:
        if isinstance(record, LeadGiven):
            return self._lead(record)
        erased = [at for each in addresses(record) if (at := self.at(each, record))]
        if not erased or not isinstance(record, LeadReported | SaleReported | ChurnReported):
            return record, None
        if self.at(record.external_id, record):
            record = replace(record, external_id=nameless(record.customer))
        if not isinstance(record, ChurnReported):
            record = replace(record, name="", email="", avatar="", metadata={})
        return record, max(erased)

    def _lead(self, lead: LeadGiven) -> tuple[LeadGiven, datetime | None]:
        if self.at(lead.referrer_email, lead):
            lead = replace(lead, referrer_email="", referrer={})
        erased = self.at(lead.email, lead)
        if erased:
            nothing = dict.fromkeys(PERSON, "")
            lead = replace(lead, **nothing, referrer={})  # type: ignore[arg-type]
        return lead, erased


def addresses(record: Fact) -> tuple[str, ...]:
    """Of everybody the record names; an external id may be an address."""
    if isinstance(record, LeadGiven):
        return tuple(each for each in (record.email, record.referrer_email) if each)
    if isinstance(record, LeadReported | SaleReported | ChurnReported):
        email = "" if isinstance(record, ChurnReported) else record.email
        return tuple(each for each in (email, record.external_id) if "@" in each)
    return ()


def mentioned(record: Fact) -> set[str]:
    """Addresses that stand anywhere in the record, in lower case; also inside of ids and of words. Where it cannot be
    said with which character one begins, all that it may be."""
    texts = (text for text in _texts(encoded(record)) if "@" in text or "%40" in text)
    return {found.lower() for text in texts for spelled in {text, unquote(text)} for found in _named(spelled)}


def _named(text: str) -> Iterator[str]:
    for host in HOST.finditer(text):
        before = text[max(0, host.start() - LONGEST_EMAIL) : host.start()]
        if name := NAME.search(before):
            starts = {0, *(found.start() for found in BEGINS.finditer(name[0]))}
            yield from (name[0][start:] + host[0] for start in starts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _texts(list(pair))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _swept(record: Fact, address: str) -> Fact:
    said = {name: getattr(record, name) for name in FIELDS[type(record)]}
    less: dict[str, Any] = {
        name: swept(value, address, name) for name, value in said.items() if isinstance(value, str | Mapping)
    }
    if isinstance(record, LeadGiven):
        less["touches"] = tuple(replace(each, value=swept(each.value, address)) for each in record.touches)
    return replace(record, **less)
