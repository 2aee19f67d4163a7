"""Which pages there are, for whom: everywhere that an entry could stand. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from goodword.content.kinds import NOT_ADDRESSES
from goodword.content.library import Entry, Library
from goodword.content.liveness import version
from goodword.site.addresses import THANKS, Address, in_language, with_partner
from goodword.site.canonical import HOME
from goodword.site.pages import INDEXES, RELATED
from goodword.site.visitor import ANYONE, Visitor


@dataclass(frozen=True, slots=True)
class Spot:
    """A page in one language. ``partner`` is None for who was sent by nobody, a slug on that partner's pages, and
    ``ANYONE`` on those of every partner that no content names."""

    address: Address
    language: str
    partner: str | None = None

    @property
    def of_entry(self) -> bool:
        """Whether it is a story's, a use case's or a guide's own page."""
        return self.address.kind in RELATED and bool(self.address.slug)

    def path(self, prefix: str) -> str:
        """Its address, behind the language's prefix; none of its own on the pages of partners in general."""
        path = in_language(self.address.path, prefix)
        if self.partner is None or self.partner == ANYONE:
            return path
        own = with_partner(self.address.path, self.partner)
        return in_language(own, prefix) if own != self.address.path else f"{path}?via={self.partner}"


def visitor_at(library: Library, spot: Spot, now: datetime) -> Visitor:
    """Who comes to this page by its plain address."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    niche = spot.address.slug if spot.address.kind == "niche" else None
    return Visitor(spot.language, minute, spot.partner, niche).for_plan(library)


def spots_of(
    library: Library, entry: Entry, sections: Collection[str], partners: Collection[str], now: datetime
) -> Iterator[Spot]:
    """Every page that could show the entry, which fills these ``sections``: its own first, then what is put together
    for everyone, for partners, and what stands under the pages of other entries. ``partners`` are those that may be
    shown."""
    addresses = [address for address in landing(library, entry) if live(library, address, now)]
    for partner in (None, *sorted(set(entry.facts.partners).intersection(partners))):
        yield from around((own_address(entry),), library, partner)
    yield from around(addresses, library)
    put_together = [address for address in addresses if address == HOME or address.kind == "niche"]
    for partner in audiences(library, partners):
        yield from around(put_together, library, partner)
    if entry.kind in INDEXES:
        yield from around((Address(entry.kind, ""),), library)
    kinds = [kind for kind, below in RELATED.items() if not set(below).isdisjoint(sections)]
    others = [one for kind in kinds for one in library.of(kind) if one is not entry]
    nearest = sorted(others, key=lambda one: -in_common(one, entry))
    yield from around((Address(one.kind, one.slug) for one in nearest), library)


def in_common(one: Entry, other: Entry) -> int:
    """How much two entries are about the same."""
    used = {one.slug} if one.kind == "use-case" else set(one.facts.use_cases)
    return len(used.intersection(other.facts.use_cases)) + len(set(one.facts.pains).intersection(other.facts.pains))


def around(
    addresses: Collection[Address | None] | Iterator[Address], library: Library, partner: str | None = None
) -> Iterator[Spot]:
    for address in addresses:
        if address:
            yield from (Spot(address, language, partner) for language in library.terms.languages)


def own_address(entry: Entry) -> Address | None:
    """The address of a story, a use case, a guide; what is laid out from several entries has none here."""
    return Address(entry.kind, entry.slug) if entry.kind in RELATED else None


def landing(library: Library, entry: Entry) -> list[Address]:
    """The start page, the company's pages, and the niches', those of the entry's own niches first."""
    layouts = NOT_ADDRESSES - {THANKS.slug}
    pages = [Address("page", one.slug) for one in library.of("page") if one.slug not in layouts]
    mine = {entry.slug} if entry.kind == "niche" else set(entry.facts.niches)
    niches = sorted((one.slug for one in library.of("niche")), key=lambda slug: (slug not in mine, slug))
    return [HOME, *pages, *(Address("niche", slug) for slug in niches)]


def live(library: Library, address: Address, now: datetime) -> bool:
    entry = library.get(address.kind, address.slug)
    return address == HOME or bool(entry and any(not version(entry, code, now)[1] for code in library.terms.languages))


def audiences(library: Library, partners: Collection[str]) -> tuple[str, ...]:
    """The partners for whom a plan may differ, then all the others as one."""
    named = sorted(library.named_partners.intersection(partners))
    others = () if library.named_partners.issuperset(partners) else (ANYONE,)
    return (*named, *others)
