"""What was reported and is not in the database yet, read from the journal of facts: a sale that follows its lead at
once is answered with the customer, and so is one during an outage, whichever process took the lead.

It is bounded: of very many reports on their way only the last ones are known, and nothing is decided by that. What
decides, the body that came with an idempotency key, is looked for in the files where memory does not reach.
"""

from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TypeVar

from goodword.journal.finished import segments
from goodword.journal.lines import Found, found_in
from goodword.journal.reading import chunk_of
from goodword.referrals.api.known import NOTHING, Back, Deal, Facts, Known, deal_of, facts_of, makes_known
from goodword.referrals.api.young import line_with
from goodword.referrals.natural_ids import sale_id
from goodword.referrals.records import ClickSeen, LeadGiven, LeadReported, Record, RefundReported, SaleReported, decoded

MOST = 10_000
AT_ONCE = 200
SECONDS = 0.25
"""For reading what others wrote, in one request; the rest is read in the next."""
Value = TypeVar("Value")


class Recent:
    """What stands in the segments of ``folder``, as far as this process has read them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._forget()

    def known(self, customer: str = "", lead: str = "", sale: str = "", refund: str = "") -> Known:
        """What is known of these ids now."""
        with self._lock:
            self._read_on()
            back = self._backs.get(refund)
            deal = self._deals.get(sale_id(back.invoice_id, "") if back else sale)
            return Known(self._customers.get(customer), self._leads.get(lead), deal, back)

    def body_of(self, key: str) -> str | None:
        """The body that came with this idempotency key."""
        with self._lock:
            whole = self._read_on() and len(self._bodies) < MOST
            return self._bodies.get(key) or (None if whole else self._searched(key))

    def _searched(self, key: str) -> str | None:
        for path in segments(self._folder):
            with suppress(OSError, ValueError):  # put away meanwhile, or empty
                for found in found_in(line_with(path, f'"key":"{key}"'.encode())):
                    if isinstance(found, Found):
                        return str(found.record()["asked"]["body"])
        return None

    def _forget(self) -> None:
        self._read: dict[Path, tuple[int, int]] = {}
        self._customers: OrderedDict[str, Facts] = OrderedDict()
        self._leads: OrderedDict[str, Facts] = OrderedDict()
        self._deals: OrderedDict[str, Deal] = OrderedDict()
        self._backs: OrderedDict[str, Back] = OrderedDict()
        self._bodies: OrderedDict[str, str] = OrderedDict()

    def _read_on(self) -> bool:
        """Whether all was read. What was put away is in the database, and what was rewritten is another file: then all
        is read anew."""
        until = monotonic() + SECONDS
        found = {}
        for path in segments(self._folder):
            try:
                found[path] = path.stat()
            except FileNotFoundError:
                continue
        if any(path not in found or found[path].st_ino != inode for path, (inode, _) in self._read.items()):
            self._forget()
        for path, state in found.items():
            start = self._read.get(path, (state.st_ino, 0))[1]
            while start < state.st_size and monotonic() < until:
                before, start = start, self._take(path, start)
                self._read[path] = state.st_ino, start
                if start == before:
                    break
        return all(self._read.get(path, (0, 0))[1] >= state.st_size for path, state in found.items())

    def _take(self, path: Path, start: int) -> int:
        """Reads a piece of the segment; where the next one begins."""
        try:
            chunk = chunk_of(path, start, AT_ONCE)
        except OSError:
            return start
        for found in chunk.found:
            with suppress(KeyError, TypeError, ValueError):  # the drain sets aside what is no record
                plain = found.record()
                if "asked" in plain:
                    self._note(decoded(plain))
        return chunk.end

    def _note(self, record: Record) -> None:
        if not isinstance(record, ClickSeen | LeadGiven) and record.asked.key:
            put(self._bodies, record.asked.key, self._bodies.get(record.asked.key) or record.asked.body)
        if isinstance(record, LeadReported | SaleReported):
            self._note_customer(record)
        if isinstance(record, RefundReported):
            put(self._backs, record.refund, self._backs.get(record.refund) or Back(record.invoice_id, record.amount))

    def _note_customer(self, record: LeadReported | SaleReported) -> None:
        if isinstance(record, LeadReported) and record.lead in self._leads:
            return  # a repeat tells nothing
        facts = facts_of(record)
        known = self._customers.get(record.customer)
        if isinstance(record, SaleReported):
            put(self._deals, record.sale, self._deals.get(record.sale) or deal_of(record))
        elif record.mode != "deferred":
            put(self._leads, record.lead, facts)
        if known or makes_known(record):
            put(self._customers, record.customer, facts.before(known or NOTHING))


def put(kept: OrderedDict[str, Value], key: str, value: Value) -> None:
    """As the newest; the oldest gives way."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MOST:
        kept.popitem(last=False)
