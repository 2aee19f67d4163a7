"""Visits with a referral: what is recorded on arrival, what continues, and what a page carries on."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from factories import NOON, directory
from spokewise import links, without_ids
from visiting import FIREFOX, Visits, visited

from goodword import journal
from goodword.journal import room
from goodword.journal.room import Room
from goodword.referrals import partners
from goodword.referrals.click_ids import LENGTH, VISIT, parse
from goodword.site.prefilled import NOBODYS


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("visits")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var") as desk:
        desk.link("spring", "/it/for/workshops?pain=rust", language="it", sid="m7", campaign="may")
        desk.link("bens", "/plans", partner="ben")
        yield desk


@pytest.fixture
def visits(desk: Visits) -> Visits:
    """With nothing recorded yet."""
    desk.clicks()
    return desk


def carried(html: str) -> str:
    """The one id that all links of a page carry."""
    (found,) = set(re.findall(r"gw_id=(clk_\w+)", unescape(html)))
    return found


def test_visits_by_one_link_get_pages_that_differ_in_their_ids_alone(visits: Visits) -> None:
    first, second = (visits.page("/with/ada?sid=a", Accept="text/html") for _ in range(2))
    assert carried(first) != carried(second)
    assert first.replace(carried(first), "") == second.replace(carried(second), "")
    assert NOBODYS not in first + second
    other = visits.page("/with/ada?sid=b", Accept="text/html")
    assert "/with/ada?sid=b" in other and "sid=a" not in other


@pytest.mark.parametrize("typed", [NOBODYS, NOBODYS.replace("_", "%5F")])
def test_what_stands_for_ids_in_kept_pages_can_be_typed_and_stays_what_was_typed(visits: Visits, typed: str) -> None:
    for _ in range(2):
        html = unescape(visits.page(f"/with/ada?sid={typed}"))
        handed = {parse_qs(urlsplit(link).query)["sid"][0] for link in links(html) if "sid=" in link}
        assert handed == {NOBODYS} and f'value="/with/ada?sid={typed}"' in html


def test_an_arrival_is_recorded_before_it_is_answered(visits: Visits) -> None:
    url = "/it/with/ada/for/workshops?utm_source=news&utm_campaign=may&gclid=secret&sid=m%207&aff=omar&x=1"
    html = visits.page(url, Referer="https://news.example/article?reader=7", Accept="text/html")
    seen = visits.click()
    assert seen.id == carried(html)
    assert (seen.at, seen.page, seen.language, seen.niche) == (NOON, "/it/with/ada/for/workshops", "it", "workshops")
    assert (seen.partner, seen.sid, seen.others) == ("ada", "m 7", {"aff": ["omar"]})
    assert (seen.utm, seen.click_ids) == ({"source": "news", "campaign": "may"}, ("gclid",))
    assert (seen.referrer, seen.agent, seen.headers["accept"]) == ("news.example", FIREFOX, "text/html")
    assert len(seen.plan) == 16 and len(seen.visitor) == 16
    assert "secret" not in repr(seen)


@pytest.mark.parametrize(
    "path", ["/?via=ada", "/with/ada", "/plans?aff=ada", "/customers?fpr=ada", "/ar/guides/quiet-phone?ref=ada"]
)
def test_every_kind_of_page_records(visits: Visits, path: str) -> None:
    visits.page(path)
    assert visits.click().partner == "ada"


@pytest.mark.parametrize(
    ("path", "unknown"),
    [
        ("/with/cy", "via=cy"),
        ("/with/ben", "via=ben"),
        ("/?via=cy", "via=cy"),
        ("/?sld=ben", "sld=ben"),
        ("/plans?via=", "via="),
        ("/?via=%00%0d%0a%E2%80%AEx", "via=x"),
        ("/?via=cy%40example.com", "via=[e-mail]"),
    ],
)
def test_a_referral_of_nobody_we_know_is_recorded_with_its_key(visits: Visits, path: str, unknown: str) -> None:
    html = visits.page(path)
    seen = visits.click()
    assert (seen.partner, seen.unknown) == ("", unknown)
    assert "gw_id=" not in html and "via=" not in html


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/with/made-up-1", "/"),
        ("/it/with/made-up-2/for/workshops", "/it/for/workshops"),
        ("/with/ada/for/made-up-3", "/with/ada"),
        ("/it/with/made-up-4/for/made-up-5", "/it"),
    ],
)
def test_a_visit_is_one_of_the_page_that_is_shown(visits: Visits, path: str, page: str) -> None:
    """Pages have totals for good: there are no more of them than there are pages."""
    visits.page(path)
    assert visits.click().page == page


@pytest.mark.parametrize("path", ["/", "/?utm_source=news&gclid=1", "/?ref=producthunt", "/?gw_id=clk_x", "/customers"])
def test_without_a_referral_nothing_is_recorded(visits: Visits, path: str) -> None:
    assert "public" in visits.ask(path).headers["Cache-Control"]
    assert visits.clicks() == []


@pytest.mark.parametrize(
    "path", ["/nothing?via=ada", "/EN/?via=ada", "/with/Ada", "/for/officine?via=ada", "/prices?via=ada"]
)
def test_what_is_no_page_yet_records_nothing(visits: Visits, path: str) -> None:
    assert visits.ask(path).status_code in (404, 308)
    assert visits.clicks() == []


@pytest.mark.parametrize("path", ["/with/ada", "/?via=cy", "/r/spring", "/r/nothing"])
def test_asking_for_headers_alone_is_no_visit(visits: Visits, path: str) -> None:
    head = visits.ask(path, "HEAD")
    assert visits.clicks() == []
    get = visits.ask(path)
    assert head.status_code == get.status_code
    assert without_ids(head.headers.get("Location", "")) == without_ids(get.headers.get("Location", "")).replace(
        "&gw_id=clk_", ""
    )
    assert head.headers.get("Content-Length") == get.headers.get("Content-Length") or get.status_code == 302


@pytest.mark.parametrize(
    ("path", "partner"),
    [
        ("/?via=ada", "ada"),
        ("/with/ada", "ada"),
        ("/with/omar", "omar"),  # introduced with a link to his own story
        ("/it/for/workshops?via=ada", "ada"),
        ("/ar/for/dental-labs?via=omar", "omar"),
        ("/customers?via=ada", "ada"),
        ("/ar/plans?via=ada", "ada"),
    ],
)
def test_links_of_a_visit_carry_the_partner_and_the_click(visits: Visits, path: str, partner: str) -> None:
    html = visits.page(path, Accept_Language="it")
    seen = visits.click()
    internal = [url for url in links(html) if url.startswith("/") and not url.startswith(("/static/", "/media/"))]
    assert len(internal) > 5
    for url in internal:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        assert query["gw_id"] == [seen.id], url
        assert query.get("via") == [partner] or f"/with/{partner}" in parts.path, url


@pytest.mark.parametrize(
    ("path", "link"),
    [("/plans?via=ada", "/plans?via=ada&gw_id="), ("/it/plans?via=ada", "/it/plans?via=ada&gw_id=")],
)
def test_the_partners_own_link_in_a_text_goes_on_with_the_visit(visits: Visits, path: str, link: str) -> None:
    html = visits.page(path)
    found = [url.partition("://")[2].partition("/")[2] for url in links(html) if url.startswith("http")]
    assert found and set(found) == {f"{link}{visits.click().id}".removeprefix("/")}


def test_forms_of_a_visit_carry_them_too(visits: Visits) -> None:
    html = visits.page("/?via=ada") + visits.page("/customers/chainring?via=ada")
    for seen in visits.clicks():
        assert f'name="gw_id" value="{seen.id}"' in html
    assert html.count('name="via" value="ada"') >= 2


def test_three_pages_are_one_visit(visits: Visits) -> None:
    html = visits.page("/with/ada")
    first = visits.click()
    for _ in range(3):
        url = next(url for url in links(html) if url.startswith("/customers?"))
        html = visits.page(url)
        assert carried(html) == first.id
    assert visits.clicks() == []


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        pytest.param({"User-Agent": "another"}, timedelta(), id="another browser"),
        pytest.param({}, VISIT, id="half an hour later"),
    ],
)
def test_a_link_that_is_passed_on_opens_a_click_with_a_parent(visits: Visits, changed: Any, at: timedelta) -> None:
    first = carried(visits.page("/?via=ada"))
    visits.click()
    html = visits.page(f"/plans?via=ada&gw_id={first}", at=NOON + at, **changed)
    seen = visits.click()
    assert (seen.parent, carried(html)) == (first, seen.id)
    assert seen.id != first


def test_canonical_and_previews_know_no_click(visits: Visits) -> None:
    html = visits.page("/with/ada?utm_source=x")
    head = html.split("</head>")[0]
    assert "gw_id" not in head and "clk_" not in head


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/?via=ada", {"via": "ada"}),
        ("/with/ada?utm_source=a%26b&utm_term=&sid=m7", {"utm_source": "a&b", "sid": "m7", "via": "ada"}),
        ("/it?aff=ada&gclid=XYZ&fbclid=1", {"gclid": "XYZ", "fbclid": "1", "via": "ada"}),
        ("/?via=ada&pain=rust&x=1&redirect=evil", {"via": "ada"}),
        ("/?via=ada&utm_source=%22%3E%3Cscript%3E", {"utm_source": '"><script>', "via": "ada"}),
    ],
)
def test_the_product_is_told_what_the_visitor_came_with(visits: Visits, url: str, expected: Any) -> None:
    html = visits.page(url)
    seen = visits.click()
    abroad = [urlsplit(one) for one in links(html) if one.startswith("https://go.spokewise.example/")]
    assert abroad and "<script>" not in html.split("<main")[1]
    for link in abroad:
        assert parse_qs(link.query) == {key: [value] for key, value in {**expected, "gw_id": seen.id}.items()}


def test_a_link_followed_is_recorded_once(visits: Visits) -> None:
    answer = visits.ask("/r/spring?utm_source=news&via=omar", Referer="https://news.example/")
    seen = visits.click()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert answer.headers["Location"] == (
        f"/it/for/workshops?utm_source=news&pain=rust&via=ada&sid=m7&utm_campaign=may&gw_id={seen.id}"
    )
    assert (seen.link, seen.partner, seen.sid, seen.others) == ("spring", "ada", "m7", {"via": ["omar"]})
    assert (seen.page, seen.language, seen.niche) == ("/it/for/workshops", "it", "workshops")
    html = visits.page(answer.headers["Location"], Referer="https://news.example/")
    assert visits.clicks() == []
    assert carried(html) == seen.id
    visits.page("/it/for/workshops?pain=rust&via=ada&utm_campaign=may")
    assert visits.click().plan == seen.plan, "what the link leads to is what was recorded"


@pytest.mark.parametrize("spelling", ["/r/SPRING", "/R/SPRING", "/r/spring/", "/r/Spring?a=1"])
def test_a_code_is_read_in_any_spelling(visits: Visits, spelling: str) -> None:
    assert visits.ask(spelling).headers["Location"].startswith("/it/for/workshops?")
    assert visits.click().link == "spring"


@pytest.mark.parametrize(
    ("url", "location", "link", "unknown"),
    [
        ("/r/bens?a=1", "/plans?a=1", "bens", "link=bens"),
        ("/r/nothing?a=1&a=2", "/?a=1&a=2", "", "link=nothing"),
        ("/r/" + "x" * 300, "/", "", "link=" + "x" * 120),
        ("/r/a/b", "/", "", "link=a/b"),
        ("/r/%22%3E%3Cb%3E%00", "/", "", 'link="><b>'),
    ],
)
def test_a_link_of_nobody_leads_on_and_is_kept(
    visits: Visits, url: str, location: str, link: str, unknown: str
) -> None:
    answer = visits.ask(url)
    assert (answer.status_code, answer.headers["Location"]) == (302, location)
    seen = visits.click()
    assert (seen.partner, seen.link, seen.unknown) == ("", link, unknown)


@pytest.mark.parametrize("path", ["/r", "/r/", "/r///evil.example", "/r/%0d%0aSet-Cookie:%20a"])
def test_what_holds_no_code_is_no_link(visits: Visits, path: str) -> None:
    answer = visits.ask(path)
    assert (answer.status_code, visits.clicks()) == (404, [])


def test_an_unknown_code_beside_a_partner_is_one_click(visits: Visits) -> None:
    location = visits.ask("/r/nothing?via=ada").headers["Location"]
    seen = visits.click()
    assert (seen.partner, seen.others) == ("ada", {"link": ["nothing"]})
    visits.page(location)
    assert visits.clicks() == []


def test_a_partner_suspended_amid_a_visit_is_gone_at_once(desk: Visits, visits: Visits) -> None:
    first = carried(visits.page("/with/omar"))
    visits.click()
    with desk.app.app_context():
        partners.suspend("omar", "Mina")
    directory.of(desk.app).refresh()
    html = visits.page(f"/plans?via=omar&gw_id={first}")
    seen = visits.click()
    assert (seen.partner, seen.unknown, seen.parent) == ("", "via=omar", first)
    assert "gw_id" not in html
    with desk.app.app_context():
        partners.approve("omar", "Mina")
    directory.of(desk.app).refresh()


def test_a_click_that_cannot_be_kept_has_no_id(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    clicks = visits.app.extensions["goodword.journals"].clicks
    clicks.finish()
    with monkeypatch.context() as patch:
        patch.setattr(clicks, "folder", Path("/proc/nowhere"))
        html, location = visits.page("/with/ada"), visits.ask("/r/spring").headers["Location"]
    assert "gw_id=" not in html and 'name="gw_id" value=""' in html
    assert any(url == "/customers?via=ada" for url in links(html))
    assert location.endswith("&via=ada&sid=m7&utm_campaign=may")
    assert parse(carried(visits.page("/with/ada")))


HOSTILE = [
    "%0d%0aSet-Cookie:%20a=b",
    "%00",
    "%FF%FE",
    "\xff\xfe",
    "%E2%80%AE",
    "x" * 10_000,
    "%22%3E%3Cb%3E",
    "%",
    "//evil.example",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("key", ["via", "ref", "sid", "gw_id", "utm_source", "gclid", "fpr"])
def test_nothing_in_an_address_breaks_a_page_or_leads_astray(visits: Visits, key: str, value: str) -> None:
    for path in ("/with/ada", "/", "/r/spring", "/r/nothing"):
        answer = visits.ask(f"{path}?{key}={value}")
        assert answer.status_code in (200, 302)
        location = answer.headers.get("Location", "/")
        assert location.startswith("/") and not location.startswith(("//", "/\\"))
        assert "\n" not in location and "Set-Cookie" not in answer.headers
        assert b"<b>" not in answer.data
    for seen in visits.clicks():
        assert len(repr(seen)) < 8_000 and "\0" not in repr(seen)


@pytest.mark.parametrize("value", ["x" * 10_000, "\xff\xfe", "\x7f", "-", "() { :; }; echo"])
@pytest.mark.parametrize("header", ["User-Agent", "Referer", "Accept", "Sec-Purpose", "Cookie", "Accept-Language"])
def test_nothing_in_a_header_breaks_a_page(visits: Visits, header: str, value: str) -> None:
    assert len(carried(visits.page("/with/ada", **{header: value}))) == LENGTH
    assert visits.click().partner == "ada"


def test_on_the_last_of_a_disk_a_visit_gets_its_page_and_no_id(
    visits: Visits, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clicks = journal.of(visits.app).clicks
    monkeypatch.setattr(clicks, "room", Room(clicks.folder))
    monkeypatch.setattr(room.os, "statvfs", lambda _: SimpleNamespace(f_frsize=1, f_blocks=1000, f_bavail=49))
    html = visits.page("/with/ada")
    assert "via=ada" in html and "gw_id=clk_" not in html
    assert visits.page("/with/ada") and visits.clicks() == []
    assert len(caplog.records) == 1
