"""Which address search engines should keep, which twins it has in other languages, and what the sitemap lists. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from goodword.content.kinds import NOT_ADDRESSES, CaseStudy
from goodword.content.library import Entry, Library
from goodword.content.liveness import dead, version
from goodword.site.addresses import REFER, Address
from goodword.site.pages import INDEXES, on_website, substantial

HOME = Address("page", "home")


@dataclass(frozen=True, slots=True)
class Canonical:
    """``address`` in ``language`` is what search engines keep; ``twins`` are the languages it is really written in.

    ``own`` is False where the page asked for is not the one to keep.
    """

    address: Address
    language: str
    twins: tuple[str, ...]
    own: bool


def canonical(library: Library, address: Address, language: str, now: datetime) -> Canonical:
    """A niche page without substance leads to its parent, at the top to home; fallback text leads to the original."""
    kept = address
    while kept.kind == "niche":
        entry = library.get("niche", kept.slug)
        if entry and substantial(library, entry, now):
            break
        kept = parent_of(library, entry)
    twins = twins_of(library, kept, now)
    spoken = language if language in twins else library.terms.default_language
    return Canonical(kept, spoken, twins, kept == address and spoken == language)


def parent_of(library: Library, entry: Entry | None) -> Address:
    ancestors = library.ancestors(entry.slug) if entry else ()
    return Address("niche", ancestors[0]) if ancestors else HOME


def twins_of(library: Library, address: Address, now: datetime) -> tuple[str, ...]:
    """The languages in which the page has text of its own, in the site's order; the default one always counts."""
    terms = library.terms
    if address == REFER:
        return terms.languages
    if address.kind in INDEXES and not address.slug:
        written = {code for entry in listed(library, address.kind, now) for code in own_languages(entry, now)}
    else:
        entry = library.get(address.kind, address.slug or "home")
        written = own_languages(entry, now) if entry else set()
    return tuple(code for code in terms.languages if code in written or code == terms.default_language)


def own_languages(entry: Entry, now: datetime) -> set[str]:
    return {code for code, text in entry.texts.items() if not dead(text.front, now)}


def listed(library: Library, kind: str, now: datetime) -> Iterator[Entry]:
    """The entries of a kind that anyone may read on the website at this moment."""
    for entry in library.of(kind):
        if entry.facts.partners or version(entry, entry.default_language, now)[1]:
            continue
        if isinstance(entry.facts, CaseStudy) and not on_website(library, entry, now).name:
            continue
        yield entry


def indexable(library: Library, now: datetime, refers: bool = False) -> Iterator[Address]:
    """Every page to list in the sitemap: the ones that are canonical to themselves. ``refers`` is whether there is one
    to refer a colleague."""
    yield HOME
    if refers:
        yield REFER
    for entry in listed(library, "page", now):
        if entry.slug not in NOT_ADDRESSES:
            yield Address("page", entry.slug)
    for entry in listed(library, "niche", now):
        if substantial(library, entry, now):
            yield Address("niche", entry.slug)
    for kind in INDEXES:
        slugs = [entry.slug for entry in listed(library, kind, now)]
        if slugs:
            yield Address(kind, "")
        for slug in slugs:
            yield Address(kind, slug)
