"""What a page weighs, and how soon and how quietly it stands."""

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser_pages import KINDS, LANDING, LANGUAGES, Visit, address, check, until, visiting
from playwright.sync_api import Browser, Page, Route

LARGEST = 60 * 1024
LATEST, TRIES = 2500, 4  # milliseconds
PHONE = {"width": 390, "height": 844}
DRESSED = "[...document.querySelectorAll('[rel=stylesheet]')].every((one) => one.sheet)"
# A slow phone network, in bytes a second and milliseconds: what Lighthouse calls slow 4G.
NETWORK = {"offline": False, "downloadThroughput": 200_000, "uploadThroughput": 90_000, "latency": 150}


@pytest.fixture
def visit(browser: Browser, site: str, language: str) -> Iterator[Visit]:
    with visiting(browser, site, alone=True, locale=language, viewport=PHONE) as visit:
        yield visit


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_with_its_styles_is_heavy(browser: Browser, site: str, language: str) -> None:
    with visiting(browser, site, locale=language) as visit:
        for kind in KINDS:
            page = visit.open(address(kind, language))
            sheets = page.locator("link[rel=stylesheet]").evaluate_all("(all) => all.map((one) => one.href)")
            assert sheets
            sizes = {name: size(name) for name in (page.url, *sheets)}
            assert sum(sizes.values()) <= LARGEST, f"{kind}: {sizes}"


def size(url: str) -> int:
    """The bytes that go over the wire."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=60)
    connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status in (200, 404) and body
    return len(body)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", LANDING)
def test_a_landing_page_is_there_soon_and_stays_put(browser: Browser, site: str, kind: str, language: str) -> None:
    """A busy machine makes a page late now and then; one that is too slow is late each time."""
    late = []
    while len(late) < TRIES:
        with visiting(browser, site, alone=True, locale=language, viewport=PHONE) as visit:
            found = first_looked_at(visit, address(kind, language))
        assert found["cls"] <= 0.1, found["moved"]
        if found["lcp"] <= LATEST:
            return
        late.append(found["lcp"])
    pytest.fail(f"there after {late} milliseconds")


def first_looked_at(visit: Visit, path: str) -> dict[str, Any]:
    """What `steady` says of a page that comes over a slow network."""
    page = visit.page
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", NETWORK)
    visit.open(path)
    until(page, lambda: check(page, "steady")["lcp"] > 0)  # who scrolls before that is not told when it was
    scroll_through(page)
    found: dict[str, Any] = check(page, "steady")
    return found


def scroll_through(page: Page) -> None:
    """Down to the end, with everything loaded that waits until it is near."""
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    for top in range(0, page.evaluate("document.scrollingElement.scrollHeight"), 600):
        page.evaluate("(top) => new Promise((done) => { scrollTo(0, top); requestAnimationFrame(done); })", top)
    until(page, lambda: page.evaluate("[...document.images].every((image) => image.complete)"))


@pytest.mark.parametrize("language", ["en"])
def test_room_is_kept_for_pictures(visit: Visit, language: str) -> None:
    page, held = visit.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    def there() -> bool:
        while held:
            held.pop().continue_()
        return bool(page.evaluate("[...document.images].every((image) => image.complete)"))

    page.route("**/media/**", hold)
    for kind in KINDS:
        page.goto(visit.site + address(kind, language), wait_until="domcontentloaded")
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        until(page, lambda: page.evaluate(DRESSED))
        before = check(page, "heights")
        until(page, there)
        assert check(page, "heights") == before, kind
