"""Pages where motion is unwelcome, on paper, and from right to left."""

import re
from collections.abc import Iterator

import pytest
from browser_pages import KINDS, LANGUAGES, Visit, address, check, visiting
from playwright.sync_api import Browser, expect

# A4 less its margins, in CSS pixels.
SHEET = {"width": 680, "height": 980}


@pytest.fixture
def visit(browser: Browser, site: str, language: str) -> Iterator[Visit]:
    with visiting(browser, site, locale=language, viewport={"width": 1280, "height": 800}) as visit:
        yield visit


def test_nothing_moves_where_motion_is_unwelcome(browser: Browser, site: str) -> None:
    for choice, most, scrolls in (("reduce", 0, "auto"), ("no-preference", 150, "smooth")):
        with visiting(browser, site, locale="en", reduced_motion=choice) as visit:
            longest, scrolling = check(visit.open(address("home", "en")), "motion")
            assert longest <= most
            assert scrolling == scrolls


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_shows_everything(visit: Visit, language: str) -> None:
    visit.page.emulate_media(media="print", color_scheme="dark")
    visit.page.set_viewport_size(SHEET)
    found = {kind: check(visit.open(address(kind, language)), "offPaper") for kind in KINDS}
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_has_the_answers_and_no_dark(visit: Visit, language: str) -> None:
    visit.page.emulate_media(media="print", color_scheme="dark")
    page = visit.open(address("home", language))
    for answer in page.locator(".faq > .prose").all():
        assert answer.bounding_box(), "an answer is missing on paper"
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert min(map(int, re.findall(r"\d+", paper)[:3])) > 240, paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_page_is_printed(visit: Visit, language: str) -> None:
    assert visit.open(address("home", language)).pdf(format="A4").startswith(b"%PDF-")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_starts_where_reading_starts(visit: Visit, language: str, width: int) -> None:
    page = visit.open(address("partner who is a customer", language))
    page.set_viewport_size({"width": width, "height": 800})
    rtl = language == "ar"
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if rtl else "ltr")
    distance = "(one) => { const box = one.getBoundingClientRect(); return [box.left, innerWidth - box.right]; }"
    for name, at_start in ((".logo", True), (".languages", False)):
        left, right = page.locator(name).evaluate(distance)
        assert (left < right) == (at_start != rtl), f"{name} is on the wrong side"
    if width > 390:
        (words, _), (proof, _) = (page.locator(one).evaluate(distance) for one in (".hero-words", ".hero-proof"))
        assert (words < proof) != rtl


@pytest.mark.parametrize("language", ["ar"])
def test_numbers_stand_from_left_to_right(visit: Visit, language: str) -> None:
    for kind in KINDS:
        page = visit.open(address(kind, language))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert check(page, "turned") == [], kind


@pytest.mark.parametrize("language", ["ar"])
def test_bars_grow_from_where_reading_starts(visit: Visit, language: str) -> None:
    page = visit.open(address("customer", language))
    for chart in page.locator("svg.chart").all():
        right = "(one) => one.getBoundingClientRect().right"
        edges = [bar.evaluate(right) for bar in chart.locator("rect").all()]
        assert max(edges) - min(edges) < 1, "bars have one start"
        assert abs(edges[0] - chart.evaluate(right)) < 1
