"""The tests' own thrift: a page that another visit had is as good as a new one."""

from browser_pages import visiting
from playwright.sync_api import Browser, Page

STATE = """async () => ({
    cookies: document.cookie, local: localStorage.length, session: sessionStorage.length,
    wide: innerWidth, dark: matchMedia("(prefers-color-scheme: dark)").matches, print: matchMedia("print").matches,
    clipboard: (await navigator.permissions.query({name: "clipboard-read"})).state,
    answer: await (await fetch("/robots.txt")).text(), name: window.name,
})"""
LEAVE = """() => {
    document.cookie = "seen=1"; localStorage.a = sessionStorage.a = "1"; window.name = "left";
    window.open("/pricing");
}"""


def test_nothing_of_one_visit_is_left_for_the_next(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="it") as visit:
        first, fresh = visit.page, state(visit.open("/"))
        with visit.page.expect_popup():
            visit.page.evaluate(LEAVE)
        visit.page.context.grant_permissions(["clipboard-read"], origin=site)
        visit.page.set_viewport_size({"width": 320, "height": 500})
        visit.page.emulate_media(color_scheme="dark", media="print")
        visit.page.route("**/robots.txt", lambda route: route.fulfill(body="routed"))
        changed = state(visit.page)
        assert [name for name in fresh if fresh[name] == changed[name]] == []
    with visiting(browser, site, locale="it") as visit:
        assert visit.page is first
        assert visit.page.context.pages == [visit.page]
        assert state(visit.open("/")) == fresh
        assert visit.trouble == []


def test_visits_at_once_have_a_page_each(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="it") as one, visiting(browser, site, locale="it") as other:
        assert one.page.context is not other.page.context


def test_a_visit_that_is_alone_is_in_nobodys_page(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="it") as visit:
        shared = visit.page
    with visiting(browser, site, alone=True, locale="it") as visit:
        assert visit.page is not shared


def state(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(STATE)
    return found
