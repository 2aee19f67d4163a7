"""Flask's side of the site: requests become plain data, answers become responses."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.sansio.utils import get_current_url, get_host

from goodword.accounts.clients import client_address
from goodword.config import Settings
from goodword.site.answers import Answer, Request
from goodword.site.errors import error_page
from goodword.site.serving import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

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
def link(code: str) -> Response:
    """Where a partner's link leads."""
    return response(service_of(current_app).followed(code.strip("/").lower(), plain_request()))


def plain_request() -> Request:
    """Straight from the WSGI environment (PEP 3333): looking for absent headers any other way is slow."""
    environ = request.environ
    return Request(
        path=request.path,
        query=environ.get("QUERY_STRING", ""),
        origin=origin(),
        now=datetime.now(UTC),
        accept_language=environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
        if_none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
        method=environ["REQUEST_METHOD"],
        environ=environ,
        client=client_address,
    )


def origin() -> str:
    """The site's own address: as set, else, in development, as asked for."""
    settings: Settings = current_app.extensions["goodword.settings"]
    return settings.base_url or asked_for(request.scheme, request.headers.get("Host", ""))


@lru_cache(maxsize=500)
def asked_for(scheme: str, host: str) -> str:
    """The address that a request for ``host`` goes to; whether we answer for that host was judged before."""
    return get_current_url(scheme, get_host(scheme, host)).rstrip("/")


def response(answer: Answer) -> Response:
    if answer.body is None:
        raise NotFound
    kind = WholePage if answer.status == 200 else Response
    return kind(answer.body, answer.status, list(answer.headers.items()))


class WholePage(Response):
    """A page whose headers stand as they are. Working out what they might need costs a tenth of a request."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        return self.headers
