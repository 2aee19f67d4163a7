"""Clicks in the database: how they are classed and counted, and what is kept of what nobody knows."""

import pytest
from flask import Flask
from recording import add_partners, at, classes, click, record, totals
from sqlalchemy import select

from goodword.db import db
from goodword.referrals.click_rows import Click, PageTotal, PartnerTotal
from goodword.referrals.models import Link


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada", "ben")


def row(name: str) -> Click:
    return db.session.execute(select(Click).where(Click.id == f"clk_{name}")).scalar_one()


def test_a_click_is_a_row_and_is_counted() -> None:
    record(click("one", 5, page="/it/for/shops", language="it", niche="shops", link="ada-link", visitor="v1"))
    link = db.session.execute(select(Link.id).where(Link.code == "ada-link")).scalar_one()
    assert (row("one").kind, row("one").link_id, row("one").at) == ("human", link, at(5))
    partner = db.session.execute(select(PartnerTotal)).scalar_one()
    assert (partner.day, partner.partner_id, partner.link_id, partner.kind, partner.count) == (
        at(0).date(), row("one").partner_id, link, "human", 1,
    )  # fmt: skip
    page = db.session.execute(select(PageTotal)).scalar_one()
    assert (page.page, page.niche, page.language, page.kind, page.count) == ("/it/for/shops", "shops", "it", "human", 1)


def test_a_click_recorded_again_changes_nothing() -> None:
    record(click("one", visitor="v1"), click("one", visitor="v1"))
    record(click("one", visitor="v1"))
    assert totals() == {("ada", "human"): 1}


def test_machines_and_partners_themselves_are_counted_apart() -> None:
    record(click("bot", agent="curl/8.5"), click("self", own="member"), click("person"))
    assert totals() == {("ada", "bot"): 1, ("ada", "self"): 1, ("ada", "human"): 1}


SAME = {
    "the same visitor, again": ({}, "duplicate"),
    "another visitor": ({"visitor": "v2"}, "human"),
    "another partner": ({"partner": "ben"}, "human"),
    "another day": ({"minute": 24 * 60}, "human"),
    "another page": ({"page": "/for/shops"}, "duplicate"),
    "another link of the same partner": ({"link": "ada-link"}, "duplicate"),
    "a machine with the visitor's hash": ({"agent": "curl/8.5"}, "bot"),
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
def test_a_visitor_counts_once_for_a_partner_and_day(name: str, together: bool) -> None:
    given, expected = SAME[name]
    again = click("two", **{"minute": 1, "visitor": "v1", **given})
    for batch in ([click("one", visitor="v1"), again],) if together else ([click("one", visitor="v1")], [again]):
        record(*batch)
    assert classes() == {"one": "human", "two": expected}


def test_visitors_who_cannot_be_told_apart_are_no_duplicates() -> None:
    record(click("one"), click("two", 1))
    assert totals() == {("ada", "human"): 2}


def test_of_a_visitors_clicks_the_earliest_counts_though_it_comes_last() -> None:
    record(click("late", 9, visitor="v1", page="/a"))
    record(click("middle", 5, visitor="v1", page="/b"))
    record(click("early", 1, visitor="v1", page="/c"))
    assert classes() == {"early": "human", "middle": "duplicate", "late": "duplicate"}
    assert totals() == {("ada", "human"): 1, ("ada", "duplicate"): 2}
    pages = db.session.execute(select(PageTotal.page, PageTotal.kind).where(PageTotal.count != 0))
    assert {tuple(each) for each in pages} == {("/a", "duplicate"), ("/b", "duplicate"), ("/c", "human")}


def test_clicks_of_nobody_are_kept_and_counted() -> None:
    record(click("one", partner="", unknown="via=someone", visitor="v1"), click("two", 1, partner="", visitor="v1"))
    assert row("one").unknown == "via=someone"
    assert totals() == {("", "human"): 1, ("", "duplicate"): 1}


def test_a_partner_or_link_that_is_not_there_is_kept_by_name() -> None:
    record(click("one", partner="gone", link="lost-link"))
    assert (row("one").partner_id, row("one").unknown, row("one").more["link"]) == (None, "via=gone", "lost-link")


def test_what_no_column_can_hold_stops_nothing() -> None:
    record(click("one", page="/" + "x" * 300, agent="a\0b" * 200, referrer="\ud800", sid="s" * 99, visitor=""))
    assert (len(row("one").page), len(row("one").sid), "\0" in row("one").agent) == (255, 64, False)
    assert row("one").referrer == "?"


def test_what_databases_read_as_their_own_is_kept_as_it_came() -> None:
    odd = "a\tb\\N\\\nc\rd'\"%s:x"
    record(click("one", agent=odd, page=odd, niche="\\N", sid="\\.", utm={"source": odd}))
    assert (row("one").agent, row("one").page, row("one").niche, row("one").sid) == (odd, odd, "\\N", "\\.")
    assert row("one").more["utm"] == {"source": odd}


def test_of_a_batch_that_was_recorded_in_part_the_rest_is_recorded() -> None:
    record(click("one", 5, visitor="v1"))
    record(click("two", 6, visitor="v1"), click("one", 5, visitor="v1"), click("zero", 1, visitor="v1"))
    assert classes() == {"zero": "human", "one": "duplicate", "two": "duplicate"}
    assert totals() == {("ada", "human"): 1, ("ada", "duplicate"): 2}


def test_what_came_with_a_click_is_kept() -> None:
    record(click("one", utm={"source": "news"}, click_ids=("gclid",), others={"ref": ["ben"]}))
    kept = row("one").more
    assert (kept["utm"], kept["click_ids"], kept["others"]) == ({"source": "news"}, ["gclid"], {"ref": ["ben"]})


def test_a_thousand_clicks_are_one_batch() -> None:
    record(*(click(f"c{number}", number / 100, visitor=f"v{number % 400}") for number in range(1_000)))
    assert totals() == {("ada", "human"): 400, ("ada", "duplicate"): 600}
