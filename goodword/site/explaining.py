"""Why a page is as it is: every candidate of every section with its points or the filter that removed it. Pure.

It asks the same functions that chose, so an explanation cannot differ from the plan it explains.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from goodword.content.library import Library
from goodword.saying import Said
from goodword.site.candidates import Candidate, candidates
from goodword.site.planning import Filled, Layout, Plan, fill, next_moment, outcome, removal, standing, start
from goodword.site.reasons import how, why_removed
from goodword.site.targeting import Context, fit, item_points, rung_of
from goodword.site.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Considered:
    """A candidate's fate in one section: ``fate`` is chosen, passed over, variety, or the name of a filter."""

    kind: str
    ref: str
    fate: str
    why: Said
    rung: str
    points: Mapping[str, int]

    @property
    def slug(self) -> str:
        return self.ref.partition("#")[0]

    @property
    def total(self) -> int:
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class Reasons:
    """A section with every candidate: the chosen in order first, the others best first."""

    filled: Filled
    considered: tuple[Considered, ...]

    @property
    def chosen(self) -> tuple[Considered, ...]:
        return tuple(one for one in self.considered if one.fate == "chosen")

    @property
    def rest(self) -> tuple[Considered, ...]:
        return tuple(one for one in self.considered if one.fate != "chosen")

    @property
    def nearest_miss(self) -> Considered | None:
        """The best of those not chosen."""
        return next((one for one in self.considered if one.fate != "chosen"), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    """``zone`` is the company's, by whose clocks reasons tell moments."""

    plan: Plan
    sections: tuple[Reasons, ...]
    zone: ZoneInfo


def explain(library: Library, layout: Layout, visitor: Visitor, country: str | None = None) -> Explanation:
    """The plan together with what it was chosen from."""
    pool = candidates(library)
    context = start(library, layout, visitor, country)
    zone = library.terms.timezone
    seen: Counter[str] = Counter()
    sections = []
    for section in layout.sections:
        before = seen.copy()
        filled = fill(library, section, context, layout, seen)
        weighed = Weighing(filled, context, layout, before, zone)
        sections.append(Reasons(filled, weighed.all(pool.get(section.name, ()))))
    filled_sections = tuple(reasons.filled for reasons in sections)
    made = Plan(
        layout.name,
        visitor,
        filled_sections,
        next_moment(library, visitor.now),
        outcome(layout, visitor, filled_sections),
    )
    return Explanation(made, tuple(sections), zone)


@dataclass(frozen=True, slots=True)
class Weighing:
    """One section, filled, and what was known when it was. ``seen`` is what stood on the page before it."""

    filled: Filled
    context: Context
    layout: Layout
    seen: Counter[str]
    zone: ZoneInfo

    def all(self, pool: Sequence[Candidate]) -> tuple[Considered, ...]:
        chosen = {block.ref: place for place, block in enumerate(self.filled.blocks)}
        customers = {block.slug for block in self.filled.blocks if block.kind == "case-study"}
        found = [self.considered(one, customers) for one in pool]
        return tuple(sorted(found, key=lambda one: (chosen.get(one.ref, len(chosen)), -one.total)))

    def considered(self, one: Candidate, customers: set[str]) -> Considered:
        fate, why = self.fate(one, customers)
        points = {**fit(one, self.context).points, **item_points(one, self.context, self.seen)}
        return Considered(one.entry.kind, one.ref, fate, why, rung_of(one, self.context), points)

    def fate(self, one: Candidate, customers: set[str]) -> tuple[str, Said]:
        section, context = self.filled.section, self.context
        chosen = next((block for block in self.filled.blocks if block.ref == one.ref), None)
        if chosen:
            return "chosen", how(chosen, context.visitor.niche)
        stands, _ = standing(one, section, context.visitor)
        if filter_name := removal(one, stands, section, context, self.layout):
            return filter_name, why_removed(filter_name, one, section, context, self.zone)
        if self.filled.hidden:
            return "passed over", Said("the section is hidden: %(reason)s", reason=self.filled.hidden)
        if one.customer in customers:
            return "variety", Said("this customer already stands in the section")
        return "passed over", Said("others fit better")
