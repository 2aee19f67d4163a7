"""Leads as a table that other programs read: CSV as RFC 4180 has it, and JSON. Pure."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator

from goodword.referrals.leads import Found

COLUMNS = (
    "id", "at", "status", "kind", "name", "email", "company", "phone", "channel", "message", "heard_from", "language",
    "page", "niche", "partner", "program", "marketing", "customer", "event", "referrer_email", "suspicion",
    "referrer_name", "referrer_company", "relation", "why",
)  # fmt: skip
REFERRER = {"referrer_name": "name", "referrer_company": "company", "relation": "relation", "why": "why"}
"""Columns of what somebody says who recommends a colleague, and what `Lead.referrer` calls it."""
# Spreadsheets of many countries part cells at semicolons, and then no longer know a quoted line end either.
PARTED = re.compile(r"([;\r\n]\s*)(?=[=+\-@＝＋－＠])")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def row(found: Found) -> dict[str, str]:
    lead = found.lead
    return {
        **{name: str(getattr(lead, name)) for name in COLUMNS if hasattr(lead, name)},
        "at": lead.at.isoformat(timespec="seconds"),
        "partner": found.partner,
        "customer": lead.customer_id or "",
        "event": lead.event_name,
        **{column: str(lead.referrer.get(name, "")) for column, name in REFERRER.items()},
    }


def as_csv(leads: Iterable[Found]) -> Iterator[str]:
    """Lines with their ends, the names of the columns first."""
    yield line(COLUMNS)
    for found in leads:
        cells = row(found)
        yield line([harmless(cells[name]) for name in COLUMNS])


def as_json(leads: Iterable[Found]) -> Iterator[str]:
    """One object a line."""
    for found in leads:
        yield json.dumps(row(found), ensure_ascii=False) + "\n"


def line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (OWASP)."""
    parted = cell[:1] + PARTED.sub(r"\1'", cell[1:])
    return f"'{parted}" if cell.startswith(FORMULA) else parted
