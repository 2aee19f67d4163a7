"""goodword.site.targeting: what speaks for a block, in points; and how near it is to the visitor's niche."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from factories import LABS, NOON, TREE, case, consent, entry, layout, library, who

from goodword.content.library import Entry, Library
from goodword.site.candidates import Candidate, candidates, size_band
from goodword.site.planning import start
from goodword.site.targeting import WEIGHTS, Context, below, fit, item_points, rung_of
from goodword.site.visitor import Visitor

NICHES = [*TREE, LABS, entry("niche", "racers", parent="ebikes")]
PAINS = [entry("pain", slug) for slug in ("calls", "rust", "parts")]


def in_context(one: Entry, visitor: Visitor, country: str | None, others: Sequence[Entry]) -> tuple[Candidate, Context]:
    whole = library(*{(e.kind, e.slug): e for e in (*NICHES, *PAINS, *others, one)}.values())
    context = start(whole, layout("faqs"), visitor, country)
    section = {"faq": "faqs", "case-study": "case-studies", "guide": "guides", "pain": "pains", "use-case": "use-cases"}
    return next(c for c in candidates(whole)[section[one.kind]] if c.entry is one), context


def points(one: Entry, visitor: Visitor, country: str | None = None, others: Sequence[Entry] = ()) -> dict[str, int]:
    """What speaks for the entry, without the language that nearly always does."""
    candidate, context = in_context(one, visitor, country, others)
    found = {**fit(candidate, context).points, **item_points(candidate, context, Counter())}
    return {name: value for name, value in found.items() if name != "language"}


def faq(**front: Any) -> Entry:
    return entry("faq", "one", **front)


def story(**front: Any) -> Entry:
    return case("fell", **{"results": [], **front})


MEASURED = [{"id": "calls", "metric": "calls", "value": 7, "baseline": 18}]


@pytest.mark.parametrize(
    ("one", "visitor", "expected"),
    [
        pytest.param(faq(), who(), {}, id="nothing"),
        pytest.param(faq(partners=["ada"]), who(partner="ada"), {"partner": 64}, id="names the partner"),
        pytest.param(story(partner="ada"), who(partner="ada"), {"partner": 64}, id="the partner's own story"),
        pytest.param(story(partner="ada"), who(partner="ben"), {}, id="another partner's story"),
        pytest.param(faq(campaigns=["spring"]), who(campaign="spring"), {"campaign": 48}, id="campaign"),
        pytest.param(faq(campaigns=["spring"]), who(campaign="Spring"), {}, id="campaigns are spelled exactly"),
        pytest.param(faq(pains=["calls"]), who(pain="calls"), {"pain": 40}, id="pain point asked for"),
        pytest.param(faq(pains=["rust"]), who(pain="calls"), {}, id="another pain point"),
        pytest.param(entry("pain", "calls"), who(pain="calls"), {"pain": 40}, id="the pain point itself"),
        pytest.param(faq(use_cases=["book"]), who(use_case="book"), {"use_case": 40}, id="use case asked for"),
        pytest.param(entry("use-case", "book"), who(use_case="book"), {"use_case": 40}, id="the use case itself"),
        pytest.param(faq(niches=["bikes"]), who(niche="bikes"), {"niche": 32}, id="exactly the niche"),
        pytest.param(faq(niches=["shops"]), who(niche="bikes"), {"ancestor": 16}, id="the wider niche"),
        pytest.param(faq(niches=["shops"]), who(niche="ebikes"), {"ancestor": 12}, id="a step wider still"),
        pytest.param(faq(niches=["shops"]), who(niche="racers"), {"ancestor": 8}, id="and another"),
        pytest.param(faq(niches=["ebikes"]), who(niche="shops"), {"child": 12}, id="a narrower niche"),
        pytest.param(faq(niches=["labs"]), who(niche="bikes"), {}, id="another trade"),
        pytest.param(faq(niches=["shops", "bikes"]), who(niche="bikes"), {"niche": 32}, id="the nearest niche counts"),
        pytest.param(faq(niches=["bikes"]), who(), {"other_niche": -8}, id="for a niche that nobody named"),
        pytest.param(story(results=MEASURED), who(), {"measured": 6}, id="a result with a baseline"),
        pytest.param(story(results=[{"metric": "calls", "value": 7}]), who(), {}, id="without a baseline"),
        pytest.param(entry("guide", "one", updated_on=date(2026, 6, 1)), who(), {"fresh": 3}, id="fresh"),
        pytest.param(entry("guide", "one", published_on=date(2025, 6, 1)), who(), {}, id="a year old"),
        pytest.param(
            faq(pains=["calls"], niches=["bikes"], campaigns=["spring"]),
            who(pain="calls", niche="bikes", campaign="spring"),
            {"pain": 40, "niche": 32, "campaign": 48},
            id="points add up",
        ),
    ],
)
def test_what_speaks_for_an_entry(one: Entry, visitor: Visitor, expected: dict[str, int]) -> None:
    assert points(one, visitor) == expected


@pytest.mark.parametrize(("slug", "expected"), [("calls", 10), ("rust", 9), ("parts", None)])
def test_pain_points_of_the_niche_count_by_their_weight(slug: str, expected: int | None) -> None:
    bikes = entry("niche", "bikes", parent="shops", pains=["calls", "rust"])
    assert points(faq(pains=[slug]), who(niche="bikes"), others=[bikes]).get("trade_pain") == expected


def test_a_niche_without_pain_points_has_its_parents() -> None:
    shops = entry("niche", "shops", pains=["rust"])
    assert points(faq(pains=["rust"]), who(niche="ebikes"), others=[shops]) == {"trade_pain": 10}


def test_the_last_of_many_pain_points_still_counts() -> None:
    many = [entry("pain", f"pain-{number}") for number in range(20)]
    bikes = entry("niche", "bikes", pains=[pain.slug for pain in many])
    assert points(faq(pains=["pain-19"]), who(niche="bikes"), others=[bikes, *many]) == {"trade_pain": 1}


@pytest.mark.parametrize(("language", "expected"), [("en", 5), ("it", 5), ("ar", None)])
def test_the_readers_language_counts(language: str, expected: int | None) -> None:
    one = faq(texts={"it": {"title": "Uno"}})
    candidate, context = in_context(one, who(language), None, [])
    assert fit(candidate, context).points.get("language") == expected


def abroad(country: str, size: Any = None, slug: str = "fell", **front: Any) -> Entry:
    customer = {"name": slug.capitalize(), "country": country, "size": size}
    return case(slug, customer={k: v for k, v in customer.items() if v}, results=[], **front)


def test_a_customer_of_the_readers_country_counts() -> None:
    assert points(abroad("AE"), who(), "AE") == {"country": 4}
    assert points(abroad("GB"), who(), "AE") == {}


def test_a_partner_who_is_a_customer_says_which_customers_are_like_it() -> None:
    own = abroad("IT", 22, "molaria", partner="ada")
    assert points(abroad("IT", 40), who(partner="ada"), "AE", [own]) == {"country": 4, "size": 4}
    assert points(abroad("AE", 900), who(partner="ada"), "AE", [own]) == {}
    assert points(abroad("AE", 40), who(partner="ben"), "AE", [own]) == {"country": 4}


def test_an_anonymous_story_gains_nothing_from_being_the_partners_own() -> None:
    own = case("fell", consent("metrics", "quote"), partner="ada", results=[])
    assert points(own, who(partner="ada")) == {}


def test_a_headline_number_counts_and_what_was_seen_counts_against() -> None:
    results = [{"id": "a", "metric": "a", "value": 1, "headline": True}, {"id": "b", "metric": "b", "value": 2}]
    whole = library(case("fell", results=results))
    context = start(whole, layout("results"), who(), None)
    first, second = candidates(whole)["results"]
    assert item_points(first, context, Counter()) == {"headline": 8}
    assert item_points(second, context, Counter(["fell"])) == {"seen": -24}
    assert item_points(second, context, Counter({"fell": 3})) == {"seen": -48}


@pytest.mark.parametrize(
    ("one", "niche", "expected"),
    [
        (faq(niches=["bikes"]), "bikes", "exact"),
        (faq(niches=["shops"]), "bikes", "parent"),
        (faq(niches=["shops"]), "racers", "parent"),
        (faq(niches=["racers"]), "shops", "parent"),
        (faq(), "bikes", "general"),
        (faq(niches=["labs"]), "bikes", "other"),
        (faq(niches=["labs"]), None, "general"),
        (faq(niches=["labs", "shops"]), "bikes", "parent"),
    ],
    ids=["exact", "wider", "much wider", "much narrower", "for everyone", "other", "no niche asked", "one of two"],
)
def test_how_near(one: Entry, niche: str | None, expected: str) -> None:
    candidate, context = in_context(one, who(niche=niche), None, [])
    assert rung_of(candidate, context) == expected


def test_niches_in_a_circle_end() -> None:
    circle = [entry("niche", "a", parent="b"), entry("niche", "b", parent="c"), entry("niche", "c", parent="a")]
    whole: Library = library(*circle, faq(niches=["c"]))
    assert whole.ancestors("a") == ("b", "c")
    assert below(whole, "a") == {"b", "c"}
    context = start(whole, layout("faqs"), who(niche="a"), None)
    assert rung_of(candidates(whole)["faqs"][0], context) == "parent"


@pytest.mark.parametrize(
    ("size", "band"),
    [
        (9, 0),
        (10, 0),
        (11, 1),
        ("11-50", 1),
        ("51–200", 2),
        (1000, 3),
        (1001, 4),
        ("5000+", 4),
        ("many", None),
        (None, None),
    ],
)
def test_sizes_fall_into_bands(size: int | str | None, band: int | None) -> None:
    assert size_band(size) == band


def test_the_order_of_reasons() -> None:
    """Who sent you says more than what you clicked, that more than what you ask for, that more than your trade."""
    order = (
        "partner",
        "campaign",
        "pain",
        "niche",
        "ancestor",
        "child",
        "trade_pain",
        "headline",
        "measured",
        "language",
    )
    weights = [WEIGHTS[name] for name in order]
    assert weights == sorted(weights, reverse=True)
    assert WEIGHTS["pain"] == WEIGHTS["use_case"]


def test_fresh_means_within_a_year_of_the_companys_days() -> None:
    guide = entry("guide", "one", updated_on=date(2025, 7, 1))
    candidate, context = in_context(guide, who(now=NOON), None, [])
    assert candidate.fresh_until is not None
    assert item_points(candidate, context, Counter()) == {}
