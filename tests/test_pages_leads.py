"""From a partner's link to a lead in a real browser: without a cookie, with one, with mistakes, by keyboard alone."""

import json
import os
import re
import sqlite3
import time
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import browser_site
import pytest
from browser_hostile import BREAKS
from browser_pages import check, go_on, visiting
from playwright.sync_api import Browser, Page, expect
from test_content_sanitizing import SPELLINGS
from test_pages_everyone import looks
from test_pages_hostile import WATCH
from test_pages_html import accepted, checked

THANKS = re.compile(r"/leads/thanks(\?|$)")
STORED = "JSON.stringify([localStorage.length, sessionStorage.length, document.cookie])"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with visiting(browser, site, locale="en", viewport={"width": 1280, "height": 900}) as visit:
        yield visit.page


def test_without_a_cookie_a_lead_three_pages_later_is_the_partner_s(page: Page, site: str) -> None:
    page.goto(f"{site}/for/agencies?via=ada")
    click = parse_qs(urlsplit(page.locator(".site-nav a").first.get_attribute("href") or "").query)["gw_id"][0]
    go_on(page, page.locator(".site-nav a").first)
    go_on(page, page.locator("main a[href^='/customers/']").first)
    page.wait_for_url("**/customers/*via=ada*")
    page.locator(".lead-form").scroll_into_view_if_needed()
    email = fill(page)
    go_on(page, page.get_by_role("button", name="Send my request"))
    page.wait_for_url(THANKS)
    assert parse_qs(urlsplit(page.url).query) == {"via": ["ada"], "gw_id": [click]}
    assert page.context.cookies() == [] and json.loads(page.evaluate(STORED)) == [0, 0, ""]
    assert credited(email) == ("ada", click, "click")


def test_the_groups_of_a_number_in_arabic_digits_stay_in_order(page: Page, site: str) -> None:
    page.goto(f"{site}/ar/pricing")
    page.locator(".form-more > summary").click()
    number = page.locator("[name=phone]")
    expect(number).to_have_css("direction", "ltr")
    expect(number).to_have_css("unicode-bidi", "bidi-override")


def test_the_page_that_a_link_leads_into_gets_no_frame(page: Page, site: str) -> None:
    page.goto(f"{site}/pricing")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.locator("main")).to_have_css("outline-style", "none")


def test_reading_on_again_and_back_sends_nothing_twice(page: Page, site: str) -> None:
    page.goto(f"{site}/pricing")
    email = fill(page)
    go_on(page, page.get_by_role("button", name="Send my request"))
    page.wait_for_url(THANKS)
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".thanks-booking a")).to_have_attribute("href", re.compile("^https://"))
    assert rows(
        "SELECT count(*) FROM lead_event JOIN lead ON lead.id = lead_id WHERE what = 'given' AND email = ?", email
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_yes_is_a_cookie_and_can_be_taken_back(browser: Browser, site: str, scripts: bool) -> None:
    with visiting(browser, site, locale="en", java_script_enabled=scripts) as visit:
        page = visit.page
        page.goto(f"{site}/with/ada")
        go_on(page, page.get_by_role("button", name="Yes, remember"))
        expect(page.locator(".consent-bar")).to_have_count(0)
        (cookie,) = page.context.cookies()
        assert cookie["name"] == "gw" and cookie["httpOnly"] and cookie["sameSite"] == "Lax"
        assert cookie["expires"] == pytest.approx(time.time() + 90 * 86_400, abs=120)
        page.goto(f"{site}/pricing")
        go_on(page, page.get_by_role("button", name="Forget it"))
        expect(page.locator(".consent-kept")).to_have_count(0)
        assert page.context.cookies() == [] and urlsplit(page.url).path == "/pricing"


def test_a_no_is_not_asked_again_and_costs_nothing(page: Page, site: str) -> None:
    page.goto(f"{site}/with/ada?pain=late-renewals")
    yes, no = (page.get_by_role("button", name=name).bounding_box() for name in ("Yes, remember", "No, thank you"))
    assert yes and no and (yes["width"], yes["height"]) == pytest.approx((no["width"], no["height"]), abs=1)
    go_on(page, page.get_by_role("button", name="No, thank you"))
    expect(page.locator(".consent-bar")).to_have_count(0)
    (cookie,) = page.context.cookies()
    assert (cookie["value"], cookie["expires"]) == ("1~no", -1)
    assert "pain=late-renewals" in page.url
    page.goto(f"{site}/with/ben")
    expect(page.locator(".consent-bar")).to_have_count(0)


@pytest.mark.parametrize(("language", "send"), [("en", "Send my request"), ("ar", "إرسال الطلب")])
def test_mistakes_are_mended_by_keyboard_alone(browser: Browser, site: str, language: str, send: str) -> None:
    prefix = "" if language == "en" else f"/{language}"
    with visiting(browser, site, locale=language, viewport={"width": 390, "height": 844}) as visit:
        page = visit.page
        page.goto(f"{site}{prefix}/with/ada")
        page.locator("#lead-name").focus()
        type_on(page, ["سارة 👋" if language == "ar" else "Cy Nobody", "", "cy@example", "Hello"])
        go_on(page, page.get_by_role("button", name=send), "Enter")
        expect(page.locator("#lead-summary")).to_be_focused()
        assert page.locator("#lead-summary").evaluate("(one) => one.getBoundingClientRect().bottom <= innerHeight"), (
            "at once, and not scrolled there past all of the page"
        )
        assert page.locator("#lead-email").input_value() == "cy@example"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#lead-email")).to_be_focused()
        email = new_email()
        page.keyboard.press("Control+a")
        page.keyboard.type(email)
        page.locator("#lead-consent").focus()
        page.keyboard.press("Space")
        go_on(page, page.get_by_role("button", name=send), "Enter")
        page.wait_for_url(THANKS)
        assert page.locator("html").get_attribute("lang") == language
        assert credited(email)[0] == "ada"


def test_a_number_in_arabic_digits_is_kept_in_latin_ones(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="ar") as visit:
        page = visit.page
        page.goto(f"{site}/ar/pricing")
        email = fill(page)
        page.locator(".form-more summary").click()
        page.locator("#lead-phone").fill("+٩٧١ ٥٠ ١٢٣ ٤٥٦٧")
        page.locator("#lead-channel").select_option("whatsapp")
        go_on(page, page.locator(".lead-form .button"))
        page.wait_for_url(THANKS)
        assert rows("SELECT phone, channel FROM lead WHERE email = ?", email) == [("+971 50 123 4567", "whatsapp")]


def test_people_do_not_meet_the_trap(page: Page, site: str) -> None:
    page.goto(f"{site}/pricing")
    expect(page.locator("[name=hp]")).to_be_hidden()
    assert "Leave this empty" not in page.locator(".lead-form").aria_snapshot()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_said_after_a_mistake_is_for_everyone(browser: Browser, site: str, language: str) -> None:
    prefix = "" if language == "en" else f"/{language}"
    with visiting(browser, site, locale=language) as visit:
        page = visit.page
        page.goto(f"{site}{prefix}/with/ada")
        page.locator("#lead-email").fill("cy@")
        page.locator(".form-more summary").click()
        page.locator("#lead-phone").fill("soon")
        go_on(page, page.locator(".lead-form .button"))
        expect(page.locator("#lead-phone")).to_be_visible()
        assert looks(page) == {}
        assert check(page, "left") == []
        page.goto(f"{site}{prefix}/with/ada")
        go_on(page, page.locator(".consent-bar button").first)
        expect(page.locator(".consent-kept")).to_be_visible()
        assert looks(page) == {}


def test_what_is_said_after_a_mistake_is_valid_html(site: str, tmp_path: Path) -> None:
    fields = {"page": "/with/ada", "name": 'Cy "<b>', "email": "cy@", "phone": "soon", "message": "</textarea>"}
    for language in ("", "/it", "/ar"):
        for page in (f"{language}/with/ada", ""):
            connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"{language}/leads", urlencode(fields | {"page": page}), headers)
            answer = connection.getresponse()
            assert answer.status == 422
            (tmp_path / f"{language[1:]}{len(page)}.html").write_bytes(answer.read())
            connection.close()
    assert [message["message"] for message in checked(tmp_path) if not accepted(message)] == []


