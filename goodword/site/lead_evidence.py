"""What somebody typed under "how did you hear of us", as evidence of who sent them. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime

from goodword.referrals.arriving import iso
from goodword.referrals.cards import Card
from goodword.referrals.link_cards import LinkCard
from goodword.referrals.records import Evidence


def heard(
    text: str, cards: Mapping[str, Card], link: Callable[[str], LinkCard | None], at: datetime
) -> tuple[Evidence, ...]:
    """A partner's slug or a link's code is a code, unless that link ended; a partner's whole name is hearsay of that
    partner, and anything else hearsay that a person has to make sense of. Nothing where nothing was typed."""
    if not text:
        return ()
    word = text.lower()
    if word in cards:
        return (Evidence(kind="code", at=iso(at), partner=word, value=text),)
    if (found := link(text) or link(word)) and not found.ended:
        return (Evidence(kind="code", at=iso(at), partner=found.partner, link=found.code, value=text),)
    return (Evidence(kind="heard-from", at=iso(at), partner=named(text, cards), value=text),)


def named(text: str, cards: Mapping[str, Card]) -> str:
    """The one partner whose name or company this is, in any language; empty where there is none, or more than one."""
    name = text.casefold()
    found = [
        card.slug
        for card in cards.values()
        if any(name == one.casefold() for one in (*card.names.values(), *card.companies.values()))
    ]
    return found[0] if len(found) == 1 else ""
