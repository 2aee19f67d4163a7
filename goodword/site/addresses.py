"""Addresses of the site: which path shows what, and the one right spelling of each. Pure."""

import re
from functools import lru_cache
from typing import NamedTuple

# First segments that never stand behind a language.
UNPREFIXED = frozenset(
    {
        "r",
        "api",
        "portal",
        "team",
        "static",
        "media",
        "hooks",
        "healthz",
        "readyz",
        "sitemap.xml",
        "robots.txt",
    }
)
# Links to our own pages; those that name a partner in the path carry the referral already.
INTERNAL = re.compile(
    r'(?<=\shref=")(/(?!/|static/|media/|api/|r/|(?:[a-z-]+/)?with/)[^"?#]*|/)(\?[^"#]*)?(#[^"]*)?(?=")'
)
# Links to our own pages under a partner, who is named already.
UNDER_PARTNER = re.compile(r'(?<=\shref=")(/(?:[a-z-]+/)?with/[^"?#]*)(\?[^"#]*)?(#[^"]*)?(?=")')
# The partner's own link, ``{{ link }}``, before it is filled in: the one placeholder that may be a whole address.
OWN_LINK = re.compile('(?<=\\shref=")(\ue000[0-9a-f]+\ue001)(?=")')
NOT_PAGES = frozenset({"home", "niche", "partner", "thanks", "with"})
KINDS = {"customers": "case-study", "use-cases": "use-case", "guides": "guide"}
FOLDERS = {"case-study": "customers", "use-case": "use-cases", "guide": "guides", "niche": "for"}


class Address(NamedTuple):
    """What a path asks for. ``kind`` is page, niche, or a content kind; ``slug`` is empty for an index.

    ``path`` is the address in the default language, without partner: the page's identity.
    """

    kind: str
    slug: str

    @property
    def path(self) -> str:
        if self.kind == "page":
            return {"": "/", "home": "/", "thanks": "/leads/thanks"}.get(self.slug, f"/{self.slug}")
        return f"/{FOLDERS[self.kind]}" + (f"/{self.slug}" if self.slug else "")


THANKS = Address("page", "thanks")  # follows a lead
REFER = Address("page", "refer")  # there as long as a program for customers is


class Place(NamedTuple):
    """A path taken apart: the language, the partner of ``/with/…`` if any, and what it asks for."""

    language: str
    partner: str | None
    address: Address


@lru_cache(maxsize=2_000)
def place_of(path: str, languages: tuple[str, ...]) -> Place | None:
    """Take a canonically spelled path apart; None where no page could ever be."""
    segments = path.split("/")[1:] if path != "/" else []
    language, partner = languages[0], None
    if segments and segments[0] in languages[1:]:
        language, segments = segments[0], segments[1:]
    if len(segments) > 1 and segments[0] == "with":
        partner, segments = segments[1], segments[2:]
        if segments and (segments[0] != "for" or len(segments) != 2):
            return None
    address = address_of(segments)
    return Place(language, partner, address) if address else None


def address_of(segments: list[str]) -> Address | None:
    if not segments:
        return Address("page", "home")
    if segments == ["leads", "thanks"]:
        return THANKS
    if segments[0] == "for":
        return Address("niche", segments[1]) if len(segments) == 2 else None
    if kind := KINDS.get(segments[0]):
        return Address(kind, "".join(segments[1:])) if len(segments) <= 2 else None
    # No page lies deeper than one step, but a former address may.
    return Address("page", "/".join(segments)) if segments[0] not in NOT_PAGES else None


def in_language(path: str, prefix: str) -> str:
    """The path behind a language prefix: ``/`` in Italian is ``/it``."""
    if not prefix:
        return path
    return prefix if path == "/" else prefix + path


def with_partner(path: str, partner: str) -> str:
    """The ``/with/…`` form of a landing page; other pages have none and keep their path."""
    if path == "/":
        return f"/with/{partner}"
    return f"/with/{partner}{path}" if path.startswith("/for/") else path


@lru_cache(maxsize=2_000)
def canonical_spelling(path: str, languages: tuple[str, ...]) -> str:
    """Lower case, no trailing or doubled slash, no prefix for the default language (the first).

    What is served byte for byte, media and static files, keeps its spelling.
    """
    segments = [segment for segment in path.split("/") if segment]
    if segments and segments[0].lower() in UNPREFIXED:
        return path
    segments = [segment.lower() for segment in segments]
    if segments and segments[0] == languages[0]:
        segments = segments[1:]
    return "/" + "/".join(segments)


def prefix_links(html: str, prefix: str) -> str:
    """Root-relative links of a body, in the page's language."""
    if not prefix:
        return html
    return INTERNAL.sub(lambda m: in_language(m[1], prefix) + (m[2] or "") + (m[3] or ""), html)


def carry(html: str, query: str) -> str:
    """Every internal link with ``query`` (such as ``via=ada``) added, before its fragment."""
    return INTERNAL.sub(lambda m: m[1] + (f"{m[2]}&amp;{query}" if m[2] else f"?{query}") + (m[3] or ""), html)


def carry_click(html: str, first: str, further: str, own: str) -> str:
    """Every link to a partner's page with ``first`` added to it as its query, or ``further`` to the one it has; every
    one that is the partner's own, ``{{ link }}``, with ``own`` behind it."""
    html = OWN_LINK.sub(lambda m: m[1] + own, html)
    return UNDER_PARTNER.sub(lambda m: m[1] + (f"{m[2]}{further}" if m[2] else first) + (m[3] or ""), html)
