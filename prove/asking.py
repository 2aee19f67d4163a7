"""Prospects and a product, asking the site as browsers and clients do."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address
from urllib.parse import urlencode

from goodword.site.answers import REVISION

SECONDS = 60.0
CLICK = re.compile(rb"gw_id=(clk_[a-z0-9]+)")
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.8",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-User": "?1",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """``status`` is 0 where no whole answer came; then ``error`` says why. ``revision`` is that of the content
    which the page was made of."""

    status: int
    seconds: float
    body: bytes = b""
    location: str = ""
    error: str = ""
    revision: str = ""


@dataclass(slots=True)
class Site:
    """Where to ask. ``key`` is an API key; ``pause`` is how many seconds those who load it wait between two visits."""

    port: int
    key: str = ""
    pause: float = 0.0

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        """One request on a connection of its own."""
        started = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, {**(headers or {}), "Connection": "close"})
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            return Reply(0, time.monotonic() - started, error=type(error).__name__)
        finally:
            connection.close()
        took, location = time.monotonic() - started, answer.headers.get("Location", "")
        return Reply(answer.status, took, content, location, revision=answer.headers.get(REVISION, ""))

    def arrive(self, partner: str, who: int) -> Reply:
        """A prospect follows a partner's link."""
        return self.ask("GET", f"/with/{partner}?sid=s{who}", headers=browser(who))

    def send_form(self, page: bytes, email: str, who: int) -> Reply:
        """The prospect fills in the form of the page, as it stands there."""
        form = Form()
        form.feed(page.decode())
        typed = {"name": "Cy", "email": email, "company": "Cy & Sons", "message": "What would it cost us?"}
        body = urlencode({**form.hidden, **typed}).encode()
        own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        headers = {**browser(who), **own}
        return self.ask("POST", form.action or "/leads", body, headers)

    def report(self, call: str, facts: Mapping[str, object], key: str = "") -> Reply:
        """The product reports to the API; with an idempotency key, if one is given."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return self.ask("POST", f"/api/v1/track/{call}", json.dumps(facts).encode(), headers)


def browser(who: int) -> dict[str, str]:
    """The headers of one person's browser: an ordinary one, and no two alike, each at an address of its own."""
    system = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.{who}.0"
    address = IPv4Address("10.0.0.0") + who % 2**24
    return {**BROWSER, "User-Agent": f"{system} Safari/537.36", "X-Forwarded-For": str(address)}


@dataclass(slots=True)
class Form(HTMLParser):
    """The lead form of a page: where it goes to, and what it sends without anybody's doing."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    _inside: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("action", "").endswith("/leads"):
            self.action, self._inside = found["action"], True
        elif self._inside and tag == "input" and sent(found):
            self.hidden[found["name"]] = found.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def sent(found: Mapping[str, str]) -> bool:
    """Whether a field goes along without being typed: what is hidden, and the box that has to be ticked."""
    ticked = found.get("type") == "checkbox" and "required" in found
    return bool(found.get("name")) and (found.get("type") == "hidden" or ticked)
