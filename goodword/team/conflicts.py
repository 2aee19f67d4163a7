"""`/team/leads/conflicts`: what the product reported, and does not count because it contradicts what counts."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from goodword.db import db, now, writing
from goodword.languages import N_
from goodword.referrals.sale_rows import Conflict
from goodword.team.lead_words import REPORTS
from goodword.team.leads import me, render

conflicts = Blueprint("team-conflicts", __name__, url_prefix="/team/leads/conflicts")
MOST = 100
NOT_SHOWN = ("id", "kind", "at", "asked", "lead", "sale", "customer", "refund", "counted")
WHY = {
    "key": N_("It came under an idempotency key that came before with other contents."),
    "invoice": N_("This invoice was reported before with another amount, currency or customer."),
    "refund-id": N_("This refund was reported before with another invoice or amount."),
    "refund-again": N_("The same refund again. If it was a second one, have it sent with a refundId."),
    "refund-beyond": N_("The refunds of this invoice come to more than its sale, and count up to that."),
}


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
        "why": WHY,
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


def facts(record: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What the report said, by its own names, and what counts instead, where that is known."""
    counted = record.get("counted", {})
    said = {name: value for name, value in record.items() if name not in NOT_SHOWN and value not in ("", None, {}, [])}
    return [(name, str(value), str(counted.get(name, ""))) for name, value in said.items()]
