"""goodword.security: headers on every answer, and no answer for other people's hosts."""

import logging
import runpy
from pathlib import Path

import pytest
from flask import Flask, Response, request

from goodword import config, security


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask("goodword", static_folder=None)
    settings = config.load({}, var=tmp_path, base_url="https://www.example.com")
    security.init_app(app, settings)
    security.add_headers(app, settings)
    app.add_url_rule("/", view_func=lambda: "hello", endpoint="home")
    app.add_url_rule("/own", view_func=own_policy, endpoint="own")
    app.add_url_rule("/form", view_func=lambda: request.form.get("name", ""), methods=["POST"], endpoint="form")
    app.add_url_rule("/broken", view_func=lambda: 1 // 0, endpoint="broken")
    return app


def own_policy() -> Response:
    return Response("a file for others", headers={"Cross-Origin-Resource-Policy": "cross-origin"})


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nowhere", 404), ("/broken", 500)])
def test_every_answer_has_the_headers(app: Flask, path: str, status: int) -> None:
    response = app.test_client().get(path, base_url="https://www.example.com")
    assert response.status_code == status
    for name, value in security.HEADERS.items():
        assert response.headers[name] == value


def test_the_policy_allows_nothing_inline_and_nobody_elses(app: Flask) -> None:
    policy = security.HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy and "http" not in policy and "data:" not in policy and "*" not in policy


def test_a_view_may_have_a_policy_of_its_own(app: Flask) -> None:
    response = app.test_client().get("/own", base_url="https://www.example.com")
    assert response.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]


@pytest.mark.parametrize(("size", "status"), [(100, 200), (security.LARGEST_BODY + 1, 413)])
def test_nobody_fills_the_disk_with_a_file_that_no_form_asks_for(app: Flask, size: int, status: int) -> None:
    sent, kind = b"x" * size, "multipart/form-data; boundary=cy"
    assert app.test_client().post("/form", data=sent, content_type=kind).status_code == status


def test_https_is_insisted_on_where_visitors_come_by_https(tmp_path: Path) -> None:
    https = security.headers_for(config.load({}, var=tmp_path, base_url="https://www.example.com"))
    http = security.headers_for(config.load({}, var=tmp_path))
    assert "max-age=63072000" in https["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in http


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("www.example.com", 200),
        ("www.example.com:8443", 200),
        ("WWW.Example.COM", 200),
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("example.com", 400),
        ("www.example.com.evil.example", 400),
        ("127.0.0.2", 400),
        ("[::2]", 400),
        ("[::1", 400),
        ("a b", 400),
        ("www.example.com@evil.example", 400),
    ],
)
def test_hosts(app: Flask, host: str, status: int) -> None:
    assert app.test_client().get("/", headers={"Host": host}).status_code == status


def test_a_leading_dot_trusts_subdomains() -> None:
    assert security.trusted("it.example.com", (".example.com",))
    assert not security.trusted("badexample.com", (".example.com",))


@pytest.mark.parametrize("host", [f"{'a' * 64}.example.com", "a..example.com", ".example.com"])
def test_nobody_is_called_what_nobody_can_be_called(host: str) -> None:
    assert not security.trusted(host, (".example.com",))


def test_the_log_of_the_server_names_no_visitor() -> None:
    runpy.run_path(str(config.REPOSITORY / "gunicorn.conf.py"))
    log = logging.getLogger("gunicorn.error")
    values = ("192.0.2.7", "Invalid HTTP request line: 'GET /?who=cy@example.com'")
    told = log.makeRecord(log.name, logging.WARNING, "", 0, "Invalid request from ip=%s: %s", values, None)
    assert log.filter(told)
    assert told.getMessage() == "A request could not be read and was refused."
