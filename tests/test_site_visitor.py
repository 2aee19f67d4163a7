"""goodword.site.visitor: an address becomes plain data; what is not known is dropped and noted."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from factories import NOON, case, consent, entry, library, who
from hypothesis import given
from hypothesis import strategies as st
from libraries import law

from goodword.site.visitor import ANYONE, CAMPAIGN_LENGTH, Asked, Visitor, visitor

WHOLE = library(
    entry("niche", "bikes", aliases=["cycles"]),
    entry("niche", "labs", status="draft"),
    entry("pain", "calls", aliases=["rings"]),
    entry("pain", "later", publish_at="2026-07-02"),
    entry("use-case", "book", aliases=["diary"]),
    entry("faq", "one", partners=["omar"], campaigns=["spring"]),
    case("fell", consent(partners=["rue"]), partner="fay"),
)


def is_partner(slug: str) -> bool:
    return slug in ("ada", "omar", "rue", "fay")


def read(path_partner: str | None = None, path_niche: str | None = None, now: datetime = NOON, **query: Any) -> Visitor:
    asked = {name.replace("_", "-"): [v] if isinstance(v, str) else v for name, v in query.items()}
    if "utm-campaign" in asked:
        asked["utm_campaign"] = asked.pop("utm-campaign")
    return visitor(Asked("it", path_partner, path_niche, asked), WHOLE, is_partner, now)


def test_everything_known_is_taken() -> None:
    found = read("ada", "bikes", pain="calls", use_case="book", utm_campaign="spring")
    assert found == Visitor("it", NOON, "ada", "bikes", "calls", "book", "spring")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"via": "ada"}, {"partner": "ada"}, id="partner in the query"),
        pytest.param({"path_partner": "ada", "via": "omar"}, {"partner": "ada"}, id="the path wins"),
        pytest.param({"via": ["cy", "ada"]}, {"partner": "ada"}, id="the first known value"),
        pytest.param({"via": ["ada", "omar"]}, {"partner": "ada"}, id="the first of two"),
        pytest.param({"via": " Ada "}, {"partner": "ada"}, id="in any spelling"),
        pytest.param({"path_niche": "cycles"}, {"niche": "bikes"}, id="a niche's alias"),
        pytest.param({"pain": "rings"}, {"pain": "calls"}, id="a pain point's alias"),
        pytest.param({"use_case": "DIARY"}, {"use_case": "book"}, id="a use case's alias"),
        pytest.param({"utm_campaign": ["", "autumn"]}, {"campaign": "autumn"}, id="the first that says one"),
        pytest.param({"utm_campaign": "x" * 999}, {"campaign": "x" * CAMPAIGN_LENGTH}, id="cut to length"),
    ],
)
def test_what_is_read(asked: Any, expected: Any) -> None:
    found = read(**asked)
    assert {name: getattr(found, name) for name in expected} == expected
    assert [name for name in ("partner", "niche", "pain", "use_case", "campaign") if getattr(found, name)] == [
        *expected
    ]


@pytest.mark.parametrize(
    ("asked", "dropped"),
    [
        pytest.param({"via": "cy"}, ("via", "cy"), id="an unknown partner"),
        pytest.param({"path_partner": "cy"}, ("via", "cy"), id="in the path"),
        pytest.param({"pain": "rust"}, ("pain", "rust"), id="an unknown pain point"),
        pytest.param({"pain": "later"}, ("pain", "later"), id="one not yet published"),
        pytest.param({"path_niche": "labs"}, ("niche", "labs"), id="a draft niche"),
        pytest.param({"use_case": "calls"}, ("use-case", "calls"), id="of another kind"),
        pytest.param({"pain": ""}, ("pain", ""), id="nothing said"),
        pytest.param({"via": "x" * 999}, ("via", "x" * CAMPAIGN_LENGTH), id="cut to length"),
    ],
)
def test_what_is_not_known_is_noted_and_changes_nothing(asked: Any, dropped: tuple[str, str]) -> None:
    found = read(**asked)
    assert found.dropped == (dropped,)
    assert found.key() == read().key()


def test_an_unknown_partner_in_the_path_is_not_made_up_for_by_the_query() -> None:
    assert read("cy", via="ada").partner is None


def test_the_moment_is_the_minute_in_utc() -> None:
    local = datetime(2026, 7, 1, 12, 0, 59, 999_999, tzinfo=timezone(timedelta(hours=4)))
    assert read(now=local).now == NOON
    assert read(now=local).now.tzinfo is UTC


@pytest.mark.parametrize(
    ("partner", "expected"),
    [(None, None), ("ada", ANYONE), ("cy", ANYONE), ("omar", "omar"), ("rue", "rue"), ("fay", "fay")],
    ids=["nobody", "named nowhere", "not even a partner", "in partners", "in a consent", "is a customer"],
)
def test_partners_whom_content_does_not_name_are_all_the_same(partner: str | None, expected: str | None) -> None:
    assert who(partner=partner).for_plan(WHOLE).partner == expected


def test_what_cannot_change_a_plan_is_no_part_of_its_key() -> None:
    found = who(campaign="autumn", dropped=(("via", "cy"),)).for_plan(WHOLE)
    assert (found.campaign, found.dropped) == (None, ())
    assert who(campaign="spring").for_plan(WHOLE).campaign == "spring"


values = st.lists(st.text(max_size=200) | st.sampled_from(["ada", "calls", "book"]), max_size=3)


@law
@given(st.dictionaries(st.sampled_from(["via", "pain", "use-case", "utm_campaign", "x"]), values), st.text(max_size=99))
def test_any_query_can_be_read(query: dict[str, list[str]], partner: str) -> None:
    found = visitor(Asked("en", partner or None, None, query), WHOLE, is_partner, NOON)
    assert found.partner in (None, "ada", "omar", "rue", "fay")
    assert found.pain in (None, "calls")
    assert all(len(value) <= CAMPAIGN_LENGTH for _, value in found.dropped)
