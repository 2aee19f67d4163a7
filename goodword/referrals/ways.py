"""The way of a lead or sale: everything that says who sent the person, its clicks, and why somebody is credited."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.click_rows import Click
from goodword.referrals.lead_rows import Credit, Lead, Touch
from goodword.referrals.models import Link, Partner, PartnerText
from goodword.referrals.sale_rows import Sale

MOST_CLICKS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A touch, whom it names, and its clicks: its own first, then the one it came from, and so on back."""

    touch: Touch
    partner: str
    link: str
    clicks: tuple[Click, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """``credit`` is the one in force, ``before`` are earlier ones, the newest first; ``names`` of partners by slug."""

    steps: tuple[Step, ...]
    credit: Credit | None
    before: tuple[Credit, ...]
    names: dict[str, str]


def way_of(session: Session, row: Lead | Sale) -> Way:
    """Of its own touches and, where it is a customer's, of that customer's."""
    own = "lead" if isinstance(row, Lead) else "sale"
    subjects = [(own, row.id), *([("customer", row.customer_id)] if row.customer_id else [])]
    touches = [touch for subject in subjects for touch in touches_of(session, *subject)]
    credits_given = list(
        session.scalars(
            select(Credit).where(Credit.subject == own, Credit.subject_id == row.id).order_by(Credit.id.desc())
        )
    )
    numbers = {each.partner_id for each in touches} | {each.partner_id for each in credits_given}
    partners = named(session, numbers, Partner.id)
    slugs = {
        each["given"]["partner"] for credit in credits_given for each in credit.why if each["given"].get("partner")
    }
    steps = tuple(step(session, touch, partners) for touch in sorted(touches, key=lambda each: (each.at, each.id)))
    return Way(
        steps,
        credits_given[0] if credits_given else None,
        tuple(credits_given[1:]),
        named(session, slugs, Partner.slug),
    )


def touches_of(session: Session, subject: str, subject_id: str) -> Iterator[Touch]:
    return iter(session.scalars(select(Touch).where(Touch.subject == subject, Touch.subject_id == subject_id)))


def step(session: Session, touch: Touch, partners: dict[int, str]) -> Step:
    link = session.get(Link, touch.link_id) if touch.link_id else None
    return Step(
        touch,
        partners.get(touch.partner_id or 0, ""),
        link.code if link else "",
        tuple(clicks_back(session, touch.click_id)),
    )


def clicks_back(session: Session, click_id: str) -> Iterator[Click]:
    """A click, the one whose link was passed on to it, and so on; a circle, which only a forger makes, ends."""
    seen: set[str] = set()
    while click_id and click_id not in seen and len(seen) < MOST_CLICKS:
        seen.add(click_id)
        click = session.get(Click, click_id)
        if click is None:
            return
        yield click
        click_id = click.parent


def named(session: Session, wanted: set[Any], by: Any) -> dict[Any, str]:
    """Partners' names in their own language, by number or slug."""
    rows = select(by, PartnerText.name).join(Partner, Partner.id == PartnerText.partner_id)
    own = rows.where(by.in_(wanted - {None}), PartnerText.language == Partner.language)
    return dict(session.execute(own).all())
