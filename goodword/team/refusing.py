"""Errors under ``/team`` and ``/portal`` look like the pages around them, and say what to do."""

from flask import Flask, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response

from goodword.accounts.guarding import guarded
from goodword.accounts.persons import current
from goodword.languages import fit, wished
from goodword.saying import Said, translated
from goodword.site import errors
from goodword.site.inside import inside
from goodword.site.tongue import Tongue
from goodword.team.framing import around

AWAY = Said("The database does not answer. Try again in a minute.")


def init_app(app: Flask) -> None:
    """What is raised elsewhere stays as it is."""
    for code in (403, 404, 405, 500, 503):
        app.register_error_handler(code, refused)
    app.register_error_handler(OperationalError, away)


def refused(error: HTTPException) -> Response:
    """The error as a page of the desk, for who is signed in; as a page of sign-in, for anybody else."""
    if not guarded(request.path):
        return errors.error_page(error)
    tongue = spoken()
    title, text = words(tongue, error)
    values = {"title": title, "text": text, "status": error.code}
    return inside().page("refused.html", tongue.code, values, around(""), error.code or 500)


def away(error: OperationalError) -> Response:
    """A database that does not answer is nobody's mistake, and over soon."""
    if not guarded(request.path):
        raise error
    return refused(ServiceUnavailable(AWAY))


def words(tongue: Tongue, error: HTTPException) -> tuple[str, str]:
    said = error.description
    if error.code == 403:
        text = said if isinstance(said, Said) else Said("Go back and try the link again.")
        return tongue.interface("This is not open to you"), translated(text, tongue.words.ugettext)
    if error.code == 503:
        return tongue.interface("Not at this moment"), translated(said or AWAY, tongue.words.ugettext)
    return errors.words(tongue, error.code or 500, "")


def spoken() -> Tongue:
    """The language of who is signed in, else what the browser asks for."""
    furniture, person = inside().furniture, current()
    wishes = wished(request.headers.get("Accept-Language", "")[:500])
    code = person.language if person else max(furniture.languages.codes, key=lambda one: fit(one, wishes))
    return furniture.tongue(code)
