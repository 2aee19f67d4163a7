"""`/team/account` and `/team/members`: one's own sessions and name; who is on the team, for managers."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, make_member, sign_in
from signing import signed_in
from sqlalchemy import select

from bench.ports import free_port
from goodword.accounts import team
from goodword.db import db
from goodword.outbox import Due

ADA = "ada@spokewise.example"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def number(email: str) -> int:
    db.session.rollback()
    member = team.find(email)
    assert member
    return member.id


def test_one_sees_where_one_is_signed_in_and_ends_it(client: FlaskClient) -> None:
    other = client.application.test_client()
    sign_in(other)
    token = sign_in(client)
    (path,) = re.findall(r'action="(/team/account/sessions/\d+/end)"', client.get("/team/account").text)
    assert client.post(path, data={"csrf_token": token}).status_code == 303
    assert (signed_in(client), signed_in(other)) == (True, False)


def test_nobody_ends_somebody_elses_session(client: FlaskClient) -> None:
    other = client.application.test_client()
    token = sign_in(other, ADA)
    sign_in(client)
    sign_in(client.application.test_client())
    (path,) = re.findall(r'action="(/team/account/sessions/\d+/end)"', client.get("/team/account").text)
    theirs = other.post(path, data={"csrf_token": token})
    unknown = other.post("/team/account/sessions/99999/end", data={"csrf_token": token})
    assert (theirs.status_code, theirs.data) == (404, unknown.data)
    assert signed_in(client)


def test_all_others_are_ended_at_once(client: FlaskClient) -> None:
    others = [client.application.test_client() for _ in range(3)]
    for other in others:
        sign_in(other)
    token = sign_in(client)
    client.post("/team/account/sessions/end-others", data={"csrf_token": token})
    assert signed_in(client) and not any(map(signed_in, others))


def test_name_and_language_are_ones_own(client: FlaskClient) -> None:
    token = sign_in(client)
    client.post("/team/account", data={"csrf_token": token, "name": " Mina  <Lind> ", "language": "it"})
    page = client.get("/team/account?done=saved").text
    assert "Mina &lt;Lind&gt;" in page and "Salvato." in page and 'lang="it"' in page


def test_a_name_is_needed(client: FlaskClient) -> None:
    token = sign_in(client)
    answer = client.post("/team/account", data={"csrf_token": token, "name": " ", "language": "it"})
    assert (answer.status_code, "A name has 1 to 255" in answer.text) == (422, True)


def test_a_manager_adds_somebody_who_is_told(client: FlaskClient) -> None:
    token = sign_in(client, role="manager")
    form = {"csrf_token": token, "email": "ADA@spokewise.example", "name": "آدا", "role": "editor", "language": "ar"}
    assert client.post("/team/members", data=form).headers["Location"] == "/team/members?done=added"
    assert "آدا" in client.get("/team/members").text
    payload = db.session.scalars(select(Due.payload).where(Due.topic == "mail")).one()
    assert (payload["to"], payload["language"], 'dir="rtl"' in payload["html"]) == (ADA, "ar", True)


@pytest.mark.parametrize(("email", "said"), [("ada", "not an e-mail address"), (MINA, "on the team already")])
def test_who_cannot_be_added_is_said_beside_the_field(client: FlaskClient, email: str, said: str) -> None:
    token = sign_in(client, role="manager")
    answer = client.post("/team/members", data={"csrf_token": token, "email": email, "name": "Ada"})
    assert (answer.status_code, said in answer.text, 'value="Ada"' in answer.text) == (422, True, True)


def test_a_manager_changes_a_role(client: FlaskClient) -> None:
    make_member(ADA)
    token = sign_in(client, role="manager")
    client.post(f"/team/members/{number(ADA)}/role", data={"csrf_token": token, "role": "manager"})
    page = client.get(f"/team/members/{number(ADA)}").text
    assert "made manager" in page and MINA in page


def test_the_last_manager_stays(client: FlaskClient) -> None:
    token = sign_in(client, role="manager")
    mine = f"/team/members/{number(MINA)}"
    for path, form in ((f"{mine}/role", {"role": "editor"}), (f"{mine}/removal", {})):
        answer = client.post(path, data={"csrf_token": token, **form})
        assert (answer.status_code, "is the last manager" in answer.text) == (409, True)
    assert signed_in(client)


def test_removal_asks_first_and_can_be_undone(client: FlaskClient) -> None:
    other = client.application.test_client()
    sign_in(other, ADA)
    token = sign_in(client, role="manager")
    path = f"/team/members/{number(ADA)}/removal"
    assert "Remove <bdi>Ada</bdi> from the team?" in client.get(path).text
    assert signed_in(other)
    assert client.post(path, data={"csrf_token": token}).headers["Location"] == "/team/members?done=removed"
    assert not signed_in(other)
    assert client.get(path).status_code == 404
    client.post("/team/members", data={"csrf_token": token, "email": ADA})
    assert ADA in client.get("/team/members").text


def test_a_manager_signs_somebody_out(client: FlaskClient) -> None:
    other = client.application.test_client()
    sign_in(other, ADA)
    token = sign_in(client, role="manager")
    client.post(f"/team/members/{number(ADA)}/sign-out", data={"csrf_token": token})
    assert not signed_in(other)


def test_an_editor_is_told_who_may(client: FlaskClient) -> None:
    sign_in(client, language="it")
    answer = client.get("/team/members")
    assert (answer.status_code, "Solo i responsabili" in answer.text) == (403, True)
    assert "/team/members" not in client.get("/team/account").text


def test_an_unknown_page_of_the_desk_looks_like_the_desk(client: FlaskClient) -> None:
    sign_in(client, language="ar")
    answer = client.get("/team/no-such-page")
    assert (answer.status_code, 'dir="rtl"' in answer.text, "inside-nav" in answer.text) == (404, True, True)


def test_a_database_that_is_away_is_said(make_app: Callable[..., Flask]) -> None:
    """And sign-in says so as well, not only the desk."""
    client = make_app(database_url=f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none").test_client()
    assert client.get("/portal/sign-in").status_code == 200
    for cookie in ("gw-member", "gw-asked"):
        client.set_cookie(cookie, "x")
    answers = [client.get("/team"), client.post("/portal/sign-in", data={"email": MINA})]
    assert [(one.status_code, "The database does not answer" in one.text) for one in answers] == [(503, True)] * 2
