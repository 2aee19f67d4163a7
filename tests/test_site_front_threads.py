"""Many visitors at once: no page tells one of them what is another's."""

import gzip
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from random import Random
from threading import Barrier
from typing import NamedTuple

import pytest
from conftest import close
from factories import COMPANY, LANGUAGES, ran_before
from flask import Flask
from inventing import agreed
from werkzeug.test import EnvironBuilder

from goodword import journal
from goodword.app import create_app
from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals import directory, partners
from goodword.referrals.entries import Entry

THREADS, EACH = 16, 25
PARTNERS = {"ada": "friends", "bea": "riders", "cal": "friends", "dan": "riders", "eve": "friends", "fay": "riders"}
DISCLOSED = {
    ("friends", ""): "linked by a partner who",
    ("riders", ""): "passed on by a workshop",
    ("friends", "/it"): "viene da un partner",
    ("riders", "/it"): "arriva da un'officina",
}
ID = re.compile(r"clk_[a-z2-7]{32}")


class Visitor(NamedTuple):
    """Whoever comes with ``sid``, which is nobody else's; by ``partner``, or by nobody."""

    sid: str
    partner: str
    path: str
    query: str
    gzip: bool
    remembered: str
    """The partner whom their cookie names."""

    @property
    def language(self) -> str:
        return "/it" if self.path.startswith("/it") else ""

    @property
    def sender(self) -> str:
        return self.partner or self.remembered


@dataclass
class Served:
    """One application asked by many threads; ``ids`` are those that pages gave, with whose they are."""

    app: Flask
    ids: dict[str, Visitor]

    def visits(self, thread: int, each: int, together: Barrier) -> list[str]:
        """What is wrong with the pages of one thread's visitors."""
        together.wait()
        chance, wrong = Random(thread), []
        for number in range(each):
            who = somebody(chance, f"s{thread}x{number}z")
            headers, text = self.page(who)
            wrong += [f"{who}: {what}" for what in (*self.strange(who, text), *strange_headers(who, headers))]
        return wrong

    def page(self, who: Visitor) -> tuple[dict[str, str], str]:
        environ = EnvironBuilder(who.path, "http://localhost", query_string=who.query).get_environ()
        environ |= {"HTTP_USER_AGENT": f"Mozilla/5.0 {who.sid}", "REMOTE_ADDR": "203.0.113.7"}
        if who.gzip:
            environ["HTTP_ACCEPT_ENCODING"] = "gzip"
        if who.remembered:
            environ["HTTP_COOKIE"] = agreed(self.app, who.remembered, datetime.now(UTC))
        told: list[tuple[str, dict[str, str]]] = []
        body = b"".join(self.app(environ, lambda status, headers, *_: told.append((status, dict(headers)))))
        ((status, headers),) = told
        assert status == "200 OK", status
        return headers, unescape((gzip.decompress(body) if "Content-Encoding" in headers else body).decode())

    def strange(self, who: Visitor, text: str) -> Iterator[str]:
        """What does not belong on a page."""
        ids = {*ID.findall(text)}
        if len(ids) != bool(who.sender):
            yield f"ids {ids}"
        if who.partner:
            self.ids |= dict.fromkeys(ids, who)
        senders = {*re.findall(r"[?&]via=(\w+)", text), *re.findall(r'name="via" value="(\w+)"', text)}
        if senders != ({who.sender} if who.sender else set()):
            yield f"sent by {senders}"
        if sids := {*re.findall(r"s\d+x\d+z", text)} - {who.sid}:
            yield f"came as {sids}"
        if who.partner and who.sid not in text:
            yield "nothing of what came"
        named = {slug for slug in PARTNERS if f"Shop of {slug}" in text}
        if named != ({who.partner} if who.partner else set()):
            yield f"names {named}"
        disclosed = {which for which, words in DISCLOSED.items() if words in text}
        if disclosed != ({(PARTNERS[who.partner], who.language)} if who.partner else set()):
            yield f"discloses {disclosed}"


def strange_headers(who: Visitor, headers: dict[str, str]) -> Iterator[str]:
    if ("ETag" in headers) != (not who.sender) or headers["Cache-Control"].startswith("public") != (not who.sender):
        yield f"shared: {headers}"
    kept = re.findall(r"~(\w+)\.clk_", headers.get("Set-Cookie", ""))
    if kept != ([who.remembered, who.partner] if who.partner and who.remembered else []):
        yield f"remembers {kept}"


def somebody(chance: Random, sid: str) -> Visitor:
    partner = chance.choice([*PARTNERS, ""])
    path = chance.choice(["", "/it"]) + (
        chance.choice([f"/with/{partner}", f"/with/{partner}/for/workshops"]) if partner else ""
    )
    query = f"sid={sid}&utm_content={sid}" if partner else ""
    if chance.random() < 0.3 and partner:
        path, query = chance.choice(["/", "/it", "/for/workshops", "/customers"]), f"via={partner}&{query}"
    return Visitor(sid, partner, path or "/", query, chance.random() < 0.5, chance.choice(["", "", *PARTNERS]))


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("threads")
    (folder / "goodword.db").write_bytes(sqlite_template.read_bytes())
    app = create_app(COMPANY, var=ran_before(folder / "var"), database_url=f"sqlite:///{folder / 'goodword.db'}")
    with app.app_context():
        for slug, program in PARTNERS.items():
            kind = "customer" if program == "riders" else "affiliate"
            words = {"en": {"name": f"Shop of {slug}"}}
            partners.add(
                Entry(slug, f"{slug}@example.com", kind, "en", words, program=program, known_languages=LANGUAGES),
                "Mina",
            )
    directory.of(app).refresh()
    yield Served(app, {})
    journal.of(app).stop()
    close(app)


def asked_at_once(served: Served, each: int) -> list[str]:
    """What is wrong with any page. Threads take turns a thousand times as often as they usually do."""
    usual, together = sys.getswitchinterval(), Barrier(THREADS)
    sys.setswitchinterval(usual / 1_000)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            came = [pool.submit(served.visits, thread, each, together) for thread in range(THREADS)]
            return [wrong for one in came for wrong in one.result()]
    finally:
        sys.setswitchinterval(usual)


def test_no_page_tells_what_is_anothers(served: Served) -> None:
    wrong = asked_at_once(served, EACH)
    assert not wrong, "\n".join(wrong[:20])
    found = [one for path in segments(journal.of(served.app).clicks.folder) for one in records_of(path)]
    assert len(found) == len(served.ids) > THREADS * EACH / 2
    for click in found:
        who = served.ids[click["id"]]
        assert (click["partner"], click["sid"], click["agent"]) == (who.partner, who.sid, f"Mozilla/5.0 {who.sid}")
