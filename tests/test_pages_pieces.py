"""Pieces of a page in a real browser: text of another language, and words with a hyphen in narrow columns."""

import pytest
from browser_pages import stay, visiting
from playwright.sync_api import Browser

FOREIGN = """() => [...document.querySelectorAll("main :is(p, h2, h3)")]
    .filter(block => !/[\u0600-\u06ff]/.test(block.textContent) && block.textContent.trim().length > 60)
    .map(block => [getComputedStyle(block).direction, block.closest("[lang]").lang, block.textContent.trim()])"""
BROKEN = """() => {
    const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode());)
        for (const word of text.textContent.matchAll(/e-mail/gi)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].filter(box => box.width).map(box => Math.round(box.top)));
            if (lines.size > 1) found.push(text.textContent.trim());
        }
    return found;
}"""


@pytest.mark.parametrize("path", ["/ar/refer", "/ar/guides"])
def test_a_text_of_another_language_runs_and_is_aligned_in_its_own_direction(
    browser: Browser, site: str, path: str
) -> None:
    with visiting(browser, site, locale="ar") as visit:
        visit.page.goto(f"{site}{path}")
        stay(visit.page)
        found = visit.page.evaluate(FOREIGN)
        assert found and all((direction, lang) == ("ltr", "en") for direction, lang, _ in found), found


@pytest.mark.parametrize("path", ["/", "/refer"])
def test_no_line_ends_within_a_word_however_narrow_the_column(browser: Browser, site: str, path: str) -> None:
    with visiting(browser, site, locale="en") as visit:
        page = visit.page
        page.goto(f"{site}{path}")
        stay(page)
        for width in range(300, 400, 6):
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(BROKEN), width
