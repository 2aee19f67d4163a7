"""`/team/leads/conflicts`: what the product reported, and does not count because it contradicts what counts."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from goodword.db import db, now, writing
from goodword.languages import N_
from goodword.referrals.recording.settled import LONGEST_WHY, OUTCOMES, Settled, seen_of
from goodword.referrals.recording.settled import settle as settle_all
from goodword.referrals.sale_rows import Conflict
from goodword.team.conflict_words import REPORTS, WHY, facts
from goodword.team.leads import me, render

conflicts = Blueprint("team-conflicts", __name__, url_prefix="/team/leads/conflicts")
HERE = "/team/leads/conflicts"
MOST = 100
NOTHING_CHOSEN = N_("Choose at least one report.")
NO_WHY = N_("Write what you found, in a few words: whoever looks at the invoice later will ask.")


@conflicts.get("")
def listing() -> Response:
    """Those to settle, the oldest first, then those that were settled last."""
    return shown(done={name: number(request.args.get(name, "")) for name in OUTCOMES})


@conflicts.post("")
def settle() -> Response:
    """Somebody has seen to those that were chosen: who, when and why is kept with each."""
    given = [value.replace("\0", "").partition(".") for value in request.form.getlist("conflict")[:MOST]]
    chosen = {number: seen for number, _, seen in given}
    why = request.form.get("why", "").replace("\0", "").strip()
    wrong = {"conflict": NOTHING_CHOSEN} if not chosen else {"why": NO_WHY} if not why else {}
    if wrong:
        return shown(wrong=wrong, chosen=chosen, why=why, status=422)
    with writing() as session:
        outcomes = settle_all(session, chosen, Settled(why, me().email, now()))
    some = {name: outcomes[name] for name in OUTCOMES if outcomes[name]}
    return redirect(f"{HERE}?{urlencode(some)}#main", 303)


def shown(
    done: Mapping[str, int] | None = None,
    wrong: Mapping[str, str] | None = None,
    chosen: Collection[str] = (),
    why: str = "",
    status: int = 200,
) -> Response:
    session = db.session()
    rows = select(Conflict).limit(MOST)
    unsettled = session.scalars(rows.where(Conflict.settled_at.is_(None)).order_by(Conflict.at, Conflict.id)).all()
    settled = rows.where(Conflict.settled_at.is_not(None)).order_by(Conflict.settled_at.desc(), Conflict.id)
    values = {
        "unsettled": unsettled,
        "total": unsettled_count(session),
        "settled": session.scalars(settled).all(),
        "facts": facts,
        "reports": REPORTS,
        "why": WHY,
        "seen": seen_of,
        "done": dict.fromkeys(OUTCOMES, 0) | dict(done or {}),
        "wrong": {"conflict": "", "why": "", **(wrong or {})},
        "chosen": chosen,
        "typed": why,
        "longest": LONGEST_WHY,
    }
    return render("conflicts.html", values, status)


def unsettled_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Conflict).where(Conflict.settled_at.is_(None))) or 0


def number(asked: str) -> int:
    """A number of reports; what is none counts nothing."""
    return min(int(asked), MOST) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
