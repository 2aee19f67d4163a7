"""Pages without JavaScript: menus, questions, languages, and the offer of another one."""

import re
from collections.abc import Iterator

import pytest
from browser_pages import KINDS, LANGUAGES, Visit, address, visiting
from playwright.sync_api import Browser, expect

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """An English reader with a phone that runs no scripts."""
    with visiting(browser, site, locale="en", java_script_enabled=False, viewport=PHONE) as visit:
        yield visit


def test_a_menu_opens_leads_on_and_closes(visit: Visit) -> None:
    page = visit.open(address("home", "en"))
    menu = page.locator(".site-menu")
    expect(menu.locator("nav")).to_be_hidden()
    menu.locator("summary").click()
    expect(menu.locator("nav")).to_be_visible()
    menu.locator("summary").click()
    expect(menu.locator("nav")).to_be_hidden()
    menu.locator("summary").click()
    menu.get_by_role("link").first.click()
    expect(page).not_to_have_url(visit.site + "/")
    assert visit.trouble == []


def test_a_question_shows_its_answer(visit: Visit) -> None:
    page = visit.open(address("home", "en"))
    for question in page.locator(".faq").all():
        expect(question.locator(".prose")).to_be_hidden()
        question.locator("summary").click()
        expect(question.locator(".prose")).to_be_visible()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not found"])
def test_the_switcher_leads_to_this_page_in_each_language(visit: Visit, kind: str) -> None:
    for language in (*LANGUAGES[1:], LANGUAGES[0]):
        page = visit.open(address(kind, LANGUAGES[0]))
        page.locator(".languages > summary").click()
        page.locator(f".languages a[hreflang={language}]").click()
        expect(page).to_have_url(re.compile(re.escape(visit.site + address(kind, language)) + r"([?&]gw_id=\w+)?$"))
        expect(page.locator("html")).to_have_attribute("lang", language)
    assert visit.trouble == []


def test_the_offer_of_another_language_can_be_taken_or_hidden(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="it", java_script_enabled=False, viewport=PHONE) as visit:
        page = visit.open(address("niche", "en"))
        bar = page.locator(".language-bar")
        bar.get_by_role("link").click()
        expect(page).to_have_url(site + address("niche", "it"))
        expect(page.locator(".language-bar")).to_have_count(0)
        page = visit.open(address("niche", "en"))
        bar.locator("summary").click()
        expect(bar).to_be_hidden()
        assert page.context.cookies() == []
        assert visit.trouble == []


def test_scripts_add_no_words(browser: Browser, visit: Visit) -> None:
    with visiting(browser, visit.site, locale="en", viewport=PHONE) as scripted:
        for kind in KINDS:
            path = address(kind, "en")
            plain, more = visit.open(path), scripted.open(path)
            more.eval_on_selector_all("[data-copy]", "buttons => buttons.forEach(button => button.remove())")
            assert plain.inner_text("body") == more.inner_text("body"), kind
