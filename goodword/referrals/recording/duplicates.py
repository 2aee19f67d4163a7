"""Which click of a visitor is the first one for a partner on a day: that one counts as a person's. Pure."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

Row = MutableMapping[str, Any]
"""A row of ``click``, or as much of it as totals need."""
Key = tuple[int | None, str, Any]

REASON = "again"
"""Said by ``reasons_of_class``: the same visitor came through the same partner earlier on that day."""


def key_of(row: Mapping[str, Any]) -> Key:
    """Clicks with the same key are one visitor's, for one partner, or for nobody we know, on one UTC day."""
    return row["partner_id"], row["visitor"], row["day"]


def mark_duplicates(rows: Iterable[Row], firsts: dict[Key, Row]) -> list[Row]:
    """Marks those of ``rows`` that are not the earliest; returns those of ``firsts`` that no longer are it.

    ``firsts`` are the persons' clicks that the database has. Only what looks like a person's click can be a duplicate,
    and only where visitors can be told apart. The earliest is that with the least time, then the least id.
    """
    late: list[Row] = []
    for row in sorted((each for each in rows if each["class"] == "human" and each["visitor"]), key=_moment):
        key = key_of(row)
        first = firsts.setdefault(key, row)
        if first is row:
            continue
        if _moment(row) < _moment(first):
            firsts[key] = row
            late.append(first)
        else:
            row["class"], row["reason"] = "duplicate", REASON
    return late


def _moment(row: Mapping[str, Any]) -> tuple[Any, str]:
    return row["at"], row["id"]
