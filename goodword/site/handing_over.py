"""Links to the product's hosts: they take along what the visitor came with, so that the product can report it. Pure.

A value that a link already has stays as it is.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from urllib.parse import parse_qsl, quote, urlsplit

from goodword.referrals.referral import GW_ID, HANDED_OVER, VIA
from goodword.site.slots import Composed, slot

ABROAD = re.compile(r'(?<=\shref=")((?:https?:)?//[^"#?]*)(\?[^"#]*)?(#[^"]*)?(?=")', re.IGNORECASE)
NAME = "handed"
SEPARATOR = ":"


def mark(html: str, hosts: tuple[str, ...]) -> str:
    """Every link to one of ``hosts`` with a slot where something may be added; its name says how, and what not."""
    if not hosts:
        return html
    return ABROAD.sub(lambda m: marked(m) if host_of(m[1]) in hosts else m[0], html)


def marked(link: re.Match[str]) -> str:
    query = unescape(link[2] or "")
    there = sorted({key for key, _ in parse_qsl(query[1:], keep_blank_values=True)} & {*HANDED_OVER, VIA, GW_ID})
    begin = "?" if not link[2] else "" if link[2] == "?" else "&"
    name = SEPARATOR.join((NAME, begin, ",".join(there)))
    return f"{link[1]}{link[2] or ''}{slot(name)}{link[3] or ''}"


def host_of(address: str) -> str:
    """The host, with its port if one is named; empty where there is none."""
    try:
        parts = urlsplit(unescape(address))
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return ""


def handing(page: Composed) -> tuple[str, ...]:
    """The names of a page's slots in such links."""
    return tuple(gap.name for _, gap in page.gaps if gap.name.startswith(NAME + SEPARATOR))


def handed(names: Iterable[str], pairs: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """What goes into such slots, by their names: as it stands in an attribute."""
    return {name: query(name, pairs).encode() for name in names}


def query(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    _, begin, there = name.split(SEPARATOR)
    added = "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs if value and key not in there.split(","))
    return escape(begin + added) if added else ""
