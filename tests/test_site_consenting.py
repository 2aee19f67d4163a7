"""The question whether a browser may remember who sent it: asked where it makes sense, answered once, taken back."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from factories import add_partner
from flask import Flask
from leads import afresh, hidden, kept, opened, send, workshop

BAR, KEPT = '<aside class="consent-bar"', '<form class="consent-kept"'


@pytest.fixture
def app() -> Flask:
    """A touch counts for 45 days in the program that Ada is in."""
    return afresh(workshop())


def fields_of(html: str) -> dict[str, str]:
    """What the bar of a page would send."""
    bar = html[html.index(BAR) :].partition("</aside>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', bar.replace("&amp;", "&")))


def answered(app: Flask, choice: str, cookie: str = "", path: str = "/with/ada?pain=no-shows") -> Any:
    """What comes of pressing one of the buttons on a page."""
    html = opened(app, path, cookie=cookie).text if not cookie else ""
    brought = fields_of(html) if html else {"back": path}
    return send(app, "/consent", brought | {"choice": choice}, cookie=cookie)


def brought(answer: Any) -> str:
    return str(answer.headers["Set-Cookie"].partition(";")[0])


@pytest.mark.parametrize(
    ("path", "days"), [("/with/ada", "45 days"), ("/it/plans?via=ada", "45 giorni"), ("/ar?via=ada", "٤٥")]
)
def test_who_was_sent_is_asked_for_how_long_and_about_whom(app: Flask, path: str, days: str) -> None:
    html = opened(app, path).text
    bar = html[html.index(BAR) :].partition("</aside>")[0]
    assert days in bar and "<bdi>Ada &lt;Bright&gt;</bdi>" in bar and "Spokewise" in bar
    assert re.search(r'href="(/\w\w)?/privacy\?via=ada&amp;gw_id=clk_', bar)
    assert KEPT not in html


def test_saying_no_is_as_easy_as_saying_yes(app: Flask) -> None:
    html = opened(app, "/with/ada").text
    buttons = re.findall(r"<button ([^>]*)>", html[html.index(BAR) :].partition("</aside>")[0])
    assert [re.sub(r'value="\w+"', "", one) for one in buttons] == [
        'class="consent-bar-button" type="submit" name="choice" '
    ] * 2


@pytest.mark.parametrize("path", ["/", "/plans", "/customers", "/?utm_campaign=x", "/?via=nobody", "/with/nobody"])
def test_who_was_sent_by_nobody_we_know_is_not_asked(app: Flask, path: str) -> None:
    answer = opened(app, path)
    assert BAR not in answer.text and "Set-Cookie" not in answer.headers


def test_reading_sets_no_cookie(app: Flask) -> None:
    for path in ("/with/ada", "/plans?via=ada", "/leads/thanks?via=ada"):
        assert "Set-Cookie" not in opened(app, path).headers


def test_a_yes_is_remembered_and_leads_back_without_a_new_arrival(app: Flask) -> None:
    answer = answered(app, "yes")
    assert answer.status_code == 303 and "Max-Age=3888000" in answer.headers["Set-Cookie"]
    back = answer.headers["Location"]
    assert back.startswith("/with/ada?pain=no-shows&gw_id=clk_")
    html = opened(app, back, cookie=brought(answer))
    assert BAR not in html.text and KEPT in html.text and "15 August 2026" in html.text
    assert "Set-Cookie" not in html.headers
    assert len(kept(app.extensions["goodword.settings"].var, "clicks")) == 1


def test_after_a_yes_later_arrivals_are_remembered_too(app: Flask) -> None:
    first = answered(app, "yes")
    second = opened(app, "/with/ben", cookie=brought(first))
    lead = send(app, cookie=brought(second))
    assert lead.status_code == 303
    (fact,) = kept(app.extensions["goodword.settings"].var, "facts")
    assert [(touch["kind"], touch["partner"]) for touch in fact["touches"]] == [("cookie", "ada"), ("cookie", "ben")]


def product_links(app: Flask, cookie: str) -> set[str]:
    """Where the start page, opened without a referral, leads at the product."""
    html = unescape(opened(app, "/", cookie=cookie).text)
    return set(re.findall(r'href="https://go\.spokewise\.example/start([^"]*)"', html))


def test_who_comes_back_by_themselves_takes_along_to_the_product_who_sent_them_last(app: Flask) -> None:
    first = answered(app, "yes")
    adas = first.headers["Location"].partition("gw_id=")[2]
    assert product_links(app, brought(first)) == {f"?via=ada&gw_id={adas}"}
    second = opened(app, "/with/ben", cookie=brought(first))
    assert product_links(app, brought(second)) == {f"?via=ben&gw_id={hidden(second.text)['gw_id']}"}


def test_who_said_no_takes_nothing_along_to_the_product(app: Flask) -> None:
    assert product_links(app, brought(answered(app, "no"))) == {""}


def test_a_no_is_kept_until_the_browser_closes_and_nobody_asks_again(app: Flask) -> None:
    answer = answered(app, "no")
    assert "Max-Age" not in answer.headers["Set-Cookie"] and brought(answer) == "gw=1~no"
    html = opened(app, "/with/ada", cookie=brought(answer))
    assert BAR not in html.text and KEPT not in html.text and "Set-Cookie" not in html.headers


def test_a_no_does_not_keep_a_lead_from_being_credited(app: Flask) -> None:
    no = brought(answered(app, "no"))
    send(
        app,
        fields={
            "name": "Cy",
            "email": "cy@example.com",
            "consent": "1",
            **hidden(opened(app, "/with/ada", cookie=no).text),
        },
    )
    (fact,) = kept(app.extensions["goodword.settings"].var, "facts")
    assert [touch["kind"] for touch in fact["touches"]] == ["click"]


def test_a_yes_can_be_taken_back_on_every_page(app: Flask) -> None:
    yes = brought(answered(app, "yes"))
    for path in ("/", "/plans", "/it/customers", "/leads/thanks", "/privacy"):
        assert KEPT in opened(app, path, cookie=yes).text
    answer = answered(app, "forget", yes, "/plans")
    assert answer.headers["Location"] == "/plans"
    assert answer.headers["Set-Cookie"].startswith("gw=; Max-Age=0;")


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_with_our_cookie_no_page_is_for_others(app: Flask, choice: str) -> None:
    cookie = brought(answered(app, choice))
    answer = opened(app, "/plans", cookie=cookie)
    assert answer.headers["Cache-Control"] == "private, no-cache" and "ETag" not in answer.headers
    assert "ETag" in opened(app, "/plans").headers


def test_a_cookie_that_we_did_not_write_is_ignored(app: Flask) -> None:
    cookie = brought(answered(app, "yes"))
    for wrong in (cookie + "0", cookie.replace("ada", "ben"), "gw=1~yes"):
        answer = opened(app, "/plans", cookie=wrong)
        assert KEPT not in answer.text and "ETag" in answer.headers


def test_where_nobody_is_to_be_asked_there_is_no_bar_and_no_cookie(
    make_app: Callable[..., Flask], sqlite_url: str
) -> None:
    app = make_app(database_url=sqlite_url, cookie_consent="never")
    add_partner(app, "ada")
    assert BAR not in opened(app, "/with/ada").text
    answer = send(app, "/consent", {"choice": "yes", "via": "ada", "gw_id": "clk_" + "a" * 32, "back": "/plans"})
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/plans")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"choice": "maybe"},
        {"choice": "yes"},
        {"choice": "yes", "via": "ada", "gw_id": "clk_x"},
        {"choice": "yes", "via": "cy", "gw_id": "clk_" + "a" * 32},
    ],
)
def test_what_is_no_answer_changes_nothing(app: Flask, fields: dict[str, str]) -> None:
    answer = send(app, "/consent", {"back": "/plans"} | fields)
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/plans")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "back",
    [
        "",
        "evil",
        "//evil.example",
        "///evil.example",
        "https://evil.example",
        "http:/evil",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/ /evil",
        "/\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "/" + "a" * 1_000,
    ],
)
def test_nobody_is_sent_to_another_site(app: Flask, back: str) -> None:
    answer = send(app, "/consent", {"choice": "no", "back": back})
    assert answer.headers["Location"] == "/"


LONG = "utm_content=" + "x" * 600
CLICK = "clk_" + "a" * 32


@pytest.mark.parametrize(
    ("back", "via", "gw_id", "expected"),
    [
        pytest.param(f"/plans?via=ada&{LONG}", "ada", CLICK, f"/plans?via=ada&gw_id={CLICK}", id="too long"),
        pytest.param(f"/with/ada?{LONG}", "ada", CLICK, f"/with/ada?gw_id={CLICK}", id="the path names the partner"),
        pytest.param(f"/it/with/ada?{LONG}", "ada", "", "/it/with/ada", id="in every language, and without a click"),
        pytest.param(f"/plans?{LONG}", "", "", "/plans", id="nothing else"),
        pytest.param("/plans?via=ada&utm_term=a|b", "ada", CLICK, f"/plans?via=ada&gw_id={CLICK}", id="odd letters"),
        pytest.param("/plans?a=\r\nSet-Cookie: x=1", "", "", "/plans", id="a header"),
        pytest.param(f"//evil.example?{LONG}", "ada", CLICK, "/", id="another site"),
        pytest.param(f"https://evil.example/?{LONG}", "ada", CLICK, "/", id="another site in full"),
        pytest.param("/\\evil.example?a", "", "", "/", id="another site by a back slash"),
    ],
)
def test_of_a_query_that_cannot_go_back_who_sent_the_visitor_is_left(
    app: Flask, back: str, via: str, gw_id: str, expected: str
) -> None:
    answer = send(app, "/consent", {"choice": "no", "back": back, "via": via, "gw_id": gw_id})
    assert answer.headers["Location"] == expected


def test_other_sites_cannot_answer(app: Flask) -> None:
    answer = send(app, "/consent", {"choice": "no"}, origin="https://evil.example")
    assert answer.status_code == 403 and "Set-Cookie" not in answer.headers


def test_opening_the_address_leads_home(app: Flask) -> None:
    for method in ("GET", "HEAD"):
        answer = app.test_client().open("/consent", method=method)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_under_https_the_cookie_is_this_host_s_alone(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    app = make_app(database_url=sqlite_url, base_url="https://www.spokewise.example", trusted_hosts="localhost")
    answer = send(app, "/consent", {"choice": "no"})
    assert brought(answer) == "__Host-gw=1~no" and answer.headers["Set-Cookie"].endswith("; Secure")
