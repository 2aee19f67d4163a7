"""What is worth the same to whoever has named nothing that it is about. Pure.

It says in advance what ``targeting`` gives at most; a law of the tests holds the two together.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from goodword.site.best_first import Row
from goodword.site.candidates import Candidate
from goodword.site.targeting import FRESH, HEADLINE, MEASURED, WEIGHTS, Context


class Likeness(NamedTuple):
    """What decides about points where nothing does that the visitor named."""

    headline: bool
    measured: bool
    dated: bool
    for_niches: bool
    country: str | None
    size: int | None
    languages: frozenset[str]


def likeness_of(one: Candidate) -> Likeness:
    languages = frozenset(one.entry.texts)
    return Likeness(
        one.headline, one.measured, one.fresh_until is not None, bool(one.niches), one.country, one.size, languages
    )


def rows_for(alike: Mapping[Likeness, Sequence[int]], context: Context) -> list[Row]:
    """A row of each likeness, without those that are for other niches than the visitor's."""
    found = []
    for kind, places in alike.items():
        if not (kind.for_niches and context.lineage):
            base = common_points(kind, context)
            found.append(Row(places, base, base + most_added(kind)))
    return found


def common_points(alike: Likeness, context: Context) -> int:
    """What ``entry_points`` gives to all of them; less to one that is not live in the visitor's language."""
    total = WEIGHTS["other_niche"] if alike.for_niches else 0
    if context.visitor.language in alike.languages:
        total += WEIGHTS["language"]
    if alike.country is not None and alike.country == context.country:
        total += WEIGHTS["country"]
    if alike.size is not None and alike.size == context.size:
        total += WEIGHTS["size"]
    return total


def most_added(alike: Likeness) -> int:
    """The most that ``item_total`` gives to any of them."""
    return HEADLINE * alike.headline + MEASURED * alike.measured + FRESH * alike.dated
