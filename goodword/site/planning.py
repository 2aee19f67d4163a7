"""Which blocks fill which section of a page for one visitor, and why. Pure: same input, same plan, anywhere.

Hard filters first; then what was asked for, then pins, then points; ties by priority, then slug; then variety. A
section may be filled from the niche, a wider or narrower niche, then from what is general; it is hidden when too
little fits.
"""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from goodword.content.consent import Place, allowed
from goodword.content.kinds import Section
from goodword.content.library import Entry, Library
from goodword.saying import Said
from goodword.site.best_first import Rank, best_first
from goodword.site.candidates import Candidate, moments
from goodword.site.likeness import rows_for
from goodword.site.nearness import index_of, like, singled_out
from goodword.site.picking import marks, pick, too_few
from goodword.site.targeting import (
    RUNGS,
    Context,
    Fit,
    context_of,
    fit,
    item_total,
)
from goodword.site.visitor import Visitor

USUAL_MOST: Mapping[str, int] = MappingProxyType(
    {
        "hero": 1,
        "logos": 6,
        "pains": 3,
        "results": 4,
        "use-cases": 4,
        "steps": 1,
        "case-studies": 3,
        "quotes": 3,
        "offer": 1,
        "guides": 3,
        "faqs": 6,
    }
)
NEEDS: Mapping[str, str] = MappingProxyType(
    {"hero": "metrics", "results": "metrics", "case-studies": "story", "quotes": "quote", "logos": "logo"}
)
# Shown whatever the library holds; what they say comes from the page, the niche or the partner.
ALWAYS = frozenset({"hero", "text", "cta", "lead-form"})
MANY_EACH = frozenset({"results"})  # where one customer may stand more than once, after every other had a place
PAGE = "page"  # among what a block shows: a story's own page may be read on the website, so it may be linked
ASKED = {"pains": "pain", "use-cases": "use_case", "steps": "use_case"}
FARTHEST = {"niche": 0, "parent": 1, "general": 2}


@dataclass(frozen=True, slots=True)
class Layout:
    """A page as the planner sees it: its sections, and the entry that it is about, if any."""

    name: str
    sections: tuple[Section, ...]
    entry: Entry | None = None
    website: bool = False  # the company's own content pages: the website's consent counts, whoever sent the visitor


@dataclass(frozen=True, slots=True)
class Block:
    """``chosen`` says how it came here: asked, pinned or scored. ``shows`` are the parts that consent allows; ``own``
    says that it is the story of the partner who sent the visitor."""

    kind: str
    slug: str
    item: str
    language: str
    shows: frozenset[str]
    rung: str
    chosen: str
    own: bool = False

    @property
    def ref(self) -> str:
        return f"{self.slug}#{self.item}" if self.item else self.slug


@dataclass(frozen=True, slots=True)
class Filled:
    """A section with its blocks. ``hidden`` says why it is not shown, and is empty where it is."""

    section: Section
    blocks: tuple[Block, ...]
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The decision. It holds until ``valid_until`` (UTC; None: for good); ``hash`` names the outcome."""

    layout: str
    visitor: Visitor
    sections: tuple[Filled, ...]
    valid_until: datetime | None
    hash: str

    @property
    def shown(self) -> tuple[Filled, ...]:
        return tuple(filled for filled in self.sections if not filled.hidden)

    @property
    def size(self) -> int:
        """Bytes that keeping it takes, about."""
        return 1_000 + sum(120 + 430 * len(filled.blocks) for filled in self.sections)


def plan(library: Library, layout: Layout, visitor: Visitor, country: str | None = None) -> Plan:
    """The plan for one visitor. ``country`` is the one whose formats the language uses, as ISO 3166."""
    context = start(library, layout, visitor, country)
    seen: Counter[str] = Counter()
    sections = tuple(fill(library, one, context, layout, seen) for one in layout.sections)
    return Plan(layout.name, visitor, sections, next_moment(library, visitor.now), outcome(layout, visitor, sections))


def start(library: Library, layout: Layout, visitor: Visitor, country: str | None) -> Context:
    """What choosing for this visitor on this page starts from."""
    return context_of(
        library, visitor, place_of(layout, visitor), like(library, layout.entry, visitor.partner), country
    )


def place_of(layout: Layout, visitor: Visitor) -> Place:
    if visitor.partner and not layout.website:
        return Place("partner-pages", visitor.partner)
    return Place("website")


def next_moment(library: Library, now: datetime) -> datetime | None:
    turning = moments(library)
    place = bisect_right(turning, now)
    return turning[place] if place < len(turning) else None


def outcome(layout: Layout, visitor: Visitor, sections: Iterable[Filled]) -> str:
    """16 hex digits over everything that decides what is shown, and nothing that does not: who the partner is, is
    filled in later."""
    about = (
        layout.name,
        layout.entry and (layout.entry.kind, layout.entry.slug),
        visitor.niche,
        visitor.pain,
    )
    shown = [
        (f.section.name, f.section.heading, [(b.kind, b.ref, b.language, sorted(b.shows), b.own) for b in f.blocks])
        for f in sections
        if not f.hidden
    ]
    told = repr((about, visitor.use_case, visitor.language, bool(visitor.partner), shown))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def fill(library: Library, section: Section, context: Context, layout: Layout, seen: Counter[str]) -> Filled:
    """Choose one section's blocks; adds what it shows to ``seen``."""
    if section.name == "partner-intro":
        return Filled(section, (), "" if context.visitor.partner else Said("nobody sent this visitor"))
    chosen = pick(ranked(library, section, context, layout, seen), most(section), section.name in MANY_EACH)
    hidden = "" if section.name in ALWAYS else too_few(len(chosen), section.min)
    if hidden:
        return Filled(section, (), hidden)
    for one, _ in chosen:
        seen.update(marks(section.name, one))
    return Filled(section, tuple(block(one, how, context) for one, how in chosen))


