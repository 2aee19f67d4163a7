"""Coverage: how well the page of each niche is filled in each language. Pure.

It reads the plans that visitors get. A section counts as what the best of its blocks is: for exactly this niche, for a
wider or narrower one, general, or only there in another language.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from goodword.content.library import Library
from goodword.content.liveness import version
from goodword.languages import N_
from goodword.site.addresses import Address
from goodword.site.candidates import SECTIONS as CANDIDATES
from goodword.site.pages import Shown, text_of
from goodword.site.planning import Filled, Plan
from goodword.site.receipts import Site
from goodword.site.spots import Spot, visitor_at

Match = Literal["exact", "wider", "general", "language", "empty"]
# From best to worst, each with what it is called.
MATCHES: Mapping[Match, str] = {
    "exact": N_("exact"),
    "wider": N_("wider niche"),
    "general": N_("general"),
    "language": N_("other language"),
    "empty": N_("empty"),
}
ORDER = tuple(MATCHES)
RUNG: Mapping[str, Match] = {"exact": "exact", "parent": "wider", "general": "general", "other": "general"}
# What of a page is filled from what there is; the rest of it is the same for every niche.
SECTIONS = frozenset({*CANDIDATES, "text"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A section of one page. ``of`` counts its blocks, by what each is. ``untranslated`` are entries, as kind/slug,
    that are for exactly this niche and stand there in another language. ``room`` says whether one entry more, for
    exactly this niche, could get in."""

    section: str
    match: Match
    of: Mapping[Match, int]
    untranslated: tuple[str, ...] = ()
    room: bool = True


@dataclass(frozen=True)
class Row:
    """The page of a niche in one language, its sections in their order."""

    niche: str
    language: str
    cells: tuple[Cell, ...]

    @cached_property
    def by_section(self) -> Mapping[str, Cell]:
        return {cell.section: cell for cell in self.cells}


@dataclass(frozen=True, slots=True)
class Coverage:
    """``sections`` are all that any of the pages has, in order; ``waiting`` counts pages not looked at for time."""

    rows: tuple[Row, ...]
    sections: tuple[str, ...]
    waiting: int = 0

    def count(self, match: Match) -> int:
        return sum(cell.match == match for row in self.rows for cell in row.cells)


def coverage(site: Site, enough: Callable[[], bool] = lambda: False) -> Coverage:
    """Looks at the page of every niche that is live, in every language, until that is ``enough``."""
    rows, waiting = [], 0
    for spot in spots(site):
        if waiting or enough():
            waiting += 1
        elif row := row_of(site, spot):
            rows.append(row)
    return Coverage(tuple(rows), sections_of(rows), waiting)


def spots(site: Site) -> Iterator[Spot]:
    library = site.library
    for niche in library.of("niche"):
        for language in library.terms.languages:
            if not version(niche, language, site.now)[1]:
                yield Spot(Address("niche", niche.slug), language)


def row_of(site: Site, spot: Spot) -> Row | None:
    who = visitor_at(site.library, spot, site.now)
    made = site.planned(spot.address, who)
    if made is None:
        return None
    plan, shown = made
    cells = [cell_of(site.library, filled, plan, shown) for filled in plan.sections if filled.section.name in SECTIONS]
    return Row(spot.address.slug, spot.language, tuple(cells))


def cell_of(library: Library, filled: Filled, plan: Plan, shown: Shown) -> Cell:
    language = plan.visitor.language
    name = filled.section.name
    if name == "text":
        return text_cell(library, plan, shown)
    found = [RUNG[block.rung] if block.language == language else "language" for block in filled.blocks]
    of = {match: found.count(match) for match in ORDER if match in found}
    pinned = sum(block.chosen == "pinned" for block in filled.blocks)
    lacking = filled.section.min - shortage(filled) if filled.hidden else 0
    room = lacking <= 1 and (not filled.blocks or pinned < len(filled.blocks))
    foreign = [one for one in filled.blocks if one.language != language and one.rung == "exact"]
    untranslated = tuple(dict.fromkeys(f"{one.kind}/{one.slug}" for one in foreign))
    return Cell(name, next(iter(of), "empty"), of, untranslated, room)


def shortage(filled: Filled) -> int:
    """How many blocks a hidden section has, which are fewer than it asks for."""
    return int(getattr(filled.hidden, "values", {}).get("found", 0))


def text_cell(library: Library, plan: Plan, shown: Shown) -> Cell:
    """The page's own text: the niche's, a wider niche's, or the page file's."""
    found = text_of(library, shown, plan.visitor)
    if found is None:
        return Cell("text", "empty", {})
    entry, _ = found
    match: Match = "exact" if entry is shown.entry else "wider" if entry.kind == "niche" else "general"
    if entry.language_of("body", plan.visitor.language) != plan.visitor.language:
        match = "language"
    return Cell("text", match, {match: 1})


def sections_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Every section of the rows once; each row's own order is kept where rows agree."""
    found: list[str] = []
    for row in rows:
        place = 0
        for cell in row.cells:
            if cell.section in found:
                place = found.index(cell.section) + 1
            else:
                found.insert(place, cell.section)
                place += 1
    return tuple(found)
