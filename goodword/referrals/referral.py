"""What an address says of who sent the visitor, and what else they came with. Pure.

Read in the order of contract: the path, then ``via``, then the names that other programs' links use; of repeated and
conflicting ones the first that names a partner counts, and the rest is kept beside it.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from goodword.referrals.entries import clean

VIA = "via"
ALIASES = ("aff", "fpr", "fp_ref", "a_aid", "sld", "refcode")
IF_KNOWN = "ref"
"""Means many things in the world: it is a referral only where it names a partner."""
KEYS = (VIA, *ALIASES, IF_KNOWN)
GW_ID = "gw_id"
LINK = "link"
"""How a link's code is called where it is what was not known."""

SID = "sid"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
CLICK_IDS = (
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "fbclid",
    "msclkid",
    "ttclid",
    "li_fat_id",
    "twclid",
    "yclid",
    "rdt_cid",
    "epik",
    "sccid",
)
HANDED_OVER = frozenset({SID, *UTM, *CLICK_IDS})

VALUE, SUB_ID, LONGEST, MOST = 120, 64, 512, 5

NONE: Mapping[str, Any] = MappingProxyType({})
Query = Mapping[str, Sequence[str]]
IsPartner = Callable[[str], bool]


class Sender(NamedTuple):
    """Who sent the visitor. ``partner`` is a slug that may be shown, or empty; ``missed`` are the referrals that name
    nobody, up to the one that counts, as (key, value)."""

    partner: str = ""
    missed: tuple[tuple[str, str], ...] = ()

    @property
    def anyone(self) -> bool:
        """Whether there is a referral at all."""
        return bool(self.partner or self.missed)


class Referral(NamedTuple):
    """Everything of an address that a click keeps, cut to length, without marks that are no text.

    ``unknown`` is ``key=value`` where no partner is named; ``came`` are pairs to hand over to the product, whole.
    """

    partner: str = ""
    unknown: str = ""
    others: Mapping[str, list[str]] = NONE
    sid: str = ""
    utm: Mapping[str, str] = NONE
    click_ids: tuple[str, ...] = ()
    came: tuple[tuple[str, str], ...] = ()
    gw_id: str = ""


NOBODY = Sender()


def sender(path_partner: str | None, query: Query, is_partner: IsPartner) -> Sender:
    """Who sent the visitor. Nobody named in the query makes up for an unknown name in the path."""
    if path_partner:
        slug = spelled(path_partner)
        return Sender(slug) if is_partner(slug) else Sender("", ((VIA, tidy(path_partner)),))
    missed: list[tuple[str, str]] = []
    for key, value in named(query):
        slug = spelled(value)
        if is_partner(slug):
            return Sender(slug, tuple(missed))
        if key != IF_KNOWN:
            missed.append((key, tidy(value)))
    return Sender("", tuple(missed)) if missed else NOBODY


def referral(sent: Sender, query: Query, is_partner: IsPartner) -> Referral:
    """What the click of this visit keeps of its address."""
    unknown = "" if sent.partner or not sent.missed else "=".join(sent.missed[0])
    if not query:
        return Referral(sent.partner, unknown)
    utm = {key.removeprefix("utm_"): tidy(value) for key in UTM if (value := first(query, key))}
    return Referral(
        sent.partner,
        unknown,
        others(sent, query, is_partner, unknown),
        tidy(first(query, SID), SUB_ID),
        utm,
        tuple(key for key in CLICK_IDS if first(query, key)),
        tuple((key, first(query, key)[:LONGEST]) for key in query if key in HANDED_OVER and first(query, key)),
        first(query, GW_ID)[:VALUE],
    )


def others(sent: Sender, query: Query, is_partner: IsPartner, unknown: str) -> dict[str, list[str]]:
    """Referrals that another one came before, by key; what says the same again is none."""
    found: dict[str, list[str]] = {}
    for key, value in named(query):
        text = tidy(value)
        same = spelled(value) == sent.partner or f"{key}={text}" == unknown
        if not same and (key != IF_KNOWN or is_partner(spelled(value))) and len(found.get(key, ())) < MOST:
            found.setdefault(key, []).append(text)
    return found


def named(query: Query) -> Iterator[tuple[str, str]]:
    """The referrals of a query, in their order."""
    return ((key, value) for key in KEYS if key in query for value in query[key])


def spelled(name: str) -> str:
    return name.strip().lower()


def first(query: Query, key: str) -> str:
    """The first value that says anything, else nothing."""
    return next((value for value in query.get(key, ()) if value), "")


def tidy(text: str, longest: int = VALUE) -> str:
    """The beginning of a text, as it can be kept and shown anywhere: no control characters, no marks that turn text,
    no code points that stand for nothing."""
    if text.isascii() and text.isprintable():
        return text[:longest]
    plain = "".join(char for char in text[: 2 * longest] if unicodedata.category(char) not in ("Cs", "Co", "Cn"))
    return clean(plain)[:longest]
