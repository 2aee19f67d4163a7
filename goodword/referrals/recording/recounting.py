"""Totals counted again from the rows. What was removed since cannot be counted: its days are sealed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from goodword.db import db, writing
from goodword.referrals.click_rows import CLASSES, NOBODY, Click, PageTotal, PartnerTotal, Sealed
from goodword.referrals.lead_rows import Lead
from goodword.referrals.models import Link, Partner
from goodword.referrals.recording.bulk import POSTGRES
from goodword.referrals.recording.totals import PAGES, PARTNERS, Key, Totals
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.sale_rows import Sale

CLICKS = "clicks"


@dataclass(frozen=True, slots=True)
class Recount:
    """What the rows come to, and by how much each total differs: what is to be added to it."""

    classes: Counter[str]
    """Clicks by class, and ``lead`` and ``sale``; of sealed days what the totals say."""
    suspects: int
    wrong: Totals
    sealed: date | None
    """Before this day clicks are not counted again."""

    @property
    def clicks(self) -> int:
        return sum(self.classes[kind] for kind in CLASSES)

    @property
    def difference(self) -> int:
        """By how much totals and rows differ, all differences added, whatever their sign."""
        return sum(abs(by) for counter in (self.wrong.partners, self.wrong.pages) for by in counter.values())


@contextmanager
def one_moment() -> Iterator[Session]:
    """A session that sees the database as it is now, whatever is recorded meanwhile; it keeps nobody waiting."""
    session: Session = db.session()
    session.rollback()
    postgres = session.get_bind().dialect.name == POSTGRES
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"} if postgres else {})
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def mending() -> Iterator[Session]:
    """A session that may set totals right: nothing is recorded meanwhile."""
    with writing() as session:
        take_turn(session)
        yield session


def recount(session: Session) -> Recount:
    """Counts everything anew, in a session from ``one_moment`` or ``mending``."""
    sealed = session.scalar(select(Sealed.before).where(Sealed.what == CLICKS))
    partners, old = _partner_totals(session, sealed)
    wrong = Totals()
    rows = _partner_rows(session, sealed)
    _compare(wrong.partners, rows, partners)
    _compare(wrong.pages, _page_rows(session, sealed), _page_totals(session, sealed))
    classes: Counter[str] = Counter()
    for key, count in (*rows.items(), *old.items()):
        classes[key[-1]] += count
    suspects = session.scalar(select(func.count()).select_from(Lead).where(Lead.suspicion != "")) or 0
    return Recount(classes, suspects, wrong, sealed)


def said(session: Session, found: Recount) -> Iterator[str]:
    """Each difference in words."""
    slugs = dict(session.execute(select(Partner.id, Partner.slug)).all())
    codes = dict(session.execute(select(Link.id, Link.code)).all())
    for (day, partner, link, kind), by in sorted(found.wrong.partners.items(), key=str):
        whose = f"partner {slugs.get(partner, partner)}" if partner else "no partner"
        which = f"link {codes.get(link, link)}" if link else "no link"
        yield f"{day}, {whose}, {which}, {kind}: the total is {_off(by)}."
    for (day, page, niche, language, kind), by in sorted(found.wrong.pages.items(), key=str):
        where = f"page {page}, {f'niche {niche}' if niche else 'no niche'}, {language or 'no language'}"
        yield f"{day}, {where}, {kind}: the total is {_off(by)}."


def _off(by: int) -> str:
    return f"{abs(by):,} too {'low' if by > 0 else 'high'}"


def _compare(wrong: Counter[Key], rows: Counter[Key], totals: Counter[Key]) -> None:
    for key in rows.keys() | totals.keys():
        if by := rows[key] - totals[key]:
            wrong[key] = by


def _partner_rows(session: Session, sealed: date | None) -> Counter[Key]:
    found: Counter[Key] = Counter()
    clicks = Click.day, Click.partner_id, Click.link_id, Click.kind
    statements = [select(*clicks, func.count()).where(*_since(Click.day, sealed)).group_by(*clicks)]
    for row, kind, counted in ((Lead, "lead", [Lead.suspicion == ""]), (Sale, "sale", [])):
        columns: Any = row.day, row.partner_id, row.link_id
        made = select(*columns, func.min(kind), func.count()).where(*counted).group_by(*columns)
        statements.append(made)
    for statement in statements:
        for day, partner, link, kind, count in session.execute(statement):
            found[day, partner or NOBODY, link or NOBODY, kind] += count
    return found


def _page_rows(session: Session, sealed: date | None) -> Counter[Key]:
    clicks = Click.day, Click.page, Click.niche, Click.language, Click.kind
    found = _counter(session, select(*clicks, func.count()).where(*_since(Click.day, sealed)).group_by(*clicks))
    leads = Lead.day, Lead.page, Lead.niche, Lead.language
    counted = Lead.suspicion == "", Lead.page != ""
    return found + _counter(session, select(*leads, func.min("lead"), func.count()).where(*counted).group_by(*leads))


def _partner_totals(session: Session, sealed: date | None) -> tuple[Counter[Key], Counter[Key]]:
    """Those that can be compared, and those of sealed days."""
    totals = _counter(session, select(*PARTNERS.columns).where(PartnerTotal.count != 0))
    old = {key: count for key, count in totals.items() if _is_sealed(key, sealed)}
    return Counter({key: count for key, count in totals.items() if key not in old}), Counter(old)


def _page_totals(session: Session, sealed: date | None) -> Counter[Key]:
    totals = _counter(session, select(*PAGES.columns).where(PageTotal.count != 0))
    return Counter({key: count for key, count in totals.items() if not _is_sealed(key, sealed)})


def _is_sealed(key: Key, sealed: date | None) -> bool:
    return sealed is not None and key[0] < sealed and key[-1] in CLASSES


def _since(day: Any, sealed: date | None) -> list[Any]:
    return [day >= sealed] if sealed is not None else []


def _counter(session: Session, statement: Any) -> Counter[Key]:
    """By all columns but the last, which is the number."""
    return Counter({tuple(row)[:-1]: row[-1] for row in session.execute(statement)})
