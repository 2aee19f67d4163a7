"""The two cookies there are, set by signing in and nowhere else: whoever never goes there never gets one."""

from datetime import timedelta
from typing import Literal

from flask import current_app, request
from werkzeug.wrappers import Response

Name = Literal["gw-member", "gw-asked"]


def full_name(name: Name) -> str:
    """Under https browsers refuse a ``__Host-`` cookie that was not set by this very host, over https."""
    return f"__Host-{name}" if _https() else name


def read(name: Name) -> str:
    """The cookie's value, empty if there is none. Longer ones are not ours."""
    value = request.cookies.get(full_name(name), "")
    return value if len(value) <= 100 else ""


def give(response: Response, name: Name, value: str, lasts: timedelta) -> None:
    response.set_cookie(full_name(name), value, max_age=lasts, path="/", secure=_https(), httponly=True, samesite="Lax")


def take_back(response: Response, name: Name) -> None:
    response.delete_cookie(full_name(name), path="/", secure=_https(), httponly=True, samesite="Lax")


def _https() -> bool:
    https: bool = current_app.extensions["goodword.settings"].https
    return https
