"""Thousands of values in one statement, quickly: each database has a way of its own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Row, any_, bindparam, func, insert, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

POSTGRES = "postgresql"


def among(
    session: Session, column: "Column[Any] | InstrumentedAttribute[Any]", values: Iterable[str]
) -> ColumnElement[bool]:
    """That ``column`` is one of ``values``, given as one parameter: a list of thousands is slow to compile."""
    wanted = sorted(values)
    if session.get_bind().dialect.name == POSTGRES:
        return column == any_(_array(column, wanted))
    return column.in_(select(func.json_each(json.dumps(wanted)).table_valued("value").c.value))


def looked_up(
    session: Session, columns: Sequence["Column[Any]"], key: "Column[Any]", values: Iterable[str], *where: Any
) -> Sequence[Row[Any]]:
    """The ``columns`` of rows whose ``key`` is one of ``values``, by the index of ``key``, once for each value.

    PostgreSQL would rather read a whole day: of a day that began after the last ANALYZE it expects one row.
    """
    if session.get_bind().dialect.name != POSTGRES:
        return session.connection().execute(select(*columns).where(among(session, key, values), *where)).all()
    wanted = func.unnest(_array(key, sorted(values))).table_valued("value", name="wanted").render_derived()
    each = select(*columns).where(key == wanted.c.value, *where).offset(0).lateral("each")
    return session.connection().execute(select(each).select_from(wanted.join(each, true()))).all()


def insert_many(session: Session, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that have a value for every column. Raises IntegrityError if one is there."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name != POSTGRES:
        connection.execute(insert(table), list(rows))
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_copied(row[name]) for name in names])


def _array(column: "Column[Any] | InstrumentedAttribute[Any]", values: Sequence[str]) -> Any:
    return bindparam(None, values, type_=ARRAY(column.type), unique=True)


def _copied(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