def test_nothing_typed_runs(browser: Browser, site: str) -> None:
    """Every attack in every field, all of it shown again: with our policy, and with nothing but the escaping."""
    attacks = [*BREAKS, *(one for one in SPELLINGS if one.isprintable())]
    for bypassed in (False, True):
        with visiting(browser, site, alone=True, bypass_csp=bypassed) as visit:
            page = visit.page
            page.add_init_script(WATCH)
            page.goto(f"{site}/with/ada")
            page.locator(".form-more summary").click()
            for name, attack in zip(("name", "company", "email", "phone", "heard_from"), attacks, strict=False):
                page.locator(f"#lead-{name}").fill(attack)
            page.locator("#lead-message").fill("\n".join(attacks))
            page.locator("[name=page], [name=hp]").evaluate_all(
                "(all) => all.forEach((one) => { one.value = '\"><script>alert(1)</script>'; })"
            )
            go_on(page, page.locator(".lead-form .button"))
            page.wait_for_url("**/leads")
            assert "<script>alert(1)</script>" in page.locator("#lead-message").input_value()
            assert page.locator("main script, main img").count() == 0
            assert page.evaluate("ran") == []


def fill(page: Page) -> str:
    """Fills in what is needed; the address, which is nobody else's."""
    email = new_email()
    page.locator("#lead-name").fill("Cy Nobody")
    page.locator("#lead-email").fill(email)
    page.locator("#lead-consent").check()
    return email


def new_email() -> str:
    return f"cy.{uuid.uuid4().hex}@example.com"


def type_on(page: Page, words: list[str]) -> None:
    """Into one field after the other, from where the focus is."""
    for word in words:
        page.keyboard.insert_text(word)
        page.keyboard.press("Tab")


def credited(email: str) -> tuple[str, ...]:
    """Partner, click and evidence that a lead is credited by, as soon as it is."""
    (found,) = rows(
        "SELECT partner.slug, credit.click_id, credit.evidence FROM lead JOIN credit ON credit.subject_id = lead.id"
        " JOIN partner ON partner.id = credit.partner_id WHERE lead.email = ? ORDER BY credit.id DESC LIMIT 1",
        email,
    )
    return found


def rows(query: str, email: str) -> list[tuple[str, ...]]:
    """What the database holds; it is a moment behind the journal."""
    database = Path(os.environ[browser_site.FOLDER]) / "var" / "goodword.db"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        found: list[tuple[str, ...]] = connection.execute(query, (email,)).fetchall()
        connection.close()
        if found and found[0][0]:
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing came into the database of {email}")
