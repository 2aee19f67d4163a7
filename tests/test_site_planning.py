"""goodword.site.planning: which blocks fill which section, in which order, and how many."""

from typing import Any

import pytest
from factories import LABS, TREE, case, chosen, consent, entry, faqs, fill, layout, library, pain, who

from goodword.site.planning import plan


def test_a_section_is_filled_with_what_fits_best() -> None:
    entries = [*TREE, entry("faq", "price"), entry("faq", "spring", niches=["bikes"])]
    made = plan(library(*entries), layout("faqs"), who(niche="bikes"))
    assert [block.ref for block in made.sections[0].blocks] == ["spring", "price"]
    assert made.valid_until is None


# Order: asked for, pinned, points, priority, slug


def test_what_the_address_asks_for_comes_first() -> None:
    pains = [pain("calls"), pain("parts"), pain("rust")]
    filled = fill(pains, {"pains": {"pin": ["parts"]}}, who(pain="rust"))
    assert [(block.ref, block.chosen) for block in filled.blocks] == [
        ("rust", "asked"),
        ("parts", "pinned"),
        ("calls", "scored"),
    ]


@pytest.mark.parametrize("name", ["use-cases", "steps"])
def test_a_use_case_asked_for_comes_first(name: str) -> None:
    uses = [entry("use-case", slug, steps=[{"title": "Go"}]) for slug in ("book", "remind")]
    assert chosen(uses, name, who(use_case="remind"))[0] == "remind"


def test_what_was_asked_for_may_be_of_any_niche_but_must_be_live() -> None:
    rust, calls = pain("rust", niches=["labs"]), pain("calls")
    assert chosen([*TREE, LABS, rust, calls], "pains", who(niche="bikes", pain="rust")) == ["rust", "calls"]
    assert chosen([*TREE, pain("rust", status="draft"), calls], "pains", who(pain="rust")) == ["calls"]


def test_pins_come_in_their_order_whatever_scores_more() -> None:
    entries = [*TREE, *faqs("one", "two"), entry("faq", "spring", niches=["bikes"])]
    assert chosen(entries, {"faqs": {"pin": ["two", "one"]}}, who(niche="bikes")) == ["two", "one", "spring"]


def test_a_pin_passes_no_hard_filter() -> None:
    assert chosen(faqs("one", status="draft"), {"faqs": {"pin": ["one"]}}) == []
    assert chosen([case("fell", consent("quote"))], {"results": {"pin": ["fell"]}}) == []


def test_a_pin_may_be_of_any_niche() -> None:
    entries = [*TREE, LABS, *faqs("crowns", niches=["labs"])]
    assert chosen(entries, {"faqs": {"pin": ["crowns"]}}, who(niche="bikes")) == ["crowns"]


def test_one_result_may_be_pinned_alone() -> None:
    results = [{"id": "a", "metric": "a", "value": 1, "headline": True}, {"id": "b", "metric": "b", "value": 2}]
    assert chosen([case("fell", results=results)], {"hero": {"pin": ["fell#b"]}}) == ["fell#b"]


def test_ties_go_by_priority_then_slug() -> None:
    entries = [entry("faq", "b"), entry("faq", "c", priority=1), entry("faq", "a"), entry("faq", "d", priority=-1)]
    assert chosen(entries, "faqs") == ["c", "a", "b", "d"]


def test_points_go_before_priority() -> None:
    entries = [*TREE, entry("faq", "b", priority=99), entry("faq", "a", niches=["bikes"])]
    assert chosen(entries, "faqs", who(niche="bikes")) == ["a", "b"]


def test_results_of_one_customer_tie_in_their_authors_order() -> None:
    results = [{"id": name, "metric": name, "value": 1} for name in ("z", "m", "a")]
    assert chosen([case("fell", results=results)], {"results": {"max": 3}}) == ["fell#z", "fell#m", "fell#a"]


# Variety


def test_no_two_quotes_of_one_customer() -> None:
    quotes = [{"id": "a", "text": "Quiet."}, {"id": "b", "text": "Calm."}]
    entries = [case("fell", quotes=quotes, priority=1), case("molaria")]
    assert chosen(entries, {"quotes": {"max": 3}}) == ["fell#a", "molaria#joke"]


