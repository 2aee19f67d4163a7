"""An explanation as lines for people and as data for programs. Pure."""

from collections.abc import Iterator

from goodword.site.explaining import Considered, Explanation, Reasons
from goodword.site.reasons import POINTS, local


def lines(explanation: Explanation, most_missed: int = 5) -> Iterator[str]:
    """The explanation as text for people, in English."""
    plan, visitor, zone = explanation.plan, explanation.plan.visitor, explanation.zone
    until = f"{local(plan.valid_until, zone)} ({zone.key})" if plan.valid_until else "anything changes"
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
    for one in reasons.chosen:
        yield f"  + {one.ref}  {told(one)}  {one.why}"
    rest = reasons.rest
    for one in rest[:most_missed]:
        yield f"  - {one.ref}  {told(one)}  {one.fate}: {one.why}"
    if len(rest) > most_missed:
        yield f"    and {len(rest) - most_missed} more"
    if miss := reasons.nearest_miss:
        yield f"  nearest miss: {miss.ref} ({miss.fate}: {miss.why})"


def told(one: Considered) -> str:
    parts = ", ".join(f"{POINTS[name]} {points:+d}" for name, points in one.points.items())
    return f"{one.total} points ({parts})" if parts else "0 points"


def as_data(explanation: Explanation) -> dict[str, object]:
    """The explanation as JSON-able data; points and filters go by their names in the code."""
    plan = explanation.plan
    return {
        "page": plan.layout,
        "hash": plan.hash,
        "valid_until": plan.valid_until.isoformat() if plan.valid_until else None,
        "sections": [section_data(reasons) for reasons in explanation.sections],
    }


def section_data(reasons: Reasons) -> dict[str, object]:
    return {
        "name": reasons.filled.section.name,
        "hidden": reasons.filled.hidden,
        "considered": [
            {
                "kind": one.kind,
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
