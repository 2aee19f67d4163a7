"""Where links lead: nothing of an address is lost or changed, the link's partner counts, and nobody is led astray."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import law

from goodword.referrals.link_cards import LinkCard
from goodword.referrals.referral import KEYS, Referral
from goodword.site.following import Followed, follow, told

PARTNERS = frozenset({"ada", "omar"})
ID = "clk_" + "a" * 32


def is_partner(slug: str) -> bool:
    return slug in PARTNERS


def link(**given: Any) -> LinkCard:
    usual = {"code": "spring", "partner": "ada", "path": "/it/for/bikes", "language": "it", "niche": "bikes"}
    empty = {"id": "lnk_1", "partner_id": "pn_1", "program": "", "campaign": "", "sid": "", "ended": False}
    return LinkCard(**(empty | usual | given))


def followed(query: str = "", one: LinkCard | None = None, **given: Any) -> Followed:
    return follow("spring", one or link(**given), query, is_partner)


def location(query: str = "", **given: Any) -> str:
    return followed(query, **given).location(ID)


WITH = f"via=ada&gw_id={ID}"


@pytest.mark.parametrize(
    ("given", "query", "expected"),
    [
        pytest.param({}, "", f"/it/for/bikes?{WITH}", id="the destination"),
        pytest.param(
            {}, "a=1&a=2&b=%C3%A8+x&a=&flag", f"/it/for/bikes?a=1&a=2&b=%C3%A8+x&a=&flag&{WITH}", id="as it came"
        ),
        pytest.param({}, "via=omar&x=1&aff=cy&fpr=a", f"/it/for/bikes?x=1&{WITH}", id="other partners go"),
        pytest.param({}, "v%69a=omar&x=1", f"/it/for/bikes?x=1&{WITH}", id="in any spelling"),
        pytest.param({}, "ref=Omar&x=1", f"/it/for/bikes?x=1&{WITH}", id="a ref that is a partner goes"),
        pytest.param({}, "ref=producthunt", f"/it/for/bikes?ref=producthunt&{WITH}", id="any other ref stays"),
        pytest.param({}, f"gw_id={ID[:-1]}b", f"/it/for/bikes?{WITH}", id="another click's id goes"),
        pytest.param(
            {"sid": "m 7", "campaign": "x&y"}, "", "/it/for/bikes?via=ada&sid=m%207&utm_campaign=x%26y", id="adds"
        ),
        pytest.param({"sid": "m7"}, "sid=own", f"/it/for/bikes?sid=own&{WITH}", id="what is given stays"),
        pytest.param({"campaign": "a"}, "utm_campaign=b", f"/it/for/bikes?utm_campaign=b&{WITH}", id="a campaign too"),
        pytest.param({"path": "/?pain=rust"}, "a=1", f"/?a=1&pain=rust&{WITH}", id="the destination's own query"),
        pytest.param({"path": "/?pain=rust"}, "pain=calls", f"/?pain=calls&{WITH}", id="unless it is given"),
        pytest.param({"path": "/?via=omar&gw_id=x"}, "", f"/?{WITH}", id="never another partner in it"),
        pytest.param({"path": "/plans#top"}, "a=1", f"/plans?a=1&{WITH}#top", id="a place on the page"),
        pytest.param({"ended": True}, "a=1&via=omar", "/it/for/bikes?a=1", id="a link that ended"),
        pytest.param({"partner": "ben", "sid": "x"}, "a=1", "/it/for/bikes?a=1", id="a partner who is suspended"),
    ],
)
def test_where_a_link_leads(given: Any, query: str, expected: str) -> None:
    found = location(query, **given)
    assert found == expected if ID in expected else found.startswith(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "/"),
        ("a=1&a=2", "/?a=1&a=2"),
        ("a=1&via=ada", f"/?a=1&via=ada&gw_id={ID}"),
        ("via=cy", f"/?via=cy&gw_id={ID}"),
        (f"gw_id={ID[:-1]}b", "/"),
    ],
)
def test_a_code_that_nobody_has_leads_to_the_start_page(query: str, expected: str) -> None:
    assert follow("nothing", None, query, is_partner).location(ID) == expected


def test_without_an_id_none_is_given() -> None:
    assert followed().location("") == "/it/for/bikes?via=ada"


@pytest.mark.parametrize(
    ("one", "query", "expected"),
    [
        pytest.param(link(), "", Referral("ada"), id="the link's partner"),
        pytest.param(
            link(), "via=omar&sid=x", Referral("ada", others={"via": ["omar"]}, sid="x"), id="before all others"
        ),
        pytest.param(link(), "via=ada&gw_id=y", Referral("ada", gw_id="y"), id="and the click it came from"),
        pytest.param(
            link(sid="m7", campaign="may"), "", Referral("ada", sid="m7", utm={"campaign": "may"}), id="its own"
        ),
        pytest.param(link(ended=True), "via=omar", Referral("", "link=spring", {"via": ["omar"]}), id="ended"),
        pytest.param(link(partner="ben"), "", Referral("", "link=spring"), id="suspended"),
        pytest.param(None, "", Referral("", "link=spring"), id="unknown"),
        pytest.param(None, "via=cy", Referral("", "link=spring", {"via": ["cy"]}), id="unknown, and another unknown"),
        pytest.param(None, "via=ada", Referral("ada", others={"link": ["spring"]}), id="unknown, and a partner beside"),
    ],
)
def test_what_the_click_says(one: LinkCard | None, query: str, expected: Referral) -> None:
    found = told(follow("spring", one, query, is_partner), query, is_partner)
    assert found == Referral(
        expected.partner, expected.unknown, expected.others, expected.sid, expected.utm, (), found.came, expected.gw_id
    )


def test_the_link_is_known_where_there_is_one() -> None:
    assert followed().link == followed(ended=True).link == "spring"
    assert follow("spring", None, "", is_partner).link == ""


pairs = st.tuples(
    st.sampled_from(["a", "b", "utm_source", "gclid", "pain", "%C3%A8", "x%00", ""]),
    st.sampled_from(["", "=", "=1", "=%0d%0a", "=%22", "=a+b", "=é", "==", "=//evil.example"]),
).map("".join)


@law
@given(st.lists(pairs, max_size=12), st.sampled_from([link(), link(path="/?a=9"), link(sid="x"), None]))
def test_parameters_survive_byte_for_byte_and_in_order(came: list[str], one: LinkCard | None) -> None:
    query = "&".join(came)
    found = follow("spring", one, query, is_partner)
    assert found.query.startswith(query)
    assert found.path.startswith("/") and not found.path.startswith("//")


@law
@given(st.text(max_size=200), st.sampled_from([link(), None]))
def test_any_query_is_led_somewhere_on_the_site(query: str, one: LinkCard | None) -> None:
    found = follow("spring", one, query, is_partner)
    where = found.location(ID)
    assert where.startswith("/") and not where.startswith(("//", "/\\"))
    assert not any(char <= " " for char in where)
    if one:
        assert found.query.count("via=ada") >= 1
        assert not any(found.query.startswith(f"{key}=") or f"&{key}=" in found.query for key in KEYS[1:-1])
