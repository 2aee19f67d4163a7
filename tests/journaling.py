"""What tests of the journal and of the drain share: clicks, segments that a dead process left."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from goodword.db import db, inserting
from goodword.journal import Journals
from goodword.journal.finished import segments
from goodword.journal.lines import line_of
from goodword.journal.reading import records_of
from goodword.journal.segments import DRAFT, ENDING
from goodword.referrals.click_rows import Click, PageTotal
from goodword.referrals.draining import Draining
from goodword.referrals.draining_steps import Record
from goodword.referrals.records import decoded
from goodword.referrals.sale_rows import Refund

Plain = Mapping[str, Any]


class Crash(BaseException):
    """As if the process ended there."""


def click(number: int, **given: Any) -> dict[str, Any]:
    """A click as the journal holds it."""
    usual = {"kind": "click", "id": f"clk_{number:032d}", "at": "2026-07-01T08:00:00.000+00:00", "page": "/"}
    return usual | {"language": "en", "partner": "ada"} | given


def refund(number: int, **given: Any) -> dict[str, Any]:
    """The plainest fact."""
    usual = {"kind": "refund", "id": f"evt_{number:032d}", "at": "2026-07-01T08:00:00.000+00:00", "invoice_id": "in_1"}
    return usual | {"amount": 100, "asked": {"api_key": "key"}} | given


def names(make: Callable[[int], Plain], count: int) -> list[str]:
    """The ids of the first so many."""
    return [make(number)["id"] for number in range(count)]


def left_behind(folder: Path, records: Iterable[Plain], name: str = "20260701T080000-000000-1-dead") -> Path:
    """A segment whose owner is dead. It comes whole: whoever drains removes an empty one that nobody has locked."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{name}{DRAFT}"
    draft.write_bytes(b"".join(map(line_of, records)))
    return draft.rename(draft.with_suffix(ENDING))


def ids(folder: Path) -> list[str]:
    """The ids of all records that lie in a journal's folder, in order."""
    return [record["id"] for path in segments(folder) for record in records_of(path)]


def open_files(folder: Path) -> int:
    """How many files of the folder this process has open."""
    links = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # another thread's, closed by now
            links.append(each.readlink())
    return sum(folder in link.parents for link in links)


def resting(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> list[float]:
    """For how many seconds the threads of ``module`` mean to rest, each time they begin to: what was decided, however
    long the machine takes for it."""
    rests: list[float] = []

    class Resting(Event):
        def wait(self, timeout: float | None = None) -> bool:
            rests.append(timeout or 0.0)
            return super().wait(timeout)

    monkeypatch.setattr(module, "Event", Resting)
    return rests


def count_clicks(session: Session, clicks: Sequence[Any]) -> None:
    """The least that recording does: rows by their id, and a total of those that were new. Agents named boom break."""
    assert all(each.agent != "boom" for each in clicks), "boom"
    rows = [
        {"id": each.id, "at": each.at, "day": each.at.date(), "page": each.page, "language": "en", "class": "human"}
        | {"reason": "", "more": {}, "sid": "", "unknown": "", "referrer": "", "niche": "", "plan": "", "agent": ""}
        | {"visitor": "", "parent": ""}
        for each in clicks
    ]
    new = session.scalars(inserting(session, Click).values(rows).on_conflict_do_nothing().returning(Click.id)).all()
    key = {"day": date(2026, 7, 1), "page": "/", "niche": "", "language": "en", "kind": "human"}
    session.execute(inserting(session, PageTotal).values(key | {"count": 0}).on_conflict_do_nothing())
    session.execute(update(PageTotal).values(count=PageTotal.count + len(new)))


def keep_refunds(session: Session, facts: Sequence[Any]) -> None:
    rows = [{"id": each.id, "at": each.at, "invoice_id": each.invoice_id, "amount": each.amount} for each in facts]
    session.execute(inserting(session, Refund).values(rows).on_conflict_do_nothing())


def reading(record: Callable[[Session, Sequence[Any]], None]) -> Record:
    """Reads records as they were, and has ``record`` make rows of them."""

    def read(plain: Sequence[Plain]) -> Callable[[Session], None]:
        records = [decoded(each) for each in plain]
        return lambda session: record(session, records)

    return read


RECORDERS = {"clicks": reading(count_clicks), "facts": reading(keep_refunds)}


def recorded() -> tuple[list[str], int, list[str]]:
    """The clicks in the database, their total, and the refunds."""
    db.session.rollback()
    clicks = sorted(db.session.scalars(select(Click.id)))
    total = db.session.scalar(select(PageTotal.count)) or 0
    return clicks, total, sorted(db.session.scalars(select(Refund.id)))


def drained(journals: Journals) -> Draining:
    """A drain of everything, by somebody who has just come."""
    draining = Draining(journals, RECORDERS)
    draining.everything()
    return draining
