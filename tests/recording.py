"""Records to be recorded: clicks, leads, sales of one invented day, and what the database holds afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, permutations
from typing import Any

from sqlalchemy import func, select

from goodword.db import db, writing
from goodword.referrals import partners
from goodword.referrals.attribution import Attribution
from goodword.referrals.click_rows import Click, PageTotal, PartnerTotal
from goodword.referrals.entries import Entry
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.models import Enrollment, Link, Partner
from goodword.referrals.natural_ids import customer_id, lead_id, refund_id, reported_lead_id, sale_id
from goodword.referrals.recording import Judging, record_clicks, record_facts
from goodword.referrals.records import (
    Asked,
    ChurnReported,
    ClickSeen,
    Evidence,
    LeadGiven,
    LeadReported,
    Record,
    RefundReported,
    SaleReported,
)
from goodword.referrals.sale_rows import Churn, Conflict, Customer, CustomerAddress, Refund, Sale

MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)
PROGRAMS = {"friends": Attribution(touch="last", window_days=30, precedence=0)}
JUDGING = Judging(PROGRAMS, MORNING + timedelta(hours=12))
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
HEADERS = {"fetch_mode": "navigate", "fetch_dest": "document", "fetch_site": "cross-site", "accept": "text/html"}


def add_partners(*slugs: str) -> None:
    """Partners in the program ``friends`` since long ago, each with a link called ``<slug>-link``."""
    for slug in slugs:
        texts = {"en": {"name": slug.capitalize(), "company": ""}}
        known = {"kind": "affiliate", "language": "en", "program": "friends", "known_languages": ("en",)}
        partners.add(Entry(slug=slug, email=f"{slug}@example.com", texts=texts, **known), "test")
    with writing() as session:
        for row in session.scalars(select(Enrollment)):
            row.approved_at = MORNING - timedelta(days=365)
        for partner in session.scalars(select(Partner)):
            link = Link(code=f"{partner.slug}-link", partner_id=partner.id, path="/", language="en", revision=1, by="t")
            session.add(link)


def at(minute: float) -> datetime:
    """So many minutes after nine in the morning, UTC."""
    return MORNING + timedelta(minutes=minute)


def click(name: str, /, minute: float = 0, partner: str = "ada", visitor: str = "", **more: Any) -> ClickSeen:
    """A person's arrival; ``name`` and the visitor are written as short as a test likes."""
    usual: dict[str, Any] = {"page": f"/with/{partner}", "language": "en", "agent": BROWSER, "headers": HEADERS}
    return ClickSeen(id=f"clk_{name}", at=at(minute), partner=partner, visitor=visitor, **{**usual, **more})


def by_click(name: str, /, minute: float = 0, partner: str = "", kind: str = "click") -> Evidence:
    return Evidence(kind=kind, at=at(minute).isoformat(), click=f"clk_{name}", partner=partner)


def form(name: str, /, minute: float = 10, email: str = "cy@example.com", **more: Any) -> LeadGiven:
    """A sending of the lead form."""
    usual: dict[str, Any] = {"how": "form", "language": "en", "page": "/", "name": "Cy", "message": f"Hello {name}"}
    moment = at(minute)
    lead = lead_id(email, moment, more.get("referrer_email", ""))
    return LeadGiven(id=f"evt_{name}", at=moment, lead=lead, email=email, **{**usual, **more})


def lead(name: str, /, minute: float = 20, who: str = "c1", event: str = "Sign up", **more: Any) -> LeadReported:
    usual: dict[str, Any] = {"asked": Asked(api_key="crm", path="/track/lead"), "event_name": event}
    ids = {"lead": reported_lead_id(who, event), "customer": customer_id(who), "external_id": who}
    more = _clicked(more)
    return LeadReported(id=f"evt_{name}", at=at(minute), **{**usual, **ids, **more})


def sale(name: str, /, minute: float = 30, who: str = "c1", invoice: str = "", **more: Any) -> SaleReported:
    usual: dict[str, Any] = {"asked": Asked(api_key="crm", path="/track/sale"), "amount": 4900, "currency": "eur"}
    usual |= {"event_name": "Purchase", "processor": "custom", "invoice_id": invoice}
    ids = {"sale": sale_id(invoice, f"evt_{name}"), "customer": customer_id(who), "external_id": who}
    return SaleReported(id=f"evt_{name}", at=at(minute), **{**usual, **ids, **_clicked(more)})


