"""How well a candidate fits a visitor: hard filters first, each with a name, then points from one small table. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from goodword.content.consent import Allowed, Place, allowed
from goodword.content.library import Library
from goodword.content.liveness import version
from goodword.site.candidates import Candidate, pains_of
from goodword.site.visitor import Visitor

# The whole of what is preferred to what. Points add up; the difference between two lines is how many small reasons
# outweigh one big one.
WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        "partner": 64,  # names this partner, or is this partner's own story
        "campaign": 48,  # names the visitor's campaign
        "pain": 40,  # speaks to the pain point asked for
        "use_case": 40,  # shows the use case asked for
        "niche": 32,  # is for exactly this niche
        "ancestor": 16,  # is for a wider niche; 4 less for each further step
        "child": 12,  # is for a narrower niche
        "trade_pain": 10,  # speaks to a pain point of the niche; 1 less for each place down its list
        "headline": 8,  # the number its author leads with
        "measured": 6,  # has a result with a baseline
        "language": 5,  # written in the visitor's language
        "country": 4,  # a customer of the same country
        "size": 4,  # a customer of the same size
        "fresh": 3,  # measured or changed within a year
        "other_niche": -8,  # is for a niche, and the visitor named none
        "seen": -24,  # this customer is on the page already; twice for the number it opens with
        "again": -96,  # this very number or quote is on the page already
    }
)
HEADLINE, MEASURED, FRESH = (WEIGHTS[name] for name in ("headline", "measured", "fresh"))
NO_CONSENT_NEEDED = Allowed(frozenset())
# How far from the niche: what a section's ``fallback`` allows is counted in these steps.
RUNGS: Mapping[str, int] = MappingProxyType({"exact": 0, "parent": 1, "general": 2, "other": 3})


class Fit(NamedTuple):
    """How an entry fits the visitor: how near it is to their niche, the filter that removes it, if any, and else what
    speaks for it."""

    rung: str
    removed: str | None
    language: str
    shows: Allowed
    points: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Context:
    """A visitor with what follows from the library, looked up once per plan; ``fits`` keeps what was found."""

    visitor: Visitor
    place: Place
    day: date
    lineage: Mapping[str, int]
    children: frozenset[str]
    trade_pains: Mapping[str, int]
    country: str | None
    size: int | None
    fits: dict[int, Fit]


def context_of(
    library: Library, visitor: Visitor, place: Place, like: Candidate | None, country: str | None
) -> Context:
    """``like`` is the case study that the page is about: customers like that one are preferred."""
    niche = visitor.niche
    line = (niche, *library.ancestors(niche)) if niche else ()
    return Context(
        visitor=visitor,
        place=place,
        day=visitor.now.astimezone(library.terms.timezone).date(),
        lineage={slug: step for step, slug in enumerate(line)},
        children=frozenset(below(library, niche)) if niche else frozenset(),
        trade_pains=pains_of(library, niche) if niche else {},
        country=(like.country if like else None) or country,
        size=like.size if like else None,
        fits={},
    )


def below(library: Library, niche: str) -> set[str]:
    """All narrower niches."""
    found: set[str] = set()
    waiting = list(library.children.get(niche, ()))
    while waiting:
        slug = waiting.pop()
        if slug not in found and slug != niche:
            found.add(slug)
            waiting.extend(library.children.get(slug, ()))
    return found


def fit(one: Candidate, context: Context) -> Fit:
    """How the candidate's entry fits; the same for each of its results and quotes, so found once per plan."""
    found = context.fits.get(id(one.entry))
    if found is None:
        found = context.fits[id(one.entry)] = fit_of(one, context)
    return found


def fit_of(one: Candidate, context: Context) -> Fit:
    visitor = context.visitor
    language, removed = version(one.entry, visitor.language, visitor.now, one.steady)
    shows = NO_CONSENT_NEEDED
    if one.consents is not None:
        shows = allowed(one.consents, context.place, context.day)
        removed = removed or (None if showable(one, shows) else "consent")
    if not removed:
        removed = barred(one, visitor)
    points = entry_points(one, context, language, shows)
    return Fit(rung_of(one, context), removed, language, shows, points, sum(points.values()))


