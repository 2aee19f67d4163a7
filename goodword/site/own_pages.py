"""A content page of its own: what the templates of case studies, use cases and guides are given."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from markupsafe import Markup

from goodword.content.kinds import CaseStudy, UseCase
from goodword.content.library import Entry
from goodword.site.blocks import Blocks
from goodword.site.planning import Block
from goodword.site.shapes import SectionView
from goodword.site.tongue import Tongue

Given = dict[str, Any]


def case_page(blocks: Blocks, entry: Entry, block: Block, sections: tuple[SectionView, ...]) -> Given:
    tongue = blocks.tongue
    front = cast(CaseStudy, entry.front(block.language))
    results = [one.id or str(place) for place, one in enumerate(front.results)] if "metrics" in block.shows else []
    quotes = [one.id or str(place) for place, one in enumerate(front.quotes)] if "quote" in block.shows else []

    def item(name: str) -> Block:
        return Block(block.kind, block.slug, name, block.language, block.shows, block.rung, block.chosen)

    return {
        "case": blocks.case(entry, block),
        "results": [blocks.result(entry, item(name)) for name in results],
        "quotes": [blocks.quote(entry, item(name)) for name in quotes],
        "body": tongue.body(entry, block.language),
        "facts": case_facts(tongue, entry, block.language),
        "related": sections,
    }


def case_facts(tongue: Tongue, entry: Entry, language: str) -> list[tuple[str, Any]]:
    customer = cast(CaseStudy, entry.front(language)).customer
    facts: list[tuple[str, Any]] = []
    if industry := tongue.of(entry, "customer.industry", language):
        facts.append((tongue.interface("Trade"), industry))
    if customer.country:
        locale = tongue.language.locale
        facts.append((tongue.interface("Country"), locale.territories.get(customer.country, customer.country)))
    if isinstance(customer.size, int):
        people = tongue.words.ungettext("%(num)s person", "%(num)s people", customer.size)
        facts.append((tongue.interface("Size"), people % {"num": tongue.language.number(customer.size)}))
    elif customer.size:
        facts.append((tongue.interface("Size"), customer.size))
    if customer.website:
        shown = customer.website.removeprefix("https://").removeprefix("http://").rstrip("/")
        link = Markup('<a href="{}" rel="nofollow" dir="ltr">{}</a>').format(customer.website, shown)
        facts.append((tongue.interface("Website"), link))
    return facts


def use_case_page(blocks: Blocks, entry: Entry, block: Block, _sections: tuple[SectionView, ...]) -> Given:
    steps = blocks.step_views(entry, block.language) if cast(UseCase, entry.facts).steps else ()
    view = blocks.use_case(entry, block)
    return {"view": view, "body": blocks.tongue.body(entry, block.language), "steps": steps}


def guide_page(blocks: Blocks, entry: Entry, block: Block, _sections: tuple[SectionView, ...]) -> Given:
    headings = entry.text(block.language).headings
    return {
        "guide": blocks.guide(entry, block),
        "body": blocks.tongue.body(entry, block.language),
        "contents": [(heading.id, heading.text, heading.level) for heading in headings],
    }


PAGES: Mapping[str, Callable[[Blocks, Entry, Block, tuple[SectionView, ...]], Given]] = {
    "case-study": case_page,
    "use-case": use_case_page,
    "guide": guide_page,
}
