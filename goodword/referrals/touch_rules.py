"""Whether one touch counts: the rules it passes one after the other, up to the first that it fails. Pure.

A rule looks at the touch and at what is known, and returns what it looked at, what came out, and whether that passes.
Each outcome is a key that ``reasons_of_credit`` has a sentence for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from goodword.mailboxes import compared
from goodword.referrals.attribution import Attribution
from goodword.referrals.evidence import EVIDENCE, Enrolled, Standing, Subject, Touch, Tried

LATE = timedelta(minutes=5)
"""How far a touch may lie after what it led to: two machines' clocks are never quite the same."""
REPORTED = timedelta(days=1)
"""How long after a sale we may be told who sent the customer: the product's reports overtake each other."""
MACHINES = ("bot", "prefetch")
USUAL = Attribution()
STRONG = ("click", "cookie")
NOBODY = Standing(active=False)
DOTLESS = ("gmail.com", "googlemail.com")
"""One provider under two names, for whom dots in an address say nothing."""
FLAGS: Mapping[str, str] = {
    "approved-after-touch": "before-approval",
    "usual": "usual-terms",
    "clock-late": "late-clock",
    "reported-after": "reported-after",
    "bot": "classed-bot",
    "prefetch": "classed-prefetch",
    "unseen": "click-unknown",
    "by-address": "by-address",
    "member": "self-referral",
    "own-click": "own-click",
    "weak": "weak",
}
"""Outcomes that pass and yet are worth a person's eye, and the flag each leaves on the credit."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known: for whom credit is looked for, the partners, the programs, and when it happened."""

    subject: Subject
    standings: Mapping[str, Standing]
    programs: Mapping[str, Attribution]
    at: datetime

    def standing(self, partner: str) -> Standing:
        return self.standings.get(partner, NOBODY)

    def terms(self, program: str) -> Attribution:
        """The program's; where its file is gone, the usual ones: a lost file takes no credit from anybody."""
        return self.programs.get(program, USUAL)


class Ruling(NamedTuple):
    passed: bool
    outcome: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counting:
    """A touch that passed every rule; ``rank`` is less for better evidence: told in time, not one's own, how strong it
    is, and of leads how strong that is which they are credited by."""

    number: int
    touch: Touch
    program: str
    rank: tuple[bool, bool, int, int]
    flags: tuple[str, ...]


def judged(number: int, touch: Touch, case: Case) -> tuple[list[Tried], Counting | None]:
    """The rules that the touch was held to, and the touch as it counts; None where it failed one."""
    program = program_of(touch.partner, touch.program, case)
    tried: list[Tried] = []
    for rule, ruling in _rulings(touch, program, case):
        tried.append(Tried(rule, number, ruling.passed, ruling.outcome, ruling.given))
        if not ruling.passed:
            return tried, None
    flags = tuple(FLAGS[each.outcome] for each in tried if each.outcome in FLAGS)
    own = "self-referral" in flags or "own-click" in flags
    rank = ("reported-after" in flags, own, strength(touch.evidence, touch.kind), strength(touch.source, touch.kind))
    return tried, Counting(number, touch, program, rank, flags)


def strength(evidence: str, kind: str) -> int:
    """Less is stronger. ``kind`` is how its click was classed, empty where nobody saw one."""
    if evidence in STRONG:
        return 0 if kind else EVIDENCE.index("code")
    return EVIDENCE.index(evidence) if evidence in EVIDENCE else len(EVIDENCE)


def program_of(partner: str, asked: str, case: Case) -> str:
    """The program of the link, else that of the partner's oldest approved enrollment; empty where there is neither.

    An enrollment that was approved by then goes before an older one that was approved only later.
    """
    approved = [each for each in case.standing(partner).enrollments if each.status == "approved"]
    by_then = [each for each in approved if each.approved_at is None or each.approved_at <= case.at]
    return asked or next((each.program for each in (*by_then, *approved)), "")


def _rulings(touch: Touch, program: str, case: Case) -> Iterator[tuple[str, Ruling]]:
    for name, rule in RULES.items():
        yield name, rule(touch, program, case)


def _named(touch: Touch, _: str, __: Case) -> Ruling:
    given = {"evidence": touch.evidence, "partner": touch.partner, "at": moment(touch.at)}
    given |= {name: value for name, value in (("click", touch.click), ("link", touch.link)) if value}
    if touch.evidence not in EVIDENCE:
        return Ruling(False, "unknown-evidence", given)
    told = "said" if touch.evidence in STRONG and not touch.kind else "named"
    return Ruling(bool(touch.partner), told if touch.partner else "nobody", given)


def partner_stands(partner: str, case: Case) -> Ruling:
    given = {"partner": partner}
    if partner not in case.standings:
        return Ruling(False, "unknown-partner", given)
    active = case.standings[partner].active
    return Ruling(active, "active" if active else "partner-suspended", given)


