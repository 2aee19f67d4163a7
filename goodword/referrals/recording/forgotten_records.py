"""Records without a person, as the journal's archive keeps them once the person was erased. Pure."""

from collections.abc import Mapping
from typing import Any

from goodword.referrals.recording.erased import PERSON, nameless
from goodword.referrals.records import customer_id

Plain = Mapping[str, Any]
REPORTED = ("name", "email", "avatar", "metadata")


def without(record: Plain, email: str, customers: set[str]) -> Plain:
    """The record as it is without the person: by their address, in lower case, or as one of these customers.

    Its ids stay, so that what is recorded again is known to be recorded already.
    """
    if record.get("kind") == "lead":
        return _lead(record, email)
    if names(record, email) or record.get("customer") in customers:
        record = {name: value for name, value in record.items() if name not in REPORTED}
    theirs = _same(record.get("external_id", ""), email)
    return {**record, "external_id": nameless(customer_id(record["external_id"]))} if theirs else record


def names(record: Plain, email: str) -> bool:
    """Whether a report is about who has the address."""
    return _same(record.get("email", ""), email) or _same(record.get("external_id", ""), email)


def _lead(record: Plain, email: str) -> Plain:
    gone: tuple[str, ...] = ()
    if _same(record.get("referrer_email", ""), email):
        gone = ("referrer_email", "referrer")
    if _same(record.get("email"), email):
        gone = (*PERSON, "referrer_email", "referrer")
        record = {**record, "touches": [_wordless(each) for each in record.get("touches", ())]}
    if not gone:
        return record
    less = {name: value for name, value in record.items() if name not in gone}
    return {**less, "email": less.get("email", "")}


def _wordless(touch: Plain) -> Plain:
    """A code says who is credited; what somebody wrote in their own words says more."""
    return {name: value for name, value in touch.items() if name != "value" or touch.get("kind") in ("key", "code")}


def _same(address: Any, email: str) -> bool:
    """What was set aside may be anything."""
    return isinstance(address, str) and address.strip().lower() == email
