"""Pages before Flask: what it does around a page takes longer than the page itself.

Whatever is out of the ordinary goes Flask's own way, where `routes` answers it alike.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES, remove_entity_headers
from werkzeug.routing import Map
from werkzeug.sansio.utils import get_current_url, get_host

from goodword.accounts.clients import client_of
from goodword.accounts.guarding import guarded
from goodword.config import Settings
from goodword.security import trusted
from goodword.site.answers import Answer, Request
from goodword.site.serving import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STATUS = {code: f"{code} {name.upper()}" for code, name in HTTP_STATUS_CODES.items()}
MEMBERS = "gw-member"
"""In the Cookie header of whoever is signed in, or was: who they are, the database says."""
LONGEST = 500
"""Of a host or path, in characters: longer ones hardly come twice, and are not worth keeping in mind."""
CAME = "goodword.came"
"""In the WSGI environment: what came of asking for a page, where Flask shows it: an Answer without body, or an error.
It is not asked for again, for that would be recorded again."""


class Front:
    """Answers for ``app`` what is asked for as nearly everybody asks for pages; ``view`` is the one that gives them.
    ``behind`` answers the rest."""

    def __init__(self, app: Flask, behind: "WSGIApplication", service: Service, view: str) -> None:
        self._app, self._behind, self._service, self._view = app, behind, service, view
        self._settings: Settings = app.extensions["goodword.settings"]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not self._is_ours(environ):
            return self._behind(environ, start_response)
        try:
            answer = self._service.answer(asked(self._app, environ, environ["PATH_INFO"]))
        except Exception as error:
            environ[CAME] = error
            return self._behind(environ, start_response)
        if answer.body is None:
            environ[CAME] = answer
            return self._behind(environ, start_response)
        start_response(STATUS[answer.status], headers_of(answer, answer.body))
        return [answer.body]

    def _is_ours(self, environ: "WSGIEnvironment") -> bool:
        """Whether a request is for a page, by a host that is ours, of somebody who is not signed in."""
        return (
            environ["REQUEST_METHOD"] == "GET"
            and not environ.get("SCRIPT_NAME")
            and MEMBERS not in environ.get("HTTP_COOKIE", "")
            and "HTTP_UPGRADE" not in environ
            and len(host := environ.get("HTTP_HOST", "")) <= LONGEST
            and len(path := environ.get("PATH_INFO", "")) <= LONGEST
            and by_our_name(environ["wsgi.url_scheme"], host, self._settings.trusted_hosts)
            and shown_by(self._app.url_map, path) == self._view
        )


@lru_cache(maxsize=500)
def by_our_name(scheme: str, header: str, hosts: tuple[str, ...]) -> bool:
    """Whether a Host header is one, and names one of ``hosts``."""
    host = get_host(scheme, header)
    return bool(host) and trusted(host, hosts)


@lru_cache(maxsize=1_000)
def shown_by(rules: Map, path: str) -> str:
    """The view that shows a path, as WSGI spells it; empty where none does, or where it takes a second look to tell."""
    if not path.isascii() or not path.startswith("/") or path.startswith("//") or guarded(path):
        return ""
    try:
        return str(rules.bind("").match(path, "GET")[0])
    except HTTPException:
        return ""


def asked(app: Flask, environ: "Mapping[str, Any]", path: str) -> Request:
    """A request as plain data, straight from the WSGI environment (PEP 3333); ``path`` is decoded."""
    settings: Settings = app.extensions["goodword.settings"]
    return Request(
        path=path,
        query=environ.get("QUERY_STRING", ""),
        origin=settings.base_url or asked_for(environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")),
        now=datetime.now(UTC),
        accept_language=environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
        if_none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
        method=environ["REQUEST_METHOD"],
        environ=environ,
        client=partial(client_of, environ, app),
    )


@lru_cache(maxsize=500)
def asked_for(scheme: str, host: str) -> str:
    """The address that a request for ``host`` goes to; whether we answer for that host was judged before."""
    return get_current_url(scheme, get_host(scheme, host)).rstrip("/")


def headers_of(answer: Answer, body: bytes) -> list[tuple[str, str]]:
    headers = list(answer.headers.items())
    if answer.status == 304:
        remove_entity_headers(headers)
        return headers
    return [*headers, ("Content-Length", str(len(body)))]
