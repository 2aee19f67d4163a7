"""What a plan says of itself: what of each block may show, until when it holds, which outcome it is."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories import DUBAI, NOON, TREE, case, chosen, consent, entry, faqs, fill, layout, library, pain, section, who

from goodword.content.library import Entry, Library
from goodword.site.planning import Layout, Plan, plan, ranked, start
from goodword.site.visitor import Visitor

ANONYMOUS = consent("quote", "metrics")


def test_each_block_says_what_may_be_shown() -> None:
    (block,) = fill([case("fell", ANONYMOUS)], "case-studies").blocks
    assert (block.shows, block.language, block.rung) == ({"quote", "metrics"}, "en", "general")


def test_a_story_may_be_linked_only_where_the_website_may_tell_it() -> None:
    entries = [case("fell", consent(channels="partner-pages"))]
    (block,) = fill(entries, "case-studies", who(partner="ada")).blocks
    assert "name" in block.shows
    assert "page" not in block.shows


def test_text_comes_in_the_readers_language_or_the_default_one() -> None:
    entries = [entry("faq", "price", texts={"it": {"title": "Prezzo"}})]
    languages = {code: fill(entries, "faqs", who(code)).blocks[0].language for code in ("en", "it", "ar")}
    assert languages == {"en": "en", "it": "it", "ar": "en"}


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        pytest.param({"status": "draft"}, "it", "en", id="a draft translation falls back"),
        pytest.param({"publish_at": "2026-07-02"}, "it", "en", id="a translation not yet out falls back"),
        pytest.param({"status": "draft"}, "en", "en", id="a draft translation leaves the original"),
    ],
)
def test_a_translation_that_is_not_live(words: Any, language: str, found: str) -> None:
    entries = [entry("faq", "price", texts={"it": words})]
    assert fill(entries, "faqs", who(language)).blocks[0].language == found


def test_a_translation_may_be_live_before_the_original() -> None:
    entries = [entry("faq", "price", status="draft", texts={"it": {"status": "published"}})]
    assert chosen(entries, "faqs", who("it")) == ["price"]
    assert chosen(entries, "faqs", who("en")) == []


def holds_until(*entries: Entry, now: datetime = NOON) -> datetime | None:
    return plan(library(*entries), layout("faqs"), who(now=now)).valid_until


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(entry("faq", "a"), None, id="nothing turns"),
        pytest.param(entry("faq", "a", publish_at="2026-07-03"), "2026-07-03T00:00", id="publication"),
        pytest.param(entry("faq", "a", expires_at="2026-07-03T09:30"), "2026-07-03T09:30", id="end"),
        pytest.param(entry("faq", "a", publish_at="2026-07-03T09:30:01"), "2026-07-03T09:31", id="whole minutes"),
        pytest.param(entry("faq", "a", publish_at="2026-06-03"), None, id="past"),
        pytest.param(
            entry("faq", "a", texts={"it": {"publish_at": "2026-07-03"}}), "2026-07-03T00:00", id="in Italian"
        ),
        pytest.param(entry("offer", "a", valid_from=date(2026, 7, 3)), "2026-07-03T00:00", id="offer opens"),
        pytest.param(entry("offer", "a", valid_through=date(2026, 7, 3)), "2026-07-04T00:00", id="offer closes"),
        pytest.param(case("a", consent(granted_on=date(2026, 7, 3))), "2026-07-03T00:00", id="granted"),
        pytest.param(case("a", consent(expires_on=date(2026, 7, 3))), "2026-07-04T00:00", id="consent expires"),
        pytest.param(case("a", consent(revoked_on=date(2026, 7, 3))), "2026-07-03T00:00", id="revoked"),
        pytest.param(entry("guide", "a", updated_on=date(2025, 7, 3)), "2026-07-03T00:00", id="no longer fresh"),
    ],
)
def test_until_when_a_plan_holds(one: Entry, expected: str | None) -> None:
    moment = datetime.fromisoformat(expected).replace(tzinfo=DUBAI) if expected else None
    assert holds_until(one) == moment


def test_a_plan_ends_at_the_first_of_many_moments() -> None:
    first, second = entry("faq", "a", expires_at="2026-07-05"), entry("faq", "b", publish_at="2026-07-03")
    assert holds_until(first, second) == datetime(2026, 7, 3, tzinfo=DUBAI)


def outcome(visitor: Visitor, *entries: Entry) -> str:
    return planned(library(*entries), visitor).hash


def planned(whole: Library, visitor: Visitor) -> Plan:
    return plan(whole, layout("pains", "faqs"), visitor)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(who(now=NOON + timedelta(days=1)), id="the minute"),
        pytest.param(who(campaign="spring"), id="a campaign that changes nothing"),
        pytest.param(who(dropped=(("via", "cy"),)), id="what was not known"),
    ],
)
def test_what_changes_nothing_is_the_same_outcome(other: Visitor) -> None:
    assert outcome(who(), *faqs("a")) == outcome(other, *faqs("a"))


@pytest.mark.parametrize(
    "other",
    [who("it"), who(partner="ada"), who(niche="bikes"), who(pain="rust"), who(use_case="book")],
    ids=["language", "partner", "niche", "pain", "use case"],
)
def test_what_a_page_says_is_part_of_the_outcome(other: Visitor) -> None:
    assert outcome(who(), *TREE, pain("rust")) != outcome(other, *TREE, pain("rust"))


def test_partners_who_get_the_same_have_one_outcome() -> None:
    """Even where content names them: their pages differ by what is filled in."""
    entries = [case("fell", consent(partners=["ada", "ben"])), *faqs("a")]
    assert outcome(who(partner="ada"), *entries) == outcome(who(partner="ben"), *entries)


def test_the_partners_own_story_is_another_outcome() -> None:
    whole, page = library(case("fell", partner="ada")), layout("case-studies")
    plans = [plan(whole, page, who(partner=partner)) for partner in ("ada", "ben")]
    assert [made.shown[0].blocks[0].own for made in plans] == [True, False]
    assert plans[0].hash != plans[1].hash


def test_another_version_of_a_heading_is_another_outcome() -> None:
    whole, one = library(*faqs("a")), layout({"faqs": {"heading": "Questions"}})
    other = replace(one, sections=(section("faqs", heading="Domande"),))
    assert plan(whole, one, who()).hash != plan(whole, other, who()).hash


def test_a_story_whose_parts_change_is_another_outcome() -> None:
    named, anonymous = library(case("fell")), library(case("fell", ANONYMOUS))
    page: Layout = layout("case-studies")
    assert plan(named, page, who()).hash != plan(anonymous, page, who()).hash


def test_ranking_keeps_every_candidate_that_passes() -> None:
    whole, page = library(*faqs(*"abcdefgh")), layout("faqs")
    context = start(whole, page, who(), None)
    assert len(list(ranked(whole, page.sections[0], context, page, Counter()))) == 8
