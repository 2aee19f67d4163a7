"""What is asked and what is answered, as plain data, and how to read the one and write the other. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote

from markupsafe import escape

from goodword.languages import offered

# Which content a page was made of, so that whoever asks twice can tell what changed in between.
REVISION = "Content-Revision"


IN_QUERY = "%!$&'()*+,/:;=?@"  # what a query holds as it is (URL Standard, 1.3), and what is percent-encoded already


WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


def unknown() -> None:
    """Of whoever cannot be told from others."""


class Request(NamedTuple):
    """What an answer depends on. ``path`` is decoded, ``query`` is not; ``origin`` has no path; ``now`` is UTC.

    ``client`` gives the address it comes from, None where that stands for everybody. Only visits that are recorded ask.
    """

    path: str
    query: str
    origin: str
    now: datetime
    accept_language: str = ""
    accept_encoding: str = ""
    if_none_match: str = ""
    method: str = "GET"
    environ: Mapping[str, Any] = MappingProxyType({})
    """All of it, as in PEP 3333: a visit with a referral records more."""
    client: Callable[[], str | None] = unknown


class Answer(NamedTuple):
    """``body`` is None where there is no such page: the caller shows its error page."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None = b""


NOT_FOUND = Answer(404, {}, None)


def parameters(query: str) -> dict[str, list[str]]:
    """Every value of each key, in order; what comes after the first hundred pairs is nobody's honest link.

    Bytes that should have been percent-encoded are taken for UTF-8, which WSGI hands over as Latin-1.
    """
    if not query:
        return {}
    if not query.isascii():
        query = query.encode("latin-1", "replace").decode("utf-8", "replace")
    return parse_qs("&".join(query.split("&", 100)[:100]), keep_blank_values=True)


def redirect(path: str, query: str, revision: str = "") -> Answer:
    """For good, with the whole query; ``revision`` is that of the content that says so, if any does."""
    location = quote(path, safe="/~-._") + (f"?{sendable(query)}" if query else "")
    body = f'<!DOCTYPE html><title>308</title><a href="{escape(location)}">{escape(location)}</a>'
    headers = {"Location": location, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=0"}
    return Answer(308, headers | ({REVISION: revision} if revision else {}), body.encode())


def sendable(query: str) -> str:
    """A query, as WSGI hands it over, as a header may hold it: whatever came as a bare byte is percent-encoded."""
    return quote(query.encode("latin-1", "replace"), safe=IN_QUERY)


def shortened(revision: str) -> str:
    """A content revision as headers name it."""
    return revision[:16]


@lru_cache(maxsize=2_000)
def preferred(header: str, current: str, twins: tuple[str, ...]) -> str | None:
    return offered(header, current, twins) if header else None


@lru_cache(maxsize=500)
def takes_gzip(header: str) -> bool:
    """Whether Accept-Encoding allows gzip, by name or by the star for all that is not named (RFC 9110, 12.5.3)."""
    said: dict[str, bool] = {}
    for item in header.lower().split(","):
        name, *rest = map(str.strip, item.split(";"))
        said.setdefault(name, all(map(wanted, rest)))
    return said.get("gzip", said.get("*", False))


def wanted(parameter: str) -> bool:
    """Whether a parameter lets its coding be sent: it says nothing of weight, or a weight above 0 (RFC 9110, 12.4.2).
    What should be a weight and is none allows nothing: uncompressed is never wrong."""
    name, _, value = map(str.strip, parameter.partition("="))
    return name != "q" or (bool(WEIGHT.fullmatch(value)) and value.strip("0.") != "")
