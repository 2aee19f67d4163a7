"""Everything under ``/team`` and ``/portal`` is closed, by prefix: what nobody thought of is closed too."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from goodword.accounts.persons import current

PREFIXES = ("/team", "/portal")
SIGN_IN = "/portal/sign-in"
READING = ("GET", "HEAD")
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


def init_app(app: Flask) -> None:
    """Closes what is to be closed."""
    app.before_request(guard)


def guard() -> Response | None:
    """What a closed address answers to somebody who may not see it; None for everybody else."""
    if not guarded(request.path):
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    person = current()
    if person is None:
        return None if _opened(view) else turned_away()
    if getattr(view, "goodword_managers_only", False) and person.role != "manager":
        raise Forbidden
    return None


def guarded(path: str) -> bool:
    return path in PREFIXES or path.startswith(tuple(f"{prefix}/" for prefix in PREFIXES))


def turned_away() -> Response:
    """To sign-in and back again; who wanted to change something gets a 403, for a form cannot be sent twice."""
    if request.method not in READING:
        raise Forbidden
    wanted = request.full_path if request.query_string else request.path
    return redirect(f"{SIGN_IN}?{urlencode({'next': wanted})}", 303)


def _opened(view: Callable[..., Any] | None) -> bool:
    check = getattr(view, "goodword_open_when", None)
    return check is not None and check()
