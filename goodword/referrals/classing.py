"""Whether an arrival was a person: ``self``, ``bot``, ``prefetch`` or ``human``, the first that fits, and why. Pure.

Whether it is a ``duplicate`` of another one is for who knows the others.
"""

from collections.abc import Mapping
from typing import NamedTuple

from goodword.referrals.records import ClickSeen


class Judged(NamedTuple):
    """``kind`` is one of ``click_rows.CLASSES``; ``reason`` is ``key`` or ``key=value``, said by
    ``reasons_of_class``; at most 255 characters."""

    kind: str
    reason: str


def classed(click: ClickSeen) -> Judged:
    """How an arrival is classed, but for duplicates."""
    if click.own:
        return Judged("self", f"own={click.own}")
    if found := is_bot(click.agent, click.headers):
        return Judged("bot", found)
    return Judged("human", "person")


def is_bot(agent: str, headers: Mapping[str, str]) -> str | None:
    """Why this agent with these headers (named as in ``ClickSeen``) is a machine; None where it is a person."""
    return None if agent else "no-agent"
