"""Everything a section could be filled with, made ready for choosing once per library. Pure.

A candidate is an entry, or one result or quote of a case study. What the decision needs of it lies in plain fields,
so that assessing two thousand of them takes a few milliseconds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from goodword.content.consent import day_after
from goodword.content.kinds import CaseStudy, Common, Consent, Niche, Offer, UseCase
from goodword.content.library import Entry, Library, Terms
from goodword.content.naming_customers import telling
from goodword.content.remembering import PerEntry
from goodword.site.turning import fresh_until, last_change, start_of, turning_minutes

SIZES = (10, 50, 200, 1000)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """``ref`` is ``slug`` or ``slug#item``; ``telling`` means that its own words name the customer."""

    entry: Entry
    ref: str
    item: str
    niches: frozenset[str]
    pains: frozenset[str]
    use_cases: frozenset[str]
    partners: frozenset[str]
    campaigns: frozenset[str]
    priority: int
    owner: str | None = None
    customer: str | None = None
    country: str | None = None
    size: int | None = None
    consents: tuple[Consent, ...] | None = None
    nameable: bool = True
    telling: bool = False
    measured: bool = False
    headline: bool = False
    fresh_until: datetime | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    steady: bool = False

    @property
    def slug(self) -> str:
        return self.entry.slug


# Section name → the candidates that one entry gives it.
Offers = tuple[tuple[str, tuple[Candidate, ...]], ...]
SECTIONS = (
    "hero",
    "results",
    "pains",
    "use-cases",
    "steps",
    "case-studies",
    "quotes",
    "logos",
    "offer",
    "guides",
    "faqs",
)
OF_KIND = {"pain": "pains", "use-case": "use-cases", "guide": "guides", "faq": "faqs"}


@lru_cache(maxsize=4)
def candidates(library: Library) -> Mapping[str, tuple[Candidate, ...]]:
    """Section name → its candidates, in the order that breaks ties."""
    found: dict[str, list[Candidate]] = {name: [] for name in SECTIONS}
    for made, _ in offers(library):
        for name, many in made:
            found[name] += many
    return {name: ordered(name, many) for name, many in found.items()}


@lru_cache(maxsize=4)
def offers(library: Library) -> tuple[tuple[Offers, tuple[datetime, ...]], ...]:
    """What each entry can fill sections with, and its minutes."""
    return tuple(_OFFERS.of(library))


def offered(entry: Entry, terms: Terms) -> tuple[Offers, tuple[datetime, ...]]:
    """What one entry can fill sections with, and the minutes at which a decision about it could change."""
    made = tuple((name, tuple(many)) for name, many in sections_of(entry, terms.timezone))
    own = (moment for _, many in made for one in many for moment in (one.opens, one.closes, one.fresh_until) if moment)
    return made, tuple(sorted(turning_minutes(entry, terms.timezone, own)))


def sections_of(entry: Entry, zone: ZoneInfo) -> Iterator[tuple[str, list[Candidate]]]:
    if entry.kind == "case-study":
        case = case_candidate(entry, zone)
        results = list(results_of(case, zone))
        yield from (("hero", results), ("results", results), ("case-studies", [case]))
        yield "quotes", list(quotes_of(case))
        if logo_of(case):
            yield "logos", [case]
    elif entry.kind == "offer":
        yield "offer", [offer_candidate(entry, zone)]
    elif entry.kind in OF_KIND:
        one = base(entry, zone)
        yield OF_KIND[entry.kind], [one]
        if isinstance(entry.facts, UseCase) and entry.facts.steps:
            yield "steps", [one]


def ordered(name: str, found: list[Candidate]) -> tuple[Candidate, ...]:
    """Ties: priority, then slug, then the order in which the author wrote results and quotes. Of most sections an edit
    changes nothing: the very order of the last library is then that of the next."""
    before, order = _ORDERS.get(name, ([], ()))
    if found != before:
        order = tuple(sorted(found, key=lambda one: (-one.priority, one.slug)))
        _ORDERS[name] = found, order
    return order


def base(entry: Entry, zone: ZoneInfo) -> Candidate:
    facts = entry.facts
    own = {entry.slug}
    return Candidate(
        entry=entry,
        ref=entry.slug,
        item="",
        niches=frozenset(facts.niches),
        pains=frozenset(facts.pains) | (own if entry.kind == "pain" else set()),
        use_cases=frozenset(facts.use_cases) | (own if entry.kind == "use-case" else set()),
        partners=frozenset(facts.partners),
        campaigns=frozenset(facts.campaigns),
        priority=facts.priority,
        fresh_until=fresh_until(last_change(facts), zone),
        steady=all(always_live(text.front) for text in entry.texts.values()),
    )


def always_live(front: Common) -> bool:
    return front.status == "published" and front.publish_at is None and front.expires_at is None


def case_candidate(entry: Entry, zone: ZoneInfo) -> Candidate:
    facts = cast(CaseStudy, entry.facts)
    return replace(
        base(entry, zone),
        owner=facts.partner,
        customer=entry.slug,
        country=facts.customer.country,
        size=size_band(facts.customer.size),
        consents=facts.consents,
        nameable=bool(facts.anonymous_as) and "anonymous_as" not in telling(entry),
        measured=any(result.baseline is not None for result in facts.results),
    )


def results_of(case: Candidate, zone: ZoneInfo) -> Iterator[Candidate]:
    for number, result in enumerate(cast(CaseStudy, case.entry.facts).results):
        item = result.id or str(number)
        yield replace(
            case,
            ref=f"{case.slug}#{item}",
            item=item,
            measured=result.baseline is not None,
            headline=result.headline,
            telling=f"results.{item}.metric" in telling(case.entry),
            fresh_until=fresh_until(result.measured_on, zone),
        )


def quotes_of(case: Candidate) -> Iterator[Candidate]:
    for number, quote in enumerate(cast(CaseStudy, case.entry.facts).quotes):
        item = quote.id or str(number)
        tells = f"quotes.{item}.text" in telling(case.entry)
        yield replace(case, ref=f"{case.slug}#{item}", item=item, telling=tells)


def logo_of(case: Candidate) -> bool:
    return case.entry.image(cast(CaseStudy, case.entry.facts).customer.logo) is not None


def offer_candidate(entry: Entry, zone: ZoneInfo) -> Candidate:
    facts = cast(Offer, entry.facts)
    return replace(
        base(entry, zone),
        opens=start_of(facts.valid_from, zone),
        closes=start_of(day_after(facts.valid_through), zone),
    )


def size_band(size: int | str | None) -> int | None:
    """A number of people, or the first number of a range, as one of five bands."""
    digits = "".join(c for c in str(size or "").replace("\u2013", "-").split("-")[0] if c.isascii() and c.isdigit())
    return sum(int(digits[:9]) > edge for edge in SIZES) if digits else None


@lru_cache(maxsize=4)
def moments(library: Library) -> tuple[datetime, ...]:
    """Every minute at which some decision about this library could change, UTC, in order."""
    return tuple(sorted({minute for _, minutes in offers(library) for minute in minutes}))


def pains_of(library: Library, niche: str) -> Mapping[str, int]:
    """Pain → its place in the niche's order of weight; a niche that names none has its parent's."""
    for slug in (niche, *library.ancestors(niche)):
        entry = library.get("niche", slug)
        if entry and (pains := cast(Niche, entry.facts).pains):
            return {pain: place for place, pain in enumerate(pains)}
    return {}


_OFFERS: PerEntry[tuple[Offers, tuple[datetime, ...]]] = PerEntry(offered)
_ORDERS: dict[str, tuple[list[Candidate], tuple[Candidate, ...]]] = {}
