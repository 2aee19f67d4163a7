"""Idempotency-Key: the same key and body is answered the same and done once; another body is refused."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from apis import LEAD, SALE, Api
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from goodword.accounts.hashing import keyed
from goodword.db import db, now, writing
from goodword.journal.appending import Journal
from goodword.referrals.api import recent, routes
from goodword.referrals.api.idempotency import LEASE, Leases, asked_with
from goodword.referrals.api.patience import Asking, Away
from goodword.referrals.api.recent import Recent
from goodword.referrals.recording.keys import key_of
from goodword.referrals.sale_rows import Answered, KeySeen


@pytest.fixture
def api(bare: Flask) -> Api:
    routes.init_app(bare)
    return Api(bare)


@pytest.fixture
def on_sqlite(make_bare: Callable[..., Flask], sqlite_url: str) -> Api:
    app = make_bare(database_url=sqlite_url)
    routes.init_app(app)
    return Api(app)


def sale(api: Api, key: str = "k1", **changed: Any) -> TestResponse:
    return api.post("sale", {**SALE, **changed}, Idempotency_Key=key)


def change(**values: Any) -> None:
    """The one row there is."""
    with writing() as session:
        row = session.scalars(select(Answered)).one()
        for name, value in values.items():
            setattr(row, name, value)


def test_the_same_again_is_answered_the_same_and_done_once(api: Api) -> None:
    first, second = sale(api), sale(api)
    assert (first.status_code, second.status_code, second.data) == (200, 200, first.data)
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    assert len(api.records()) == 1


def test_another_body_is_refused(api: Api) -> None:
    sale(api)
    answer = sale(api, amount=1)
    assert answer.status_code == 422 and answer.json and answer.json["type"].endswith("#key-reused")
    assert len(api.records()) == 1


def test_a_body_is_the_same_however_it_is_spelled(api: Api) -> None:
    sale(api)
    spelled = b'{ "currency":"EUR",\n"amount":4900, "customerExternalId":"c\\u0079"}'
    assert api.post("sale", spelled, Idempotency_Key="k1").headers["Idempotency-Replayed"] == "true"


def test_names_that_are_not_known_belong_to_the_body(api: Api) -> None:
    sale(api)
    assert sale(api, other=1).status_code == 422


def test_another_key_is_another_report(api: Api) -> None:
    assert [sale(api, key).status_code for key in ("k1", "k2", "K1")] == [200, 200, 200]
    assert len(api.records()) == 3


def test_a_key_is_for_one_path(api: Api) -> None:
    sale(api)
    assert api.post("lead", Idempotency_Key="k1").status_code == 200


def test_a_key_is_for_one_api_key(on_sqlite: Api) -> None:
    from goodword.referrals.api.keys import hashed, new_key  # noqa: PLC0415
    from goodword.referrals.sale_rows import ApiKey  # noqa: PLC0415

    other = new_key()
    with on_sqlite.app.app_context(), writing() as session:
        session.add(ApiKey(name="other", hash=hashed(other)))
    sale(on_sqlite)
    answer = on_sqlite.post("sale", {**SALE, "amount": 1}, Idempotency_Key="k1", Authorization=f"Bearer {other}")
    assert answer.status_code == 200


def test_what_was_refused_may_be_sent_again_mended(api: Api) -> None:
    assert sale(api, amount=-1).status_code == 422
    assert sale(api, amount=1).status_code == 200


def test_while_it_is_being_answered_it_is_not_answered_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another process, which has not written it down yet: this one's row is made to look so."""
    sale(api)
    monkeypatch.setattr(Recent, "body_of", lambda self, key: None)
    change(status=None, answer=None)
    answer = sale(api)
    assert (answer.status_code, 0 < int(answer.headers["Retry-After"]) <= 60) == (409, True)
    assert sale(api, amount=1).status_code == 422
    assert len(api.records()) == 1


def test_an_answer_that_the_database_had_no_time_to_keep_keeps_nobody_waiting(api: Api) -> None:
    first = sale(api)
    change(status=None, answer=None)
    again = sale(api)
    assert (again.status_code, again.data, again.headers["Idempotency-Replayed"]) == (200, first.data, "true")
    assert len({record["id"] for record in api.records()}) == 1


def test_after_its_lease_it_is_answered_anew_as_the_same_event(api: Api) -> None:
    first = sale(api)
    with api.app.app_context():
        row = db.session.scalars(select(Answered)).one()
        change(status=None, answer=None, lease_until=row.lease_until - LEASE - timedelta(seconds=1))
    again = sale(api)
    assert (again.status_code, again.data) == (200, first.data)
    one, two = api.records()
    assert (one["id"], one["sale"]) == (two["id"], two["sale"])
    assert sale(api).headers["Idempotency-Replayed"] == "true"


