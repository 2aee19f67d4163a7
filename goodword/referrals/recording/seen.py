"""A click as the journal has it, and the row that it becomes. Pure, but for the names that only the database knows."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from goodword.referrals.classing import judged
from goodword.referrals.recording.duplicates import Row
from goodword.referrals.recording.naming import Names, clipped

MORE = ("utm", "click_ids", "others", "headers", "own")


def row_of(record: Mapping[str, Any]) -> Row:
    """The row of a click (`records.ClickSeen`, as JSON has it), but for whether it is a duplicate.

    ``partner`` and ``link`` are the names that were said; ``name`` makes keys of them. Raises KeyError, TypeError,
    ValueError or AttributeError for what is no click.
    """
    if record["kind"] != "click":
        raise ValueError(f"{record['kind']} is no click")
    said = record.get
    agent = said("agent", "")
    kind, reason = judged(said("own", ""), agent, said("headers") or {})
    at = datetime.fromisoformat(record["at"]).astimezone(UTC)
    return {
        "id": record["id"],
        "at": at,
        "day": at.date(),
        "partner": said("partner", ""),
        "link": said("link", ""),
        "sid": clipped(said("sid", ""), 64),
        "unknown": clipped(said("unknown", ""), 255),
        "referrer": clipped(said("referrer", ""), 255),
        "page": clipped(record["page"], 255),
        "niche": clipped(said("niche", ""), 255),
        "language": clipped(record["language"], 35),
        "plan": clipped(said("plan", ""), 32),
        "agent": clipped(agent, 256),
        "visitor": said("visitor", ""),
        "parent": clipped(said("parent", ""), 36),
        "class": kind,
        "reason": reason,
        "more": text_of({each: value for each in MORE if (value := said(each))}),
    }


def name(rows: Iterable[Row], names: Names) -> None:
    """A partner or a link that is not there is kept by its name."""
    for row in rows:
        partner, link = row["partner"], row["link"]
        row["partner_id"], row["link_id"] = names.partners.get(partner), names.links.get(link)
        if partner and row["partner_id"] is None and not row["unknown"]:
            row["unknown"] = clipped(f"via={partner}", 255)
        if link and row["link_id"] is None:
            row["more"] = text_of({**from_json(row["more"]), "link": link})


def text_of(more: Mapping[str, Any]) -> str:
    """As JSON; halves of surrogate pairs, which no UTF-8 has, are escaped."""
    try:
        return to_json(more).decode()
    except PydanticSerializationError:
        return json.dumps(more)
