"""Nothing of `/team` and `/portal` without a session, with an ended one, with a removed member's, with the wrong role.

Made from the map of all addresses: what is added later is tried too.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import close
from factories import ran_before
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, sign_in

from goodword.accounts import team
from goodword.accounts.guarding import guarded
from goodword.app import create_app
from goodword.db import now, writing

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
READING = ("GET", "HEAD", "OPTIONS")
FOR_EVERYBODY = {"ask", "asked", "code", "code_entered", "link_opened", "link_used"}
MADE_UP = (
    "/team/",
    "/team/x",
    "/team/members/1/x",
    "/team/.env",
    "/portal",
    "/portal/",
    "/portal/kits",
    "/portal/x.zip",
)


@pytest.fixture(scope="module")
def made(company: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("access")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    app = create_app(root=company, var=ran_before(folder / "var"), database_url=f"sqlite:///{folder / 'goodword.db'}")
    yield app
    close(app)


@pytest.fixture
def app(made: Flask) -> Iterator[Flask]:
    with made.app_context():
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def views(app: Flask, keyed: bool = False) -> dict[str, Any]:
    """Every address that is closed, with something in its open places, and the view behind it.

    ``keyed``: those instead that are closed to whoever has no key for them, which is part of the address.
    """
    found = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if guarded(rule.rule) and not getattr(view, "goodword_for_everybody", False):
            values = {name: 1 if "Integer" in type(kind).__name__ else "x" for name, kind in rule._converters.items()}
            _, path = rule.build(values) or ("", "")
            if hasattr(view, "goodword_open_when") == keyed:
                found[path] = view
    return found


def answers(client: FlaskClient, paths: list[str], **more: Any) -> dict[str, tuple[int, str]]:
    """Status and target for each method and address."""
    found = {}
    for path in paths:
        for method in METHODS:
            answer = client.open(f"{path}?q=1", method=method, **more)
            found[f"{method} {path}"] = answer.status_code, answer.headers.get("Location", "").partition("?")[0]
    return found


def closed(found: dict[str, tuple[int, str]]) -> bool:
    """Whether all of them sent the reader to sign-in, and refused everybody else."""
    wrong = {
        asked: answer
        for asked, answer in found.items()
        if answer != ((303, "/portal/sign-in") if asked.split()[0] in READING else (403, ""))
    }
    assert wrong == {}
    return len(found) > 80


def test_there_is_something_to_try(app: Flask) -> None:
    assert {"/team", "/team/account", "/team/members", "/team/content", "/portal/sign-out"} <= set(views(app))


def test_sign_in_and_nothing_else_is_for_everybody(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, "goodword_for_everybody", False)}
    assert marked == {f"sign_in.{name}" for name in FOR_EVERYBODY}


def test_only_previews_can_have_a_key_and_a_wrong_one_opens_nothing(app: Flask, client: FlaskClient) -> None:
    paths = list(views(app, keyed=True))
    assert all(path.startswith("/team/preview/") for path in paths)
    found = answers(client, paths)
    assert {answer for asked, answer in found.items() if not asked.startswith("OPTIONS")} <= {
        (s, "") for s in (403, 404, 405)
    }


def test_nothing_without_a_session(app: Flask, client: FlaskClient) -> None:
    assert closed(answers(client, [*views(app), *MADE_UP]))


@pytest.mark.parametrize("cookie", ["x", "", "é", "a" * 3000, "../../etc/passwd", "' OR 1=1 --"])
def test_nothing_with_one_that_is_made_up(app: Flask, client: FlaskClient, cookie: str) -> None:
    client.set_cookie("gw-member", cookie)
    assert closed(answers(client, [*views(app), *MADE_UP]))


def test_nothing_with_an_ended_one(app: Flask, client: FlaskClient) -> None:
    token = sign_in(client, role="manager")
    with writing() as session:
        team.sign_out(session, MINA, "Ada", now())
    assert closed(answers(client, [*views(app), *MADE_UP], data={"csrf_token": token}))


def test_nothing_with_a_removed_members(app: Flask, client: FlaskClient) -> None:
    sign_in(client.application.test_client(), "ada@spokewise.example", "manager")
    token = sign_in(client, role="manager")
    with writing() as session:
        team.found(session, MINA).ended_at = now()  # and their sessions left open, as if that had been forgotten
    assert closed(answers(client, [*views(app), *MADE_UP], data={"csrf_token": token}))


def test_nothing_of_the_managers_with_an_editors(app: Flask, client: FlaskClient) -> None:
    token = sign_in(client)
    theirs = [path for path, view in views(app).items() if getattr(view, "goodword_managers_only", False)]
    assert len(theirs) >= 4 and all(path.startswith("/team/members") for path in theirs)
    found = answers(client, theirs, data={"csrf_token": token})
    allowed = {asked: answer for asked, answer in found.items() if answer[0] not in (403, 404, 405)}
    assert {asked.split()[0] for asked in allowed} <= {"OPTIONS"}


def test_everything_about_members_is_for_managers(app: Flask) -> None:
    about = {path: view for path, view in views(app).items() if path.startswith("/team/members")}
    assert about and all(getattr(view, "goodword_managers_only", False) for view in about.values())


@pytest.mark.parametrize("token", [None, "", "x", "0" * 64])
def test_nothing_is_changed_without_the_token_of_the_session(
    app: Flask, client: FlaskClient, token: str | None
) -> None:
    sign_in(client, role="manager")
    form = {} if token is None else {"csrf_token": token}
    found = answers(client, [*views(app), *MADE_UP], data=form)
    assert {answer for asked, answer in found.items() if asked.split()[0] not in READING} == {(403, "")}


def test_whoever_may_sees_every_page(app: Flask, client: FlaskClient) -> None:
    sign_in(client, role="manager")
    broken = {path: status for path in views(app) if (status := client.get(path).status_code) >= 500}
    assert broken == {}
