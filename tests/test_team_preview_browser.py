"""Previews in a real browser: chosen, explained, shared, in left-to-right and right-to-left; usable by everyone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_pages import Visit, check, go_on, until, visiting
from browser_site import FOLDER
from people import browser_sign_in
from playwright.sync_api import Browser, Page
from test_pages_everyone import looks
from test_pages_html import accepted, checked

LANGUAGES = ("en", "ar")
WORDS = {
    "en": {"show": "Show this page", "share": "Share", "card": "Link card", "days": "7 days", "ended": "opens nothing"},
    "ar": {
        "show": "اعرض هذه الصفحة",
        "share": "شارك",
        "card": "بطاقة الرابط",
        "days": "7 أيام",
        "ended": "لا يفتح شيئًا",
    },
}
# What the checker says that is no mistake: it is older than the one, and warns of browsers older than itself.
NOT_WRONG = (
    "Attribute “name” not allowed on element “details”",
    "Attribute “inert” not allowed on element “form”",
    "is not supported in all browsers",
)
STATES = (
    "/team/preview?page=/for/agencies&via=ada&drafts=1",
    "/team/preview?page=/customers/harbor&lang=it&share=7",
    "/team/preview?page=/customers/quillmark&via=nobody&at=soon",
    "/team/preview?page=/guides&lang=ar",
)


def signed_in(visit: Visit, language: str) -> Page:
    var = Path(os.environ[FOLDER]) / "var"
    browser_sign_in(visit.page, visit.site, var, f"mina.{language}@steadily.example", language=language)
    return visit.page


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visit(browser: Browser, site: str, language: str) -> Iterator[Visit]:
    with visiting(browser, site, locale=language) as visit:
        yield visit


def test_a_marketer_chooses_asks_why_and_shares(browser: Browser, visit: Visit, language: str) -> None:
    words, page = WORDS[language], signed_in(visit, language)
    visit.open("/team/preview")
    page.locator("#pv-page").select_option("/for/agencies")
    page.locator("#pv-via").select_option("ada")
    page.locator("#pv-lang").select_option("it")
    go_on(page, page.get_by_role("button", name=words["show"]))
    page.wait_for_url("**/team/preview?page=/for/agencies&via=ada&lang=it")
    assert page.locator("html").get_attribute("lang") == "it"
    assert page.locator(".pv").get_attribute("lang") == language

    why = page.locator(".pv-why").nth(1)
    why.locator("summary").first.click()
    assert why.locator(".pv-parts").first.is_visible()
    assert page.locator(".pv-panel:visible").count() == 0

    go_on(page, page.locator("main a[href^='/team/preview']").first)
    page.wait_for_url("**&via=ada&lang=it")
    page.locator(".pv-menu > summary", has_text=words["card"]).click()
    card = page.locator(".pv-card-large img")
    until(page, lambda: card.evaluate("(image) => image.complete && image.naturalWidth") == 1200)

    page.keyboard.press("Escape")
    page.locator(".pv-menu > summary", has_text=words["share"]).click()
    go_on(page, page.get_by_role("button", name=words["days"]))
    page.wait_for_url("**share=7")
    url = str(page.locator(".pv-menu[open] button[data-copy]").get_attribute("data-copy"))
    assert visit.trouble == []
    with visiting(browser, visit.site, locale=language) as guest:
        seen = guest.open(url.removeprefix(visit.site))
        assert seen.locator("h1").inner_text() == page.locator("h1").inner_text()
        assert seen.locator(".pv-form, .pv-why").count() == 0
        assert seen.locator("main a[href^='/']").count() == 0
        assert (guest.trouble, seen.context.cookies()) == ([], [])
        answer = seen.goto(url[:-2])
        assert answer and answer.status == 403
        assert words["ended"] in seen.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("address", "opened"), [*zip(STATES, (0, 4, 0, 2), strict=True)], ids=("reasons", "share", "absence", "card")
)
def test_a_preview_is_for_everyone(visit: Visit, language: str, address: str, opened: int) -> None:
    """With the reasons of one section unfolded, and one panel of the bar open."""
    page = signed_in(visit, language)
    visit.open(address)
    page.evaluate(
        "document.querySelectorAll('.pv-why')[2]?.querySelectorAll('details').forEach((d) => { d.open = true; })"
    )
    page.evaluate("(number) => { document.querySelectorAll('.pv-menu')[number].open = true; }", opened)
    assert looks(page) == {}
    assert check(page, "left") == []
    assert visit.trouble == []


def test_it_works_without_scripts(browser: Browser, site: str) -> None:
    with visiting(browser, site, java_script_enabled=False, viewport={"width": 390, "height": 800}) as visit:
        page = signed_in(visit, "en")
        visit.open("/team/preview")
        page.locator("#pv-address").fill("/ar/with/ada/for/agencies?pain=late-renewals")
        go_on(page, page.get_by_role("button", name="Show this page"))
        assert page.url.endswith("/team/preview?page=/for/agencies&via=ada&pain=late-renewals&lang=ar")
        page.locator(".pv-menu > summary", has_text="Edit").click()
        assert page.get_by_text("content/niches/agencies.ar.md").first.is_visible()


def test_the_page_stands_as_visitors_see_it(browser: Browser, site: str) -> None:
    """The bar's sheet changes nothing of the page: every section is as wide and as high as on the site."""
    sizes = "() => [...document.querySelectorAll('main > section')].map((s) => [s.offsetWidth, s.offsetHeight])"
    with visiting(browser, site, viewport={"width": 1280, "height": 900}) as visit:
        page = signed_in(visit, "en")
        visit.open("/with/ada/for/agencies")
        live = page.evaluate(sizes)
        visit.open("/team/preview?page=/for/agencies&via=ada")
        assert page.evaluate(sizes) == live and len(live) > 4


def test_every_preview_is_valid_html(browser: Browser, site: str, tmp_path: Path) -> None:
    with visiting(browser, site) as visit:
        for language in LANGUAGES:
            page = signed_in(visit, language)
            for number, address in enumerate(STATES):
                answer = page.request.get(site + address)
                assert answer.status == 200
                (tmp_path / f"{language}{number}.html").write_bytes(answer.body())
    wrong = [message for message in checked(tmp_path) if not accepted(message)]
    assert [one["message"] for one in wrong if not any(said in one["message"] for said in NOT_WRONG)] == []
