"""Where an address went: aliases of niches and use cases, and former addresses. Pure."""

from collections.abc import Mapping
from functools import lru_cache

from goodword.content.kinds import CaseStudy
from goodword.content.library import Entry, Library
from goodword.content.liveness import version
from goodword.site.addresses import FOLDERS, Address, Place, in_language
from goodword.site.pages import on_website
from goodword.site.visitor import Visitor


def moved(library: Library, place: Place, who: Visitor) -> str | None:
    """The path that took over from this one, in the same language and under the same partner; None where none did."""
    entry = successor(library, place.address)
    if entry is None or not reachable(library, entry, who):
        return None
    path = Address(entry.kind, entry.slug).path
    if place.partner and entry.kind == "niche":
        path = f"/with/{place.partner}{path}"
    prefix = "" if place.language == library.terms.default_language else f"/{place.language}"
    return in_language(path, prefix)


def successor(library: Library, address: Address) -> Entry | None:
    if address.kind in ("niche", "use-case") and (slug := library.aliases[address.kind].get(address.slug)):
        return library.get(address.kind, slug)
    return former(library).get(address.path)


def reachable(library: Library, entry: Entry, who: Visitor) -> bool:
    """Whether the new address answers: a redirect to a story without consent would give its name away."""
    if version(entry, who.language, who.now)[1]:
        return False
    return not isinstance(entry.facts, CaseStudy) or on_website(library, entry, who.now).name


@lru_cache(maxsize=4)
def former(library: Library) -> Mapping[str, Entry]:
    """Former path → the entry that answers for it. A bare slug is one of the same kind."""
    found: dict[str, Entry] = {}
    for kind in ("page", *FOLDERS):
        for entry in library.of(kind):
            for old in entry.facts.redirects_from:
                path = old if old.startswith("/") else Address(kind, old).path
                found.setdefault(path.rstrip("/").lower() or "/", entry)
    return found
