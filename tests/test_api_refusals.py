"""Refusals: each has its status, its headers, and a body that says what to do (RFC 9457)."""

import json
import re
from collections.abc import Callable
from http.client import responses
from io import BytesIO
from typing import Any

import pytest
from apis import BODIES, LEAD, SALE, Api
from flask import Flask
from werkzeug.test import TestResponse

from goodword.referrals.api import reception, routes
from goodword.referrals.api.limits import Limits
from goodword.referrals.api.problems import KINDS, MEDIA_TYPE


@pytest.fixture
def api(make_bare: Callable[..., Flask], sqlite_url: str) -> Api:
    app = make_bare(database_url=sqlite_url)
    routes.init_app(app)
    return Api(app)


@pytest.fixture
def whole(make_app: Callable[..., Flask], sqlite_url: str) -> Api:
    """The API beside everything else that the application answers."""
    return Api(make_app(database_url=sqlite_url))


def problem(answer: TestResponse, kind: str) -> dict[str, Any]:
    """The answer's body, if it is a problem of this kind, as the RFC has it."""
    assert answer.status_code == KINDS[kind].status
    assert answer.content_type == MEDIA_TYPE
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = json.loads(answer.data)
    assert (body["type"], body["title"]) == (f"/api/v1/problems#{kind}", KINDS[kind].title)
    assert body["status"] == answer.status_code and body["detail"]
    return body


def test_a_refused_report_is_not_kept(api: Api) -> None:
    problem(api.post("sale", {**SALE, "amount": -1}), "invalid")
    assert api.records() == []


def test_wrong_fields_are_named(api: Api) -> None:
    body = problem(api.post("sale", {"amount": "1", "currency": "EUR"}), "invalid")
    assert [error["field"] for error in body["errors"]] == ["customerExternalId", "amount"]
    assert all(error["message"] for error in body["errors"])


@pytest.mark.parametrize("body", [b"", b"{", b"a=1", b"\xff", b'{"amount": NaN}', b"[" * 50_000, b'{"a":1,"a":2}'])
def test_a_body_that_is_no_json(api: Api, body: bytes) -> None:
    problem(api.post("lead", body), "not-json")


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b'"text"'])
def test_a_body_that_is_no_object(api: Api, body: bytes) -> None:
    problem(api.post("lead", body), "invalid")


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Basic YTpi", "gw_", "bearer\t"])
def test_no_key(api: Api, given: str) -> None:
    answer = api.post("lead", Authorization=given)
    problem(answer, "no-key")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="goodword"'


@pytest.mark.parametrize("key", ["gw_" + "a" * 32, "gw_", "x", "é", "a b", "gw_" + "a" * 5_000])
def test_a_key_that_is_none(api: Api, key: str) -> None:
    answer = api.post("lead", Authorization=f"Bearer {key}")
    problem(answer, "unknown-key")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", " Bearer ", "Bearer  "])
def test_the_scheme_may_be_spelled_otherwise(api: Api, scheme: str) -> None:
    assert api.post("lead", Authorization=f"{scheme} {api.key}").status_code == 200


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "application/xml"],
)
def test_a_body_that_is_not_marked_as_json(api: Api, kind: str) -> None:
    problem(api.post("lead", Content_Type=kind), "media-type")


def test_a_compressed_body(api: Api) -> None:
    problem(api.post("lead", Content_Encoding="gzip"), "media-type")


@pytest.mark.parametrize("kind", ["application/json;charset=UTF-8", "Application/JSON"])
def test_json_may_be_marked_otherwise(api: Api, kind: str) -> None:
    assert api.post("lead", Content_Type=kind).status_code == 200


def test_a_body_of_64_kb_is_read_and_a_larger_one_is_not(api: Api) -> None:
    whole = json.dumps({**LEAD, "other": ""}).encode()
    room = routes.LARGEST - len(whole)
    assert api.post("lead", whole[:-2] + b"x" * room + whole[-2:]).status_code == 200
    problem(api.post("lead", whole[:-2] + b"x" * (room + 1) + whole[-2:]), "too-large")


def test_a_large_body_in_chunks_is_not_taken_for_its_beginning(api: Api) -> None:
    whole = json.dumps(LEAD).encode()
    for spaces, status in ((0, 200), (routes.LARGEST, 413)):
        pieces = iter([whole[:10], whole[10:], b" " * spaces])
        headers = {"Authorization": f"Bearer {api.key}", "Content-Type": "application/json"}
        chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        client = api.app.test_client()
        stream = BytesIO(b"".join(pieces))
        answer = client.post("/api/v1/track/lead", input_stream=stream, headers=headers, environ_overrides=chunked)
        assert answer.status_code == status and stream.read() == b""


@pytest.mark.parametrize("key", ["", "k" * 256, "é", "a\tb"])
def test_an_idempotency_key_that_cannot_be_one(api: Api, key: str) -> None:
    body = problem(api.post("lead", Idempotency_Key=key), "invalid")
    assert [error["field"] for error in body["errors"]] == ["Idempotency-Key"]


def test_a_key_may_ask_so_and_so_often(api: Api) -> None:
    reception.of(api.app).limits = Limits(most=2)
    assert [api.post("lead").status_code for _ in range(2)] == [200, 200]
    answer = api.post("lead")
    problem(answer, "too-many")
    assert answer.headers["Retry-After"] == "30"
    assert len(api.records()) == 2


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v2/track/lead", "/api/v1/track/lead/", "/api/%00"])
def test_an_unknown_address(whole: Api, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        problem(whole.app.test_client().open(path, method=method), "no-such-address")


def test_a_method_that_is_not_for_a_call(whole: Api) -> None:
    for call in BODIES:
        for method in ("GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            answer = whole.app.test_client().open(f"/api/v1/track/{call}", method=method)
            problem(answer, "method")
            assert answer.headers["Allow"] == "POST, OPTIONS"


def test_head_is_answered_without_a_body(whole: Api) -> None:
    answers = [whole.app.test_client().head(f"/api/v1/{path}") for path in ("track/lead", "openapi.json")]
    assert [(answer.status_code, answer.data) for answer in answers] == [(405, b""), (200, b"")]


def test_a_method_that_is_not_for_the_description(whole: Api) -> None:
    answer = whole.app.test_client().post("/api/v1/openapi.json")
    problem(answer, "method")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_options_tell_the_methods_and_let_no_other_site_in(whole: Api) -> None:
    answer = whole.app.test_client().options("/api/v1/track/lead", headers={"Origin": "https://example.com"})
    assert (answer.status_code, answer.headers["Allow"], answer.data) == (204, "POST, OPTIONS", b"")
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_a_host_that_is_not_ours(whole: Api) -> None:
    answer = whole.app.test_client().get("/api/v1/openapi.json", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.content_type) == (400, MEDIA_TYPE)
    body = json.loads(answer.data)
    assert (body["type"], body["title"]) == ("about:blank", responses[400])


def test_an_error_of_ours_is_a_problem_too(whole: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "document", lambda: 1 // 0)
    answer = whole.app.test_client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content_type) == (500, MEDIA_TYPE)
    assert "division" not in answer.text


def test_every_kind_of_problem_is_explained(whole: Api) -> None:
    answer = whole.app.test_client().get("/api/v1/problems")
    assert answer.json and answer.json.keys() == KINDS.keys()
    assert all(re.fullmatch(r"[a-z-]+", name) for name in KINDS)
