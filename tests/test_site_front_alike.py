"""Invented requests, sensible and not, are answered, recorded and logged alike before Flask and by Flask alone."""

import gzip
import logging
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
import time_machine
from factories import NOON
from flask import Flask, request_started
from inventing import Environ, invented
from visiting import visited
from werkzeug.test import EnvironBuilder

from goodword import journal
from goodword.accounts.clients import UNTRUSTED
from goodword.journal.lines import Found, found_in
from goodword.site.front import Front

CASES, SEED = 200, 4
PUBLIC = {
    "base_url": "https://shop.example",
    "trusted_hosts": "shop.example,.shop.example,localhost",
    "trusted_proxies": "127.0.0.1,10.0.0.0/8,2001:db8::/64",
}


class Told(NamedTuple):
    """All that one request left behind, without what no two have in common."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    records: list[dict[str, Any]]
    logged: list[str]
    started: int
    """How often start_response was called."""


class Heard(logging.Handler):
    """What is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name} {record.levelname} {record.getMessage()}")


class Compared:
    """Asks an application now, and once more with nothing before Flask."""

    def __init__(self, app: Flask) -> None:
        self.app, self.heard = app, Heard()
        self.unlike: list[str] = []
        self.kinds: Counter[str] = Counter()
        app.config["PROPAGATE_EXCEPTIONS"] = False

    def tried(self, seed: int, cases: int) -> None:
        logging.getLogger().addHandler(self.heard)
        for number in range(cases):
            environ = invented(Random(f"{seed} {number}"), self.app)
            now, by_flask, flask_asked = self.both(environ)
            self.kinds[f"{now.status[:3]} {'by Flask' if flask_asked else 'before'}"] += 1
            self.kinds["records"] += len(now.records)
            if now != by_flask:
                self.unlike.append(f"{seed} {number}: {asked(environ)}\n  {unlike(now, by_flask)}")
        logging.getLogger().removeHandler(self.heard)

    def both(self, environ: Environ) -> tuple[Told, Told, bool]:
        """What is answered now and by Flask alone, and whether Flask was asked for the first."""
        came: list[object] = []
        with request_started.connected_to(lambda *_, **__: came.append(1), self.app):
            first = self.told(environ)
        with patch.object(Front, "_is_ours", return_value=False):
            return first, self.told(environ), bool(came)

    def told(self, environ: Environ) -> Told:
        before, self.heard.said = self.size(), []
        started: list[tuple[str, list[tuple[str, str]]]] = []
        self.app.extensions.pop(UNTRUSTED, None)

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            started.append((status, headers))
            return lambda _: None

        with time_machine.travel(NOON, tick=False):
            try:
                made = self.app(dict(environ), start)
                body = b"".join(made)
                getattr(made, "close", lambda: None)()
            except Exception as error:  # for the server to tell
                return Told(f"raised {error!r}", [], b"", self.records(before), self.heard.said, len(started))
        (status, headers), *_ = started
        if ("Content-Encoding", "gzip") in headers:
            body = gzip.decompress(body)
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
        plain = [(name, masked(value)) for name, value in headers]
        return Told(status, plain, masked(body), self.records(before), self.heard.said, len(started))

    def size(self) -> int:
        segment = journal.of(self.app).clicks.open_segment
        return segment.stat().st_size if segment else 0

    def records(self, before: int) -> list[dict[str, Any]]:
        segment = journal.of(self.app).clicks.open_segment
        lines = found_in(segment.read_bytes()[before:] if segment else b"")
        return [one.record() | {"id": ""} for one in lines if isinstance(one, Found)]


def masked(said: Any) -> Any:
    """Without ids of clicks, and what proves a cookie that holds one."""
    if isinstance(said, bytes):
        return masked(said.decode("latin-1")).encode("latin-1")
    return re.sub(r"~[0-9a-f]{32}", "~", re.sub(r"clk_[a-z2-7]{32}", "clk_", said))


def asked(environ: Environ) -> Environ:
    """What of a request is not as usual."""
    usual = EnvironBuilder("/", "http://localhost").get_environ()
    return {name: value for name, value in environ.items() if usual.get(name) != value and "wsgi.e" not in name}


def unlike(now: Told, by_flask: Told) -> str:
    parts = zip(Told._fields, now, by_flask, strict=True)
    return "; ".join(f"{name}: {one!r:.900} / {other!r:.900}" for name, one, other in parts if one != other)


@pytest.fixture(scope="module", params=[{}, PUBLIC], ids=["in development", "in public"])
def compared(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Compared]:
    folder = tmp_path_factory.mktemp("alike")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var", **request.param) as visits:
        visits.link("gear", "/for/workshops?x=1")
        compared = Compared(visits.app)
        compared.tried(SEED, CASES)
        yield compared


def test_whatever_comes_is_answered_recorded_and_logged_as_flask_alone_would(compared: Compared) -> None:
    assert not compared.unlike, "\n".join(compared.unlike)


def test_what_comes_is_of_many_kinds(compared: Compared) -> None:
    kinds = compared.kinds
    assert kinds["200 before"] >= CASES / 20, kinds
    assert kinds["308 before"] >= CASES / 50, kinds
    assert kinds["400 by Flask"] >= CASES / 50, kinds
    assert kinds["404 by Flask"] >= CASES / 50, kinds
    assert kinds["records"] >= CASES / 20, kinds
