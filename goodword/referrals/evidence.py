"""What is known when credit is given, and what giving it returns: plain data. Pure.

Who decides with it is ``goodword.referrals.crediting``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

EVIDENCE = ("click", "cookie", "key", "code", "lead", "heard-from", "colleague")
"""Best first. A cookie is a click that was remembered: the two are equally good, and the rest is weaker than either.
Of a click that nobody saw there is only somebody's word: it is as good as a code that was typed."""


NUMBERS = ("of", "left")
"""Names under which a rule tells the numbers of touches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Something that says who sent a person. ``at`` is UTC: the click's, or when the rest was given."""

    evidence: str
    at: datetime
    partner: str = ""
    """A slug; empty where it names nobody we know, or where its click has not come yet."""
    program: str = ""
    """That of its link; empty means the partner's oldest approved enrollment."""
    click: str = ""
    link: str = ""
    """A link's code."""
    kind: str = ""
    """How the click was classed; empty where there is no click or it has not come yet."""
    source: str = ""
    """What a lead of the same address is credited by, itself one of EVIDENCE; the rest is then of that."""
    given: datetime | None = None
    """UTC. When we were told of it, where that was after what credit is for."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A partner in a program. ``approved_at`` is UTC, None where nobody noted it."""

    program: str
    status: str
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a partner: whether it is active, its enrollments, oldest first, its members' addresses in lower
    case."""

    active: bool
    enrollments: tuple[Enrolled, ...] = ()
    members: frozenset[str] = frozenset()


def as_approved(standing: Standing, program: str) -> Standing:
    """How a partner stood when the program credited it."""
    then = Enrolled(program, "approved")
    stood = tuple(then if each.program == program else each for each in standing.enrollments)
    return replace(standing, active=True, enrollments=stood)


@dataclass(frozen=True, slots=True)
class Binding:
    """The partner and the program a customer belongs to since the first credited lead or sale."""

    partner: str
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom or what credit is for: the person's address in any case, others that the same customer had before, and the
    customer's binding, if there is one."""

    email: str = ""
    others: tuple[str, ...] = ()
    bound: Binding | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule that was tried. ``touch`` counts from 1 in the order they are named in; 0 where the rule asks of all.

    ``given`` is what the rule looked at: texts, numbers, truth; of people it holds no address and no words.
    """

    rule: str
    touch: int
    passed: bool
    outcome: str
    given: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "rule": self.rule,
            "touch": self.touch,
            "passed": self.passed,
            "outcome": self.outcome,
            "given": dict(self.given),
        }


@dataclass(frozen=True, slots=True)
class Credited:
    """Who is credited: slugs, empty for nobody. ``touch`` is None where nobody is, or where the binding decided."""

    partner: str
    program: str
    touch: Touch | None
    flags: tuple[str, ...]
    tried: tuple[Tried, ...]

    def why(self) -> list[dict[str, Any]]:
        """Every rule tried, in order, as JSON holds it; ``reasons_of_credit`` makes sentences of it."""
        return [each.plain() for each in self.tried]


def continued(before: Sequence[Mapping[str, Any]], then: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was tried in vain, and then on another occasion, as one: the touches are numbered on, one result stays."""
    kept = [dict(each) for each in before if each["rule"] != "result"]
    most = max((each["touch"] for each in kept), default=0)
    return kept + [_renumbered(each, most) for each in then]


def _renumbered(tried: Mapping[str, Any], by: int) -> dict[str, Any]:
    given = {name: [one + by for one in value] if name in NUMBERS else value for name, value in tried["given"].items()}
    return {**tried, "touch": tried["touch"] and tried["touch"] + by, "given": given}
