"""Which blocks fill which section of a page for one visitor, and why. Pure: the same input gives the same plan anywhere.

Hard filters first; then what was asked for, then pins, then points; ties by priority, then slug; then variety. A
section is filled from the nearest rung outwards (niche, wider or narrower niche, general) and hidden when too little fits.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from goodword.content.consent import Place
from goodword.content.kinds import Section
from goodword.content.library import Entry, Library
from goodword.site.candidates import Candidate, candidates, moments
from goodword.site.targeting import RUNGS, WEIGHTS, Context, Verdict, context_of, judge
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
    {"hero": "metrics", "results": "metrics", "quotes": "quote", "logos": "logo"}
)
# Shown whatever the library holds; what they say comes from the page, the niche or the partner.
ALWAYS = frozenset({"hero", "cta", "lead-form"})
MANY_EACH = frozenset({"results"})  # where one customer may stand more than once, after every other had a place
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
    """``chosen`` says how it came here: asked, pinned or scored. ``shows`` are the parts that consent allows."""

    kind: str
    slug: str
    item: str
    language: str
    shows: frozenset[str]
    rung: str
    chosen: str

    @property
    def ref(self) -> str:
        return f"{self.slug}#{self.item}" if self.item else self.slug


@dataclass(frozen=True, slots=True)
class Considered:
    """A candidate's fate in one section: ``outcome`` is chosen, passed over or the name of the filter."""

    ref: str
    outcome: str
    why: str
    points: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A section with its blocks. ``hidden`` says why it is not shown, and is empty where it is."""

    section: Section
    blocks: tuple[Block, ...]
    hidden: str = ""
    considered: tuple[Considered, ...] = ()

    @property
    def nearest_miss(self) -> Considered | None:
        """What would have come next, had it passed: the best of those not chosen."""
        missed = (one for one in self.considered if one.outcome != "chosen")
        return max(missed, key=lambda one: one.total, default=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """The decision. It holds until ``valid_until`` (UTC; None: for good); ``hash`` names the outcome."""

    layout: str
    visitor: Visitor
    sections: tuple[Filled, ...]
    valid_until: datetime | None
    hash: str

    def lean(self) -> "Plan":
        """The plan as it is kept: without what explains it."""
        kept = tuple(Filled(filled.section, filled.blocks, filled.hidden) for filled in self.sections)
        return Plan(self.layout, self.visitor, kept, self.valid_until, self.hash)

    @property
    def shown(self) -> tuple[Filled, ...]:
        return tuple(filled for filled in self.sections if not filled.hidden)


def plan(library: Library, layout: Layout, visitor: Visitor, country: str | None = None) -> Plan:
    """The plan for one visitor. ``country`` is the one whose formats the language uses, as ISO 3166."""
    pool = candidates(library)
    context = context_of(library, visitor, place_of(layout, visitor), like(pool, layout, visitor), country)
    seen: set[str] = set()
    sections = tuple(fill(section, pool.get(section.name, ()), context, layout, seen) for section in layout.sections)
    return Plan(layout.name, visitor, sections, next_moment(library, visitor.now), outcome(layout, visitor, sections))


def place_of(layout: Layout, visitor: Visitor) -> Place:
    if visitor.partner and not layout.website:
        return Place("partner-pages", visitor.partner)
    return Place("website")


def like(pool: Mapping[str, Sequence[Candidate]], layout: Layout, visitor: Visitor) -> Candidate | None:
    """The case study the page is about, or the partner's own."""
    for case in pool["case-studies"]:
        if case.entry is layout.entry or (visitor.partner and case.owner == visitor.partner):
            return case
    return None


def next_moment(library: Library, now: datetime) -> datetime | None:
    turning = moments(library)
    place = bisect_right(turning, now)
    return turning[place] if place < len(turning) else None


def outcome(layout: Layout, visitor: Visitor, sections: Iterable[Filled]) -> str:
    """16 hex digits over everything that decides what is shown, and nothing that does not."""
    about = (layout.name, layout.entry and (layout.entry.kind, layout.entry.slug), visitor.niche, visitor.pain)
    shown = [
        (f.section.name, f.section.heading, [(b.kind, b.ref, b.language, sorted(b.shows)) for b in f.blocks])
        for f in sections
        if not f.hidden
    ]
    told = repr((about, visitor.use_case, visitor.language, bool(visitor.partner), shown))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def fill(
    section: Section, pool: Sequence[Candidate], context: Context, layout: Layout, seen: set[str]
) -> Filled:
    """Choose one section's blocks; adds what it shows to ``seen``."""
    if section.name == "partner-intro":
        return Filled(section, (), "" if context.visitor.partner else "nobody sent this visitor")
    needs = NEEDS.get(section.name)
    rated = [rate(judge(one, context, needs), section, context, layout, seen) for one in pool]
    fitting = sorted((one for one in rated if not one.removed), key=lambda one: one.rank)
    chosen = pick(fitting, section.max or USUAL_MOST.get(section.name, 1), section.name)
    hidden = "" if section.name in ALWAYS or section.name == "text" else too_few(len(chosen), section.min)
    if hidden:
        chosen = []
    for one in chosen:
        seen.update(one.marks)
    return Filled(section, tuple(one.block() for one in chosen), hidden, told(rated, chosen, hidden))


