"""How well a candidate fits a visitor: hard filters first, each with a name, then points from one small table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from goodword.content.consent import Allowed, Place, allowed
from goodword.content.kinds import Common
from goodword.content.library import Entry, Library
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
        "alike": 4,  # a customer of the same country; again for the same size
        "fresh": 3,  # measured or changed within a year
        "seen": -24,  # already on this page
    }
)
NOTHING = Allowed(frozenset(), "needs no consent")
RUNGS = ("exact", "parent", "general")


@dataclass(frozen=True, slots=True)
class Context:
    """A visitor with what follows from the library, looked up once per plan."""

    library: Library
    visitor: Visitor
    place: Place
    lineage: Mapping[str, int]
    children: frozenset[str]
    trade_pains: Mapping[str, int]
    country: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``removed`` names the filter; else ``rung`` says how near the niche it is and ``points`` what it scored."""

    candidate: Candidate
    removed: str | None
    why: str
    language: str
    shows: Allowed
    rung: str
    points: Mapping[str, int]
    total: int


def context_of(library: Library, visitor: Visitor, place: Place, like: Candidate | None, country: str | None) -> Context:
    """``like`` is the case study that the page is about: customers like that one are preferred."""
    niche = visitor.niche
    lineage = {slug: step for step, slug in enumerate((niche, *library.ancestors(niche)))} if niche else {}
    return Context(
        library=library,
        visitor=visitor,
        place=place,
        lineage=lineage,
        children=frozenset(below(library, niche)) if niche else frozenset(),
        trade_pains=pains_of(library, niche) if niche else {},
        country=(like.country if like else None) or country,
        size=like.size if like else None,
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


def judge(candidate: Candidate, context: Context, needs: str | None) -> Verdict:
    """The verdict on one candidate; ``needs`` is the part of the consent without which the section is empty."""
    language, removed, why = version(candidate.entry, candidate.steady, context.visitor)
    shows = NOTHING
    if candidate.consents is not None:
        day = context.visitor.now.astimezone(context.library.terms.timezone).date()
        shows = allowed(candidate.consents, context.place, day)
        if not removed:
            removed, why = consent_gap(candidate, shows, needs)
    if not removed:
        removed, why = barred(candidate, context)
    rung = rung_of(candidate, context)
    if not removed and rung is None:
        removed, why = "niche", "is for other niches: " + ", ".join(sorted(candidate.niches))
    points = points_of(candidate, context, language, shows)
    return Verdict(
        candidate, removed, why, language, shows, rung or "other", points, sum(points.values()) if points else 0
    )


def version(entry: Entry, steady: bool, visitor: Visitor) -> tuple[str, str | None, str]:
    """The language in which the visitor gets the entry: their own, else the default one; or the filter and why."""
    own = entry.texts.get(visitor.language)
    if own and (steady or not dead(own.front, visitor.now)):
        return visitor.language, None, ""
    default = entry.default_language
    if steady or not (gone := dead(entry.facts, visitor.now)):
        return default, None, ""
    if any(not dead(text.front, visitor.now) for text in entry.texts.values()):
        return default, "language", "live only in another language"
    return default, *gone


def dead(front: Common, now: datetime) -> tuple[str, str] | None:
    """Why this text is not live at the moment, as (filter, words); None where it is."""
    if front.status != "published":
        return "status", "is a draft"
    if front.publish_at and now < front.publish_at:
        return "dates", f"publishes at {front.publish_at:%Y-%m-%d %H:%M} UTC"
    if front.expires_at and now >= front.expires_at:
        return "dates", f"expired at {front.expires_at:%Y-%m-%d %H:%M} UTC"
    return None


def consent_gap(candidate: Candidate, shows: Allowed, needs: str | None) -> tuple[str | None, str]:
    if not shows:
        return "consent", shows.reason
    if not shows.name and not candidate.nameable:
        return "consent", "covers no name, and anonymous_as is empty"
    if needs and not getattr(shows, needs):
        return "consent", f"does not cover {needs}" if shows.name else f"does not cover {needs} and name"
    if not (shows.name or shows.metrics or shows.quote):
        return "consent", "covers nothing that a card could show"
    return None, ""


def barred(candidate: Candidate, context: Context) -> tuple[str | None, str]:
    visitor = context.visitor
    if candidate.opens and visitor.now < candidate.opens:
        return "dates", f"valid from {candidate.opens:%Y-%m-%d %H:%M} UTC"
    if candidate.closes and visitor.now >= candidate.closes:
        return "dates", f"valid until {candidate.closes:%Y-%m-%d %H:%M} UTC"
    if candidate.partners and visitor.partner not in candidate.partners:
        return "partner-only", "only for " + ", ".join(sorted(candidate.partners))
    return None, ""


def rung_of(candidate: Candidate, context: Context) -> str | None:
    """How near the niche: exact, parent (wider or narrower), general; None for other niches only."""
    if not context.lineage:
        return "general"
    niches = candidate.niches
    if context.visitor.niche in niches or (candidate.entry.kind == "pain" and candidate.slug in context.trade_pains):
        return "exact"
    if not niches:
        return "general"
    if not niches.isdisjoint(context.lineage) or not niches.isdisjoint(context.children):
        return "parent"
    return None


def points_of(candidate: Candidate, context: Context, language: str, shows: Allowed) -> Mapping[str, int]:
    """What speaks for the candidate, in parts. An anonymous story gains nothing from being the partner's own:
    standing first on that partner's page would say whose it is."""
    visitor, weights = context.visitor, WEIGHTS
    points: dict[str, int] = {}
    own = visitor.partner == candidate.owner and shows.name
    if visitor.partner and (visitor.partner in candidate.partners or own):
        points["partner"] = weights["partner"]
    if visitor.campaign and visitor.campaign in candidate.campaigns:
        points["campaign"] = weights["campaign"]
    if visitor.pain and visitor.pain in candidate.pains:
        points["pain"] = weights["pain"]
    if visitor.use_case and visitor.use_case in candidate.use_cases:
        points["use_case"] = weights["use_case"]
    if context.lineage:
        points.update(niche_points(candidate, context))
    if candidate.headline:
        points["headline"] = weights["headline"]
    if candidate.measured:
        points["measured"] = weights["measured"]
    if language == visitor.language:
        points["language"] = weights["language"]
    alike = (candidate.country is not None and candidate.country == context.country) + (
        candidate.size is not None and candidate.size == context.size
    )
    if alike:
        points["alike"] = alike * weights["alike"]
    if candidate.fresh_until and visitor.now < candidate.fresh_until:
        points["fresh"] = weights["fresh"]
    return points


def niche_points(candidate: Candidate, context: Context) -> Mapping[str, int]:
    points: dict[str, int] = {}
    if candidate.niches:
        steps = [context.lineage[niche] for niche in candidate.niches if niche in context.lineage]
        if steps and min(steps) == 0:
            points["niche"] = WEIGHTS["niche"]
        elif steps:
            points["ancestor"] = max(4, WEIGHTS["ancestor"] - 4 * (min(steps) - 1))
        elif not candidate.niches.isdisjoint(context.children):
            points["child"] = WEIGHTS["child"]
    places = [context.trade_pains[pain] for pain in candidate.pains if pain in context.trade_pains]
    if places:
        points["trade_pain"] = max(1, WEIGHTS["trade_pain"] - min(places))
    return points
