"""One page of each kind that the sample company has, and a visit to it by somebody who notices everything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

LANGUAGES = ("en", "it", "ar")
KINDS = {
    "home": "/",
    "niche": "/for/agencies",
    "branch of a niche": "/for/marketing-agencies",
    "partner who is a customer": "/with/ada",
    "partner who is an affiliate": "/with/ben",
    "partner who resells": "/with/layla",
    "partner's niche": "/with/ada/for/agencies",
    "referral in the query": "/pricing?via=ben",
    "pain point asked for": "/for/agencies?pain=late-renewals",
    "use case asked for": "/?use-case=run-renewals",
    "plain page": "/pricing",
    "long page": "/how-it-works",
    "privacy": "/privacy",
    "customers": "/customers",
    "customer": "/customers/harbor",
    "use cases": "/use-cases",
    "use case": "/use-cases/spot-churn-early",
    "guides": "/guides",
    "refer": "/refer",
    "guide": "/guides/affiliate-program-from-success-data",
    "guide in one language": "/guides/renewal-calendar",
    "after a lead": "/leads/thanks",
    "not found": "/no-such-page",
}
CHECKS = Path(__file__).with_name("browser_checks.js").read_text(encoding="utf-8")
LANDING = ("home", "niche", "partner who is a customer", "partner's niche")
MISSING = "Failed to load resource: the server responded with a status of 404"


def address(kind: str, language: str) -> str:
    """The path of a page of this kind, as links of the site spell it."""
    path, mark, query = KINDS[kind].partition("?")
    if language != LANGUAGES[0]:
        path = f"/{language}{path}".rstrip("/")
    return path + mark + query


class Visit:
    """A page and what went wrong on it: every message, every failed request, every request to somebody else."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.trouble: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("dialog", lambda dialog: (self.trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.site + path, wait_until="load")
        expected = 404 if path.endswith(KINDS["not found"]) else 200
        assert answer and answer.status == expected, f"{path}: {answer and answer.status}"
        return self.page

    def _said(self, message: ConsoleMessage) -> None:
        # What the browser says of the very page that was not found is what we wanted.
        own = message.location["url"] == self.page.url and message.text.startswith(MISSING)
        if not own:
            self.trouble.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        # Aborted: by the browser itself, on its way to the next page.
        if request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"failed: {request.url} {request.failure}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url)[:2] != urlsplit(self.site)[:2]:
            self.trouble.append(f"to somebody else: {request.url}")


@contextmanager
def visiting(browser: Browser, site: str, **options: Any) -> Iterator[Visit]:
    """A visit in a fresh context; ``options`` as for ``new_context``. Without motion unless they say otherwise."""
    context: BrowserContext = browser.new_context(**{"reduced_motion": "reduce"} | options)
    try:
        yield Visit(context.new_page(), site)
    finally:
        context.close()


def check(page: Page, name: str) -> Any:
    """The answer of one of the functions in browser_checks.js."""
    return page.evaluate(f"{CHECKS.strip()}.{name}()")


def until(page: Page, true: Callable[[], bool]) -> None:
    """Waits until something is so. Playwright's own wait_for_function would need `unsafe-eval`, which pages forbid."""
    for _ in range(200):
        if true():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not become so within five seconds")
