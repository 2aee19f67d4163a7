"""Flask's side of the site: requests become plain data, answers become responses."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, current_app, request
from flask import Request as FlaskRequest
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.sansio.utils import get_current_url, get_host
from werkzeug.utils import cached_property

from goodword.accounts.clients import client_of
from goodword.config import Settings
from goodword.site.answers import Answer, Request
from goodword.site.errors import error_page
from goodword.site.serving import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NAME = "goodword.site"
pages = Blueprint("pages", __name__)


def init_app(app: Flask, service: Service) -> None:
    """Adds the pages to ``app``. Spelling is ours to mend, not the router's: a 308 must keep the whole query."""
    app.extensions[NAME] = service
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.register_blueprint(pages)
    app.register_error_handler(HTTPException, error_page)


def service_of(app: Flask) -> Service:
    service: Service = app.extensions[NAME]
    return service


@pages.get("/")
@pages.get("/<path:path>")
def page(path: str = "") -> Response:
    """Every page of the site."""
    return response(service_of(current_app).answer(plain_request()))


@pages.get("/r/<path:code>")
@pages.get("/R/<path:code>")  # codes to scan are often in capitals
def link(code: str) -> Response:
    """Where a partner's link leads."""
    return response(service_of(current_app).followed(code.strip("/").lower(), plain_request()))


def plain_request() -> Request:
    """Straight from the WSGI environment (PEP 3333): looking for absent headers any other way is slow, and so is it to
    ask a proxy of Flask's for the request again and again."""
    asked: FlaskRequest = request._get_current_object()  # type: ignore[attr-defined]
    settings = settings_of(current_app)
    environ = asked.environ
    return Request(
        path=asked.path,
        query=environ.get("QUERY_STRING", ""),
        origin=settings.base_url or origin(),
        now=datetime.now(UTC),
        accept_language=environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
        if_none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
        method=environ["REQUEST_METHOD"],
        environ=environ,
        client=partial(client_of, environ, settings),
    )


def origin() -> str:
    """The site's own address: as set, else, in development, as asked for."""
    return settings_of(current_app).base_url or asked_for(request.scheme, request.headers.get("Host", ""))


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["goodword.settings"]
    return settings


@lru_cache(maxsize=500)
def asked_for(scheme: str, host: str) -> str:
    """The address that a request for ``host`` goes to; whether we answer for that host was judged before."""
    return get_current_url(scheme, get_host(scheme, host)).rstrip("/")


def response(answer: Answer) -> Response:
    if answer.body is None:
        raise NotFound
    headers = list(answer.headers.items())
    return WholePage(headers, answer.body) if answer.status == 200 else Response(answer.body, answer.status, headers)


class WholePage(Response):
    """A page, sent as it stands. Looking through its headers for what they might need costs a seventh of a request, so
    that is left for whoever asks for them."""

    _status, _status_code, direct_passthrough = "200 OK", 200, False

    def __init__(self, given: list[tuple[str, str]], body: bytes) -> None:
        self.given = [*given, ("Content-Length", str(len(body)))]
        self.body, self.response, self._on_close = body, [body], []

    @cached_property
    def headers(self) -> Headers:
        return Headers(self.given)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "headers" in vars(self) or self._on_close:
            return super().__call__(environ, start_response)
        start_response(self._status, self.given)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]
