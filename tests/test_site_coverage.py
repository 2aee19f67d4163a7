"""Coverage says what each section of a niche's page is filled with, and what would fill it better."""

from typing import Any

import pytest
from asked import site_of
from factories import case, consent, entry, faqs, library

from goodword.content.library import Entry
from goodword.site.coverage import Cell, Coverage, coverage
from goodword.site.helping import Help, helps

WHEELS, BIKES = entry("niche", "wheels"), entry("niche", "bikes", parent="wheels")


def covered(entries: list[Entry], *sections: Any) -> Coverage:
    """The coverage of these entries by pages with these sections."""
    return coverage(site_of(*entries, entry("page", "niche", sections=list(sections))))


def cell(entries: list[Entry], section: Any, niche: str = "bikes", language: str = "en") -> Cell:
    """The one section of a niche's page."""
    (row,) = [one for one in covered(entries, section).rows if (one.niche, one.language) == (niche, language)]
    return row.cells[0]


def test_every_live_niche_is_there_in_every_language() -> None:
    found = covered([WHEELS, BIKES, entry("niche", "labs", status="draft")], "faqs")
    assert [(row.niche, row.language) for row in found.rows] == [
        (niche, language) for niche in ("bikes", "wheels") for language in ("en", "it", "ar")
    ]


@pytest.mark.parametrize(
    ("entries", "section", "language", "match"),
    [
        pytest.param(faqs("a", niches=["bikes"]), "faqs", "en", "exact", id="for this niche"),
        pytest.param(faqs("a", niches=["wheels"]), "faqs", "en", "wider", id="for a wider one"),
        pytest.param(faqs("a"), "faqs", "en", "general", id="for none"),
        pytest.param(faqs("a", niches=["bikes"]), "faqs", "it", "language", id="in another language"),
        pytest.param(faqs("a", niches=["labs"]), "faqs", "en", "empty", id="for another one"),
        pytest.param([], "faqs", "en", "empty", id="nothing"),
        pytest.param(faqs("a"), {"faqs": {"fallback": "niche"}}, "en", "empty", id="not near enough"),
        pytest.param(faqs("a", niches=["bikes"]), {"faqs": {"min": 2}}, "en", "empty", id="too few"),
        pytest.param([case("kerb", niches=["bikes"])], "hero", "en", "exact", id="a number"),
        pytest.param([case("kerb", consent("name"), niches=["bikes"])], "hero", "en", "empty", id="no number allowed"),
        pytest.param([], "text", "en", "empty", id="no text"),
    ],
)
def test_a_section_is_what_its_best_block_is(entries: list[Entry], section: Any, language: str, match: str) -> None:
    assert cell([WHEELS, BIKES, *entries], section, language=language).match == match


@pytest.mark.parametrize(
    ("niches", "language", "match"),
    [
        pytest.param([entry("niche", "wheels"), entry("niche", "bikes", "<p>B</p>")], "en", "exact", id="its own"),
        pytest.param([entry("niche", "wheels", "<p>W</p>"), BIKES], "en", "wider", id="a wider niche's"),
        pytest.param([entry("niche", "wheels"), entry("niche", "bikes", "<p>B</p>")], "it", "language", id="foreign"),
    ],
)
def test_a_text_is_whose_it_is(niches: list[Entry], language: str, match: str) -> None:
    assert cell(niches, "text", language=language).match == match


def test_blocks_are_counted_by_what_they_are() -> None:
    entries = [WHEELS, BIKES, *faqs("a", niches=["bikes"]), *faqs("b", "c"), *faqs("d", niches=["wheels"])]
    assert cell(entries, "faqs").of == {"exact": 1, "wider": 1, "general": 2}


def test_what_stands_on_every_page_alike_is_left_out() -> None:
    assert [one.section for one in covered([BIKES], "faqs", "lead-form", "cta", "partner-intro").rows[0].cells] == [
        "faqs"
    ]


def test_sections_are_named_once_in_the_order_of_pages() -> None:
    own = entry("niche", "labs", page="lab")
    found = covered([BIKES, own, entry("page", "lab", sections=["hero", "guides", "faqs"])], "hero", "pains", "faqs")
    assert found.sections == ("hero", "guides", "pains", "faqs")


def test_what_there_was_no_time_for_is_counted() -> None:
    looks = iter((False, True))
    found = coverage(site_of(WHEELS, BIKES), lambda: next(looks))
    assert (len(found.rows), found.waiting) == (1, 5)


def advised(entries: list[Entry], *sections: Any, most: int = 5) -> tuple[Help, ...]:
    return helps(covered(entries, *sections), library(*entries), most)


EVERY = ("en", "it", "ar")


@pytest.mark.parametrize(
    ("entries", "sections", "first"),
    [
        pytest.param(
            [BIKES, *faqs("a")], ("faqs",), Help("faq", "bikes", "", EVERY, ("faqs",), 3, 3), id="general in all"
        ),
        pytest.param(
            [BIKES],
            ("hero", "case-studies", "guides"),
            Help("case-study", "bikes", "", EVERY, ("hero", "case-studies"), 3, 6),
            id="what fills most sections",
        ),
        pytest.param(
            [BIKES, *faqs("a", niches=["bikes"])],
            ("faqs",),
            Help("faq", "bikes", "faq/a", ("it", "ar"), ("faqs",), 2, 2),
            id="a translation of what is there",
        ),
    ],
)
def test_what_would_help_most(entries: list[Entry], sections: tuple[str, ...], first: Help) -> None:
    assert advised(entries, *sections)[0] == first


@pytest.mark.parametrize(
    ("entries", "section"),
    [
        pytest.param([entry("guide", "a", niches=["bikes"], texts={"it": {}, "ar": {}})], "guides", id="all exact"),
        pytest.param(faqs("a"), {"faqs": {"pin": ["a"]}}, id="pinned full"),
        pytest.param([], {"faqs": {"min": 2}}, id="one more is not enough"),
        pytest.param([], "offer", id="nothing to write for a niche"),
    ],
)
def test_where_nothing_would_help(entries: list[Entry], section: Any) -> None:
    assert advised([BIKES, *entries], section) == ()


def test_wide_niches_come_first_among_equals() -> None:
    assert [one.niche for one in advised([BIKES, WHEELS], "faqs")] == ["wheels", "bikes"]


STORY = {
    "customer": {"name": "New"},
    "results": [{"id": "calls", "metric": "calls", "value": 7, "baseline": 18}],
    "quotes": [{"id": "joke", "text": "Quiet."}],
}


@pytest.mark.parametrize("kind", ["faq", "guide", "use-case", "pain", "case-study"])
def test_advice_that_is_followed_keeps_its_promise(kind: str) -> None:
    """Writing what was advised makes exact as many sections as were promised."""
    sections = ("hero", "results", "case-studies", "quotes", "guides", "use-cases", "faqs", "pains")
    before = [WHEELS, BIKES, *faqs("a", "b"), entry("guide", "g"), case("old"), entry("use-case", "u")]
    (promised,) = [
        one for one in advised(before, *sections, most=99) if (one.kind, one.niche, one.entry) == (kind, "bikes", "")
    ]
    written: dict[str, dict[str, Any]] = {code: {} for code in promised.languages if code != "en"}
    facts = {**STORY, "consents": [consent().model_dump()]} if kind == "case-study" else {}
    new = entry(kind, "new", texts=written, niches=["bikes"], **facts)
    after = covered([*before, new], *sections)
    gained = after.count("exact") - covered(before, *sections).count("exact")
    assert gained == promised.gain
