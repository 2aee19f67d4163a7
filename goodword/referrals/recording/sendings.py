"""What the sendings of one lead come to, in whichever order they reach the database. Pure.

Each field is what the newest sending says that says anything of it: what is left empty takes nothing back. As soon as
one sending is honest, suspect ones say nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from types import MappingProxyType
from typing import NamedTuple

from goodword.referrals.lead_rows import LeadEvent

TYPED = {"name": 255, "company": 255, "phone": 64, "channel": 16, "heard_from": 255}
"""What is kept of each sending beside its message, and how many characters of it."""
MARKETING = "marketing"
"""The version of the text on marketing mail, of a sending that agreed to it."""
USUAL = "email"
"""The channel that a form has chosen before anybody did: it takes no other one back."""
NONE: Mapping[str, str] = MappingProxyType({})


class Words(NamedTuple):
    """``typed`` are the fields of TYPED and ``message``, ``referrer`` is as in `Lead`; what is empty is left out."""

    honest: bool = False
    typed: Mapping[str, str] = NONE
    referrer: Mapping[str, str] = NONE
    marketing: str = ""


def come_to(sendings: Iterable[LeadEvent]) -> Words:
    """What all of them say together."""
    return reduce(joined, sorted(sendings, key=moment), Words())


def joined(words: Words, sending: LeadEvent) -> Words:
    """What was said until now, and then by the next sending."""
    honest = sending.status != "suspect"
    if words.honest and not honest:
        return words
    before = words if honest == words.honest else Words()
    typed = {name: value for name in TYPED if (value := sending.said.get(name, ""))}
    if typed.get("channel") == USUAL and before.typed.get("channel"):
        del typed["channel"]
    typed |= {"message": sending.note} if sending.note else {}
    referrer = {name: value for name, value in sending.said.get("referrer", {}).items() if value}
    agreed = sending.said.get(MARKETING, "") or before.marketing
    return Words(honest, {**before.typed, **typed}, {**before.referrer, **referrer}, agreed)


def said_last(sendings: Iterable[LeadEvent]) -> datetime:
    """When the newest thing was said that changes what they come to. There is one sending at least."""
    first, *others = sorted(sendings, key=moment)
    words, at = joined(Words(), first), first.at
    for each in others:
        if (after := joined(words, each)) != words:
            words, at = after, each.at
    return at


def moment(sending: LeadEvent) -> tuple[datetime, str]:
    return sending.at, sending.id


def newness(sending: LeadEvent) -> tuple[bool, datetime, str]:
    """The greatest is of the newest honest sending; of the newest where all are suspect."""
    return sending.status != "suspect", *moment(sending)


def firstness(sending: LeadEvent) -> tuple[bool, datetime, str]:
    """The least is of the first honest sending; of the first where all are suspect."""
    return sending.status == "suspect", *moment(sending)
