"""The two cookies there are, set by signing in and nowhere else: whoever never goes there never gets one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from flask import current_app, request
from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Response

LONGEST = 100

Name = Literal["gw-member", "gw-asked"]


def full_name(name: Name) -> str:
    return spelled(name, _https())


def spelled(name: Name, https: bool) -> str:
    """Under https browsers refuse a ``__Host-`` cookie that was not set by this very host, over https."""
    return f"__Host-{name}" if https else name


def read(name: Name) -> str:
    """The cookie's value, empty if there is none. Longer ones are not ours."""
    return value_in(request.cookies, name, _https())


def read_from(environ: Mapping[str, Any], name: Name, https: bool) -> str:
    """The same, of a request as PEP 3333 has it, for where there is none of Flask's."""
    return value_in(parse_cookie(environ.get("HTTP_COOKIE", "")), name, https)


def value_in(cookies: Mapping[str, str], name: Name, https: bool) -> str:
    value = cookies.get(spelled(name, https), "")
    return value if len(value) <= LONGEST else ""


def give(response: Response, name: Name, value: str, lasts: timedelta) -> None:
    response.set_cookie(full_name(name), value, max_age=lasts, path="/", secure=_https(), httponly=True, samesite="Lax")


def take_back(response: Response, name: Name) -> None:
    response.delete_cookie(full_name(name), path="/", secure=_https(), httponly=True, samesite="Lax")


def _https() -> bool:
    https: bool = current_app.extensions["goodword.settings"].https
    return https
