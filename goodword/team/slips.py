"""A receipt as the desk shows it: pages by what they are about, and in groups what keeps the entry off others. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from goodword.content.kinds import SECTION_NAMES
from goodword.site.addresses import Address
from goodword.site.receipts import Gap, Part, Receipt, Standing
from goodword.site.visitor import ANYONE


@dataclass(frozen=True, slots=True)
class Page:
    """A page that shows the entry in these ``languages``, with the sections that it stands in."""

    address: Address
    languages: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets to see the entry: everyone (None), a partner's visitors, those of any other partner (``ANYONE``)."""

    partner: str | None
    pages: tuple[Page, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Pages that do not show the entry, all for one reason. ``count`` counts each language."""

    partner: str | None
    fate: str
    why: str
    addresses: tuple[Address, ...]
    count: int


def audiences(told: Receipt) -> tuple[Audience, ...]:
    """Who sees the entry, everyone first, then partners by name, then all others."""
    by_partner: dict[str | None, list[Standing]] = {}
    for one in told.standings:
        by_partner.setdefault(one.spot.partner, []).append(one)
    return tuple(
        Audience(partner, tuple(pages(by_partner[partner])), len(by_partner[partner]))
        for partner in sorted(by_partner, key=place)
    )


def pages(standings: Iterable[Standing]) -> Iterator[Page]:
    by_address: dict[Address, list[Standing]] = {}
    for one in standings:
        by_address.setdefault(one.spot.address, []).append(one)
    for address, many in by_address.items():
        languages = tuple(dict.fromkeys(one.spot.language for one in many))
        yield Page(address, languages, sections(part for one in many for part in one.parts))


def sections(parts: Iterable[Part]) -> tuple[str, ...]:
    """The sections once each, in their usual order; the page itself says it all where it is among them."""
    found = {part.section for part in parts}
    return ("",) if "" in found else tuple(name for name in SECTION_NAMES if name in found)


def refusals(told: Receipt) -> tuple[Refusal, ...]:
    """What keeps the entry off pages, the reasons that can be mended first."""
    groups: dict[tuple[str | None, str, str], list[Gap]] = {}
    for gap in told.gaps:
        groups.setdefault((gap.spot.partner, gap.fate, gap.why), []).append(gap)
    made = [refusal(key, gaps) for key, gaps in groups.items()]
    return tuple(sorted(made, key=lambda one: (rank(one.fate), place(one.partner), one.why)))


def refusal(key: tuple[str | None, str, str], gaps: Sequence[Gap]) -> Refusal:
    partner, fate, _ = key
    addresses = tuple(dict.fromkeys(gap.spot.address for gap in gaps))
    return Refusal(partner, fate, gaps[0].why, addresses, len(gaps))


def has_named(told: Receipt) -> bool:
    """Whether any partner is told of by name: then all others are the "other" ones."""
    spots = (*(one.spot for one in told.standings), *(one.spot for one in told.gaps))
    return any(spot.partner not in (None, ANYONE) for spot in spots)


# Reasons in the order in which somebody would want to hear them.
FATES = ("consent", "partner-only", "status", "dates", "language", "fallback", "excluded", "variety", "passed over")


def rank(fate: str) -> int:
    return FATES.index(fate) if fate in FATES else len(FATES)


def place(partner: str | None) -> tuple[int, str]:
    return (0 if partner is None else 2 if partner == ANYONE else 1, partner or "")
