"""Whether an arrival was a person: ``self``, ``bot``, ``prefetch`` or ``human``, the first that fits, and why. Pure.

Whether it is a ``duplicate`` of another one is for who knows the others. Source: contract §4; what browsers send with
a page that somebody opens: Fetch Metadata (W3C), RFC 9110 §12.5.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from goodword.referrals.agents.lists import machine
from goodword.referrals.records import ClickSeen

AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
MODERN = re.compile(r"\b(?:Chrome/(?:[89]\d|\d{3})|Firefox/(?:9\d|\d{3}))")
"""Browsers that send ``Accept-Language`` and say what they accept whenever a person opens a page: Chrome and its kin
from 80, Firefox from 90. What is older or rarer is not held to it."""
LONGEST = 255


class Judged(NamedTuple):
    """``kind`` is one of ``click_rows.CLASSES``; ``reason`` is ``key`` or ``key=value``, said by
    ``reasons_of_class``; at most 255 characters."""

    kind: str
    reason: str


PERSON = Judged("human", "person")


def classed(click: ClickSeen) -> Judged:
    """How an arrival is classed, but for duplicates."""
    return judged(click.own, click.agent, click.headers)


def judged(own: str, agent: str, headers: Mapping[str, str]) -> Judged:
    """The same of what is looked at: ``own``, ``agent`` and ``headers`` of a ``ClickSeen``."""
    if own:
        return Judged("self", f"own={own}")
    if found := is_bot(agent, headers):
        return Judged("bot", "".join(filter(str.isprintable, found))[:LONGEST])
    if purpose := loaded_ahead(headers):
        return Judged("prefetch", f"purpose={purpose}")
    return PERSON


def is_bot(agent: str, headers: Mapping[str, str]) -> str | None:
    """Why this agent with these headers (named as in ``ClickSeen``) is a machine; None where it is a person."""
    return machine(agent) or _unlike_a_visit(agent, headers)


def loaded_ahead(headers: Mapping[str, str]) -> str:
    """What the page was loaded for before anybody asked for it: ``prefetch``, ``prerender``, ``preview``, or empty."""
    purpose = headers.get("purpose")
    found = AHEAD.search(purpose) if purpose else None
    return found[0].lower() if found else ""


def _unlike_a_visit(agent: str, headers: Mapping[str, str]) -> str | None:
    """Why no person opened this page, whatever the agent says: browsers send more, and ask for pages as pages."""
    if loaded_ahead(headers):
        return None
    if (loaded_as := headers.get("fetch_dest") or "document") != "document":
        return f"loaded-as={loaded_as}"
    if not headers.get("accept_language") and not headers.get("fetch_mode"):
        return "no-language" if _modern(agent) else None
    accept = headers.get("accept", "")
    return f"accept={accept or 'nothing'}" if "html" not in accept and _modern(agent) else None


def _modern(agent: str) -> bool:
    return agent.startswith("Mozilla/5.0 ") and bool(MODERN.search(agent))
