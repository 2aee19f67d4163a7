"""The lead form as a browser sends it, and what the journal holds of it."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import time_machine
from conftest import close, migrate
from factories import COMPANY, NOON, add_partner, ran_before
from flask import Flask

from goodword import journal
from goodword.app import create_app
from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.site import leads
from goodword.site.lead_limits import Counting

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


@cache
def workshop() -> Flask:
    """Spokewise with Ada and Ben, made once per process; `afresh` before each use."""
    folder = Path(tempfile.mkdtemp(prefix="workshop-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = f"sqlite:///{folder / 'goodword.db'}"
    migrate(database)
    app = create_app(COMPANY, var=ran_before(folder / "var"), database_url=database)
    add_partner(app, "ada", en={"name": "Ada <Bright>", "company": "Bright & Co"})
    add_partner(app, "ben")
    close(app)
    return app


def afresh(app: Flask) -> Flask:
    """The application with empty journals, and nobody counted."""
    journal.of(app).stop()
    shutil.rmtree(app.extensions["goodword.settings"].var / "journal", ignore_errors=True)
    counter = app.extensions[leads.NAME]
    app.extensions[leads.NAME] = replace(counter, counting=Counting())
    return app
