"""Everything a section could be filled with, made ready for choosing once per library. Pure.

A candidate is an entry, or one result or quote of a case study. What the decision needs of it lies in plain fields,
so that assessing two thousand of them takes a few milliseconds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from goodword.content.consent import FAR, NEAR, day_after, gives_away, turning_points
from goodword.content.kinds import CaseStudy, Common, Consent, Guide, Niche, Offer, UseCase
from goodword.content.library import Entry, Library, at

FRESH = timedelta(days=365)
MINUTE = timedelta(minutes=1)
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


@lru_cache(maxsize=4)
def candidates(library: Library) -> Mapping[str, tuple[Candidate, ...]]:
    """Section name → its candidates, in the order that breaks ties."""
    zone = library.terms.timezone
    cases = [case_candidate(entry, zone) for entry in library.of("case-study")]
    uses = [base(entry, zone) for entry in library.of("use-case")]
    results = [one for case in cases for one in results_of(case, zone)]
    return {
        "hero": ordered(results),
        "results": ordered(results),
        "pains": ordered([base(entry, zone) for entry in library.of("pain")]),
        "use-cases": ordered(uses),
        "steps": ordered([use for use in uses if cast(UseCase, use.entry.facts).steps]),
        "case-studies": ordered(cases),
        "quotes": ordered([one for case in cases for one in quotes_of(case)]),
        "logos": ordered([case for case in cases if logo_of(case)]),
        "offer": ordered([offer_candidate(entry, zone) for entry in library.of("offer")]),
        "guides": ordered([base(entry, zone) for entry in library.of("guide")]),
        "faqs": ordered([base(entry, zone) for entry in library.of("faq")]),
    }


def ordered(found: list[Candidate]) -> tuple[Candidate, ...]:
    """Ties: priority, then slug, then the order in which the author wrote results and quotes."""
    return tuple(sorted(found, key=lambda one: (-one.priority, one.slug)))


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
        nameable=bool(facts.anonymous_as) and not tells(entry, "anonymous_as"),
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
            telling=tells(case.entry, f"results.{item}.metric"),
            fresh_until=fresh_until(result.measured_on, zone),
        )


def quotes_of(case: Candidate) -> Iterator[Candidate]:
    for number, quote in enumerate(cast(CaseStudy, case.entry.facts).quotes):
        item = quote.id or str(number)
        telling = tells(case.entry, f"quotes.{item}.text")
        yield replace(case, ref=f"{case.slug}#{item}", item=item, telling=telling)


def tells(entry: Entry, part: str) -> bool:
    """Whether the words themselves name the customer, in any language."""
    return any(names_customer(entry, at(text.front, part)) for text in entry.texts.values())


def names_customer(entry: Entry, said: str | None) -> bool:
    """Whether a text of a case study says the customer's name as any language writes it."""
    return any(gives_away(said, cast(CaseStudy, text.front).customer.name) for text in entry.texts.values())


def logo_of(case: Candidate) -> bool:
    return case.entry.image(cast(CaseStudy, case.entry.facts).customer.logo) is not None


def offer_candidate(entry: Entry, zone: ZoneInfo) -> Candidate:
    facts = cast(Offer, entry.facts)
    return replace(
        base(entry, zone),
        opens=start_of(facts.valid_from, zone),
        closes=start_of(day_after(facts.valid_through), zone),
    )


def last_change(facts: Common) -> date | None:
    if isinstance(facts, Guide):
        return facts.updated_on or facts.published_on
    if isinstance(facts, CaseStudy):
        return max((r.measured_on for r in facts.results if r.measured_on), default=None)
    return None


def fresh_until(day: date | None, zone: ZoneInfo) -> datetime | None:
    return start_of(day + FRESH, zone) if day and day < FAR - FRESH else None


def start_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The moment a local day starts, UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC) if day and NEAR < day < FAR else None


def size_band(size: int | str | None) -> int | None:
    """A number of people, or the first number of a range, as one of five bands."""
    digits = "".join(c for c in str(size or "").replace("\u2013", "-").split("-")[0] if c.isascii() and c.isdigit())
    return sum(int(digits[:9]) > edge for edge in SIZES) if digits else None


@lru_cache(maxsize=4)
def moments(library: Library) -> tuple[datetime, ...]:
    """Every minute at which some decision about this library could change, UTC, in order."""
    zone = library.terms.timezone
    found: set[datetime] = set()
    for by_slug in library.entries.values():
        for entry in by_slug.values():
            for text in entry.texts.values():
                found.update(t for t in (text.front.publish_at, text.front.expires_at) if t)
            if isinstance(entry.facts, CaseStudy):
                found.update(turning_points(entry.facts.consents, zone))
    for many in candidates(library).values():
        found.update(t for one in many for t in (one.opens, one.closes, one.fresh_until) if t)
    return tuple(sorted({whole_minute(moment) for moment in found}))


def whole_minute(moment: datetime) -> datetime:
    """The first whole minute not before the moment: plans are made for whole minutes."""
    floor = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return floor if floor == moment else floor + MINUTE


def pains_of(library: Library, niche: str) -> Mapping[str, int]:
    """Pain → its place in the niche's order of weight; a niche that names none has its parent's."""
    for slug in (niche, *library.ancestors(niche)):
        entry = library.get("niche", slug)
        if entry and (pains := cast(Niche, entry.facts).pains):
            return {pain: place for place, pain in enumerate(pains)}
    return {}