def refund(
    name: str, /, minute: float = 40, invoice: str = "in_1", amount: int = 4900, named: str = "", key: str = ""
) -> RefundReported:
    event = f"evt_{name}"
    asked = Asked(api_key="crm", path="/track/refund", key=key, body=key)
    number = refund_id(named, invoice, amount, event if key else "")
    said: dict[str, Any] = {"invoice_id": invoice, "amount": amount, "refund": number, "named": named}
    return RefundReported(id=event, at=at(minute), asked=asked, **said)


def churn(name: str, /, minute: float = 50, who: str = "c1") -> ChurnReported:
    asked, ids = Asked(api_key="crm", path="/track/churn"), {"customer": customer_id(who), "external_id": who}
    return ChurnReported(id=f"evt_{name}", at=at(minute), churned_at=at(minute).isoformat(), asked=asked, **ids)


def orders(records: Sequence[Record], most: int | None = None) -> Iterator[Sequence[Record]]:
    """All orders on SQLite, or as many as ``most``. On PostgreSQL, where what differs by order is the same code in
    memory, as they were written and the other way round: any two of them come either way."""
    if db.engine.dialect.name == "sqlite":
        yield from islice(permutations(records), most)
    else:
        yield records
        if len(records) > 1:
            yield records[::-1]


def record(*records: Record, judging: Judging = JUDGING) -> None:
    """In one transaction, as the drain does it: clicks before facts."""
    with writing() as session:
        if clicks := [each for each in records if isinstance(each, ClickSeen)]:
            record_clicks(session, clicks, judging)
        if facts := [each for each in records if not isinstance(each, ClickSeen)]:
            record_facts(session, facts, judging)
    db.session.remove()


def credited() -> dict[str, str]:
    """Who is credited for what: partners' slugs by the events that count, empty for nobody."""
    slugs = _slugs()
    rows: list[Lead | Sale] = [*db.session.scalars(select(Lead)), *db.session.scalars(select(Sale))]
    names = {row.id: row.event if isinstance(row, Sale) else "" for row in rows}
    for event in db.session.scalars(select(LeadEvent).where(LeadEvent.what == "given")):
        names[event.lead_id] = event.id
    return {names[row.id].removeprefix("evt_"): slugs.get(row.partner_id or 0, "") for row in rows}


def classes() -> dict[str, str]:
    """How clicks are classed, by name."""
    rows = db.session.execute(select(Click.id, Click.kind))
    return {name.removeprefix("clk_"): kind for name, kind in rows}


def totals() -> dict[tuple[str, str], int]:
    """What is counted, by partner's slug (empty for nobody) and class, of all days and links."""
    slugs = _slugs()
    counted = select(PartnerTotal.partner_id, PartnerTotal.kind, func.sum(PartnerTotal.count))
    rows = db.session.execute(counted.group_by(PartnerTotal.partner_id, PartnerTotal.kind))
    return {(slugs.get(partner, ""), kind): int(count) for partner, kind, count in rows if count}


def everything() -> Mapping[str, Sequence[Any]]:
    """All rows that do not depend on the order of recording, as plain values: of credits the newest ones."""
    newest = {(row.subject, row.subject_id): row for row in db.session.scalars(select(Credit).order_by(Credit.id))}
    credits = [
        (key, row.partner_id, row.program, row.click_id, row.link_id, row.evidence, row.basis)
        for key, row in newest.items()
        if row.partner_id or row.subject != "customer"
    ]
    plain = {
        table.__tablename__: _plain(table)
        for table in (Click, Lead, LeadEvent, Touch, Customer, CustomerAddress, Sale, Refund, Churn, Conflict)
    }
    sums = {table.__tablename__: [row for row in _plain(table) if row[-1]] for table in (PartnerTotal, PageTotal)}
    return {**plain, **sums, "credit": sorted(credits, key=repr)}


def _plain(table: Any) -> list[Any]:
    return sorted((tuple(row) for row in db.session.execute(select(table.__table__))), key=repr)


def _slugs() -> dict[int, str]:
    return dict(db.session.execute(select(Partner.id, Partner.slug)).all())


def _clicked(more: dict[str, Any]) -> dict[str, Any]:
    return {**more, "click": f"clk_{more['click']}"} if more.get("click") else more
