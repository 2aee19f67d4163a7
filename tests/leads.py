"""The lead form as a browser sends it, and what the journal holds of it."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import time_machine
from factories import NOON
from flask import Flask

from goodword import journal
from goodword.journal.finished import segments
from goodword.journal.reading import records_of

GOOD = {"name": "Cy Nobody", "email": "cy@example.com", "consent": "yes"}
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def send(app: Flask, path: str = "/leads", fields: Mapping[str, str] | None = None, **headers: str) -> Any:
    """A POST at noon; headers as ``sec_fetch_site="cross-site"``."""
    given = BROWSER | {name.replace("_", "-"): value for name, value in headers.items()}
    with time_machine.travel(NOON, tick=False):
        return app.test_client(use_cookies=False).post(path, data=GOOD if fields is None else fields, headers=given)


def opened(app: Flask, path: str, **headers: str) -> Any:
    """A GET at noon by the same browser."""
    given = BROWSER | {name.replace("_", "-"): value for name, value in headers.items()}
    with time_machine.travel(NOON, tick=False):
        return app.test_client(use_cookies=False).get(path, headers=given)


def facts(app: Flask) -> list[Mapping[str, Any]]:
    """What the journal of facts holds, in order."""
    return kept(app.extensions["goodword.settings"].var, "facts")


def kept(var: Path, name: str) -> list[Mapping[str, Any]]:
    return [record for path in segments(var / "journal" / name) for record in records_of(path)]


def hidden(html: str) -> dict[str, str]:
    """What the form of a page brings along."""
    form = re.search(r'<form class="form lead-form-fields".*?</form>', html, re.DOTALL)
    assert form, "there is no form"
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0])
    return {name: unescape(value) for name, value in found}


def closed(app: Flask) -> None:
    journal.of(app).stop()
