"""Records without a person, as the journal's archive keeps them once the person was erased. Pure."""

from collections.abc import Mapping
from typing import Any

from goodword.mailboxes import compared
from goodword.referrals.recording.erased import PERSON
from goodword.referrals.recording.spelled import holds, swept

Plain = Mapping[str, Any]
REPORTED = ("name", "email", "avatar", "metadata")


def without(record: Plain, email: str, customers: set[str]) -> Plain:
    """The record without the person: by their address, as addresses are compared, or as one of these customers.

    Its ids stay, so that what is recorded again is known to be recorded already. The address stands nowhere in it, also
    where it is about somebody else.
    """
    less = record
    if record.get("kind") == "lead":
        less = _lead(record, email)
    elif names(record, email) or record.get("customer") in customers:
        less = {name: value for name, value in record.items() if name not in REPORTED}
    return swept(less, email) if holds(less, email) else less


def names(record: Plain, email: str) -> bool:
    """Whether a report is about who has the address."""
    return _same(record.get("email", ""), email) or holds(record.get("external_id", ""), email)


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
    return isinstance(address, str) and compared(address) == email
