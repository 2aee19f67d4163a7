"""Who is credited for a lead or a sale, by which rules, and why. Pure.

Law of this module: a customer who is bound stays bound. Otherwise a touch counts that passes every rule in
``touch_rules``. Of those that count the strongest evidence wins (what we were told in time before what we were told
after), then the highest precedence, then what the program says (``first`` or ``last``), then the earlier one. Nothing
is left out silently: each rule that was tried is returned with what it looked at and what came out. (Contract §4.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from goodword.referrals.attribution import Attribution
from goodword.referrals.evidence import EVIDENCE, Binding, Credited, Enrolled, Standing, Subject, Touch, Tried
from goodword.referrals.touch_rules import Case, Counting, enrolled_in, is_member, judged, partner_stands, program_of

__all__ = ["EVIDENCE", "Binding", "Credited", "Enrolled", "Standing", "Subject", "Touch", "Tried", "credit"]

Order = tuple[datetime, int, tuple[str, ...], datetime]


def credit(
    subject: Subject,
    touches: Sequence[Touch],
    standings: Mapping[str, Standing],
    programs: Mapping[str, Attribution],
    at: datetime,
) -> Credited:
    """Who is credited for what happened ``at`` (UTC). ``standings`` by partner's slug, ``programs`` by program's slug.

    A partner that is not in ``standings`` is unknown. A program that is not in ``programs`` has the usual terms. The
    order of ``touches`` says nothing, and the same touch twice is one.
    """
    case = Case(subject, standings, programs, at)
    if subject.bound:
        return _as_bound(subject.bound, case)
    tried: list[Tried] = []
    counting: list[Counting] = []
    for number, touch in enumerate(sorted(set(touches), key=_order), 1):
        rules, counted = judged(number, touch, case)
        tried += rules
        counting += [counted] if counted else []
    if not counting:
        return Credited("", "", None, (), (*tried, Tried("result", 0, False, "nobody", {})))
    chosen, steps = _chosen(counting, case)
    partner, program = chosen.touch.partner, chosen.program
    result = Tried("result", chosen.number, True, "credited", {"partner": partner, "program": program})
    return Credited(partner, program, chosen.touch, chosen.flags, (*tried, *steps, result))


def _as_bound(bound: Binding, case: Case) -> Credited:
    """The binding decides, without a window, while the partner and its enrollment stand; no touch is asked."""
    partner, program = bound.partner, program_of(bound.partner, bound.program, case)
    credited = {"partner": partner, "program": program}
    tried = [Tried("bound", 0, True, "bound", credited)]
    stands = {"partner": partner_stands(partner, case), "enrollment": enrolled_in(partner, program, case)}
    for rule, ruling in stands.items():
        tried.append(Tried(rule, 0, *ruling))
        if not ruling.passed:
            return Credited("", "", None, ("bound",), (*tried, Tried("result", 0, False, "bound-nobody", {})))
    own = is_member(partner, case)
    tried.append(Tried("own", 0, True, "member" if own else "another", {"partner": partner, "member": own}))
    tried.append(Tried("result", 0, True, "credited", credited))
    return Credited(partner, program, None, ("bound", "self-referral") if own else ("bound",), tuple(tried))


@dataclass(slots=True)
class Choice:
    """Touches that could be credited, and the steps by which they became fewer; none is taken without a choice."""

    left: list[Counting]
    steps: list[Tried] = field(default_factory=list)

    def keep(self, rule: str, outcome: str, kept: list[Counting], of: list[Counting], **given: object) -> None:
        """Of those named only ``kept`` stay; the others are not asked."""
        if len(of) > 1:
            numbers = {"of": [each.number for each in of], "left": [each.number for each in kept]}
            self.steps.append(Tried(rule, 0, True, outcome, {**numbers, **given}))
        self.left = [each for each in self.left if each in kept or each not in of]


def _chosen(counting: list[Counting], case: Case) -> tuple[Counting, list[Tried]]:
    choice = Choice(counting)
    best = min(each.rank for each in counting)
    kept = [each for each in counting if each.rank == best]
    choice.keep("strongest", "own-last" if len({each.rank[1] for each in counting}) > 1 else "kept", kept, counting)
    highest = max(case.terms(each.program).precedence for each in kept)
    among = [each for each in kept if case.terms(each.program).precedence == highest]
    choice.keep("precedence", "kept", among, kept, precedence=highest)
    for program in sorted({each.program for each in among}):
        of = [each for each in among if each.program == program]
        touch = case.terms(program).touch
        choice.keep("touch", touch, [_first_or_last(of, touch)], of, program=program)
    choice.keep("earlier", "kept", [min(choice.left, key=_earlier)], choice.left)
    return choice.left[0], choice.steps


def _first_or_last(of: list[Counting], touch: str) -> Counting:
    """Of several at the same moment, the first in the order of their names: as good as any, and always the same."""
    moments = [each.touch.at for each in of]
    wanted = min(moments) if touch == "first" else max(moments)
    return min((each for each in of if each.touch.at == wanted), key=_earlier)


def _earlier(each: Counting) -> Order:
    return _order(each.touch)


def _order(touch: Touch) -> Order:
    """By time, then by everything else: an order that does not depend on how touches were handed in."""
    place = EVIDENCE.index(touch.evidence) if touch.evidence in EVIDENCE else len(EVIDENCE)
    names = (touch.evidence, touch.partner, touch.program, touch.click, touch.link, touch.kind, touch.source)
    return touch.at, place, names, touch.given or touch.at
