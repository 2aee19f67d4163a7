"""Flask's side of the site: requests become plain data, answers become responses."""

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, NotFound

from goodword.config import Settings
from goodword.site.answers import Answer, Request
from goodword.site.errors import error_page
from goodword.site.front import CAME, Front, asked, asked_for
from goodword.site.serving import Service

NAME = "goodword.site"
pages = Blueprint("pages", __name__)


def init_app(app: Flask, service: Service) -> None:
    """Adds the pages to ``app``. Spelling is ours to mend, not the router's: a 308 must keep the whole query."""
    app.extensions[NAME] = service
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.register_blueprint(pages)
    app.register_error_handler(HTTPException, error_page)
    app.wsgi_app = Front(app, app.wsgi_app, service, "pages.page")  # type: ignore[method-assign]


def service_of(app: Flask) -> Service:
    service: Service = app.extensions[NAME]
    return service


@pages.get("/")
@pages.get("/<path:path>")
def page(path: str = "") -> Response:
    """Every page of the site."""
    came: Answer | Exception | None = request.environ.pop(CAME, None)
    if isinstance(came, Exception):
        raise came
    return response(came or service_of(current_app).answer(plain_request()))


@pages.get("/r/<path:code>")
@pages.get("/R/<path:code>")  # codes to scan are often in capitals
def link(code: str) -> Response:
    """Where a partner's link leads."""
    return response(service_of(current_app).followed(code.strip("/").lower(), plain_request()))


def plain_request() -> Request:
    return asked(current_app, request.environ, request.path)


def origin() -> str:
    """The site's own address: as set, else, in development, as asked for."""
    return settings_of(current_app).base_url or asked_for(request.scheme, request.headers.get("Host", ""))


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["goodword.settings"]
    return settings


def response(answer: Answer) -> Response:
    if answer.body is None:
        raise NotFound
    return Response(answer.body, answer.status, dict(answer.headers))
