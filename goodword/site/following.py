"""Where ``/r/<code>`` leads: to the link's destination with all that came along, and the link's own partner. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus, urlsplit

from goodword.referrals.link_cards import LinkCard
from goodword.referrals.referral import (
    GW_ID,
    IF_KNOWN,
    KEYS,
    LINK,
    SID,
    VIA,
    IsPartner,
    Referral,
    Sender,
    first,
    others,
    referral,
    sender,
    spelled,
    tidy,
)
from goodword.site.answers import parameters

# What may not stand in a header, percent-encoded.
NO_HEADER = {code: f"%{code:02X}" for code in (*range(0x21), 0x7F)}


@dataclass(frozen=True, slots=True)
class Followed:
    """``path`` is our own, quoted as addresses are; ``query`` is what goes there, without the visit's id. ``sent`` is
    who the click is for, ``link`` the code of a link that there is."""

    path: str
    query: str
    fragment: str
    sent: Sender
    link: str

    def location(self, gw_id: str) -> str:
        """The address to lead to. The id goes along where the page has a referral to read it with."""
        carried = self.sent.anyone and refers(self.query)
        query = joined((self.query, f"{GW_ID}={gw_id}" if gw_id and carried else ""))
        where = self.path + (f"?{query}" if query else "") + (f"#{self.fragment}" if self.fragment else "")
        return where.translate(NO_HEADER)


def follow(code: str, link: LinkCard | None, query: str, is_partner: IsPartner) -> Followed:
    """A code nobody has leads to the start page, with what else the address says of who sent the visitor. A link that
    ended, or whose partner may not be shown, leads where it always did, for nobody."""
    if link is None:
        rest = sender(None, parameters(query), is_partner)
        missed = ((LINK, tidy(code)), *rest.missed)
        return Followed("/", without(query, {GW_ID}), "", Sender(rest.partner, missed), "")
    parts = urlsplit(link.path)
    shown = not link.ended and is_partner(link.partner)
    came = without(query, {GW_ID, *(key for key in KEYS if key != IF_KNOWN)}, is_partner)
    ours = [(SID, link.sid), ("utm_campaign", link.campaign)] if shown else []
    given = set(keys(came))
    own = joined(pair for pair in parts.query.split("&") if key_of(pair) not in {*given, *KEYS, GW_ID})
    missing = [f"{key}={quote(value, safe='')}" for key, value in ours if value and key not in given]
    via = f"{VIA}={link.partner}" if shown else ""
    sent = Sender(link.partner) if shown else Sender("", ((LINK, code),))
    return Followed(parts.path, joined((came, own, via, *missing)), parts.fragment, sent, link.code)


def without(query: str, dropped: set[str], is_partner: IsPartner | None = None) -> str:
    """The query, byte for byte and in its order, without these keys, and without a ``ref`` that names a partner."""
    return "&".join(
        pair
        for pair in query.split("&")
        if key_of(pair) not in dropped and not (is_partner and key_of(pair) == IF_KNOWN and is_partner(value_of(pair)))
    )


def told(followed: Followed, query: str, is_partner: IsPartner) -> Referral:
    """What the click of this visit keeps: of where it leads, and of the address as it came."""
    brought = parameters(query)
    beside = others(followed.sent, brought, is_partner, "")
    if followed.sent.partner and followed.sent.missed[:1] and followed.sent.missed[0][0] == LINK:
        beside = {LINK: [followed.sent.missed[0][1]], **beside}
    kept = referral(followed.sent, parameters(followed.query), is_partner)
    return kept._replace(others=beside, gw_id=first(brought, GW_ID))


def refers(query: str) -> bool:
    """Whether a page asked for with this query may read a referral in it."""
    return any(key in KEYS for key in keys(query))


def keys(query: str) -> Iterator[str]:
    return (key_of(pair) for pair in query.split("&") if pair)


def key_of(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])


def value_of(pair: str) -> str:
    return spelled(unquote_plus(pair.partition("=")[2]))


def joined(queries: Iterable[str]) -> str:
    return "&".join(filter(None, queries))
