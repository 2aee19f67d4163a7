"""Who is signed in."""

from dataclasses import dataclass
from typing import Literal

from flask import g

Role = Literal["manager", "editor"]
ROLES: tuple[Role, ...] = ("manager", "editor")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team, as the database has them now. A manager may do all that an editor may."""

    email: str
    name: str
    language: str
    role: Role


def current() -> Person | None:
    """Who is signed in, for this request; None outside of ``/team`` and ``/portal``, where nobody is asked."""
    return g.goodword_opened.person if g.get("goodword_opened") else None


def csrf_token() -> str:
    """What forms of this request's session send along as ``csrf_token``; empty where nobody is signed in."""
    return g.goodword_opened.csrf if g.get("goodword_opened") else ""
