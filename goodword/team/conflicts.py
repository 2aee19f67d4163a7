"""`/team/leads/conflicts`: what was reported twice under one key, with different contents."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from goodword.db import db, now, writing
from goodword.referrals.sale_rows import Conflict
from goodword.team.lead_words import REPORTS
from goodword.team.leads import me, render

conflicts = Blueprint("team-conflicts", __name__, url_prefix="/team/leads/conflicts")
MOST = 100
NOT_SHOWN = ("id", "kind", "at", "asked", "lead", "sale", "customer")


@conflicts.get("")
def listing() -> Response:
    """Those to settle, the oldest first, then those that were settled last."""
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
    }
    return render("conflicts.html", values)


@conflicts.post("/<conflict_id>")
def settle(conflict_id: str) -> Response:
    """Somebody has seen to it; who and when is kept, and the first to say so stays."""
    with writing() as session:
        row = session.get(Conflict, conflict_id, with_for_update=True)
        if row is None:
            raise NotFound
        if row.settled_at is None:
            row.settled_at, row.settled_by = now(), me().email
    return redirect("/team/leads/conflicts", 303)


def unsettled_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Conflict).where(Conflict.settled_at.is_(None))) or 0


def facts(record: Mapping[str, Any]) -> dict[str, str]:
    """What the report said, by its own names."""
    return {name: str(value) for name, value in record.items() if name not in NOT_SHOWN and value}
