"""`/team/account`: one's own name and language, and where one is signed in."""

from flask import Blueprint, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from goodword.accounts import cookies, sessions, team
from goodword.accounts.persons import Person, current
from goodword.db import now, writing
from goodword.saying import Said, translated
from goodword.site.inside import inside
from goodword.team.framing import around
from goodword.team.telling import Telling

account = Blueprint("account", __name__, url_prefix="/team/account")
LONGEST_NAME = 255


@account.get("")
def show() -> Response:
    return page(me(), done=request.args.get("done", ""))


@account.post("")
def change() -> Response:
    """Takes over name and language."""
    person = me()
    name = " ".join(request.form.get("name", "").split())
    language = request.form.get("language", "")
    if not name or len(name) > LONGEST_NAME:
        error = Said("A name has 1 to %(most)s characters.", most=LONGEST_NAME)
        return page(person, status=422, name=name, error=error)
    team.describe(person.email, name, inside().language(language))
    return redirect("/team/account?done=saved", 303)


@account.post("/sessions/<int:number>/end")
def end(number: int) -> Response:
    """Ends one of one's own sessions; of anybody else's there is nothing to be learned here."""
    with writing() as session:
        if not sessions.end_one(session, number, me().email, now()):
            raise NotFound
    return redirect("/team/account?done=ended", 303)


@account.post("/sessions/end-others")
def end_others() -> Response:
    with writing() as session:
        sessions.end_others(session, me().email, cookies.read("gw-member"), now())
    return redirect("/team/account?done=ended", 303)


def page(person: Person, status: int = 200, done: str = "", name: str = "", error: str = "") -> Response:
    furniture = inside().furniture
    tongue = furniture.tongue(person.language)
    token = cookies.read("gw-member")
    values = {
        "person": person,
        "name": name or person.name,
        "error": translated(error, tongue.words.ugettext),
        "done": done,
        "languages": [(one.code, one.name) for one in furniture.languages.all],
        "sessions": [(row, sessions.is_of(row, token)) for row in sessions.live_of(person.email, now())],
        "tell": Telling(tongue, furniture.brand.zone),
        "idle": tongue.language.span(sessions.IDLE.days, "day"),
    }
    return inside().page("account.html", tongue.code, values, around("account"), status)


def me() -> Person:
    person = current()
    assert person is not None, "everything under /team is guarded"
    return person
