"""At a real server with two processes: fifty requests at once with one idempotency key and two bodies, and what each
process knows of keys."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from apis import LEAD, SALE
from conftest import blank_postgres, drop_postgres, plain
from running import PATIENCE, Site, serving, wait_for

from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals.api.keys import hashed, new_key

BODIES = [json.dumps({**SALE, "amount": amount}) for amount in (4900, 1)]


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    body: bytes
    replayed: bool


class Server:
    """A site with a key, and its database asked directly."""

    def __init__(self, site: Site, url: str) -> None:
        self.site, self.url, self.key = site, url, new_key()
        self.run(f"INSERT INTO api_key (name, hash, created_at) VALUES ('billing', '{hashed(self.key)}', '2026-11-22')")

    def warm(self) -> "Server":
        """Once both processes know the key: on a busy machine the first look may take longer than is waited."""
        lead = json.dumps({**LEAD, "customerExternalId": "before"})
        wait_for(lambda: [self.post("lead", lead).status for _ in range(8)] == [200] * 8, "eight answers")
        return self

    def run(self, statement: str) -> list[Any]:
        sqlite = self.url.startswith("sqlite")
        connection: Any = (
            sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=PATIENCE)
            if sqlite
            else psycopg.connect(plain(self.url))
        )
        try:
            found = connection.execute(statement)
            rows = found.fetchall() if statement.startswith("SELECT") else []
            connection.commit()
        finally:
            connection.close()
        return list(rows)

    def post(self, call: str, body: str, **headers: str) -> Said:
        """On a connection of its own, which either process may take."""
        given = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Connection": "close"}
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        try:
            connection.request("POST", f"/api/v1/track/{call}", body, given | headers)
            answer = connection.getresponse()
            return Said(answer.status, answer.read(), "Idempotency-Replayed" in answer.headers)
        finally:
            connection.close()

    def facts(self) -> list[dict[str, Any]]:
        folders = [self.site.var / "journal" / "facts", *(self.site.var / "archive" / "facts").glob("*")]
        files = [path for folder in folders for path in (*segments(folder), *folder.glob("*.log.gz"))]
        return [record for path in files for record in records_of(path)]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("parallel")
    if request.param == "sqlite":
        with serving(folder, sqlite_template) as site:
            yield Server(site, f"sqlite:///{site.var / 'goodword.db'}").warm()
        return
    url = blank_postgres(request.getfixturevalue("postgres_template"))
    with serving(folder, sqlite_template, GOODWORD_DATABASE_URL=url) as site:
        yield Server(site, url).warm()
    drop_postgres(url)


def test_fifty_at_once_with_one_key_and_two_bodies_have_one_effect(server: Server) -> None:
    with ThreadPoolExecutor(50) as pool:
        said = list(
            pool.map(lambda number: server.post("sale", BODIES[number % 2], **{"Idempotency-Key": "k"}), range(50))
        )
    assert {one.status for one in said} <= {200, 409, 422}
    answers = [one for one in said if one.status == 200]
    assert len({one.body for one in answers}) == 1
    assert sum(not one.replayed for one in answers) == 1
    ((_, amount),) = {(fact["id"], fact["amount"]) for fact in server.facts() if fact["kind"] == "sale"}
    wait_for(lambda: server.run("SELECT amount FROM sale") == [(amount,)], "the sale, once")
    again = [server.post("sale", body, **{"Idempotency-Key": "k"}) for body in BODIES]
    assert sorted(one.status for one in again) == [200, 422]


def test_a_sale_knows_its_lead_whichever_process_took_it(server: Server) -> None:
    for number in range(10):
        who = {"customerExternalId": f"cy-{number}"}
        server.post("lead", json.dumps({**LEAD, **who, "customerName": "Cy"}))
        answer = json.loads(server.post("sale", json.dumps({**SALE, **who})).body)
        assert answer["customer"]["name"] == "Cy"


def test_a_revoked_key_is_soon_refused_by_every_process(server: Server) -> None:
    key = server.key
    assert {server.post("lead", json.dumps(LEAD)).status for _ in range(10)} == {200}
    server.run("UPDATE api_key SET revoked_at = '2026-11-22'")
    wait_for(lambda: {server.post("lead", json.dumps(LEAD)).status for _ in range(4)} == {401}, "a refusal")
    assert key not in server.site.log()
