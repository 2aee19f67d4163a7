"""Reports that contradict what counts: kept, not counted, and shown to people.

Which report counts is decided by the times in the records, and decided again when an earlier one comes in. What stands
against it is then worked out anew from what is kept of the others: of equal contents one row, as of the first report of
them, and none of what the counting report says itself. So it does not matter which of them was recorded first.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from goodword.referrals.natural_ids import derived
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.spelled import customer_of, sale_of
from goodword.referrals.sale_rows import Conflict

WHAT: Mapping[str, str] = {
    "invoice": "The same invoice was reported with another amount, currency or customer.",
    "refund-id": "The same refundId was reported with another invoice or amount.",
    "refund-again": "The same refund was reported again, without a refundId.",
    "refund-beyond": "The refunds of an invoice come to more than its sale.",
}
MOST = 20
"""That are kept unsettled of one subject for one reason: the first ones."""
SAME: Mapping[str, Callable[[str], str]] = {"external_id": customer_of, "invoice_id": sale_of}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """What a report of the ``kind`` says, and when. ``facts`` are by the names of the record."""

    kind: str
    event: str
    at: datetime
    api_key: str
    facts: Mapping[str, Any]

    @property
    def moment(self) -> tuple[datetime, str]:
        """The earliest counts."""
        return self.at, self.event

    def record(self) -> dict[str, Any]:
        asked = {"api_key": self.api_key, "path": f"/api/v1/track/{self.kind}"}
        return {"kind": self.kind, "id": self.event, "asked": asked, **self.facts}


def differing(counted: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the ``counted`` facts that ``said`` has otherwise, as they count."""
    return {name: value for name, value in counted.items() if _plain(name, value) != _plain(name, said[name])}


class Conflicts:
    """The rows against some subjects, sales and refunds by their ids, as they are and as they become."""

    def __init__(self, session: Session, subjects: Iterable[str]) -> None:
        self._session = session
        self._rows: dict[str, dict[str, Conflict]] = {}
        self._new: dict[str, Conflict] = {}
        self.read(subjects)

    def read(self, subjects: Iterable[str]) -> None:
        """More subjects, of which nothing was kept in this batch yet."""
        if wanted := set(subjects) - self._rows.keys():
            self._rows |= {subject: {} for subject in wanted}
            rows = select(Conflict).where(among(self._session, Conflict.subject, wanted))
            for row in self._session.scalars(rows.execution_options(populate_existing=True)):
                self._rows[row.subject][row.id] = row

    def against(self, why: str, subject: str, counted: Said, other: Said) -> None:
        """``other`` does not count; where it says something else, that is kept."""
        if differing(counted.facts, other.facts):
            facts = [f"{name}={_plain(name, value)}" for name, value in sorted(other.facts.items())]
            self.keep(why, subject, other, derived("cfl", why, subject, *facts))
        for row in [each for each in self._rows[subject].values() if each.why == why]:
            if unlike := differing(counted.facts, row.record):
                _compare(row, unlike)
            else:
                self.gone(subject, row.id)

    def beyond(self, said: Said, subject: str, number: str, share: int) -> None:
        """Only a ``share`` of what was said counts."""
        self.keep("refund-beyond", subject, said, number)
        _compare(self._rows[subject][number], {"amount": share})

    def keep(self, why: str, subject: str, said: Said, number: str) -> None:
        """One row of the ``number``: the earliest of what comes under it."""
        row = self._rows[subject].get(number)
        if row is None:
            row = Conflict(id=number, why=why, subject=subject, what=WHAT[why], settled_by="")
            row.at, row.record, row.settled_at = said.at, said.record(), None
            self._rows[subject][number] = self._new[number] = row
            self._session.add(row)
            self._make_room(subject, why)
        elif row.settled_at is None and said.moment < (row.at, row.record["id"]):
            row.at, row.record = said.at, row.record | said.record()

    def gone(self, subject: str, number: str) -> None:
        """It contradicts nothing any more. What somebody settled stays as they saw it."""
        row = self._rows[subject].get(number)
        if row is None or row.settled_at is not None:
            return
        del self._rows[subject][number]
        self._new.pop(number, None)
        if inspect(row).pending:
            self._session.expunge(row)
        else:
            self._session.delete(row)

    def _make_room(self, subject: str, why: str) -> None:
        """Nobody settles thousands of the same kind: the latest ones go. They stay in the journal."""
        open_ = [row for row in self._rows[subject].values() if row.why == why and row.settled_at is None]
        if len(open_) > MOST:
            self.gone(subject, max(open_, key=lambda row: (row.at, row.record["id"])).id)

    def tell(self) -> None:
        """The log is told what is new, and nothing of persons."""
        for row in self._new.values():
            who = row.record["asked"]["api_key"]
            log.warning("%s API key %s; it is %s at /team/leads/conflicts.", row.what, who, row.id)


def _compare(row: Conflict, counted: Mapping[str, Any]) -> None:
    """Says in the row what counts instead."""
    if row.settled_at is None and row.record.get("counted") != counted:
        row.record = {**row.record, "counted": dict(counted)}


def _plain(name: str, value: Any) -> Any:
    """Names that held an address, and were made to say nothing, are those that they were."""
    return SAME[name](value) if name in SAME else value
