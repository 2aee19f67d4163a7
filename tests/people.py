"""People who are signed in, without their going through sign-in."""

from typing import Any

from flask.testing import FlaskClient


def sign_in(client: FlaskClient, email: str = "mina@spokewise.example", role: str = "editor") -> None:
    """Makes the team member, if there is none, and gives the client a session of theirs."""
    raise NotImplementedError("soon; the signature stays")


def browser_sign_in(
    page: Any, base_url: str, var: Any, email: str = "mina@spokewise.example", role: str = "editor"
) -> None:
    """The same for a page of a real browser, at a server whose VAR is ``var``."""
    raise NotImplementedError("soon; the signature stays")
