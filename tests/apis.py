"""The API as its tests ask it: an application with a key, asked in this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from factories import add_partner
from flask import Flask
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from goodword import journal
from goodword.db import writing
from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals import directory, links
from goodword.referrals.api import reception
from goodword.referrals.api.keys import hashed, new_key
from goodword.referrals.sale_rows import ApiKey

LEAD = {"clickId": "", "eventName": "Sign up", "customerExternalId": "cy"}
SALE = {"customerExternalId": "cy", "amount": 4900, "currency": "EUR"}
REFUND = {"invoiceId": "in_1", "amount": 4900}
CHURN = {"customerExternalId": "cy", "churnedAt": "2026-11-22T09:30:00+04:00"}
BODIES = {"lead": LEAD, "sale": SALE, "refund": REFUND, "churn": CHURN}
PHONE = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile"


@dataclass
class Api:
    """``app`` with a key called billing. It waits for the database long enough for a busy machine."""

    app: Flask
    key: str = field(default_factory=new_key)

    def __post_init__(self) -> None:
        reception.of(self.app).asking.seconds = 60.0
        with self.app.app_context(), writing() as session:
            session.add(ApiKey(name="billing", hash=hashed(self.key)))

    def post(self, call: str, body: Any = None, **headers: str) -> TestResponse:
        """``body`` is bytes, or what is sent as JSON; headers are spelled with underscores."""
        data = body if isinstance(body, bytes) else json.dumps(BODIES[call] if body is None else body)
        given = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client().post(f"/api/v1/track/{call}", data=data, headers=given)

    def records(self) -> list[dict[str, Any]]:
        """What stands in the journal of facts, in order."""
        return [record for path in segments(journal.of(self.app).facts.folder) for record in records_of(path)]


def with_link(app: Flask) -> Api:
    """The API of a site where Ada has the link /r/spring."""
    add_partner(app, "ada")
    links.add(links.NewLink(partner="ada", path="/", language="en", code="spring"), "Mina")
    directory.of(app).refresh()
    return Api(app)


def arrived(api: Api) -> str:
    """The click's id, of somebody who followed Ada's link."""
    answer = api.app.test_client().get("/r/spring", headers={"User-Agent": PHONE, "Accept": "text/html"})
    return parse_qs(urlsplit(answer.headers["Location"]).query)["gw_id"][0]


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Where ``app`` is served meanwhile, by this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
