"""``/team/preview``: Flask's side of previews."""

import mimetypes
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, current_app, request, send_file
from werkzeug.exceptions import Forbidden, NotFound

from goodword.accounts.guarding import open_when
from goodword.accounts.persons import current
from goodword.referrals import directory
from goodword.site.inside import inside, unkept
from goodword.site.media import DRAWING_POLICY
from goodword.site.media import NAME as MEDIA
from goodword.site.routes import origin, service_of
from goodword.team.preview.context import PATH, read
from goodword.team.preview.looking import marking
from goodword.team.preview.passing import Guest
from goodword.team.preview.signing import DAYS, Pass, mark_of
from goodword.team.preview.sitting import SHARED, Sitting
from goodword.team.preview.studio import Studio

NAME, BRANCHES = "goodword.preview", "goodword.branches"
STATUS = {"altered": 403, "ended": 410, "gone": 404}
preview = Blueprint("preview", __name__)


def init_app(app: Flask) -> None:
    service = service_of(app)
    app.extensions[NAME] = Studio(
        service=service,
        furniture=marking(service.furniture),
        settings=app.extensions["goodword.settings"],
        cards=directory.of(app).cards,
        branches=lambda: app.extensions.get(BRANCHES),
    )
    app.register_blueprint(preview)


def studio() -> Studio:
    found: Studio = current_app.extensions[NAME]
    return found


@preview.get(PATH)
def page() -> Response:
    """Any page as anyone, for who is signed in."""
    person = current()
    if person is None:
        raise Forbidden
    query = request.args.to_dict(flat=False)
    made = studio()
    context = read(query, made.furniture.languages.codes)
    share = request.args.get("share", "")
    days = int(share) if share in map(str, DAYS) else 0
    if "address" in query or not all(map(all, query.values())):  # as forms send it; as people pass it on, it is short
        return unkept(Response(status=303, headers={"Location": context.address + (f"&share={days}" if days else "")}))
    tongue = made.furniture.tongue(inside().language(person.language))
    maker = mark_of(person.email)
    sitting = Sitting(made, tongue, context, datetime.now(UTC), origin(), maker, days, "page" not in query)
    return private(sitting.html())


@preview.get(f"{SHARED}/<token>")
@open_when(lambda: True)  # the address itself is the key, and is judged here
def shared(token: str) -> Response:
    """One page, for whoever has its signed address."""
    guest = Guest(studio(), datetime.now(UTC), origin())
    found = guest.pass_of(token)
    html = guest.html(found, current() is not None) if isinstance(found, Pass) else None
    if html is None:
        why = found if isinstance(found, str) else "gone"
        language = request.accept_languages.best_match(studio().furniture.languages.codes)
        return discreet(
            inside().page("preview/closed.html", inside().language(language), {"why": why}, None, STATUS[why])
        )
    return discreet(private(html))


@preview.get(f"{PATH}/media/<token>/<hash_>/<name>")
@open_when(lambda: True)
def picture(token: str, hash_: str, name: str) -> Response:
    """A picture of a previewed page."""
    guest = Guest(studio(), datetime.now(UTC), origin())
    file = guest.picture(token, f"{hash_}/{name}", current_app.extensions[MEDIA])
    if file is None:
        raise NotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer = unkept(send_file(file, mimetype=kind, etag=False, last_modified=None))
    if kind == "image/svg+xml":
        answer.headers["Content-Security-Policy"] = DRAWING_POLICY
    return answer


def private(html: str) -> Response:
    return unkept(Response(html, content_type="text/html; charset=utf-8"))


def discreet(response: Response) -> Response:
    """The address is a secret: it is told to nobody that the page leads to."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
