"""Visits of our own people are known as such; the database is asked about nobody else's, and never for long."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import NOON
from people import session_of
from sqlalchemy import event
from visiting import FIREFOX, Visits, visited

from goodword.accounts import sessions
from goodword.db import db, now, writing
from goodword.site.answers import Request
from goodword.site.routes import service_of


@pytest.fixture
def visits(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visits]:
    monkeypatch.setattr("goodword.referrals.own_visits.PATIENCE", 30.0)  # a busy machine answers late
    with visited(database_url, tmp_path / "var") as visits, visits.app.app_context():
        yield visits


def signed_in(email: str) -> str:
    """The token of a session of whoever has this address."""
    with writing() as session:
        return sessions.begin(session, email, "Firefox, Linux", now())


@pytest.mark.parametrize(
    ("email", "path", "own"),
    [
        pytest.param("mina@spokewise.example", "/with/ada", "team", id="of the team"),
        pytest.param("ada@example.com", "/with/ada", "member", id="the partner's own"),
        pytest.param("omar@example.com", "/with/ada", "", id="another partner's"),
        pytest.param("omar@example.com", "/with/cy", "", id="and nobody's page"),
        pytest.param("cy@example.com", "/with/ada", "", id="nobody"),
    ],
)
def test_whose_visit_it_is(visits: Visits, email: str, path: str, own: str) -> None:
    token = session_of(email, "editor", "en") if email.startswith("mina") else signed_in(email)
    visits.page(path, at=now(), Cookie=f"x=1; gw-member={token}")
    assert visits.click().own == own


@pytest.mark.parametrize(
    ("cookie", "own"),
    [("gw-member={}", "member"), ('a=b; gw-member="{}"', "member"), ("x-gw-member={}", ""), ("gw-member={}x", "")],
)
def test_it_takes_nothing_of_flasks_to_know(visits: Visits, cookie: str, own: str) -> None:
    """As where something thinner stands before Flask: a thread of its own, in which no application is current."""
    environ = {"HTTP_COOKIE": cookie.format(signed_in("ada@example.com")), "HTTP_USER_AGENT": FIREFOX}
    asked = Request("/with/ada", "", "http://localhost", now(), environ=environ)
    with ThreadPoolExecutor(1) as elsewhere:
        answer = elsewhere.submit(service_of(visits.app).answer, asked).result()
    assert (answer.status, visits.click().own) == (200, own)


def test_under_https_the_cookie_has_another_name(sqlite_url: str, tmp_path: Path) -> None:
    site = "https://www.spokewise.example"
    with visited(sqlite_url, tmp_path / "var", base_url=site) as visits, visits.app.app_context():
        token = signed_in("ada@example.com")
        for name in ("gw-member", "__Host-gw-member"):
            visits.page("/with/ada", at=now(), Cookie=f"{name}={token}", Host="www.spokewise.example")
        assert [click.own for click in visits.clicks()] == ["", "member"]


def test_a_session_that_is_over_or_made_up_is_nobodys(visits: Visits) -> None:
    token = signed_in("ada@example.com")
    visits.page("/with/ada", at=now() + timedelta(days=91), Cookie=f"gw-member={token}")
    visits.page("/with/ada", at=now(), Cookie="gw-member=made-up")
    assert [click.own for click in visits.clicks()] == ["", ""]


def test_a_visit_costs_no_query(visits: Visits) -> None:
    asked: list[str] = []
    visits.link("spring", "/plans")

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        for path in ("/with/ada", "/r/spring", "/?via=cy", "/plans?via=ada"):
            assert visits.ask(path, at=NOON, Cookie="gw-members=1; a=b").status_code in (200, 302)
        assert asked == []
        visits.page("/with/ada", Cookie="gw-member=x")
        assert len([one for one in asked if "FROM session" in one]) == 1
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


def test_while_the_database_is_away_a_visit_is_answered_and_recorded(visits: Visits) -> None:
    token = signed_in("ada@example.com")
    db.session.remove()
    db.engine.dispose()

    def refuse(*_: Any) -> None:
        raise db.engine.dialect.dbapi.OperationalError("away")  # type: ignore[union-attr]

    event.listen(db.engine, "do_connect", refuse)
    try:
        visits.page("/with/ada", at=now(), Cookie=f"gw-member={token}")
    finally:
        event.remove(db.engine, "do_connect", refuse)
    seen = visits.click()
    assert (seen.partner, seen.own) == ("ada", "")
