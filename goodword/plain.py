"""Flask without what this site does not use, and without working out for every request what is the same for all.

What Flask does around a page took longer than the page; without what is left out here it takes half as long.
Whatever is out of the ordinary goes Flask's own way.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask, Request
from flask.ctx import RequestContext
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.sansio.utils import get_host

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class NoSessions(SessionInterface):
    """None of Flask's: whoever is signed in has a row (`goodword.accounts.sessions`). Who reads one finds it empty, who
    writes to it gets an error."""

    nobodys = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self.nobodys


class Context(RequestContext):
    """Flask's, which knows the views of addresses that were asked for before."""

    def match_request(self) -> None:
        adapter, asked = self.url_adapter, self.request
        if adapter is None or adapter.websocket:
            return super().match_request()
        try:
            asked.url_rule, found = matched(adapter.map, adapter.path_info, adapter.default_method)
            asked.view_args = dict(found)
        except HTTPException:  # said again with this request's own host
            super().match_request()


class Plain(Flask):
    """No sessions, no ``async`` views, one look at a Host header or a path that comes again and again."""

    session_interface = NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def request_context(self, environ: "WSGIEnvironment") -> RequestContext:
        return Context(self, environ)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What finds the view of a request: of its parts only path, method and query are the request's own."""
        if request is None or not usual(request.environ):
            return super().create_url_adapter(request)
        environ = request.environ
        scheme, query = environ["wsgi.url_scheme"], environ.get("QUERY_STRING", "")
        request.host, name, script = reached(self.url_map, scheme, environ["HTTP_HOST"], request.root_path)
        return MapAdapter(self.url_map, name, script, "", scheme, request.path, request.method, query)


@lru_cache(maxsize=1_000)
def matched(rules: Map, path: str, method: str) -> tuple[Rule, Mapping[str, Any]]:
    """The rule that fits, and what it reads out of the path. Raises HTTPException."""
    return rules.bind("").match(path, method, return_rule=True)


def usual(environ: "WSGIEnvironment") -> bool:
    """Whether a request names a host and a path, and nothing in it needs a second look."""
    named = "HTTP_HOST" in environ and bool(environ.get("PATH_INFO"))
    return named and environ.get("QUERY_STRING", "").isascii() and "HTTP_UPGRADE" not in environ


@lru_cache(maxsize=500)
def reached(rules: Map, scheme: str, header: str, script: str) -> tuple[str, str, str]:
    """The host that a request names, as requests and as addresses spell it, and the path that the site lies under.
    Raises BadHost, as Werkzeug's ``Map.bind_to_environ`` does."""
    host = get_host(scheme, header)
    adapter = rules.bind(host, script, "", scheme)
    return host, adapter.server_name, adapter.script_name
