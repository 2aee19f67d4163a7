"""The tests' own company as visitors meet it: Ada presents it, Omar is a customer, Ben is suspended, Cy is nobody."""

import atexit
import re
import shutil
import tempfile
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import time_machine
from conftest import migrate
from factories import COMPANY, NOON, add_partner, ask, ran_before
from flask import Flask

from goodword.app import SHELF, create_app
from goodword.db import db
from goodword.referrals import directory, partners

ORIGIN = "https://www.spokewise.example"


@cache
def spokewise() -> Flask:
    """The application, made once per process; tests only read from it."""
    folder = Path(tempfile.mkdtemp(prefix="spokewise-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = f"sqlite:///{folder / 'goodword.db'}"
    migrate(database)
    app = create_app(COMPANY, var=ran_before(folder / "var"), database_url=database, base_url=ORIGIN)
    app.extensions[SHELF].close()
    add_partner(app, "ada", en={"name": "Ada Bright", "intro": "My <shop> runs on it."}, it={"name": "Ada Brillante"})
    add_partner(app, "omar", "customer", en={"name": "Omar Nasser", "company": "Molaria"})
    add_partner(app, "ben")
    with app.app_context():
        partners.suspend("ben", "Mina")
        directory.of(app).refresh()
        db.engine.dispose()
    return app


def read(url: str, at: datetime = NOON, method: str = "GET", **headers: str) -> Any:
    """The answer to a request at noon; headers as ``accept_language="it"``."""
    with time_machine.travel(at, tick=False):
        return ask(spokewise(), url, method, **headers)


def text(path: str, at: datetime = NOON, **headers: str) -> str:
    """The page at ``path``, which must be there."""
    answer = read(path, at, **headers)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    return str(answer.text)


def without_ids(html: str) -> str:
    """A page of a referred visit as every such visit gets it."""
    return re.sub(r"clk_[a-z2-7]{32}", "clk_", html)


def values(html: str, pattern: str) -> list[str]:
    """What the one group of the pattern matches, with entities resolved."""
    return [unescape(found) for found in re.findall(pattern, html)]


def canonical(html: str) -> str:
    (found,) = values(html, r'<link rel="canonical" href="([^"]*)"')
    return found.removeprefix(ORIGIN)


def meta(html: str, name: str) -> list[str]:
    return values(html, rf'<meta (?:property|name)="{name}" content="([^"]*)"')


def links(html: str) -> list[str]:
    """Where links of the page lead."""
    return values(html, r'<a [^>]*?href="([^"]*)"')
