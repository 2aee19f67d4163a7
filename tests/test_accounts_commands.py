"""`flask team`, `flask partners sign-in-link`, `flask outbox`: what they do, say, and refuse."""

import json

import pytest
from click.testing import Result
from factories import add_partner
from flask import Flask
from people import MINA, make_member, sign_in
from signing import signed_in
from sqlalchemy import select

from goodword import outbox
from goodword.accounts import team
from goodword.accounts.models import TeamEvent
from goodword.db import db, now, writing
from goodword.welcome import note_address


def run(app: Flask, *words: str) -> Result:
    result = app.test_cli_runner().invoke(args=words)
    db.session.remove()
    return result


def events() -> list[str]:
    return list(db.session.scalars(select(TeamEvent.what).order_by(TeamEvent.id)))


def test_somebody_is_added_and_told_by_mail(app: Flask) -> None:
    result = run(app, "team", "add", "Mina@Spokewise.example", "--name", "Mina  Lind", "--language", "it")
    assert result.exit_code == 0, result.output
    (mina,) = team.everyone()
    assert (mina.email, mina.name, mina.language) == (MINA, "Mina Lind", "it")
    (letter,) = db.session.scalars(select(outbox.Due.payload).where(outbox.Due.topic == "mail"))
    assert (letter["to"], letter["language"]) == (MINA, "it")
    assert "/portal/sign-in?lang=it" in letter["text"]
    assert "flask partners sign-in-link" in result.output


def test_the_first_is_a_manager_and_the_next_are_editors(app: Flask) -> None:
    run(app, "team", "add", MINA)
    run(app, "team", "add", "ada@spokewise.example")
    assert {one.email: one.role for one in team.everyone()} == {MINA: "manager", "ada@spokewise.example": "editor"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "mina"], "'mina' is not an e-mail address"),
        (["add", "cy@example.com", "--language", "xx"], "no language 'xx'"),
        (["add", MINA], "is on the team already"),
        (["remove", "cy@example.com"], "Nobody on the team has the address cy@example.com"),
        (["remove", MINA], "is the last manager"),
        (["role", MINA, "editor"], "is the last manager"),
        (["role", MINA, "boss"], "'boss' is not one of"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(app: Flask, words: list[str], said: str) -> None:
    make_member(role="manager")
    result = run(app, "team", *words)
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert [one.role for one in team.everyone()] == ["manager"]


def test_a_role_is_changed_and_changed_back(app: Flask) -> None:
    make_member(role="manager")
    make_member("ada@spokewise.example")
    run(app, "team", "role", "ada@spokewise.example", "manager")
    assert "already" in run(app, "team", "role", "ada@spokewise.example", "manager").output
    run(app, "team", "role", MINA, "editor")
    assert [one.role for one in team.everyone()] == ["manager", "editor"]
    assert events() == ["added as manager", "added as editor", "made manager", "made editor"]


def test_who_is_removed_is_signed_out_and_can_come_back(app: Flask) -> None:
    make_member("ada@spokewise.example", "manager")
    client = app.test_client()
    sign_in(client)
    assert run(app, "team", "remove", MINA).exit_code == 0
    assert not signed_in(client)
    run(app, "team", "add", MINA)
    assert not signed_in(client)
    assert events()[-2:] == ["removed from the team", "added as editor"]


def test_all_sessions_are_ended(app: Flask) -> None:
    clients = [app.test_client(), app.test_client()]
    for client in clients:
        sign_in(client)
    assert run(app, "team", "sign-out", MINA).output == f"{MINA}: 2 sessions ended.\n"
    assert not any(signed_in(client) for client in clients)


def test_the_team_is_listed(app: Flask) -> None:
    assert "nobody yet" in run(app, "team", "list").output
    sign_in(app.test_client())
    assert json.loads(run(app, "team", "list", "--format", "json").output) == [
        {"email": MINA, "name": "Mina", "role": "editor", "language": "en", "sessions": 1}
    ]
    assert run(app, "team", "list").output.splitlines()[1].split() == [MINA, "Mina", "editor", "en", "1"]


def test_a_link_signs_in(app: Flask) -> None:
    make_member()
    result = run(app, "partners", "sign-in-link", MINA.upper())
    link = result.stdout.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/portal/sign-in/link/")
    client = app.test_client()
    path = link.removeprefix("http://127.0.0.1:8000")
    client.get(path)
    client.post(path)
    assert signed_in(client)
    assert events()[-1] == "sign-in link made"


def test_a_link_leads_to_where_the_site_was_served_last(app: Flask) -> None:
    make_member()
    note_address(app.extensions["goodword.settings"].var, "0.0.0.0", 8123)
    link = run(app, "partners", "sign-in-link", MINA).stdout.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8123/portal/sign-in/link/")


def test_a_link_is_made_for_nobody_else(app: Flask) -> None:
    result = run(app, "partners", "sign-in-link", "cy@example.com")
    assert (result.exit_code, "Nobody who may sign in" in result.output) == (1, True)


def test_partners_have_no_portal_yet(app: Flask) -> None:
    add_partner(app, "ada")
    result = run(app, "partners", "sign-in-link", "ada@example.com")
    assert (result.exit_code, result.output.count("\n"), "no portal for partners yet" in result.output) == (1, 1, True)


def test_dead_letters_are_shown_and_tried_again(app: Flask) -> None:
    assert run(app, "outbox", "list").output == "Everything is done.\n"
    with writing() as session:
        outbox.put(session, "mail", {"to": "cy@example.com", "text": "secret"}, at=now())
        row = session.scalars(select(outbox.Due)).one()
        row.dead_at, row.error, row.tries = now(), "the mail server refused it: 550 no", 8
    listed = run(app, "outbox", "list")
    assert listed.exit_code == 1
    assert "cy@example.com" in listed.output and "550 no" in listed.output and "secret" not in listed.output
    assert run(app, "outbox", "retry", str(row.id)).exit_code == 0
    (now_due,) = json.loads(run(app, "outbox", "list", "--format", "json").output)
    assert (now_due["state"], now_due["tries"], now_due["error"]) == ("due", 0, "")
    assert run(app, "outbox", "retry", str(row.id)).exit_code == 2
