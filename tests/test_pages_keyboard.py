"""Pages by keyboard alone."""

from collections.abc import Iterator

import pytest
from browser_pages import KINDS, LANGUAGES, Visit, address, check, until, visiting
from playwright.sync_api import Browser, expect


@pytest.fixture
def visit(browser: Browser, site: str, language: str) -> Iterator[Visit]:
    with visiting(browser, site, locale=language, viewport={"width": 1280, "height": 800}) as visit:
        yield visit


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_key_offers_to_skip_to_the_content(visit: Visit, language: str) -> None:
    page = visit.open(address("home", language))
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_focus_goes_everywhere_and_is_always_seen(visit: Visit, kind: str, language: str) -> None:
    page = visit.open(address(kind, language))
    unseen = []
    for _ in range(300):
        page.keyboard.press("Tab")
        focus = check(page, "focus")
        if focus is None:
            break
        if not focus["seen"]:
            unseen.append(focus["what"])
    else:
        pytest.fail("the focus never leaves the page")
    assert unseen == []
    assert check(page, "missed") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_open_on_enter_and_close_on_escape(visit: Visit, language: str) -> None:
    page = visit.open(address("home", language))
    menu, button = page.locator(".languages"), page.locator(".languages > summary")
    button.focus()
    page.keyboard.press("Enter")
    expect(menu.locator("nav")).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("nav")).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("language", ["en"])
def test_a_question_opens_on_enter_and_on_space(visit: Visit, language: str) -> None:
    page = visit.open(address("home", language))
    question = page.locator(".faq").first
    for key, shown in (("Enter", True), ("Space", False)):
        question.locator("summary").focus()
        page.keyboard.press(key)
        expect(question.locator(".prose")).to_be_visible(visible=shown)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_arrows_move_through_the_quotes(visit: Visit, language: str) -> None:
    page = visit.open(address("home", language))
    page.locator(".quote-row").focus()
    assert check(page, "quotes") == [True, False]
    onward, back = ("ArrowLeft", "ArrowRight") if language == "ar" else ("ArrowRight", "ArrowLeft")
    page.keyboard.press(onward)
    until(page, lambda: check(page, "quotes") == [False, True])
    page.keyboard.press(back)
    until(page, lambda: check(page, "quotes") == [True, False])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_leads_to_its_quote(visit: Visit, language: str) -> None:
    page = visit.open(address("home", language))
    page.locator(".quote-names a").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".quote").nth(1)).to_be_in_viewport(ratio=0.9)
    until(page, lambda: check(page, "quotes") == [False, True])
