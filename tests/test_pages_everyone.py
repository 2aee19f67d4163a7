"""Every kind of page × language × light, dark × narrow, wide: usable by everyone, quiet, and private."""

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from typing import Any

import pytest
from browser_pages import KINDS, LANGUAGES, Visit, address, check, visiting
from playwright.sync_api import Browser, Page

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# target-size (WCAG 2.2 AA) is off unless asked for.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@pytest.fixture
def visit(browser: Browser, site: str, language: str) -> Iterator[Visit]:
    """Somebody who reads this language best."""
    with visiting(browser, site, locale=language) as visit:
        yield visit


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_for_everyone(visit: Visit, kind: str, language: str) -> None:
    page = visit.open(address(kind, language))
    assert looks(page) == {}
    assert check(page, "left") == []
    assert page.context.cookies() == []
    assert visit.trouble == []


@pytest.mark.parametrize(("language", "reads"), [("en", "ar"), ("it", "en"), ("ar", "it")])
def test_so_is_the_offer_of_another_language(browser: Browser, site: str, language: str, reads: str) -> None:
    with visiting(browser, site, locale=reads) as visit:
        page = visit.open(address("home", language))
        assert page.locator(f".language-bar [lang={reads}]").is_visible()
        assert looks(page) == {}
        assert visit.trouble == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_are_open_menus_and_answers(visit: Visit, language: str) -> None:
    page = visit.open(address("home", language))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert looks(page) == {}
    assert visit.trouble == []


def looks(page: Page) -> dict[str, list[str]]:
    """What is wrong with the page as it stands, in each scheme and width; nothing where all is well."""
    page.evaluate(AXE)
    found = {}
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        wrong = [*check(page, "cutOff"), *violations(page)]
        if wrong:
            found[f"{scheme}, {width} px"] = wrong
    return found


def violations(page: Page) -> list[str]:
    rules: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(OPTIONS)}).then((all) => all.violations)"
    )
    return [f"{rule['id']}: {node['html'][:160]}: {node['failureSummary']}" for rule in rules for node in rule["nodes"]]
