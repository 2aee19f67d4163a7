"""A page made fit for being looked at: its links lead on in the preview, its forms do nothing, its pictures come from
where drafts' pictures may. Pure: HTML in, HTML out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import urlsplit

LINK = re.compile(r"<a\b[^>]*>")
HREF = re.compile(r'\shref="([^"]*)"')
# What says something of where a link leads has no place on one that leads nowhere.
OF_HREF = re.compile(r'\s(?:href|hreflang|rel|target|download|type|aria-disabled|role)="[^"]*"')
FORM = re.compile(r"<form\b[^>]*>")
OF_FORM = re.compile(r'\s(?:action|method|target|enctype)="[^"]*"|\sinert\b')
FORM_ACTION = re.compile(r'(<(?:button|input)\b[^>]*?)\sformaction="[^"]*"')
MEDIA = re.compile(r'(?<=[" ,])(?:https?://[^"\s/]+)?/media/([0-9a-f]{20}/[^"\s,<>]+)')
ELSEWHERE = ("/static/", "/media/", "/api/", "/portal", "/team", "/hooks/", "//")


@dataclass(frozen=True, slots=True)
class Leading:
    """Where links lead. ``onward`` gives the preview of a path of the site, or None; ``origin`` is the site's own
    address, ``handed`` are the hosts of the product, which would count a visit."""

    onward: Callable[[str], str | None]
    origin: str
    handed: frozenset[str]


def made_fit(html: str, leading: Leading, picture: Callable[[str], str]) -> str:
    """The page with all three done. ``picture`` gives the address for a path under ``/media``."""
    html = LINK.sub(lambda match: link(match[0], leading), html)
    html = FORM.sub(lambda match: f"{OF_FORM.sub('', match[0])[:-1]} inert>", html)
    html = FORM_ACTION.sub(r"\1", html)
    return MEDIA.sub(lambda match: escape(picture(unescape(match[1]))), html)


def link(tag: str, leading: Leading) -> str:
    found = HREF.search(tag)
    if found is None:
        return tag
    target = unescape(found[1])
    own = target.removeprefix(leading.origin) if leading.origin else target
    if own.startswith("#") or (urlsplit(own).scheme and not is_handed(own, leading)):
        return tag
    onward = None
    if own.startswith("/") and not own.startswith(ELSEWHERE):
        onward = leading.onward(own)
    if onward is None:
        return nowhere(tag, target)
    fragment = urlsplit(own).fragment
    whole = escape(onward + (f"#{fragment}" if fragment else ""))
    return tag.replace(found[0], f' href="{whole}"', 1)


def is_handed(target: str, leading: Leading) -> bool:
    return (urlsplit(target).hostname or "") in leading.handed


def nowhere(tag: str, target: str) -> str:
    """A link that stays visible and cannot be followed; pointing at it tells where it would lead."""
    bare = re.sub(r'\stitle="[^"]*"', "", OF_HREF.sub("", tag))[:-1]
    return f'{bare} role="link" aria-disabled="true" title="{escape(target)}">'
