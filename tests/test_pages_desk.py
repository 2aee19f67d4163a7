"""The desk in a real browser: usable by everyone, in every language, on paper, without scripts."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from browser_pages import LANGUAGES, Visit, check, go_on, stay, visiting
from browser_site import serving
from people import browser_sign_in, database_of
from playwright.sync_api import Browser
from recording import MORNING, form, lead, record, refund, sale
from team_company import files, write
from test_pages_everyone import looks
from test_pages_html import checked

from goodword.referrals.natural_ids import lead_id, sale_id

SCREENS = {
    "today": "/team",
    "content": "/team/content",
    "narrowed to nothing": "/team/content?q=zzz",
    "receipt": "/team/content/case-study/kerb",
    "receipt of a draft": "/team/content/faq/unfinished",
    "receipt for a partner": "/team/content/case-study/ada",
    "refused": "/team/content/guide/wrong",
    "coverage": "/team/content/coverage",
    "leads": "/team/leads",
    "lead": f"/team/leads/{lead_id('cy@example.com', MORNING)}",
    "contradictory reports": "/team/leads/conflicts?settled=2&before=1",
    "sales": "/team/sales",
    "sale": f"/team/sales/{sale_id('in_1', '')}",
    "sale of nobody": f"/team/sales/{sale_id('in_2', '')}",
}
WRONG = {"guides/wrong.md": "---\ntitel: Churn\nsummary: [a\n---\n"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """A company with something of everything, served; with its things in ``folder``."""
    root = write(folder / "root", {**files(date.today()), **WRONG})
    with serving(folder, GOODWORD_ROOT=str(root)) as site:
        with database_of(folder / "var"):
            there = {"page": "/it/for/shops", "niche": "shops", "language": "it", "blocks": ("faq/unfinished",)}
            record(form("first", 10, phone="+39 02 1"), form("second", 20, company="Wheels", **there))
            record(lead("signed", 30, email="cy@example.com", name="Wheels"), sale("paid", 40, invoice="in_1"))
            record(sale("again", 50, invoice="in_1", amount=1), refund("back", 60, amount=9900, named="re_1"))
            record(sale("other", 70, "c2", "in_2", currency="jpy", partner_key="nobody"))
        yield site


@pytest.fixture
def visit(browser: Browser, served: str, folder: Path, language: str) -> Iterator[Visit]:
    """Mina, who reads this language."""
    with visiting(browser, served, locale=language) as visit:
        browser_sign_in(visit.page, served, folder / "var", language=language)
        yield visit


@pytest.mark.parametrize(
    ("screen", "language"), [*product(SCREENS, ("en", "ar")), ("content", "it"), ("receipt", "it")]
)
def test_a_screen_is_for_everyone(visit: Visit, screen: str, language: str) -> None:
    page = visit.open(SCREENS[screen])
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    assert looks(page) == {}
    assert visit.trouble == []


@pytest.mark.parametrize("language", ["ar"])
def test_numbers_read_from_left_to_right(visit: Visit, language: str) -> None:
    for path in SCREENS.values():
        assert check(visit.open(path), "turned") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_valid_html(visit: Visit, tmp_path: Path, language: str) -> None:
    for name, path in SCREENS.items():
        answer = visit.page.context.request.get(visit.site + path)
        (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(answer.body())
    said = [f"{one['url']}, line {one.get('lastLine')}: {one['message']}" for one in checked(tmp_path)]
    assert said == []


@pytest.mark.parametrize("language", ["en"])
def test_a_path_can_be_copied_and_says_so(visit: Visit, language: str) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open(SCREENS["receipt"])
    stay(page)
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "content/case-studies/kerb.md"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_paper_shows_all_of_it(visit: Visit, language: str) -> None:
    for screen in ("receipt", "today", "content"):
        page = visit.open(SCREENS[screen])
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 700, "height": 1000})
        assert check(page, "offPaper") == [], screen


def test_everything_is_there_without_scripts(browser: Browser, served: str, folder: Path) -> None:
    with visiting(browser, served, java_script_enabled=False) as visit:
        browser_sign_in(visit.page, served, folder / "var")
        page = visit.open(SCREENS["receipt"])
        assert page.get_by_role("button", name="Copy").count() == 0
        page.locator(".slip-part summary").click()
        assert not page.locator(".slip-part li").last.is_visible()
        page.goto(served + SCREENS["content"])
        page.get_by_label("State").select_option("draft")
        go_on(page, page.get_by_role("button", name="Show"))
        assert page.locator("tbody tr").count() == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_empty_company_is_shown_how_to_begin(browser: Browser, tmp_path: Path, language: str) -> None:
    root = write(tmp_path / "root", {})
    with serving(tmp_path, GOODWORD_ROOT=str(root)) as site, visiting(browser, site, locale=language) as visit:
        browser_sign_in(visit.page, site, tmp_path / "var", language=language)
        for path in ("/team", "/team/content", "/team/content/coverage"):
            page = visit.open(path)
            assert page.locator(".nothing").is_visible()
            assert looks(page) == {}
        assert visit.trouble == []
