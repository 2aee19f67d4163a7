"""Records of persons who were erased after they were made: recorded and counted, without the person."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.lead_rows import Tombstone
from goodword.referrals.persons import person_key
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.keys import Reported
from goodword.referrals.records import ChurnReported, LeadGiven, LeadReported, SaleReported, customer_id, sale_id

Fact = LeadGiven | Reported
ERASED = "erased:"
PERSON = ("email", "name", "company", "phone", "channel", "message", "heard_from", "marketing")


class Erased:
    """Who of the persons named in a batch was erased, and when."""

    def __init__(self, session: Session, records: Iterable[Fact]) -> None:
        keys = {address: person_key(address) for each in records for address in addresses(each)}
        found = select(Tombstone.key, Tombstone.at).where(among(session, Tombstone.key, set(keys.values())))
        at: Mapping[str, datetime] = dict(session.execute(found).all()) if keys else {}
        self._at = {address: at[key] for address, key in keys.items() if key in at}

    def at(self, address: str, record: Fact) -> datetime | None:
        """When the person was erased; None if never, or before the record was made: who comes back is welcome."""
        erased = self._at.get(address)
        return erased if erased is not None and erased >= record.at else None

    def without(self, record: Fact) -> tuple[Fact, datetime | None]:
        """The record without those who were erased, and when the one it is about was."""
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


def nameless(number: str) -> str:
    """Stands for an external id, or an invoice's, that held an address; ``number`` is the id derived from it."""
    return f"{ERASED}{number}"


def customer_of(external_id: str) -> str:
    """The customer's id, also of one whose external id was an address and is gone."""
    return external_id.removeprefix(ERASED) if external_id.startswith(ERASED) else customer_id(external_id)


def sale_of(invoice_id: str) -> str:
    """The same of the sale of an invoice."""
    return invoice_id.removeprefix(ERASED) if invoice_id.startswith(ERASED) else sale_id(invoice_id, "")