def showable(one: Candidate, shows: Allowed) -> bool:
    """Whether consent leaves anything to show, and a way to speak of the customer."""
    return (shows.name or one.nameable) and (shows.name or shows.metrics or shows.quote)


def barred(one: Candidate, visitor: Visitor) -> str | None:
    if (one.opens and visitor.now < one.opens) or (one.closes and visitor.now >= one.closes):
        return "dates"
    if one.partners and visitor.partner not in one.partners:
        return "partner-only"
    return None


def rung_of(one: Candidate, context: Context) -> str:
    """How near the niche: exact, parent (wider or narrower), general, or other: only for other niches."""
    if not context.lineage:
        return "general"
    niches = one.niches
    if context.visitor.niche in niches or (one.entry.kind == "pain" and one.slug in context.trade_pains):
        return "exact"
    if not niches:
        return "general"
    near = not niches.isdisjoint(context.lineage) or not niches.isdisjoint(context.children)
    return "parent" if near else "other"


def entry_points(one: Candidate, context: Context, language: str, shows: Allowed) -> dict[str, int]:
    """What speaks for the entry, in parts. An anonymous story gains nothing from being the partner's own: standing
    first on that partner's page would say whose it is."""
    visitor, points = context.visitor, {}
    if visitor.partner and (visitor.partner in one.partners or (visitor.partner == one.owner and shows.name)):
        points["partner"] = WEIGHTS["partner"]
    if visitor.campaign and visitor.campaign in one.campaigns:
        points["campaign"] = WEIGHTS["campaign"]
    if visitor.pain and visitor.pain in one.pains:
        points["pain"] = WEIGHTS["pain"]
    if visitor.use_case and visitor.use_case in one.use_cases:
        points["use_case"] = WEIGHTS["use_case"]
    if context.lineage:
        points.update(niche_points(one, context))
    elif one.niches:
        points["other_niche"] = WEIGHTS["other_niche"]
    if language == visitor.language:
        points["language"] = WEIGHTS["language"]
    if one.country is not None and one.country == context.country:
        points["country"] = WEIGHTS["country"]
    if one.size is not None and one.size == context.size:
        points["size"] = WEIGHTS["size"]
    return points


def item_points(one: Candidate, context: Context, seen: Counter[str]) -> dict[str, int]:
    """What speaks for this very result, quote or entry, and against it where it stands on the page already."""
    points = {}
    if one.headline:
        points["headline"] = WEIGHTS["headline"]
    if one.measured:
        points["measured"] = WEIGHTS["measured"]
    if one.fresh_until and context.visitor.now < one.fresh_until:
        points["fresh"] = WEIGHTS["fresh"]
    if one.item and one.ref in seen:
        points["again"] = WEIGHTS["again"]
    elif times := seen[one.customer or one.ref]:
        points["seen"] = min(times, 2) * WEIGHTS["seen"]
    return points


def item_total(one: Candidate, context: Context, seen: Counter[str]) -> int:
    """The sum of ``item_points``, found without listing them: every candidate is asked for it."""
    total = HEADLINE if one.headline else 0
    if one.measured:
        total += MEASURED
    if one.fresh_until and context.visitor.now < one.fresh_until:
        total += FRESH
    if seen:
        if one.item and one.ref in seen:
            total += WEIGHTS["again"]
        elif times := seen[one.customer or one.ref]:
            total += min(times, 2) * WEIGHTS["seen"]
    return total


def niche_points(one: Candidate, context: Context) -> Mapping[str, int]:
    points: dict[str, int] = {}
    if one.niches:
        steps = [context.lineage[niche] for niche in one.niches if niche in context.lineage]
        if steps and min(steps) == 0:
            points["niche"] = WEIGHTS["niche"]
        elif steps:
            points["ancestor"] = max(4, WEIGHTS["ancestor"] - 4 * (min(steps) - 1))
        elif not one.niches.isdisjoint(context.children):
            points["child"] = WEIGHTS["child"]
    places = [context.trade_pains[pain] for pain in one.pains if pain in context.trade_pains]
    if places:
        points["trade_pain"] = max(1, WEIGHTS["trade_pain"] - min(places))
    return points
