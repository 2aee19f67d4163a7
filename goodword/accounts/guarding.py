"""Everything under ``/team`` and ``/portal`` is closed, by prefix: what nobody thought of is closed too."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, redirect, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Forbidden, ServiceUnavailable
from werkzeug.wrappers import Response

from goodword.accounts import cookies, sessions
from goodword.accounts.hashing import same
from goodword.accounts.persons import csrf_token, current
from goodword.db import now
from goodword.saying import Said

CLOSED = ("/team", "/portal")
BELOW = ("/team/", "/portal/")
SIGN_IN = "/portal/sign-in"
READING = ("GET", "HEAD", "OPTIONS")
View = TypeVar("View", bound=Callable[..., Any])


def managers_only(view: View) -> View:
    """The view is for managers; others get a page that says so, status 403."""
    view.goodword_managers_only = True  # type: ignore[attr-defined]
    return view


def open_when(check: Callable[[], bool]) -> Callable[[View], View]:
    """The view answers without a session too, whenever ``check()`` is true for the request."""

    def mark(view: View) -> View:
        view.goodword_open_when = check  # type: ignore[attr-defined]
        return view

    return mark


def for_everybody(view: View) -> View:
    """The view answers with or without a session, and judges by itself where a form came from."""
    view.goodword_for_everybody = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Closes what is to be closed."""
    app.before_request(guard)


def guard() -> Response | None:
    """What a closed address answers to somebody who may not see it; None for everybody else."""
    if not guarded(request.path):
        return None
    g.goodword_opened = _opened()
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "goodword_for_everybody", False):
        return None
    person = current()
    if person is None:
        return None if _let_through(view) else turned_away()
    if getattr(view, "goodword_managers_only", False) and person.role != "manager":
        raise Forbidden(Said("Only managers can see this page. Ask one of them to do it, or to make you a manager."))
    if request.method not in READING and not _has_token():
        raise Forbidden(Said("This form was sent from a page that is no longer valid. Go back, reload it, try again."))
    return None


def guarded(path: str) -> bool:
    """Whether a path is closed to whoever is not signed in."""
    return path.startswith(BELOW) or path in CLOSED


def turned_away() -> Response:
    """To sign-in and back again; who wanted to change something gets a 403, for a form cannot be sent twice."""
    if request.method not in READING:
        raise Forbidden(Said("You are signed out. Sign in, then try again."))
    query = request.query_string.decode("ascii", "replace")
    wanted = quote(request.path) + (f"?{query}" if query else "")
    return redirect(f"{SIGN_IN}?{urlencode({'next': wanted})}", 303)


def _opened() -> sessions.Opened | None:
    """The session that the request brings, if it is one. Role and membership are as they are now."""
    token = cookies.read("gw-member")
    if not token:
        return None
    try:
        return sessions.look_up(token, now())
    except OperationalError as error:
        raise ServiceUnavailable(Said("The database does not answer. Try again in a minute.")) from error


def _let_through(view: Callable[..., Any] | None) -> bool:
    check = getattr(view, "goodword_open_when", None)
    return check is not None and bool(check())


def _has_token() -> bool:
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    return same(given, csrf_token())
