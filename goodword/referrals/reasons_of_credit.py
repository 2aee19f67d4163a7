"""Why credit was given, or not, as sentences in the reader's language. Pure.

``crediting`` returns keys and values, which are kept; what they are called may change without judging anew.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from goodword.languages import N_
from goodword.saying import Said

BY_EVIDENCE: Mapping[str, str] = {
    "click": N_("A link of %(partner)s was followed on %(day)s."),
    "cookie": N_("A link of %(partner)s was followed on %(day)s; the cookie remembered it."),
    "key": N_("The product named %(partner)s on %(day)s."),
    "code": N_("A code of %(partner)s was typed on %(day)s."),
    "lead": N_("Somebody with the same address had written to us, sent by %(partner)s on %(day)s."),
    "heard-from": N_("The person said on %(day)s that they heard of us from %(partner)s."),
    "colleague": N_("A colleague, %(partner)s, recommended us to the person on %(day)s."),
}
SENTENCES: Mapping[tuple[str, str], str] = {
    ("named", "said"): N_("We were told that a link of %(partner)s was followed on %(day)s."),
    ("named", "nobody"): N_("It names no partner we know."),
    ("named", "unknown-evidence"): N_("Nobody knows evidence of the kind %(evidence)s."),
    ("partner", "active"): N_("%(partner)s is an active partner."),
    ("partner", "unknown-partner"): N_("%(partner)s is no partner."),
    ("partner", "partner-suspended"): N_("%(partner)s is suspended."),
    ("program", "of-link"): N_("The link belongs to the program %(program)s."),
    ("program", "of-lead"): N_("That lead is credited in the program %(program)s."),
    ("program", "oldest"): N_("It belongs to no program of its own: the oldest approved enrollment is in %(program)s."),
    ("program", "no-program"): N_("%(partner)s is approved in no program."),
    ("enrollment", "approved"): N_("%(partner)s is approved in %(program)s."),
    ("enrollment", "approved-after-touch"): N_("%(partner)s was approved in %(program)s after this, in time still."),
    ("enrollment", "approved-later"): N_("%(partner)s was approved in %(program)s too late."),
    ("enrollment", "not-enrolled"): N_("%(partner)s is not in the program %(program)s."),
    ("enrollment", "no-program"): N_("%(partner)s is approved in no program."),
    ("enrollment", "pending"): N_("%(partner)s has applied for %(program)s and is not approved."),
    ("enrollment", "invited"): N_("%(partner)s is invited to %(program)s and has not joined."),
    ("enrollment", "rejected"): N_("%(partner)s was turned down for %(program)s."),
    ("enrollment", "suspended"): N_("%(partner)s is suspended in %(program)s."),
    ("terms", "own"): N_("Terms of %(program)s: window (days) %(days)s, precedence %(precedence)s."),
    ("terms", "usual"): N_(
        "%(program)s has no file; the usual terms: window (days) %(days)s, precedence %(precedence)s."
    ),
    ("clock", "before"): N_("It came before what it led to."),
    ("clock", "clock-late"): N_("It came a little after what it led to: clocks differ, so it counts."),
    ("clock", "reported-after"): N_(
        "It came before what it led to; we were told within a day after, when nobody else was known."
    ),
    ("clock", "reported-later"): N_("It came before what it led to, and we were told more than a day after."),
    ("clock", "after"): N_("It came after what it would have led to."),
    ("window", "inside"): N_("It lies inside the window: day %(age)s of %(days)s."),
    ("window", "outside"): N_("It lies outside the window: day %(age)s of %(days)s."),
    ("visitor", "person"): N_("A person clicked."),
    ("visitor", "unseen"): N_("We have not seen this click, so it is no more than somebody's word, and is marked."),
    ("visitor", "by-address"): N_("Only the address tells that it was the same person, so it is marked."),
    ("visitor", "bot"): N_("The click was taken for a machine's; who then wrote to us was a person, so it counts."),
    ("visitor", "prefetch"): N_("The page was loaded ahead; who then wrote to us had it open, so it counts."),
    ("visitor", "no-click"): N_("There was no click."),
    ("own", "member"): N_("The person is a member of %(partner)s: it counts, behind all others, and is marked."),
    ("own", "own-click"): N_("The click was the partner's own or ours: it counts, behind all others, and is marked."),
    ("own", "another"): N_("The person is no member of %(partner)s."),
    ("strength", "strong"): N_("A click is strong evidence."),
    ("strength", "weak"): N_("This is weaker evidence than a click, and is marked."),
    ("strongest", "kept"): N_("Of %(of)s the best evidence is %(left)s."),
    ("strongest", "own-last"): N_("Of %(of)s the best evidence that is not one's own is %(left)s."),
    ("precedence", "kept"): N_("Of %(of)s the highest precedence, %(precedence)s, has %(left)s."),
    ("touch", "first"): N_("In %(program)s the first counts: of %(of)s that is %(left)s."),
    ("touch", "last"): N_("In %(program)s the last counts: of %(of)s that is %(left)s."),
    ("earlier", "kept"): N_("Of %(of)s the earlier one is %(left)s."),
    ("bound", "bound"): N_("This customer belongs to %(partner)s in %(program)s since the first credit, and stays."),
    ("result", "credited"): N_("Credited: %(partner)s in %(program)s."),
    ("result", "nobody"): N_("Nobody is credited."),
    ("result", "bound-nobody"): N_("Nobody is credited now; the customer stays bound."),
}
FLAGS: Mapping[str, str] = {
    "bound": N_("bound before"),
    "self-referral": N_("referred themselves"),
    "own-click": N_("the partner's own click"),
    "weak": N_("weaker evidence"),
    "click-unknown": N_("click never seen"),
    "by-address": N_("same address"),
    "reported-after": N_("reported afterwards"),
    "classed-bot": N_("click taken for a machine's"),
    "classed-prefetch": N_("page loaded ahead"),
    "late-clock": N_("clocks differ"),
    "before-approval": N_("before approval"),
    "usual-terms": N_("program without a file"),
    "late": N_("changed by what came later"),
}


class Reason(NamedTuple):
    """A rule in words. ``touch`` counts from 1; 0 where the rule asks of all."""

    touch: int
    passed: bool
    said: Said


def reasons(why: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[Reason]:
    """Each rule that was tried, as it was kept, in order. ``names`` of partners and programs by slug, where known."""
    return [Reason(int(each["touch"]), bool(each["passed"]), _said(each, names)) for each in why]


def flags_said(flags: Iterable[str]) -> list[Said]:
    """What is worth a person's eye; a flag of a later version is left as it is."""
    return [Said(FLAGS.get(each, each)) for each in flags]


def _said(tried: Mapping[str, Any], names: Mapping[str, str]) -> Said:
    rule, outcome, given = tried["rule"], tried["outcome"], dict(tried["given"])
    template = SENTENCES.get((rule, outcome)) or (
        BY_EVIDENCE.get(given.get("evidence", "")) if rule == "named" else None
    )
    if template is None:
        return Said(f"{rule}: {outcome}")
    values = {**given, "day": str(given.get("at", ""))[:10]}
    values |= {key: names.get(str(given[key]), given[key]) for key in ("partner", "program") if key in given}
    values |= {key: numbered(given[key]) for key in ("of", "left") if key in given}
    return Said(template, **values)


def numbered(touches: Iterable[int]) -> str:
    """The numbers of touches: ``1, 3``."""
    return ", ".join(map(str, touches))
