"""Refunds count once, by their natural key, and never take more off a sale than it brought."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.natural_ids import derived
from goodword.referrals.recording.books import Books
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.conflicts import Conflicts, Said
from goodword.referrals.recording.spelled import nameless, sale_of
from goodword.referrals.records import RefundReported
from goodword.referrals.sale_rows import Refund, Sale


def shares(paid: int, refunds: Sequence[int]) -> list[int]:
    """How much of each refund counts, the earliest first: all of it, while something of what was ``paid`` is left."""
    counted = []
    for amount in refunds:
        counted.append(min(amount, paid))
        paid -= counted[-1]
    return counted


def refund_reported(books: Books, report: RefundReported) -> None:
    """Money went back. The first report of a refund counts.

    What is known only by invoice and amount may be a retry, or a second refund that is alike: each further report of it
    is kept for people to look at. One that has an id of its own contradicts the first where it says something else.
    """
    number = report.refund or report.id
    refund = books.refunds.get(number)
    if refund is None:
        refund = books.refunds[number] = books.add(Refund(id=number, counted=0, named=report.named))
        _fill(refund, report)
    elif (report.at, report.id) < (refund.at, refund.event):
        before = said_by(refund)
        books.refunded.add(refund.invoice_id)
        _fill(refund, report)
        _clash(books.conflicts, report, said_by(refund), before)
    else:
        _clash(books.conflicts, report, said_by(refund), _said(report))
    books.refunded.add(refund.invoice_id)


def share_out(session: Session, invoices: Iterable[str], conflicts: Conflicts) -> None:
    """Works out how much counts of every refund of these invoices. Call it once all rows are written."""
    names = {name for each in invoices for name in (each, nameless(sale_of(each)))}
    if not names:
        return
    refunds: dict[str, list[Refund]] = {}
    for refund in session.scalars(select(Refund).where(among(session, Refund.invoice_id, names))):
        refunds.setdefault(sale_of(refund.invoice_id), []).append(refund)
    if not refunds:
        return
    conflicts.read(refund.id for some in refunds.values() for refund in some)
    paid = dict(session.execute(select(Sale.id, Sale.amount).where(among(session, Sale.id, refunds))).all())
    for sale, some in refunds.items():
        _share_out(sorted(some, key=lambda each: (each.at, each.event)), paid.get(sale), conflicts)


def said_by(refund: Refund) -> Said:
    """What the report says that counts."""
    facts = {"invoice_id": refund.invoice_id, "amount": refund.amount}
    named = {"refund_id": refund.named} if refund.named else {}
    return Said("refund", refund.event, refund.at, refund.api_key, facts | named)


def _share_out(refunds: Sequence[Refund], paid: int | None, conflicts: Conflicts) -> None:
    """Nothing counts before there is a sale to take it off."""
    counted = shares(paid or 0, [each.amount for each in refunds])
    for refund, share in zip(refunds, counted, strict=True):
        refund.counted = share
        number = derived("cfl", "refund-beyond", refund.id)
        if paid is not None and share < refund.amount:
            conflicts.beyond(said_by(refund), refund.id, number, share)
        else:
            conflicts.gone(refund.id, number)


def _clash(conflicts: Conflicts, report: RefundReported, counted: Said, other: Said) -> None:
    """``other`` is of the same refund, and does not count. Under an idempotency key it is the same report."""
    if other.event == counted.event:
        return
    if report.named:
        conflicts.against("refund-id", report.refund, counted, other)
    else:
        conflicts.keep("refund-again", report.refund, other, derived("cfl", "refund-again", other.event))


def _said(report: RefundReported) -> Said:
    facts = {"invoice_id": report.invoice_id, "amount": report.amount}
    named = {"refund_id": report.named} if report.named else {}
    return Said("refund", report.id, report.at, report.asked.api_key, facts | named)


def _fill(refund: Refund, report: RefundReported) -> None:
    refund.event, refund.at, refund.api_key = report.id, report.at, report.asked.api_key
    refund.invoice_id, refund.amount = report.invoice_id, report.amount
