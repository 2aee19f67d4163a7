"""Where a link may lead: one of our own pages, spelled the one right way, without a partner. Pure."""

from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

from goodword.errors import UsageError
from goodword.site.addresses import UNPREFIXED, Place, canonical_spelling, in_language, place_of

LONGEST = 2_000
PLAIN = "/?:@!$'()*+,;=&%~-._"


@dataclass(frozen=True, slots=True)
class Destination:
    """``path`` is root-relative, with language prefix, query and fragment; ``niche`` is empty on other pages."""

    path: str
    language: str
    niche: str


def destination(text: str, partner: str, languages: tuple[str, ...], origin: str) -> Destination:
    """The page that ``text`` names, a path or a whole address of ours. ``languages`` begins with the default one.

    Raises UsageError where that is no page of ours, or another partner's.
    """
    given = text.strip().removeprefix(origin) or "/"
    place = place_named(given, languages)
    if place is None:
        raise UsageError(f"{text!r} is no page of this site; a destination is a path such as /for/agencies.")
    if place.partner not in (None, partner):
        raise UsageError(f"{text!r} is the page of {place.partner}; leave /with/{place.partner} out.")
    prefix = "" if place.language == languages[0] else f"/{place.language}"
    path = quote(in_language(place.address.path, prefix), safe="/~-._") + rest(urlsplit(given))
    if len(path) > LONGEST:
        raise UsageError(f"The destination is {len(path)} characters long; {LONGEST} fit.")
    return Destination(path, place.language, place.address.slug if place.address.kind == "niche" else "")


def place_named(given: str, languages: tuple[str, ...]) -> Place | None:
    """The page of ours that a path names; None for other hosts, for what is no page, and for what cannot be read."""
    path = unquote(given.partition("#")[0].partition("?")[0])
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return None
    spelled = canonical_spelling(path, languages)
    return None if spelled.split("/")[1].lower() in UNPREFIXED else place_of(spelled, languages)


def rest(parts: SplitResult) -> str:
    """Query and fragment, as they stand in an address."""
    query, fragment = (quote(each, safe=PLAIN) for each in (parts.query, parts.fragment))
    return (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