def enrolled_in(partner: str, program: str, case: Case) -> Ruling:
    """Whether the partner is in the program now; when it was approved is not asked."""
    found = _enrollment(partner, program, case)
    given = {"partner": partner, "program": program, "status": found.status if found else ""}
    if not program:
        return Ruling(False, "no-program", given)
    if not found:
        return Ruling(False, "not-enrolled", given)
    return Ruling(found.status == "approved", found.status, given)


def _partner(touch: Touch, _: str, case: Case) -> Ruling:
    return partner_stands(touch.partner, case)


def _program(touch: Touch, program: str, _: Case) -> Ruling:
    given = {"partner": touch.partner, "program": program}
    if not program:
        return Ruling(False, "no-program", given)
    asked = "of-lead" if touch.evidence == "lead" else "of-link"
    return Ruling(True, asked if touch.program else "oldest", given)


def _enrollment_rule(touch: Touch, program: str, case: Case) -> Ruling:
    passed, outcome, given = enrolled_in(touch.partner, program, case)
    found = _enrollment(touch.partner, program, case)
    if not passed or not found or not found.approved_at:
        return Ruling(passed, outcome, given)
    given = {**given, "approved": moment(found.approved_at)}
    if found.approved_at > case.at:
        return Ruling(False, "approved-later", given)
    return Ruling(True, "approved-after-touch" if found.approved_at > touch.at else "approved", given)


def _terms(_: Touch, program: str, case: Case) -> Ruling:
    terms = case.terms(program)
    given = {"program": program, "touch": terms.touch, "days": terms.window_days, "precedence": terms.precedence}
    return Ruling(True, "own" if program in case.programs else "usual", given)


def _clock(touch: Touch, _: str, case: Case) -> Ruling:
    given = {"touched": moment(touch.at), "happened": moment(case.at)}
    if touch.at - case.at > LATE:
        return Ruling(False, "after", given)
    if touch.given and touch.given > case.at:
        told = touch.given - case.at <= REPORTED
        return Ruling(told, "reported-after" if told else "reported-later", {**given, "told": moment(touch.given)})
    return Ruling(True, "before" if touch.at <= case.at else "clock-late", given)


def _window(touch: Touch, program: str, case: Case) -> Ruling:
    """Counted in whole seconds: the last second of the last day is inside."""
    days = case.terms(program).window_days
    age = max(case.at - touch.at, timedelta())
    inside = age < timedelta(days=days, seconds=1)
    return Ruling(inside, "inside" if inside else "outside", {"days": days, "age": age.days})


def _visitor(touch: Touch, _: str, __: Case) -> Ruling:
    """A click that was classed as a machine's counts: who then gives a lead was a person after all."""
    if touch.evidence == "lead":
        return Ruling(True, "by-address", {"source": touch.source})
    if touch.evidence not in STRONG:
        return Ruling(True, "no-click", {})
    outcome = touch.kind if touch.kind in MACHINES else "person" if touch.kind else "unseen"
    return Ruling(True, outcome, {"class": touch.kind})


def _own(touch: Touch, _: str, case: Case) -> Ruling:
    """Self-referral counts, and gives way to everybody else; a colleague at the same company is somebody else."""
    given = {"partner": touch.partner, "member": is_member(touch.partner, case), "class": touch.kind}
    if given["member"]:
        return Ruling(True, "member", given)
    return Ruling(True, "own-click" if touch.kind == "self" else "another", given)


def _strength(touch: Touch, _: str, __: Case) -> Ruling:
    strong = strength(touch.evidence, touch.kind) == 0
    return Ruling(True, "strong" if strong else "weak", {"evidence": touch.evidence})


RULES: Mapping[str, Callable[[Touch, str, Case], Ruling]] = {
    "named": _named,
    "partner": _partner,
    "program": _program,
    "enrollment": _enrollment_rule,
    "terms": _terms,
    "clock": _clock,
    "window": _window,
    "visitor": _visitor,
    "own": _own,
    "strength": _strength,
}


def is_member(partner: str, case: Case) -> bool:
    """Whether the person credit is for is one of the partner's own."""
    persons = {mailbox(each) for each in (case.subject.email, *case.subject.others)} - {""}
    return not persons.isdisjoint(mailbox(each) for each in case.standing(partner).members)


def mailbox(address: str) -> str:
    """Where mail to the address arrives: as addresses are compared, without what follows a plus sign, nor dots where
    they say nothing."""
    local, at, domain = compared(address).rpartition("@")
    local = local.partition("+")[0]
    if domain in DOTLESS:
        local, domain = local.replace(".", ""), DOTLESS[0]
    return f"{local}{at}{domain}"


def moment(at: datetime) -> str:
    """ISO 8601, to the second."""
    return at.isoformat(timespec="seconds")


def _enrollment(partner: str, program: str, case: Case) -> Enrolled | None:
    return next((each for each in case.standing(partner).enrollments if each.program == program), None)
