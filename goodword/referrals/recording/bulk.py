"""Thousands of values in one statement, quickly: each database has a way of its own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from pydantic_core import to_json
from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Row,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    func,
    select,
    text,
    true,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from goodword.referrals.click_rows import Click

POSTGRES = "postgresql"
LISTED_IN_SQLITE = text("SELECT value FROM json_each(:wanted)")
COLUMNS = tuple(column.name for column in Click.__table__.columns)
LISTED = ", ".join(f'"{column}"' for column in COLUMNS)
INSERT = f"INSERT INTO click ({LISTED}) VALUES ({', '.join('?' * len(COLUMNS))})"
COPY = f"COPY click ({LISTED}) FROM STDIN"
FIRST = ("id", "at", "day", "partner_id", "link_id")
REST = itemgetter(*COLUMNS[len(FIRST) :])
"""All of them are text."""
assert COLUMNS[: len(FIRST)] == FIRST


class Refused(Exception):
    """The database has one of the rows already, or lacks what one of them names."""


def among(
    session: Session, column: "Column[Any] | InstrumentedAttribute[Any]", values: Iterable[str]
) -> ColumnElement[bool]:
    """That ``column`` is one of ``values``, given as one parameter: a list of thousands is slow to compile.

    What SQLite is asked is text: put together of columns and functions it takes longer to make than to run.
    """
    wanted = sorted(values)
    if session.get_bind().dialect.name == POSTGRES:
        return column == any_(bindparam(None, wanted, type_=ARRAY(column.type), unique=True))
    given = bindparam("wanted", json.dumps(wanted), type_=Text(), unique=True)
    return column.in_(LISTED_IN_SQLITE.bindparams(given))


def looked_up(
    session: Session,
    columns: Sequence["Column[Any]"],
    key: "Column[Any]",
    values: Iterable[str],
    where: Mapping[str, Any] = MappingProxyType({}),
) -> Sequence[Row[Any]]:
    """The ``columns`` of rows whose ``key`` is one of ``values``, by the index of ``key``, once for each value; and
    which have in the columns of ``where`` what stands there."""
    connection = session.connection()
    statement = _looking_up(connection.dialect.name == POSTGRES, tuple(columns), key, tuple(where))
    given = {f"its_{name}": value for name, value in where.items()}
    return connection.execute(statement, {"wanted": to_json(sorted(values)).decode(), **given}).all()


@lru_cache(64)
def _looking_up(
    postgres: bool, columns: tuple["Column[Any]", ...], key: "Column[Any]", where: tuple[str, ...]
) -> Select[Any]:
    """Made once: to make it takes longer than to run it. PostgreSQL would rather read a whole day: of a day that began
    after the last ANALYZE it expects one row."""
    its = [key.table.c[name] == bindparam(f"its_{name}") for name in where]
    given = bindparam("wanted", type_=Text())
    if not postgres:
        return select(*columns).where(key.in_(select(func.json_each(given).table_valued("value").c.value)), *its)
    values = func.json_array_elements_text(cast(given, JSON)).table_valued("value", name="wanted").render_derived()
    each = select(*columns).where(key == values.c.value, *its).offset(0).lateral("each")
    return select(each).select_from(values.join(each, true()))


def insert_clicks(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows of `click` by the shortest way. Raises Refused; the transaction, or its savepoint, is to be rolled
    back then."""
    connection = session.connection()
    try:
        if not rows:
            return
        if connection.dialect.name == POSTGRES:
            driver: Any = connection.connection.driver_connection
            with driver.cursor() as cursor, cursor.copy(COPY) as copy:
                copy.write("".join(map(_copied, rows)))
        else:
            connection.exec_driver_sql(INSERT, list(map(_bound, rows)))
    except (IntegrityError, connection.dialect.loaded_dbapi.IntegrityError) as error:
        raise Refused from error


def _bound(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """As SQLAlchemy keeps moments and days in SQLite."""
    at = row["at"].isoformat(" ", "microseconds")
    return row["id"], at[:-6], at[:10], row["partner_id"], row["link_id"], *REST(row)


def _copied(row: Mapping[str, Any]) -> str:
    """A line of PostgreSQL's COPY, in its text format."""
    at, partner, link = str(row["at"]), row["partner_id"], row["link_id"]
    known = at, at[:10], "\\N" if partner is None else str(partner), "\\N" if link is None else str(link)
    name, texts = row["id"], REST(row)
    line = "\t".join((name, *known, *texts))
    if line.count("\\") > known.count("\\N") or line.count("\t") >= len(COLUMNS) or "\n" in line or "\r" in line:
        line = "\t".join((_escaped(name), *known, *map(_escaped, texts)))
    return f"{line}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
