"""Pages of the browser that several visits use, one after the other: to open one takes half a second of processor time.

Each visit finds a page as if it were new: no history it could notice, cookies, storage, cache, permissions, routes.
"""

from typing import Any

from browser import PATIENCE
from playwright.sync_api import Browser, Page

AT_REST = 8  # the most that are kept: each option a test asks for is one more
WINDOW = {"width": 1280, "height": 720}  # what Playwright has
waiting: list[tuple[Browser, str, Page]] = []


def take(browser: Browser, options: dict[str, Any]) -> Page:
    """A page in a context with these options, with nobody else in it."""
    for one in waiting:
        if one[:2] == (browser, named(options)):
            waiting.remove(one)
            return one[2]
    return opened(browser, options)


def opened(browser: Browser, options: dict[str, Any]) -> Page:
    """A new page in a new context."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def give_back(browser: Browser, options: dict[str, Any], page: Page, site: str) -> None:
    """For the next one who asks for these options; the one that waited longest is closed."""
    empty(page, site)
    page.set_viewport_size(options.get("viewport", WINDOW))
    schemes = {"color_scheme": options.get("color_scheme", "light"), "reduced_motion": options["reduced_motion"]}
    page.emulate_media(media="null", **schemes)
    waiting.append((browser, named(options), page))
    if len(waiting) > AT_REST:
        waiting.pop(0)[2].context.close()


def empty(page: Page, site: str) -> None:
    """Takes away what a visit to ``site`` may have left."""
    context = page.context
    for other in context.pages:
        if other is not page:
            other.close()
    page.unroute_all()
    if page.url.startswith(site):
        page.evaluate("sessionStorage.clear(); window.name = ''")
    page.goto("about:blank")
    context.clear_cookies()
    context.clear_permissions()
    inspector = context.new_cdp_session(page)
    inspector.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "all"})
    inspector.send("Network.clearBrowserCache")
    inspector.detach()


def named(options: dict[str, Any]) -> str:
    return repr(sorted(options.items()))
