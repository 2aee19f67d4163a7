"""Mina's previews: an application, her browser, and what a preview says."""

import re
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

import time_machine
from factories import NOON
from flask import Flask
from flask.testing import FlaskClient
from people import sign_in

from goodword.team.preview.context import PATH


def mina(app: Flask, language: str = "en", email: str = "mina@spokewise.example") -> FlaskClient:
    """The browser of a member of the team."""
    client = app.test_client()
    sign_in(client, email, language=language)
    return client


def base_of(app: Flask) -> str:
    """Where the test client asks: over https where the site is served so, or its cookies would not come along."""
    return "https://localhost" if app.extensions["goodword.settings"].https else "http://localhost"


def get(client: FlaskClient, url: str, clock: datetime = NOON, **headers: str) -> Any:
    """The answer at noon."""
    with time_machine.travel(clock, tick=False):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(url, base_url=base_of(client.application), headers=given, buffered=True)


def address(page: str = "/", **asked: str) -> str:
    """The address of a preview; ``use_case`` is ``use-case`` there."""
    return f"{PATH}?{urlencode({'page': page} | {name.replace('_', '-'): value for name, value in asked.items()})}"


def preview(client: FlaskClient, page: str = "/", clock: datetime = NOON, **asked: str) -> str:
    """The preview, which must be there."""
    answer = get(client, address(page, **asked), clock)
    assert answer.status_code == 200, answer.status
    return str(answer.text)


def parts(html: str) -> tuple[str, str]:
    """The page that is looked at, and what the preview adds to it."""
    added = re.compile(r'<aside class="pv".*?</aside>|<div class="pv-why".*?</details>\s*</div>', re.DOTALL)
    return added.sub("", html), "\n".join(added.findall(html))


def page_of(html: str) -> str:
    return parts(html)[0]


def told_by(html: str) -> str:
    """What the preview says about the page, as text."""
    return said(parts(html)[1])


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def shared_address(html: str) -> str:
    """The signed address that a preview offers, as a path."""
    (found,) = set(re.findall(r'data-copy="[^"]*?(/team/preview/shared/[^"]+)"', html))
    return str(found)