@dataclass(frozen=True, slots=True)
class Rated:
    """A verdict within one section: ``rank`` sorts, smallest first."""

    verdict: Verdict
    removed: str | None
    why: str
    how: str
    total: int
    points: Mapping[str, int]
    rank: tuple[int, int, int]

    @property
    def marks(self) -> set[str]:
        """What a later section recognizes this by: the block itself and its customer."""
        one = self.verdict.candidate
        return {one.ref, one.customer} if one.customer else {one.ref}

    def block(self) -> Block:
        one, verdict = self.verdict.candidate, self.verdict
        shows = verdict.shows.parts
        return Block(one.entry.kind, one.slug, one.item, verdict.language, shows, verdict.rung, self.how)


def rate(verdict: Verdict, section: Section, context: Context, layout: Layout, seen: set[str]) -> Rated:
    one = verdict.candidate
    removed, why, points, total = verdict.removed, verdict.why, verdict.points, verdict.total
    how, place = standing(one, section, context)
    if removed == "niche" and how != "scored":
        removed, why = None, ""
    if not removed:
        removed, why = left_out(verdict, section, layout, how)
    if one.ref in seen or one.customer in seen:
        points, total = {**points, "seen": WEIGHTS["seen"]}, total + WEIGHTS["seen"]
    return Rated(verdict, removed, why, how, total, points, (place, -total, 0))


def standing(one: Candidate, section: Section, context: Context) -> tuple[str, int]:
    """Asked for by the address, pinned by the page, or scored; with its place before the scores."""
    asked = ASKED.get(section.name)
    if asked and one.slug == getattr(context.visitor, asked):
        return "asked", -len(section.pin) - 1
    for place, pin in enumerate(section.pin):
        if pin in (one.slug, one.ref):
            return "pinned", place - len(section.pin)
    return "scored", 0


def left_out(verdict: Verdict, section: Section, layout: Layout, how: str) -> tuple[str | None, str]:
    one = verdict.candidate
    if one.slug in section.exclude or one.ref in section.exclude:
        return "excluded", "the page excludes it"
    if one.entry is layout.entry:
        return "excluded", "the page is about it"
    if how == "scored" and RUNGS.index(verdict.rung) > FARTHEST[section.fallback]:
        return "fallback", f"is {verdict.rung}, and the section goes no farther than {section.fallback}"
    return None, ""


def pick(fitting: Sequence[Rated], most: int, name: str) -> list[Rated]:
    """The best that fit, one of each customer. A row of numbers may be filled up with further ones of the same."""
    chosen: list[Rated] = []
    customers: set[str] = set()
    for one in fitting:
        customer = one.verdict.candidate.customer
        if len(chosen) < most and (customer is None or customer not in customers):
            chosen.append(one)
            customers.update({customer} if customer else ())
    if name in MANY_EACH:
        chosen += [one for one in fitting if one not in chosen][: most - len(chosen)]
    return chosen


def too_few(found: int, least: int) -> str:
    if found >= max(1, least):
        return ""
    return f"only {found} of at least {least} blocks fit" if found else "nothing fits"


def told(rated: Iterable[Rated], chosen: Sequence[Rated], hidden: str) -> tuple[Considered, ...]:
    """Every candidate's fate, the chosen in order first."""
    kept = {id(one) for one in chosen}
    customers = {one.verdict.candidate.customer for one in chosen} - {None}
    fates = [Considered(one.verdict.candidate.ref, "chosen", one.how, one.points, one.total) for one in chosen]
    for one in rated:
        if id(one) in kept:
            continue
        candidate = one.verdict.candidate
        outcome, why = one.removed, one.why
        if not outcome and hidden:
            outcome, why = "passed over", "the section is hidden: " + hidden
        elif not outcome and candidate.customer in customers:
            outcome, why = "variety", "this customer is already in the section"
        elif not outcome:
            outcome, why = "passed over", "others fit better"
        fates.append(Considered(candidate.ref, outcome, why, one.points, one.total))
    return tuple(fates)
