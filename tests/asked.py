"""A site without a server: what it would answer, asked of the functions that decide."""

from factories import NOON, library

from goodword.content.library import Entry, Library
from goodword.site.addresses import Address
from goodword.site.pages import Shown, interests, page_at
from goodword.site.planning import Plan, plan
from goodword.site.receipts import Site
from goodword.site.visitor import Visitor


def site_of(*entries: Entry) -> Site:
    """A site of these entries at noon."""
    whole = library(*entries)
    return Site(whole, NOON, lambda address, who: planned(whole, address, who), {})


def planned(whole: Library, address: Address, who: Visitor) -> tuple[Plan, Shown] | None:
    shown = page_at(whole, address, who)
    return (plan(whole, shown.layout, interests(whole, address, who)), shown) if shown else None
