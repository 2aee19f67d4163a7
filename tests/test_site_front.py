"""What answers pages before Flask does answers as Flask would."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask, got_request_exception, request_started
from visiting import FIREFOX, Visits, visited
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.test import Client, EnvironBuilder, TestResponse

from goodword.site.answers import NOT_FOUND
from goodword.site.front import Front, by_our_name, shown_by
from goodword.site.serving import Service

PLAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "the home page": ("/", {}),
    "a partner's page": ("/with/ada", {}),
    "a query": ("/?via=ada&utm_source=news", {}),
    "a query with letters": ("/?via=ada&utm_source=%C3%BC", {}),
    "a query as it should not be": ("/", {"QUERY_STRING": "via=ada&x=ü".encode().decode("latin-1")}),
    "who is sent to another spelling": ("/it/?via=ada", {}),
    "who reads gzip": ("/with/ada", {"HTTP_ACCEPT_ENCODING": "gzip"}),
    "who reads another language": ("/with/ada", {"HTTP_ACCEPT_LANGUAGE": "it"}),
    "who has it already": ("/", {"HTTP_IF_NONE_MATCH": "*"}),
    "a port": ("/", {"HTTP_HOST": "localhost:8000"}),
    "capitals": ("/", {"HTTP_HOST": "LOCALHOST"}),
    "to another spelling with a query as it should not be": ("/", {"PATH_INFO": "/IT", "QUERY_STRING": 'x[]="\xff#\\'}),
    "a cookie of somebody else's": ("/with/ada", {"HTTP_COOKIE": "other=1"}),
    "a proxy that nobody named": (
        "/with/ada",
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    ),
}
OTHERWISE: dict[str, tuple[str, dict[str, Any]]] = {
    "no such page": ("/nothing", {}),
    "only the headers": ("/with/ada", {"REQUEST_METHOD": "HEAD"}),
    "a form sent to a page": ("/with/ada", {"REQUEST_METHOD": "POST"}),
    "a form sent": ("/leads", {"REQUEST_METHOD": "POST"}),
    "a link": ("/r/nobodys", {}),
    "what is closed": ("/team/nothing", {}),
    "what is closed, in itself": ("/portal", {}),
    "another site": ("/", {"HTTP_HOST": "other.example"}),
    "no host": ("/", {"HTTP_HOST": ""}),
    "no host that could be": ("/", {"HTTP_HOST": "local/host"}),
    "below a path": ("/", {"SCRIPT_NAME": "/shop"}),
    "slashes": ("//with//ada", {}),
    "no path": ("/", {"PATH_INFO": ""}),
    "a long path": ("/" + "a" * 5_000, {}),
    "letters in the path": ("/", {"PATH_INFO": "/für".encode().decode("latin-1")}),
    "bytes that are no letters": ("/", {"PATH_INFO": "/\xff"}),
    "a web socket": ("/", {"HTTP_CONNECTION": "upgrade", "HTTP_UPGRADE": "websocket"}),
    "a machine file": ("/robots.txt", {}),
    "a static file that is not there": ("/static/no.css", {}),
    "who is signed in": ("/with/ada", {"HTTP_COOKIE": "gw-member=x"}),
}


@pytest.fixture
def visits(sqlite_url: str, tmp_path: Path) -> Iterator[Visits]:
    with visited(sqlite_url, tmp_path / "var") as visits:
        yield visits


def environ(path: str, changed: dict[str, Any]) -> dict[str, Any]:
    return EnvironBuilder(path, "http://localhost", headers={"User-Agent": FIREFOX}).get_environ() | changed


def told(answer: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """Without what no two answers have in common."""
    body = answer.get_data()
    zipped = answer.headers.get("Content-Encoding") == "gzip"
    headers = [pair for pair in answer.headers if not zipped or pair[0] != "Content-Length"]
    return answer.status, headers, re.sub(rb"clk_[a-z2-7]{32}", b"clk_", gzip.decompress(body) if zipped else body)


def both(app: Flask, path: str, changed: dict[str, Any]) -> tuple[Any, Any, int]:
    """What is answered now, what Flask alone answers, and how often it was asked for the first."""
    came: list[object] = []
    with request_started.connected_to(lambda *_, **__: came.append(1), app):
        first = told(Client(app, use_cookies=False).open(environ(path, changed)))
    with patch.object(Front, "_is_ours", return_value=False):
        return first, told(Client(app, use_cookies=False).open(environ(path, changed))), len(came)


@pytest.mark.parametrize(("path", "changed"), PLAIN.values(), ids=PLAIN)
def test_a_page_is_answered_as_flask_would_without_it(visits: Visits, path: str, changed: dict[str, Any]) -> None:
    answered, by_flask, asked = both(visits.app, path, changed)
    assert answered == by_flask
    assert asked == 0


@pytest.mark.parametrize(("path", "changed"), OTHERWISE.values(), ids=OTHERWISE)
def test_whatever_else_comes_goes_flasks_own_way(visits: Visits, path: str, changed: dict[str, Any]) -> None:
    answered, by_flask, asked = both(visits.app, path, changed)
    assert answered == by_flask
    assert asked == 1


def test_a_page_that_breaks_is_told_of_once_and_shown_as_an_error(
    visits: Visits, caplog: pytest.LogCaptureFixture
) -> None:
    visits.app.config["PROPAGATE_EXCEPTIONS"] = False
    with patch.object(Service, "alone", side_effect=RuntimeError("broken")) as alone:
        answer = Client(visits.app, use_cookies=False).open(environ("/with/ada", {}))
    assert (answer.status_code, answer.content_type) == (500, "text/html; charset=utf-8")
    assert "Something broke on our side" in answer.text
    assert alone.call_count == 1, "asked twice, it would be recorded twice"
    assert [record.getMessage() for record in caplog.records] == ["Exception on /with/ada [GET]"]


def test_an_error_with_a_status_is_shown_with_it(visits: Visits) -> None:
    with patch.object(Service, "alone", side_effect=ServiceUnavailable("Later.", retry_after=7)):
        answered, by_flask, _ = both(visits.app, "/with/ada", {})
    assert answered == by_flask
    assert (answered[0], dict(answered[1])["Retry-After"]) == ("503 SERVICE UNAVAILABLE", "7")


def test_whoever_listens_hears_of_an_error_once(visits: Visits) -> None:
    visits.app.config["PROPAGATE_EXCEPTIONS"] = False
    heard, ended, broken = [], [], RuntimeError("broken")
    visits.app.teardown_request(ended.append)
    with (
        got_request_exception.connected_to(lambda *_, exception: heard.append(exception), visits.app),
        patch.object(Service, "alone", side_effect=broken),
    ):
        Client(visits.app, use_cookies=False).open(environ("/with/ada", {}))
    assert heard == ended == [broken]


def test_an_address_without_a_page_is_looked_up_once(visits: Visits) -> None:
    with patch.object(Service, "answer", return_value=NOT_FOUND) as answer:
        assert Client(visits.app, use_cookies=False).open(environ("/nothing", {})).status_code == 404
    assert answer.call_count == 1


def test_long_paths_and_hosts_are_not_kept_in_mind(visits: Visits) -> None:
    kept = shown_by.cache_info().currsize, by_our_name.cache_info().currsize
    for path, host in ((f"/{'a' * 501}", "localhost"), ("/", "a" * 501)):
        straight(visits.app, environ(path, {"HTTP_HOST": host}))
    assert kept == (shown_by.cache_info().currsize, by_our_name.cache_info().currsize)


@pytest.mark.parametrize("absent", ["SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"])
def test_a_server_may_leave_out_what_is_empty(visits: Visits, absent: str) -> None:
    """PEP 3333, "environ Variables"."""
    assert straight(visits.app, {name: value for name, value in environ("/", {}).items() if name != absent}) == "200 OK"


def straight(app: Flask, environ: dict[str, Any]) -> str:
    """The status of an answer to what the test client would not send."""
    said: list[str] = []
    b"".join(app(environ, lambda status, *_: said.append(status)))
    return said[0]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_who_ends_the_process_is_not_held_up(visits: Visits, error: type[BaseException]) -> None:
    with patch.object(Service, "alone", side_effect=error), pytest.raises(error):
        Client(visits.app, use_cookies=False).open(environ("/with/ada", {}))