def test_one_process_needs_no_database_to_see_what_it_is_answering(
    on_sqlite: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on = Event(), Event()
    real = Journal.append

    def slow(self: Journal, record: Any) -> None:
        inside.set()
        go_on.wait(120)
        real(self, record)

    answers: list[TestResponse] = []
    sale(on_sqlite, "k0")  # the API key is known from here on
    monkeypatch.setattr(Journal, "append", slow)
    monkeypatch.setattr(Asking, "read", away)
    monkeypatch.setattr(Asking, "write", away)
    first = Thread(target=lambda: answers.append(sale(on_sqlite)))
    first.start()
    inside.wait()
    assert (sale(on_sqlite).status_code, sale(on_sqlite, amount=1).status_code) == (409, 422)
    go_on.set()
    first.join()
    assert [answer.status_code for answer in answers] == [200]


def away(self: Asking, question: Callable[[Session], object]) -> object:
    raise Away


def test_without_a_database_in_time_the_journal_says_what_came_before(
    on_sqlite: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale(on_sqlite, "k0")
    monkeypatch.setattr(Asking, "read", away)
    monkeypatch.setattr(Asking, "write", away)
    first, second = sale(on_sqlite), sale(on_sqlite)
    assert (second.data, second.headers["Idempotency-Replayed"]) == (first.data, "true")
    assert sale(on_sqlite, amount=1).status_code == 422
    _, one, two = on_sqlite.records()
    assert one["id"] == two["id"]


@pytest.mark.parametrize(("name", "most"), [("SECONDS", -1.0), ("MOST", 1)], ids=["no time", "no room"])
def test_what_memory_does_not_reach_is_looked_for_in_the_journal(
    on_sqlite: Api, monkeypatch: pytest.MonkeyPatch, name: str, most: float
) -> None:
    monkeypatch.setattr(recent, name, most)
    monkeypatch.setattr(Asking, "write", away)
    assert [sale(on_sqlite, key).status_code for key in ("k1", "k2", "k3")] == [200] * 3
    assert [sale(on_sqlite, key, amount=1).status_code for key in ("k1", "k2", "k3")] == [422] * 3
    assert sale(on_sqlite).headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("drained", [False, True], ids=["in the journal", "in the database"])
def test_the_lease_of_a_body_that_came_second_stands_in_nobodys_way(
    api: Api, monkeypatch: pytest.MonkeyPatch, drained: bool
) -> None:
    """It was taken while the database had no time for the first one's, and could not be given back."""
    first = sale(api)
    if drained:
        asked = asked_with("billing", "/api/v1/track/sale", "k1", SALE)
        with writing() as session:
            session.add(KeySeen(key=key_of(asked), body=asked.body, event="evt_1", at=now()))
        monkeypatch.setattr(Recent, "body_of", lambda self, key: None)
    change(body="another", status=None, answer=None)
    assert (sale(api).status_code, sale(api).data) == (200, first.data)
    assert sale(api, amount=1).status_code == 422


def test_a_lease_that_is_over_stands_in_nobodys_way_whatever_its_body(api: Api) -> None:
    """The process died before it wrote anything down."""
    with writing() as session:
        lease = session.merge(Answered(key="k", body="another", subject="", lease_until=now() - LEASE, at=now()))
        lease.key = asked_with("billing", "/api/v1/track/sale", "k1", SALE).key
    assert sale(api, amount=1).status_code == 200
    assert sale(api).status_code == 422


def test_an_answer_that_was_kept_is_not_replaced_by_one_to_another_body(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database comes back in the middle of a request that another machine took without it."""
    first = sale(api)
    with monkeypatch.context() as outage:
        outage.setattr(Asking, "read", away)
        outage.setattr(Leases, "take", lambda *given, **more: None)
        outage.setattr(Recent, "body_of", lambda self, key: None)
        assert sale(api, amount=1).status_code == 200
    assert sale(api).data == first.data
    assert sale(api, amount=1).status_code == 422


def test_a_lease_that_was_not_ours_is_left_alone(api: Api) -> None:
    """What another process answers is not given up by one whose own body is refused."""
    sale(api)
    change(status=None, answer=None)
    assert sale(api, amount=1).status_code == 422
    assert db.session.scalars(select(Answered)).one().status is None


def test_what_could_not_be_written_down_may_be_sent_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("goodword.journal.segments.data_sync", lambda file: (_ for _ in ()).throw(OSError(28, "full")))
        assert sale(api).status_code == 503
    assert sale(api).status_code == 200


def test_the_record_says_with_which_key_and_body_it_came(api: Api) -> None:
    sale(api)
    row = db.session.scalars(select(Answered)).one()
    (record,) = api.records()
    assert record["asked"] == {"api_key": "billing", "path": "/api/v1/track/sale", "key": row.key, "body": row.body}
    assert "k1" not in str(record)


def test_an_answer_is_found_again_by_whose_it_is(api: Api) -> None:
    api.post("lead", {**LEAD, "customerEmail": "Cy@example.com"}, Idempotency_Key="k1")
    row = db.session.scalars(select(Answered)).one()
    assert (row.status, row.subject) == (200, keyed("person", "cy@example.com"))
