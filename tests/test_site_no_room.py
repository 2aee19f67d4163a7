"""Forms while what is left of the disk is for what the product reports: refused, with all that was typed."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from journaling import refund
from leads import GOOD, afresh, facts, send, workshop

from goodword import journal
from goodword.journal import room

COLLEAGUE = {"relation": "customer", "colleague_name": "Dora Lind", "colleague_email": "dora@example.com"}
FILLED = GOOD | COLLEAGUE | {"message": "Keep <this>", "why": "Keep <this>"}
Free = Callable[[int], None]


@pytest.fixture
def app() -> Iterator[Flask]:
    app = afresh(workshop())
    journal.of(app).room.forget_parent()
    yield app
    journal.of(app).room.forget_parent()


@pytest.fixture(autouse=True)
def free(monkeypatch: pytest.MonkeyPatch) -> Free:
    """Says how many bytes of a thousand are free: below 25 there is room for what the product reports alone."""
    monkeypatch.setattr(room, "SECONDS", 0.0)

    def says(count: int) -> None:
        disk = SimpleNamespace(f_frsize=1, f_blocks=1000, f_bavail=count)
        monkeypatch.setattr(room.os, "statvfs", lambda _: disk)

    says(24)
    return says


@pytest.mark.parametrize("path", ["/leads", "/refer"])
@pytest.mark.parametrize(
    ("language", "words"),
    [("", "we have no room to keep it"), ("/it", "non abbiamo spazio per salvarlo"), ("/ar", "لا مساحة لدينا لحفظه")],
)
def test_a_form_is_refused_with_what_was_typed_and_with_a_reason(
    app: Flask, language: str, path: str, words: str
) -> None:
    answer = send(app, language + path, FILLED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "900")
    assert words in answer.text
    assert "Keep &lt;this&gt;" in answer.text and 'value="Cy Nobody"' in answer.text
    assert facts(app) == []


@pytest.mark.parametrize("path", ["/leads", "/refer"])
def test_what_was_refused_counts_toward_no_limit(app: Flask, free: Free, path: str) -> None:
    for _ in range(30):
        assert send(app, path, FILLED).status_code == 503
    free(500)
    assert send(app, path, FILLED).status_code == 303
    assert "suspicion" not in facts(app)[0]


def test_mistakes_are_told_first(app: Flask) -> None:
    assert send(app, fields=GOOD | {"email": "cy"}).status_code == 422


def test_what_the_product_reports_is_kept_meanwhile(app: Flask) -> None:
    assert send(app).status_code == 503
    journal.of(app).facts.append(refund(1))
    assert [each["id"] for each in facts(app)] == [refund(1)["id"]]


def test_forms_are_taken_while_only_clicks_give_way(app: Flask, free: Free) -> None:
    free(26)
    assert send(app).status_code == 303
    assert app.test_client().get("/readyz").json["journal"]["forms"] == "kept"  # type: ignore[index]