def test_numbers_of_one_customer_come_again_only_after_every_other() -> None:
    results = [{"id": name, "metric": name, "value": 1, "baseline": 2} for name in ("a", "b")]
    entries = [case("fell", results=results, priority=1), case("molaria")]
    assert chosen(entries, {"results": {"max": 2}}) == ["fell#a", "molaria#calls"]
    assert chosen(entries, {"results": {"max": 3}}) == ["fell#a", "molaria#calls", "fell#b"]


def test_what_stood_on_the_page_already_comes_last() -> None:
    made = plan(library(case("fell", priority=1), case("molaria")), layout("hero", "case-studies"), who())
    assert [[block.slug for block in filled.blocks] for filled in made.sections] == [["fell"], ["molaria", "fell"]]


def test_a_hidden_section_counts_as_not_seen() -> None:
    entries = [case("fell", priority=1), case("molaria")]
    made = plan(library(*entries), layout({"quotes": {"min": 3}}, "case-studies"), who())
    assert [block.slug for block in made.shown[0].blocks] == ["fell", "molaria"]


# How much, and how far from the niche


@pytest.mark.parametrize(
    ("options", "found", "hidden"),
    [
        pytest.param({}, 3, "", id="all that fit"),
        pytest.param({"max": 2}, 2, "", id="at most two"),
        pytest.param({"min": 3}, 3, "", id="three of three"),
        pytest.param({"min": 4}, 0, "only 3 of at least 4 blocks fit", id="too few"),
        pytest.param({"min": 0, "exclude": ["one", "two", "three"]}, 0, "nothing fits", id="an empty one never shows"),
    ],
)
def test_how_many(options: Any, found: int, hidden: str) -> None:
    filled = fill(faqs("one", "two", "three"), {"faqs": options})
    assert (len(filled.blocks), filled.hidden) == (found, hidden)


@pytest.mark.parametrize("name", ["hero", "text", "cta", "lead-form"])
def test_what_speaks_for_itself_needs_no_blocks(name: str) -> None:
    assert fill([], name).hidden == ""


def test_the_partner_is_introduced_where_there_is_one() -> None:
    assert fill([], "partner-intro").hidden
    assert not fill([], "partner-intro", who(partner="ada")).hidden


LADDER = [
    *TREE,
    LABS,
    entry("faq", "exact", niches=["bikes"]),
    entry("faq", "wider", niches=["shops"]),
    entry("faq", "narrower", niches=["ebikes"]),
    entry("faq", "general"),
    entry("faq", "other", niches=["labs"]),
]


@pytest.mark.parametrize(
    ("fallback", "niche", "expected"),
    [
        ("niche", "bikes", ["exact"]),
        ("parent", "bikes", ["exact", "wider", "narrower"]),
        ("general", "bikes", ["exact", "wider", "narrower", "general"]),
        ("niche", "labs", ["other"]),
        ("parent", "labs", ["other"]),
        ("general", "labs", ["other", "general"]),
        ("niche", "shops", ["wider"]),
        ("parent", "shops", ["wider", "exact", "narrower"]),
        ("niche", "ebikes", ["narrower"]),
        ("parent", "ebikes", ["narrower", "exact", "wider"]),
        ("general", None, ["general", "exact", "narrower", "other", "wider"]),
    ],
)
def test_how_far_a_section_may_fall_back(fallback: str, niche: str | None, expected: list[str]) -> None:
    assert chosen(LADDER, {"faqs": {"fallback": fallback}}, who(niche=niche)) == expected


def test_the_last_rung_is_to_hide() -> None:
    filled = fill([*TREE, entry("faq", "general")], {"faqs": {"fallback": "parent"}}, who(niche="bikes"))
    assert filled.hidden == "nothing fits"


def test_a_section_held_to_its_niche_is_hidden_from_who_has_none() -> None:
    assert fill(LADDER, {"faqs": {"fallback": "niche"}}).hidden == "nothing fits"
    assert fill(LADDER, {"faqs": {"fallback": "parent"}}).hidden == "nothing fits"


def test_a_pain_point_of_the_niche_is_as_near_as_the_niche() -> None:
    entries = [entry("niche", "bikes", pains=["calls"]), pain("calls"), pain("rust")]
    assert chosen(entries, {"pains": {"fallback": "niche"}}, who(niche="bikes")) == ["calls"]
