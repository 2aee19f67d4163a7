"""One page of each kind that the sample company has, and a visit to it by somebody who notices everything."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import browser_tabs
from browser import PATIENCE
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Locator, Page, Request

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
        self._noticing: dict[Any, Callable[[Any], None]] = {
            "console": self._said,
            "pageerror": self._broke,
            "request": self._asked,
            "requestfailed": self._failed,
            "dialog": self._stopped,
        }
        for event, notice in self._noticing.items():
            page.on(event, notice)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.site + path, wait_until="load")
        expected = 404 if path.endswith(KINDS["not found"]) else 200
        assert answer and answer.status == expected, f"{path}: {answer and answer.status}"
        return self.page

    def leave(self) -> None:
        """Notices nothing from here on."""
        for event, notice in self._noticing.items():
            self.page.remove_listener(event, notice)

    def _broke(self, error: Error) -> None:
        self.trouble.append(f"error: {error}")

    def _stopped(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

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
def visiting(browser: Browser, site: str, alone: bool = False, **options: Any) -> Iterator[Visit]:
    """A visit of somebody who was never here; ``options`` as for ``new_context``. Without motion unless they say so.

    ``alone`` is for a visit that does to its page what cannot be taken back: a script that runs first, a slow network.
    """
    options = {"reduced_motion": "reduce"} | options
    page = (browser_tabs.opened if alone else browser_tabs.take)(browser, options)
    visit = Visit(page, site)
    try:
        yield visit
    except BaseException:  # nobody knows what it looks like now
        page.context.close()
        raise
    if alone:
        page.context.close()
    else:
        visit.leave()
        browser_tabs.give_back(browser, options, page, site)


def check(page: Page, name: str) -> Any:
    """The answer of one of the functions in browser_checks.js."""
    return page.evaluate(f"{CHECKS.strip()}.{name}()")


def go_on(page: Page, by: Locator, key: str = "") -> None:
    """Clicks what leads to another page, or presses ``key`` there, and waits until all of that page is there. A click
    by itself waits only until it begins to come."""
    with page.expect_navigation():
        if key:
            by.press(key)
        else:
            by.click()


def stay(page: Page) -> None:
    """What this page says for a moment it says for good from here on."""
    page.evaluate("window.setTimeout = () => 0")


def until(page: Page, true: Callable[[], bool]) -> None:
    """Waits until something is so. Playwright's own wait_for_function would need `unsafe-eval`, which pages forbid."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < deadline, "it did not become so"
        page.wait_for_timeout(25)
