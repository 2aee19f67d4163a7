"""What is closed to whoever is not signed in, or has not the role."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, sign_in

from goodword.accounts import sessions, team
from goodword.accounts.guarding import guarded, init_app, managers_only, open_when
from goodword.accounts.persons import csrf_token, current
from goodword.db import now, writing

OPEN = {"now": True}


@pytest.fixture
def client(bare: Flask) -> FlaskClient:
    """Of an application with a page for everybody on the team, one for managers, and one that is open at times."""
    init_app(bare)
    bare.add_url_rule("/team/a", view_func=page("everybody"), methods=["GET", "POST"], endpoint="a")
    bare.add_url_rule("/team/b", view_func=managers_only(page("managers")), endpoint="b")
    bare.add_url_rule("/team/c", view_func=open_when(lambda: OPEN["now"])(page("whoever")), endpoint="c")
    bare.add_url_rule("/teams", view_func=page("the world"), endpoint="teams")
    return bare.test_client()


def page(text: str) -> Callable[[], str]:
    return lambda: f"for {text}: {current() and current().name} {csrf_token()}"  # type: ignore[union-attr]


def test_who_is_signed_in_comes_in(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/team/a").text.startswith("for everybody: Mina ")


@pytest.mark.parametrize("path", ["/team", "/team/", "/team/a", "/team/no-such-page", "/portal", "/portal/x/y"])
def test_who_is_not_is_sent_to_sign_in_and_back(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?q=%C3%A9&r=1")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/portal/sign-in?next={path.replace('/', '%2F')}%3Fq%3D%25C3%25A9%26r%3D1",
    )


def test_without_a_session_nothing_is_changed(client: FlaskClient) -> None:
    assert client.post("/team/a").status_code == 403
    assert client.delete("/team/no-such-page").status_code == 403


def test_a_form_needs_the_token_of_its_session(client: FlaskClient) -> None:
    token = sign_in(client)
    assert client.post("/team/a").status_code == 403
    assert client.post("/team/a", data={"csrf_token": "é"}).status_code == 403
    assert client.post("/team/a", data={"csrf_token": token}).status_code == 200
    assert client.post("/team/a", headers={"X-CSRF-Token": token}).status_code == 200
    assert token in client.get("/team/a").text


def test_another_session_has_another_token(client: FlaskClient) -> None:
    first = sign_in(client)
    sign_in(client)
    assert client.post("/team/a", data={"csrf_token": first}).status_code == 403


def test_what_is_for_managers_is_for_managers(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/team/b").status_code == 403
    sign_in(client, role="manager")
    assert client.get("/team/b").status_code == 200


def test_a_page_may_be_open_at_times(client: FlaskClient) -> None:
    assert client.get("/team/c").status_code == 200
    OPEN["now"] = False
    assert client.get("/team/c").status_code == 303
    OPEN["now"] = True


def test_a_role_that_was_taken_is_gone_at_once(client: FlaskClient) -> None:
    sign_in(client, role="manager")
    sign_in(client.application.test_client(), "ada@spokewise.example", "manager")
    with writing() as session:
        team.change_role(session, MINA, "editor", "Ada", now())
    assert client.get("/team/b").status_code == 403


def test_who_was_removed_is_out_at_once_and_stays_out_when_back(client: FlaskClient) -> None:
    sign_in(client)
    with writing() as session:
        member = team.person_of(team.found(session, MINA))
        team.remove(session, MINA, "Ada", now())
    assert client.get("/team/a").status_code == 303
    with writing() as session:
        team.add(session, member, "Ada", now())
    assert client.get("/team/a").status_code == 303


def test_an_ended_session_is_none(client: FlaskClient) -> None:
    sign_in(client)
    (live,) = sessions.live_of(MINA, now())
    with writing() as session:
        assert sessions.end_one(session, live.id, MINA, now())
    assert client.get("/team/a").status_code == 303


@pytest.mark.parametrize(
    ("path", "closed"),
    [("/team", True), ("/team/x", True), ("/portal/kits", True), ("/teams", False), ("/", False), ("/it/team", False)],
)
def test_what_is_closed(path: str, closed: bool) -> None:
    assert guarded(path) == closed


def test_other_pages_ask_nobody(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/teams").text == "for the world: None "
