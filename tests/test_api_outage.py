"""While the database is away reports are taken all the same, at once, and counted once when it is back."""

import sqlite3
from collections.abc import Callable, Iterator
from time import monotonic

import pytest
from apis import BODIES, LEAD, SALE, Api
from drained import drain
from flask import Flask
from relaying import Relay, relayed
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from goodword import db as database
from goodword.db import db
from goodword.referrals.api import patience, reception
from goodword.referrals.api.patience import Asking, Away
from goodword.referrals.api.recent import Recent
from goodword.referrals.natural_ids import customer_id
from goodword.referrals.sale_rows import Conflict, Customer, Sale

SOON = 30.0
"""Seconds: far less than what anything that waits would wait here, and enough for a busy machine."""
LONG = 600.0


@pytest.fixture(autouse=True)
def who_waits_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """For others, and for a connection."""
    monkeypatch.setattr(database, "USUAL_PATIENCE", LONG)
    monkeypatch.setattr(database, "PRAGMAS", (f"busy_timeout={LONG * 1000:.0f}", *database.PRAGMAS[1:]))
    monkeypatch.setattr(database, "ON_POSTGRES", {"connect_timeout": int(LONG), "tcp_user_timeout": int(LONG * 1000)})


@pytest.fixture
def over_relay(make_app: Callable[..., Flask], postgres_url: str) -> Iterator[tuple[Api, Relay]]:
    with relayed(postgres_url) as (relay, url):
        yield warm(make_app(database_url=url)), relay


@pytest.fixture
def locked(make_app: Callable[..., Flask], sqlite_url: str) -> Iterator[Api]:
    """The API while somebody else writes to the database and does not come to an end."""
    api = warm(make_app(database_url=sqlite_url))
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield api
    other.close()


def warm(app: Flask) -> Api:
    """One that has answered before, and waits as long as it usually does."""
    api = Api(app)
    assert api.post("lead", {**LEAD, "customerExternalId": "before"}).status_code == 200
    reception.of(app).asking.seconds = patience.SECONDS
    return api


def timed(api: Api, call: str, **headers: str) -> float:
    begun = monotonic()
    assert api.post(call, **headers).status_code == 200
    return monotonic() - begun


def count(app: Flask, table: type[db.Model]) -> int:  # type: ignore[name-defined]
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_promise_of_a_quarter_of_a_second() -> None:
    assert patience.SECONDS <= 0.25 and patience.PAUSE >= 1


@pytest.mark.parametrize("fault", ["cut", "hang"])
def test_reports_are_taken_while_postgres_is_away(over_relay: tuple[Api, Relay], fault: str) -> None:
    api, relay = over_relay
    getattr(relay, fault)()
    assert max(timed(api, call, Idempotency_Key="k1") for call in BODIES) < SOON
    relay.mend()
    drain(api.app)
    assert (count(api.app, Sale), count(api.app, Customer)) == (1, 2)
    drain(api.app)
    assert count(api.app, Sale) == 1


def test_reports_are_taken_while_sqlite_is_locked(locked: Api) -> None:
    assert max(timed(locked, call, Idempotency_Key="k1") for call in BODIES) < SOON
    assert len(locked.records()) == 5


def test_an_answer_during_an_outage_knows_what_was_reported_just_before(over_relay: tuple[Api, Relay]) -> None:
    api, relay = over_relay
    relay.cut()
    api.post("lead", {**LEAD, "customerName": "Cy"})
    answer = api.post("sale").json
    assert answer and answer["customer"]["id"] == customer_id("cy")
    assert answer["customer"]["name"] == "Cy"


def test_after_the_outage_the_same_again_is_the_same_event(over_relay: tuple[Api, Relay]) -> None:
    api, relay = over_relay
    relay.cut()
    first = api.post("sale", Idempotency_Key="k1")
    relay.mend()
    patience_is_back(api)
    again = api.post("sale", Idempotency_Key="k1")
    assert (again.status_code, again.data) == (200, first.data)
    drain(api.app)
    assert count(api.app, Sale) == 1


def test_a_conflict_accepted_during_an_outage_is_kept_and_not_counted(
    over_relay: tuple[Api, Relay], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By two machines: neither has the other's journal."""
    api, relay = over_relay
    relay.cut()
    monkeypatch.setattr(Recent, "body_of", lambda self, key: None)
    for amount in (4900, 1):
        assert api.post("sale", {**SALE, "amount": amount}, Idempotency_Key="k1").status_code == 200
    relay.mend()
    drain(api.app)
    assert (count(api.app, Sale), count(api.app, Conflict)) == (1, 1)


@pytest.mark.parametrize("fault", ["cut", "hang"])
def test_another_body_is_refused_during_an_outage_where_the_journal_has_the_first(
    over_relay: tuple[Api, Relay], fault: str
) -> None:
    api, relay = over_relay
    getattr(relay, fault)()
    said = [api.post("sale", {**SALE, "amount": amount}, Idempotency_Key="k1") for amount in (4900, 1, 4900)]
    assert [one.status_code for one in said] == [200, 422, 200] and said[0].data == said[2].data


def patience_is_back(api: Api) -> None:
    """As if the pause after a failure were over."""
    reception.of(api.app).asking._shut_until = 0.0


def test_after_a_failure_nobody_asks_for_a_second(make_bare: Callable[..., Flask], sqlite_url: str) -> None:
    asking = Asking(make_bare(database_url=sqlite_url))
    asked: list[Session] = []

    def fails(session: Session) -> None:
        asked.append(session)
        raise LookupError

    begun = monotonic()
    while len(asked) < 2:
        with pytest.raises(Away):
            asking.read(fails)
    assert monotonic() - begun >= patience.PAUSE


def test_a_question_that_never_ends_keeps_nobody(make_bare: Callable[..., Flask], postgres_url: str) -> None:
    asking = Asking(make_bare(database_url=postgres_url))
    begun = monotonic()
    with pytest.raises(Away):
        asking.read(lambda session: session.scalar(select(func.pg_sleep(LONG))))
    assert monotonic() - begun < SOON
