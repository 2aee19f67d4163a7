"""People who are signed in, without their going through sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import close
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from goodword import config, db
from goodword.accounts import cookies, sessions, team
from goodword.accounts.hashing import keyed
from goodword.accounts.persons import Person, Role

MINA = "mina@spokewise.example"


def sign_in(client: FlaskClient, email: str = MINA, role: Role = "editor", language: str = "en") -> str:
    """Makes the team member, or changes their role, and gives the client a session of theirs.

    Returns the token that the forms of this session send as ``csrf_token``.
    """
    with client.application.app_context():
        token = session_of(email, role, language)
        client.set_cookie(cookies.full_name("gw-member"), token, secure=cookies.full_name("gw-member") != "gw-member")
        return keyed("csrf", keyed("session", token))


def browser_sign_in(
    page: Page, base_url: str, var: Path, email: str = MINA, role: Role = "editor", language: str = "en"
) -> None:
    """The same for a page of a real browser, at a server in development whose VAR is ``var``, with SQLite."""
    with database_of(var):
        token = session_of(email, role, language)
    page.context.add_cookies([{"name": "gw-member", "value": token, "url": base_url, "httpOnly": True}])


@contextmanager
def database_of(var: Path) -> Iterator[None]:
    """The database of such a server, for a moment."""
    app = Flask("goodword")
    settings = app.extensions["goodword.settings"] = config.load({}, var=var)
    db.init_app(app, settings)
    with app.app_context():
        yield
    close(app)


def session_of(email: str, role: Role, language: str) -> str:
    """The token of a new session; inside an application context."""
    make_member(email, role, language)
    with db.writing() as session:
        return sessions.begin(session, email, "Firefox, Linux", db.now())


def make_member(email: str = MINA, role: Role = "editor", language: str = "en") -> None:
    """A member of the team with this role."""
    member = team.find(email)
    with db.writing() as session:
        if member is None:
            team.add(session, Person(email, email.partition("@")[0].capitalize(), language, role), "tests", db.now())
        else:
            member.role, member.language = role, language
