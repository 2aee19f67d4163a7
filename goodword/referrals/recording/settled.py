"""What people do with reports that contradict what counts: settle them, once, with a reason."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from goodword.referrals.recording.turns import take_turn
from goodword.referrals.sale_rows import Conflict

OUTCOMES = ("settled", "before", "changed", "gone")
LONGEST_WHY = 1_000


@dataclass(frozen=True, slots=True)
class Settled:
    """Why, ``by`` which e-mail address, and when."""

    why: str
    by: str
    at: datetime


def settle(session: Session, chosen: Mapping[str, str], made: Settled) -> Counter[str]:
    """Settles these conflicts, by their ids with what was seen of each, inside ``db.writing()``; how many came to which
    outcome. Whoever settled one first stays, and so does a conflict that says something else by now."""
    take_turn(session)
    outcomes: Counter[str] = Counter()
    for number in sorted(chosen):
        row = session.get(Conflict, number, populate_existing=True)
        outcome = outcome_of(row, chosen[number])
        outcomes[outcome] += 1
        if row is not None and outcome == "settled":
            row.settled_at, row.settled_by, row.settled_why = made.at, made.by, made.why.strip()[:LONGEST_WHY]
    return outcomes


def outcome_of(row: Conflict | None, seen: str) -> str:
    """What becomes of a conflict that somebody settles who saw this of it; one of OUTCOMES.

    It may be gone, because an earlier report came in that it does not contradict.
    """
    if row is None:
        return "gone"
    if row.settled_at is not None:
        return "before"
    return "settled" if seen_of(row) == seen else "changed"


def seen_of(row: Conflict) -> str:
    """The same while the conflict says the same, and what counts instead."""
    return sha256(json.dumps([row.why, row.record], sort_keys=True).encode()).hexdigest()[:12]
