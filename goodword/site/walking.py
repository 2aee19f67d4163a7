"""The landing pages of the site as anybody finds them who was sent by nobody, for checks that look at all of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from goodword.content.kinds import NOT_ADDRESSES
from goodword.content.library import Library
from goodword.site.addresses import Address
from goodword.site.canonical import HOME, listed
from goodword.site.pages import interests, page_at
from goodword.site.planning import Layout
from goodword.site.visitor import Visitor

# Whoever has more pages hears of the first of them: a check is to be quick.
MOST = 100


class Stop(NamedTuple):
    path: str
    layout: Layout
    visitor: Visitor


def landing_pages(library: Library, now: datetime) -> Iterator[Stop]:
    """Home, pages and niches in the default language, as far as they are live."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    for address in islice(addresses(library, minute), MOST):
        niche = address.slug if address.kind == "niche" else None
        visitor = Visitor(library.terms.default_language, minute, niche=niche)
        if shown := page_at(library, address, visitor):
            yield Stop(address.path, shown.layout, interests(library, address, visitor))


def addresses(library: Library, now: datetime) -> Iterator[Address]:
    yield HOME
    yield from (
        Address("page", entry.slug) for entry in listed(library, "page", now) if entry.slug not in NOT_ADDRESSES
    )
    yield from (Address("niche", entry.slug) for entry in listed(library, "niche", now))
