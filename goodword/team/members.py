"""`/team/members`: who is on the team, for managers."""

from collections.abc import Callable
from typing import cast

from flask import Blueprint, redirect, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from goodword.accounts import sessions, team
from goodword.accounts.addresses import email_address
from goodword.accounts.guarding import managers_only
from goodword.accounts.models import TeamMember
from goodword.accounts.persons import ROLES, Person, Role
from goodword.db import now, writing
from goodword.errors import UsageError
from goodword.languages import N_
from goodword.saying import Said, translated
from goodword.site.inside import inside
from goodword.site.letters import Letters
from goodword.site.routes import origin
from goodword.team.account import LONGEST_NAME, me
from goodword.team.changing import invite
from goodword.team.framing import around
from goodword.team.telling import Telling

members = Blueprint("members", __name__, url_prefix="/team/members")
UNTYPED = {"email": "", "name": "", "role": "editor", "language": ""}
ROLE_NAMES = {"manager": N_("manager"), "editor": N_("editor")}


@members.get("")
@managers_only
def show() -> Response:
    return listing(done=request.args.get("done", ""))


@members.post("")
@managers_only
def add() -> Response:
    """Adds somebody, who is told by mail."""
    form = request.form
    typed = {name: " ".join(form.get(name, "").split()) for name in ("email", "name", "role", "language")}
    email = email_address(typed["email"])
    if email is None:
        error = Said("This is not an e-mail address; one looks like mina@example.com.")
        return listing(422, typed, error=error)
    role: Role = "manager" if typed["role"] == "manager" else "editor"
    person = Person(email, typed["name"][:LONGEST_NAME], inside().language(typed["language"]), role)
    try:
        invite(Letters(inside().furniture), person, me().email, origin())
    except UsageError as error:
        return listing(422, typed, error=str_of(error))
    return redirect("/team/members?done=added", 303)


@members.get("/<int:number>")
@managers_only
def show_one(number: int) -> Response:
    return details(found(number), done=request.args.get("done", ""))


@members.post("/<int:number>/role")
@managers_only
def change_role(number: int) -> Response:
    role = cast(Role, request.form.get("role", ""))
    if role not in ROLES:
        raise NotFound
    return changed(number, lambda session, email: team.change_role(session, email, role, me().email, now()))


@members.post("/<int:number>/sign-out")
@managers_only
def sign_out(number: int) -> Response:
    """Ends every session of a member."""
    return changed(number, lambda session, email: team.sign_out(session, email, me().email, now()))


@members.get("/<int:number>/removal")
@managers_only
def ask_removal(number: int) -> Response:
    """Asks before anybody is removed."""
    return render("removal.html", {"member": found(number)})


@members.post("/<int:number>/removal")
@managers_only
def remove(number: int) -> Response:
    def leave(session: Session, email: str) -> None:
        team.remove(session, email, me().email, now())

    return changed(number, leave, "/team/members?done=removed")


def changed(number: int, change: Callable[[Session, str], object], to: str = "") -> Response:
    """Changes a member and shows them, or says why not."""
    member = found(number)
    try:
        with writing() as session:
            change(session, member.email)
    except UsageError as error:
        return details(found(number), 409, error=str_of(error))
    return redirect(to or f"/team/members/{number}?done=changed", 303)


def found(number: int) -> TeamMember:
    member = team.numbered(number)
    if member is None:
        raise NotFound
    return member


def listing(status: int = 200, typed: dict[str, str] | None = None, error: str = "", done: str = "") -> Response:
    rows = [(member, sessions.live_of(member.email, now())) for member in team.members()]
    return render("members.html", {"rows": rows, "typed": typed or UNTYPED, "error": error, "done": done}, status)


def details(member: TeamMember, status: int = 200, error: str = "", done: str = "") -> Response:
    values = {"member": member, "events": team.history(member), "error": error, "done": done}
    return render("member.html", values | {"sessions": sessions.live_of(member.email, now())}, status)


def render(template: str, values: dict[str, object], status: int = 200) -> Response:
    furniture, person = inside().furniture, me()
    tongue = furniture.tongue(person.language)
    given = {
        "person": person,
        "roles": [(role, tongue.interface(ROLE_NAMES[role])) for role in ROLES],
        "role_names": ROLE_NAMES,
        "languages": [(one.code, one.name) for one in furniture.languages.all],
        "tell": Telling(tongue, furniture.brand.zone),
        **values,
        "error": translated(str_or_empty(values.get("error")), tongue.words.ugettext),
    }
    return inside().page(template, tongue.code, given, around("team"), status)


def str_of(error: UsageError) -> str:
    """What it says, still knowing what it was made of."""
    said: str = error.args[0]
    return said


def str_or_empty(value: object) -> str:
    return value if isinstance(value, str) else ""
