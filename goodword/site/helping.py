"""What would help most: the next entry, or translation, that makes the most sections exact for their niche. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from goodword.content.library import Library
from goodword.site.coverage import Cell, Coverage, Row

# Kind of entry → the sections that one of them can fill.
FILLS: Mapping[str, tuple[str, ...]] = {
    "case-study": ("hero", "results", "case-studies", "quotes"),
    "guide": ("guides",),
    "use-case": ("use-cases",),
    "faq": ("faqs",),
    "pain": ("pains",),
}


@dataclass(frozen=True, slots=True)
class Help:
    """What is not there yet: an entry of ``kind`` for ``niche``, or, where ``entry`` is given, its translation.

    ``languages`` are those in which it has to be written, ``sections`` those that it makes exact, ``pages`` how many
    pages that changes and ``gain`` how many sections on them.
    """

    kind: str
    niche: str
    entry: str
    languages: tuple[str, ...]
    sections: tuple[str, ...]
    pages: int
    gain: int


# A page and one of its sections that is not exact.
Gain = tuple[Row, Cell]


def helps(found: Coverage, library: Library, most: int = 5) -> tuple[Help, ...]:
    """The most helpful first. Among equals translations, which are the least work, then what fills more kinds of
    sections, then wide niches, from whose pages narrow ones borrow."""
    made = [*translations(found), *entries(found)]
    order = ["", *FILLS]
    made.sort(key=lambda one: (-one.gain, order.index("" if one.entry else one.kind), depth(library, one), one.niche))
    return tuple(made[:most])


def depth(library: Library, one: Help) -> int:
    return len(library.ancestors(one.niche))


def translations(found: Coverage) -> Iterator[Help]:
    """What is for a niche already, but not in its readers' language."""
    gains: dict[str, list[Gain]] = {}
    for row in found.rows:
        for cell in row.cells:
            if cell.match != "exact":
                for name in cell.untranslated:
                    gains.setdefault(name, []).append((row, cell))
    for name, many in gains.items():
        yield summed(name.partition("/")[0], many[0][0].niche, name, many)


def entries(found: Coverage) -> Iterator[Help]:
    """What no translation can bring: entries for exactly this niche."""
    gains: dict[tuple[str, str], list[Gain]] = {}
    for row in found.rows:
        for kind in FILLS:
            many = [(row, cell) for cell in row.cells if lacks(cell, kind)]
            gains.setdefault((kind, row.niche), []).extend(many)
    for (kind, niche), many in gains.items():
        if many:
            yield summed(kind, niche, "", many)


def lacks(cell: Cell, kind: str) -> bool:
    return cell.section in FILLS[kind] and cell.match != "exact" and cell.room and not cell.untranslated


def summed(kind: str, niche: str, entry: str, gains: Sequence[Gain]) -> Help:
    pages = {(row.niche, row.language) for row, _ in gains}
    languages = tuple(dict.fromkeys(row.language for row, _ in gains))
    sections = tuple(dict.fromkeys(cell.section for _, cell in gains))
    return Help(kind, niche, entry, languages, sections, len(pages), len(gains))
