"""Every kind of page × language × light, dark × narrow, wide: usable by everyone, quiet, and private."""

import json
from collections.abc import Iterator, Mapping
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
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLORS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""The rules that look at colors."""


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


@pytest.mark.parametrize(
    ("style", "rule"), [("color: #333", "color-contrast:"), ("display: none", "page-has-heading-one:")]
)
def test_what_is_wrong_in_the_dark_alone_is_found(browser: Browser, site: str, style: str, rule: str) -> None:
    with visiting(browser, site, alone=True) as visit:
        page = visit.open(address("not found", "en"))
        dark = f"@media (prefers-color-scheme: dark) {{ h1 {{ {style} !important }} }}"
        page.evaluate("(rule) => document.styleSheets[0].insertRule(rule)", dark)
        wrong = looks(page)
        assert [*wrong] == ["dark, 320 px", "dark, 1280 px"]
        assert all(any(one.startswith(rule) for one in each) for each in wrong.values())


def looks(page: Page) -> dict[str, list[str]]:
    """What is wrong with the page as it stands, in each scheme and width; nothing where all is well.

    Where nothing but colors differs from what was looked at before, only the rules of colors can say anything new.
    """
    page.evaluate(AXE)
    found = {}
    known = ""
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        before, known = known, check(page, "shape")
        wrong = [*check(page, "cutOff"), *violations(page, COLORS if known == before else EVERYTHING)]
        if wrong:
            found[f"{scheme}, {width} px"] = wrong
    return found


def violations(page: Page, options: Mapping[str, Any]) -> list[str]:
    rules: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(options)}).then((all) => all.violations)"
    )
    return [f"{rule['id']}: {node['html'][:160]}: {node['failureSummary']}" for rule in rules for node in rule["nodes"]]
