"""A request as plain data: who sent the visitor, what they came for, in which language, at which minute. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from goodword.content.library import Library
from goodword.content.liveness import version
from goodword.referrals.referral import Sender, sender
from goodword.site.addresses import REFER, Address

ANYONE = "*"  # a partner that no content names: every such partner gets the same plan
CAMPAIGN_LENGTH = 120


class Visitor(NamedTuple):
    """What the plan is made for. ``now`` is UTC, cut to the minute; ``partner`` is a slug that may be shown.

    ``dropped`` names what was asked for and not known, as (parameter, value): it changes nothing, and is kept.
    """

    language: str
    now: datetime
    partner: str | None = None
    niche: str | None = None
    pain: str | None = None
    use_case: str | None = None
    campaign: str | None = None
    dropped: tuple[tuple[str, str], ...] = ()

    def key(self) -> tuple[str | None, ...]:
        """Everything but the moment."""
        return (self.language, self.partner, self.niche, self.pain, self.use_case, self.campaign)

    def for_plan(self, library: Library) -> "Visitor":
        """The same visitor without what cannot change a plan: the key under which plans are kept."""
        partner = self.partner
        if partner and partner not in library.named_partners:
            partner = ANYONE
        campaign = self.campaign if self.campaign in library.campaigns else None
        return Visitor(self.language, self.now, partner, self.niche, self.pain, self.use_case, campaign)


class Asked(NamedTuple):
    """The parts of an address that say what is wanted. ``query`` keeps every value of a repeated key."""

    language: str
    partner: str | None = None
    niche: str | None = None
    query: Mapping[str, Sequence[str]] | None = None
    sent: Sender | None = None
    """Who sent the visitor, if that was read before."""


def niche_of(address: Address, query: Mapping[str, Sequence[str]]) -> str | None:
    """The niche that an address asks for: its own; on the page to refer a colleague, the one of the query."""
    if address == REFER:
        return next(iter(query.get("niche", ())), None)
    return address.slug if address.kind == "niche" else None


def visitor(asked: Asked, library: Library, is_partner: Callable[[str], bool], now: datetime) -> Visitor:
    """Read the address: path beats query, the first known value of a key wins. Who sent the visitor is read where
    clicks read it too (`goodword.referrals.referral`).

    Values that are unknown, or name what is not live, are dropped and noted.
    """
    query = asked.query or {}
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    sent = asked.sent or sender(asked.partner, query, is_partner)
    if not query and not asked.niche:
        return Visitor(asked.language, now, sent.partner or None, dropped=sent.missed)
    dropped = list(sent.missed)

    def first_known(key: str, values: Iterable[str], resolve: Callable[[str], str | None]) -> str | None:
        for value in values:
            if known := resolve(value):
                return known
            dropped.append((key, value[:CAMPAIGN_LENGTH]))
        return None

    def slug_of(kind: str) -> Callable[[str], str | None]:
        def resolve(name: str) -> str | None:
            entry = library.find(kind, name.strip().lower())
            live = entry and version(entry, asked.language, now)[1] is None
            return entry.slug if entry and live else None

        return resolve

    campaign = next((value[:CAMPAIGN_LENGTH] for value in query.get("utm_campaign", ()) if value), None)
    return Visitor(
        language=asked.language,
        now=now,
        partner=sent.partner or None,
        niche=first_known("niche", (asked.niche,) if asked.niche else (), slug_of("niche")),
        pain=first_known("pain", query.get("pain", ()), slug_of("pain")),
        use_case=first_known("use-case", query.get("use-case", ()), slug_of("use-case")),
        campaign=campaign,
        dropped=tuple(dropped),
    )
