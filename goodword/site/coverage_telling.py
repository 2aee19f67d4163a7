"""Coverage as lines for people and as data for programs. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from textwrap import wrap

from goodword.site.coverage import Coverage, Match, Row
from goodword.site.helping import Help

SHORT: Mapping[Match, str] = {"exact": "exact", "wider": "wider", "general": "gen.", "language": "other", "empty": "-"}
LEGEND = (
    "Each word is the best that a section has: exact is for this very niche, wider for a wider or narrower one, gen. "
    "for no niche in particular, other is there only in another language, - is empty, and so is not shown."
)
LONGEST, WIDTH = 18, 80
NEW = {
    "case-study": "a case study",
    "use-case": "a use case",
    "guide": "a guide",
    "faq": "an FAQ",
    "pain": "a pain point",
}


def lines(found: Coverage, helps: Sequence[Help]) -> Iterator[str]:
    """A table of niches and languages by sections, what it means, and what would help."""
    if not found.rows:
        yield "No niche is live: write one in content/niches/, then this says how well its page is filled."
        return
    yield from table(found)
    yield ""
    yield from wrap(LEGEND, WIDTH)
    for one in helps:
        yield from wrap(advice(one), WIDTH, initial_indent="  + ", subsequent_indent="    ")


def table(found: Coverage) -> Iterator[str]:
    names = [section.rpartition("-") for section in found.sections]
    widths = [max(5, len(first), len(last)) for first, _, last in names]
    heads = [f"{first}-" if first else "" for first, _, _ in names], [last for _, _, last in names]
    edge = min(LONGEST, max(len(row.niche) for row in found.rows))
    for head in heads:
        yield line(" " * (edge + 4), head, widths)
    before = ""
    for row in found.rows:
        niche = shortened(row.niche) if row.niche != before else ""
        before = row.niche
        yield line(f"{niche:{edge}} {row.language:3}", words(row, found.sections), widths)


def line(start: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    return (start + "".join(f" {cell:{width}}" for cell, width in zip(cells, widths, strict=True))).rstrip()


def words(row: Row, sections: Sequence[str]) -> list[str]:
    """A page that does not have a section says nothing there."""
    return [SHORT[row.by_section[name].match] if name in row.by_section else "" for name in sections]


def shortened(slug: str) -> str:
    return slug if len(slug) <= LONGEST else slug[: LONGEST - 1] + "…"


def advice(one: Help) -> str:
    """A sentence that says what to write, and what it would change."""
    sections, languages = listed(one.sections), ", ".join(one.languages)
    pages = f"{one.pages} page" if one.pages == 1 else f"{one.pages} pages"
    change = f"would make {sections} exact on {pages}"
    if one.entry:
        return f"a translation of {one.entry} into {languages} {change} of {one.niche}"
    return f"{NEW[one.kind]} for {one.niche} in {languages} {change}"


def listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def as_data(found: Coverage, helps: Sequence[Help]) -> dict[str, object]:
    """One object: ``pages``, each a niche in a language with its sections, and ``helps``, best first."""
    return {
        "pages": [
            {
                "niche": row.niche,
                "language": row.language,
                "sections": {cell.section: {"match": cell.match, "blocks": dict(cell.of)} for cell in row.cells},
            }
            for row in found.rows
        ],
        "helps": [asdict(one) for one in helps],
    }
