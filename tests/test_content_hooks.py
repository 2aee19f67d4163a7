"""The hook: what a forge sends and proves, and what it is told."""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodword.content import hooks
from goodword.content.hook_signatures import genuine
from goodword.content.pull_state import asked

SECRET = "a secret of some length"
KEY = b"thirty-two bytes that sign hooks"
SIGNING = f"whsec_{b64encode(KEY).decode()}"
PUSH = json.dumps({"ref": "refs/heads/main", "after": "0" * 40}).encode()


def hexed(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, "sha256").hexdigest()


def github(body: bytes, event: str = "push", secret: str = SECRET) -> dict[str, str]:
    return {"X-GitHub-Event": event, "X-Hub-Signature-256": f"sha256={hexed(body, secret)}"}


def gitlab(event: str = "Push Hook", secret: str = SECRET) -> dict[str, str]:
    return {"X-Gitlab-Event": event, "X-Gitlab-Token": secret}


def forgejo(body: bytes, event: str = "push", secret: str = SECRET) -> dict[str, str]:
    return {"X-Forgejo-Event": event, "X-Forgejo-Signature": hexed(body, secret)}


def signed(body: bytes, key: bytes = KEY) -> dict[str, str]:
    mac = b64encode(hmac.digest(key, b"id.17." + body, "sha256")).decode()
    return {"Webhook-Id": "id", "Webhook-Timestamp": "17", "Webhook-Signature": f"v1,other v1,{mac}"}


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def client(make_app: Callable[..., Flask], tmp_path: Path) -> FlaskClient:
    return make_app(content_git=f"{tmp_path}/content.git#main", content_hook_secret=SECRET).test_client()


@pytest.mark.parametrize("headers", [github(PUSH), gitlab(), forgejo(PUSH)], ids=["github", "gitlab", "forgejo"])
def test_a_push_asks_for_a_pull(client: FlaskClient, var: Path, headers: dict[str, str]) -> None:
    answer = client.post("/hooks/content", data=PUSH, headers=headers, content_type="application/json")
    assert (answer.status_code, answer.text) == (202, "Heard; main is fetched now.\n")
    first = asked(var)
    assert first
    client.post("/hooks/content", data=PUSH, headers=headers, content_type="application/json")
    assert asked(var) != first


@pytest.mark.parametrize(
    ("body", "headers", "secret", "holds"),
    [
        (PUSH, github(PUSH), SECRET, True),
        (PUSH, github(PUSH + b" "), SECRET, False),
        (PUSH, github(PUSH, secret="another secret of a length"), SECRET, False),
        (PUSH, {"X-Hub-Signature": "sha1=" + "0" * 40}, SECRET, False),
        (PUSH, {"X-Hub-Signature-256": hexed(PUSH)}, SECRET, False),
        (PUSH, {"X-Hub-Signature-256": "sha256=é"}, SECRET, False),
        (PUSH, {"X-Hub-Signature-256": "sha256=\udce9"}, SECRET, False),
        (PUSH, gitlab(), SECRET, True),
        (PUSH, gitlab(secret=SECRET + "x"), SECRET, False),
        (PUSH, gitlab(secret=""), SECRET, False),
        (PUSH, forgejo(PUSH), SECRET, True),
        (PUSH, {"X-Gitea-Signature": hexed(PUSH)}, SECRET, True),
        (PUSH, {"X-Gitea-Signature": hexed(PUSH).upper()}, SECRET, False),
        (PUSH, {"X-Gitea-Signature": f"sha256={hexed(PUSH)}"}, SECRET, False),
        (PUSH, signed(PUSH), SIGNING, True),
        (PUSH + b" ", signed(PUSH), SIGNING, False),
        (PUSH, signed(PUSH, b"another"), SIGNING, False),
        (PUSH, signed(PUSH), SECRET, False),
        (PUSH, signed(PUSH), "whsec_no base64 at all", False),
        (PUSH, {}, SECRET, False),
    ],
)
def test_who_knows_the_secret_is_believed(body: bytes, headers: dict[str, str], secret: str, holds: bool) -> None:
    assert genuine(headers.get, body, secret) is holds


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        (github(PUSH, "ping"), 200, "Heard; a ping asks for nothing."),
        (gitlab("Tag Push Hook"), 200, "Heard; a Tag Push Hook asks for nothing."),
        (github(PUSH, secret="x" * 20), 403, "The signature is not that of GOODWORD_CONTENT_HOOK_SECRET."),
        ({}, 403, "The signature is not that of GOODWORD_CONTENT_HOOK_SECRET."),
    ],
    ids=["ping", "tag", "forged", "unsigned"],
)
def test_what_asks_for_no_pull(client: FlaskClient, var: Path, headers: dict[str, str], status: int, said: str) -> None:
    answer = client.post("/hooks/content", data=PUSH, headers=headers)
    assert (answer.status_code, answer.text) == (status, f"{said}\n")
    assert asked(var) == ""


@pytest.mark.parametrize("ref", ["refs/heads/draft", "refs/tags/main", "refs/heads/main/x"])
def test_another_branch_asks_for_no_pull(client: FlaskClient, var: Path, ref: str) -> None:
    body = json.dumps({"ref": ref}).encode()
    answer = client.post("/hooks/content", data=body, headers=github(body))
    name = ref.removeprefix("refs/heads/")
    assert answer.text == f"Heard; content is taken from main, and this push went to {name}.\n"
    assert (answer.status_code, asked(var)) == (200, "")


@pytest.mark.parametrize("body", [b"", b"garbage", b"[1]", b'{"ref": 5}', b"[" * 100_000, b"\xff\xfe"])
def test_a_message_that_names_no_branch_may_be_about_ours(client: FlaskClient, var: Path, body: bytes) -> None:
    assert client.post("/hooks/content", data=body, headers=github(body)).status_code == 202
    assert asked(var)


def test_a_form_is_read_as_well(client: FlaskClient, var: Path) -> None:
    body = b"payload=%7B%22ref%22%3A%22refs%2Fheads%2Fdraft%22%7D"
    answer = client.post(
        "/hooks/content", data=body, headers=github(body), content_type="application/x-www-form-urlencoded"
    )
    assert (answer.status_code, asked(var)) == (200, "")


def test_a_message_too_large_is_not_read(client: FlaskClient, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "LARGEST", 10)
    assert client.post("/hooks/content", data=PUSH, headers=github(PUSH)).status_code == 413
    assert asked(var) == ""


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_it_takes_posts_only(client: FlaskClient, method: str) -> None:
    answer = client.open("/hooks/content", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_without_a_secret_there_is_nothing_here(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    client = make_app(content_git=f"{tmp_path}/content.git#main").test_client()
    assert client.post("/hooks/content", data=PUSH, headers=github(PUSH)).status_code == 404
    assert client.get("/hooks/content").status_code == 404
