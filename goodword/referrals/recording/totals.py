"""The two rollups: differences are collected while recording, and added in one go."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from goodword.referrals.click_rows import NOBODY, PageTotal, PartnerTotal

Key = tuple[Any, ...]
PARTNERS, PAGES = PartnerTotal.__table__, PageTotal.__table__


class Totals:
    """How much each total grows or shrinks. ``session`` is told by ``add``, in the order of the keys."""

    def __init__(self) -> None:
        self.partners: Counter[Key] = Counter()
        """By day, partner, link and class, as the table's key is."""
        self.pages: Counter[Key] = Counter()
        """By day, page, niche, language and class."""

    def count(self, row: Mapping[str, Any], kind: str, by: int = 1) -> None:
        """A click, or a lead that has a page; ``row`` is its row."""
        self.count_for(row["day"], row["partner_id"], row["link_id"], kind, by)
        self.pages[row["day"], row["page"], row["niche"], row["language"], kind] += by

    def count_for(self, day: date, partner: int | None, link: int | None, kind: str, by: int = 1) -> None:
        """What has no page: a sale, a lead that was reported."""
        self.partners[day, partner or NOBODY, link or NOBODY, kind] += by

    def add(self, session: Session) -> None:
        """Writes the differences."""
        _add(session, PARTNERS, self.partners)
        _add(session, PAGES, self.pages)


def _add(session: Session, table: "Table | Any", differences: Counter[Key]) -> None:
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, (*key, by), strict=True)) for key, by in sorted(differences.items()) if by]
    if not rows:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(table)
    grown = {"count": table.c.count + statement.excluded.count}
    upsert = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=grown)
    session.connection().execute(upsert, rows)
