"""The two rollups: differences are collected while recording, and added in one go."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Dialect, Table
from sqlalchemy.orm import Session

from goodword.referrals.click_rows import NOBODY, PageTotal, PartnerTotal
from goodword.referrals.recording.bulk import POSTGRES

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
    rows = [(key[0].isoformat(), *key[1:], by) for key, by in sorted(differences.items()) if by]
    if not rows:
        return
    connection = session.connection()
    statement = _adding(table, connection.dialect)
    if connection.dialect.name == POSTGRES:
        names = [column.name for column in table.columns]
        given = to_json([dict(zip(names, row, strict=True)) for row in rows]).decode()
        connection.exec_driver_sql(statement, (given,))
    else:
        connection.exec_driver_sql(statement, rows)


@cache
def _adding(table: "Table | Any", dialect: Dialect) -> str:
    """For SQLite run once for each row, which costs it little; PostgreSQL gets all of them at once, as JSON."""
    columns = [f'"{column.name}"' for column in table.columns]
    kinds = ", ".join(f'"{column.name}" {column.type.compile(dialect)}' for column in table.columns)
    rows = f"SELECT * FROM json_to_recordset(%s) AS given({kinds}) WHERE true"
    if dialect.name != POSTGRES:
        rows = f"VALUES ({', '.join('?' * len(columns))})"
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) {rows} "
        f"ON CONFLICT ({key}) DO UPDATE SET count = {table.name}.count + excluded.count"
    )
