"""Flask without what the site does not use finds, and answers, what Flask would."""

from typing import Any

import pytest
from flask import Flask, Response, session
from werkzeug.test import EnvironBuilder

from goodword.plain import Plain
from goodword.site.answers import Answer
from goodword.site.routes import response

ASKED: dict[str, dict[str, Any]] = {
    "as usual": {},
    "a port": {"HTTP_HOST": "spoke.example:8000"},
    "a port that goes without saying": {"HTTP_HOST": "spoke.example:443", "wsgi.url_scheme": "https"},
    "capitals": {"HTTP_HOST": "Spoke.EXAMPLE"},
    "not ASCII": {"HTTP_HOST": "xn--bcher-kva.example"},
    "no host that could be": {"HTTP_HOST": "spoke/example"},
    "IPv6": {"HTTP_HOST": "[::1]:8000"},
    "below a path": {"SCRIPT_NAME": "/shop/"},
    "slashes": {"PATH_INFO": "//with//ada"},
    "no path": {"PATH_INFO": ""},
    "letters in the path": {"PATH_INFO": "/für".encode().decode("latin-1")},
    "a query": {"QUERY_STRING": "via=ada&x=%C3%BC"},
    "a query as it should not be": {"QUERY_STRING": "via=ü".encode().decode("latin-1")},
    "another method": {"REQUEST_METHOD": "POST"},
    "a web socket": {"HTTP_CONNECTION": "upgrade", "HTTP_UPGRADE": "websocket"},
}


def with_views(app: Flask) -> Flask:
    app.add_url_rule("/", "start", lambda: "start")
    app.add_url_rule("/<path:path>", "page", lambda path: path)
    return app


def adapter(app: Flask, environ: dict[str, Any]) -> tuple[Any, ...]:
    asked = app.request_class(dict(environ))
    found = app.create_url_adapter(asked)
    assert found is not None
    slashed = f"/{found.path_info.lstrip('/')}" if found.path_info else ""
    own = {name: value for name, value in vars(found).items() if name not in ("map", "path_info")}
    return own, slashed, asked.host


@pytest.mark.parametrize("given", ASKED.values(), ids=ASKED)
def test_a_request_is_bound_as_flask_would_bind_it(given: dict[str, Any]) -> None:
    environ = {**EnvironBuilder("/with/ada", "http://spoke.example").get_environ(), **given}
    assert adapter(with_views(Plain("p")), environ) == adapter(with_views(Flask("f")), environ)


@pytest.mark.parametrize("path", ["/", "/with/ada", "//with/ada/", "/static", "/fixed/7", "/fixed/x", "/fixed/7/", ""])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_a_view_is_found_again_as_it_was_found_first(path: str, method: str) -> None:
    def said(app: Flask) -> list[tuple[Any, ...]]:
        app.add_url_rule("/fixed/<int:number>", "fixed", lambda number: f"{number!r}", methods=["POST"])
        client = with_views(app).test_client()
        answers = [client.open(path, method=method, base_url=f"http://{host}.example") for host in ("a", "a", "b")]
        return [(one.status, one.data, one.headers.get("Allow"), one.headers.get("Location")) for one in answers]

    assert said(Plain("p")) == said(Flask("f"))


def test_a_host_that_cannot_be_is_refused_each_time() -> None:
    client = with_views(Plain("p")).test_client()
    asked = [client.get("/", headers={"Host": "a" * 64 + ".example"}).status_code for _ in range(2)]
    assert (
        asked
        == [with_views(Flask("f")).test_client().get("/", headers={"Host": "a" * 64 + ".example"}).status_code] * 2
    )


def test_nothing_is_kept_in_a_session_of_flasks() -> None:
    app = Plain("p")

    @app.get("/")
    def page() -> str:
        assert not session
        session["seen"] = "yes"
        return ""

    app.testing = True
    with pytest.raises(RuntimeError, match="session is unavailable"):
        app.test_client().get("/")


def page_app() -> Flask:
    app = Plain("p")
    app.add_url_rule(
        "/", "page", lambda: response(Answer(200, {"Content-Type": "text/plain", "Vary": "Cookie"}, b"ok"))
    )
    return app


def test_a_page_goes_out_with_its_headers_and_its_length() -> None:
    answer = page_app().test_client().get("/")
    assert (answer.status, answer.data) == ("200 OK", b"ok")
    assert answer.headers.to_wsgi_list() == [
        ("Content-Type", "text/plain"),
        ("Vary", "Cookie"),
        ("Content-Length", "2"),
    ]


def test_asking_for_headers_alone_gets_them_all() -> None:
    answer = page_app().test_client().head("/")
    assert (answer.data, answer.headers["Content-Length"]) == (b"", "2")


def test_who_changes_a_page_on_its_way_changes_what_goes_out() -> None:
    app = page_app()

    @app.after_request
    def changed(given: Response) -> Response:
        given.headers["X-Seen"] = "yes"
        given.set_data(b"other")
        return given

    answer = app.test_client().get("/")
    assert (answer.data, answer.headers["X-Seen"], answer.headers["Content-Length"]) == (b"other", "yes", "5")
    assert answer.headers["Vary"] == "Cookie"