def ranked(
    library: Library, section: Section, context: Context, layout: Layout, seen: Counter[str]
) -> Iterator[tuple[Candidate, str]]:
    """The candidates that pass every filter, best first, each with how it came there; found as they are asked for."""
    index, visitor = index_of(library, section), context.visitor
    whole, asked = index.whole, asked_for(section, visitor)
    unequal = bool(section.pin or asked)

    def weigh(order: int) -> Rank | None:
        one = whole[order]
        how, place = standing(one, section, visitor) if unequal else ("scored", 0)
        found = fit(one, context)
        if kept_out(one, how, found, section, layout):
            return None
        return Rank(place, -found.total - item_total(one, context, seen), order)

    def added(order: int) -> int:
        return item_total(whole[order], context, seen)

    single = singled_out(index, section, context, asked)
    rows = rows_for(index.alike, context) if RUNGS["general"] <= FARTHEST[section.fallback] else []
    for order in best_first(single, rows, added, weigh):
        yield whole[order], standing(whole[order], section, visitor)[0]


def asked_for(section: Section, visitor: Visitor) -> str | None:
    """The slug that the address asks this section for."""
    asked = ASKED.get(section.name)
    return getattr(visitor, asked) if asked else None


def standing(one: Candidate, section: Section, visitor: Visitor) -> tuple[str, int]:
    """Asked for by the address, pinned by the page, or scored; with its place before the scores."""
    if (asked := asked_for(section, visitor)) and one.slug == asked:
        return "asked", -len(section.pin) - 1
    if section.pin:
        for place, pin in enumerate(section.pin):
            if pin in (one.slug, one.ref):
                return "pinned", place - len(section.pin)
    return "scored", 0


def removal(one: Candidate, how: str, section: Section, context: Context, layout: Layout) -> str | None:
    """The first filter that the candidate does not pass."""
    return kept_out(one, how, fit(one, context), section, layout)


def kept_out(one: Candidate, how: str, found: Fit, section: Section, layout: Layout) -> str | None:
    """The same for one whose fit is known. What is pinned or asked for may be of any niche."""
    if how == "scored" and RUNGS[found.rung] > FARTHEST[section.fallback]:
        return "niche" if found.rung == "other" else "fallback"
    if section.exclude and (one.slug in section.exclude or one.ref in section.exclude):
        return "excluded"
    if one.entry is layout.entry:
        return "itself"
    if found.removed:
        return found.removed
    needs = NEEDS.get(section.name)
    gap = (needs and not getattr(found.shows, needs)) or (one.telling and not found.shows.name)
    return "consent" if gap else None


def most(section: Section) -> int:
    return section.max or USUAL_MOST.get(section.name, 1)


def block(one: Candidate, how: str, context: Context) -> Block:
    found = fit(one, context)
    shows = found.shows.parts
    if one.consents is not None and allowed(one.consents, Place("website"), context.day).name:
        shows |= {PAGE}
    own = one.owner is not None and one.owner == context.visitor.partner
    return Block(one.entry.kind, one.slug, one.item, found.language, shows, found.rung, how, own)
