"""Why a page is as it is: every candidate of every section with its points or the filter that removed it. Pure.

It asks the same functions that chose, so an explanation cannot differ from the plan it explains.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from goodword.content.kinds import Section
from goodword.content.library import Library
from goodword.site.candidates import Candidate, candidates
from goodword.site.planning import (
    NEEDS,
    Block,
    Filled,
    Layout,
    Plan,
    fill,
    next_moment,
    outcome,
    removal,
    standing,
    start,
)
from goodword.site.targeting import Context, fit, item_points, rung_of
from goodword.site.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Considered:
    """A candidate's fate in one section: ``fate`` is chosen, passed over, variety, or the name of a filter."""

    ref: str
    fate: str
    why: str
    rung: str
    points: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class Reasons:
    """A section with every candidate: the chosen in order first, the others best first."""

    filled: Filled
    considered: tuple[Considered, ...]

    @property
    def nearest_miss(self) -> Considered | None:
        """The best of those not chosen."""
        return next((one for one in self.considered if one.fate != "chosen"), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    plan: Plan
    sections: tuple[Reasons, ...]


def explain(library: Library, layout: Layout, visitor: Visitor, country: str | None = None) -> Explanation:
    """The plan together with what it was chosen from."""
    pool = candidates(library)
    context = start(library, layout, visitor, country)
    seen: Counter[str] = Counter()
    sections = []
    for section in layout.sections:
        before = seen.copy()
        filled = fill(section, pool.get(section.name, ()), context, layout, seen)
        told = consider(filled, pool.get(section.name, ()), context, layout, before)
        sections.append(Reasons(filled, told))
    filled_sections = tuple(reasons.filled for reasons in sections)
    made = Plan(
        layout.name,
        visitor,
        filled_sections,
        next_moment(library, visitor.now),
        outcome(layout, visitor, filled_sections),
    )
    return Explanation(made, tuple(sections))


def consider(
    filled: Filled, pool: Sequence[Candidate], context: Context, layout: Layout, seen: Counter[str]
) -> tuple[Considered, ...]:
    chosen = {block.ref: place for place, block in enumerate(filled.blocks)}
    customers = {block.slug for block in filled.blocks if block.kind == "case-study"}
    found = []
    for one in pool:
        fate, why = fate_of(one, filled, customers, context, layout)
        points = {**fit(one, context).points, **item_points(one, context, seen)}
        found.append(Considered(one.ref, fate, why, rung_of(one, context), points))
    return tuple(sorted(found, key=lambda one: (chosen.get(one.ref, len(chosen)), -one.total)))


def fate_of(one: Candidate, filled: Filled, customers: set[str], context: Context, layout: Layout) -> tuple[str, str]:
    chosen = next((block for block in filled.blocks if block.ref == one.ref), None)
    if chosen:
        return "chosen", how(chosen)
    standing_, _ = standing(one, filled.section, context.visitor)
    if filter_name := removal(one, standing_, filled.section, context, layout):
        return filter_name, why_removed(filter_name, one, filled.section, context)
    if filled.hidden:
        return "passed over", f"the section is hidden: {filled.hidden}"
    if one.customer in customers:
        return "variety", "this customer already stands in the section"
    return "passed over", "others fit better"


def how(block: Block) -> str:
    return {
        "asked": "the address asks for it",
        "pinned": "pinned by the page",
        "scored": f"best fit ({block.rung})",
    }[block.chosen]


def why_removed(filter_name: str, one: Candidate, section: Section, context: Context) -> str:
    """A filter's refusal in words, with what would have to change."""
    if filter_name == "niche":
        return "is only for " + ", ".join(sorted(one.niches))
    if filter_name == "fallback":
        return f"is {rung_of(one, context)}, and the section goes no farther than {section.fallback}"
    if filter_name == "partner-only":
        return "is only for the partners " + ", ".join(sorted(one.partners))
    if filter_name == "consent":
        return consent_gap(one, section, context)
    if filter_name == "dates":
        return "not live at this moment: " + dates_of(one)
    return {
        "status": "is a draft",
        "language": "is live only in another language",
        "excluded": "the page excludes it",
        "itself": "the page is about it",
    }[filter_name]


def consent_gap(one: Candidate, section: Section, context: Context) -> str:
    shows = fit(one, context).shows
    place = context.place
    where = f"{place.channel} of {place.partner}" if place.partner else place.channel
    if not shows:
        return f"would be shown if a consent covered {where}: {shows.reason}"
    if not shows.name and not one.nameable:
        return "consent covers no name; would be shown with anonymous_as"
    if one.telling and not shows.name:
        return f"names the customer in its own words; would be shown if its consent for {where} covered name"
    needs = NEEDS.get(section.name, "name").replace("story", "name or metrics")
    also = " and name" if needs in ("logo", "photo") and not shows.name else ""
    return f"would be shown if its consent for {where} covered {needs}{also}"


def dates_of(one: Candidate) -> str:
    front = one.entry.facts
    spans = (
        ("publishes", front.publish_at),
        ("expires", front.expires_at),
        ("valid from", one.opens),
        ("valid until", one.closes),
    )
    return ", ".join(f"{word} {moment:%Y-%m-%d %H:%M} UTC" for word, moment in spans if moment)


def lines(explanation: Explanation, most_missed: int = 5) -> Iterator[str]:
    """The explanation as text for people."""
    plan, visitor = explanation.plan, explanation.plan.visitor
    until = f"{plan.valid_until:%Y-%m-%d %H:%M} UTC" if plan.valid_until else "anything changes"
    yield f"page {plan.layout}, plan {plan.hash}, holds until {until}"
    for name in ("language", "partner", "niche", "pain", "use_case", "campaign"):
        if value := getattr(visitor, name):
            yield f"  {name.replace('_', ' ')}: {value}"
    for key, value in visitor.dropped:
        yield f"  dropped: {key}={value} is not known"
    for reasons in explanation.sections:
        yield from section_lines(reasons, most_missed)


def section_lines(reasons: Reasons, most_missed: int) -> Iterator[str]:
    filled = reasons.filled
    yield ""
    yield f"{filled.section.name}" + (f"  (hidden: {filled.hidden})" if filled.hidden else "")
    chosen = [one for one in reasons.considered if one.fate == "chosen"]
    for one in chosen:
        yield f"  + {one.ref}  {told(one)}  {one.why}"
    rest = [one for one in reasons.considered if one.fate != "chosen"]
    for one in rest[:most_missed]:
        yield f"  - {one.ref}  {told(one)}  {one.fate}: {one.why}"
    if len(rest) > most_missed:
        yield f"    and {len(rest) - most_missed} more"
    if miss := reasons.nearest_miss:
        yield f"  nearest miss: {miss.ref} ({miss.fate}: {miss.why})"


def told(one: Considered) -> str:
    parts = " ".join(f"{name} {points:+d}" for name, points in one.points.items())
    return f"{one.total} points ({parts})" if parts else "0 points"


def as_data(explanation: Explanation) -> dict[str, object]:
    """The explanation as JSON-able data."""
    plan = explanation.plan
    return {
        "page": plan.layout,
        "hash": plan.hash,
        "valid_until": plan.valid_until.isoformat() if plan.valid_until else None,
        "sections": [
            {
                "name": reasons.filled.section.name,
                "hidden": reasons.filled.hidden,
                "considered": [
                    {
                        "ref": one.ref,
                        "fate": one.fate,
                        "why": one.why,
                        "rung": one.rung,
                        "points": dict(one.points),
                        "total": one.total,
                    }
                    for one in reasons.considered
                ],
            }
            for reasons in explanation.sections
        ],
    }
