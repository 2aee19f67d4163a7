"""For machines: robots.txt, health, error pages, static files, images."""

import json
from pathlib import Path

import pytest
from factories import ask, close, write_company
from spokewise import ORIGIN, read, spokewise

from goodword.app import create_app


def test_robots_may_read_what_is_public_and_find_the_sitemap() -> None:
    answer = read("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == f"Sitemap: {ORIGIN}/sitemap.xml"
    assert {"Disallow: /portal", "Disallow: /team", "Disallow: /r/"} <= set(lines)


def test_a_process_that_answers_is_alive() -> None:
    answer = read("/healthz")
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "ok\n", "no-store")


def test_a_process_that_can_write_is_ready() -> None:
    answer = read("/readyz")
    assert answer.status_code == 200
    told = answer.get_json()
    assert (told["ready"], told["database"], told["content"]["errors"]) == (True, "answers", 0)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_is_away_is_told_and_no_reason_to_stop(tmp_path: Path, company: Path) -> None:
    app = create_app(company, var=tmp_path / "var", database_url=f"sqlite:///{tmp_path / 'none' / 'goodword.db'}")
    answer = ask(app, "/readyz")
    assert (answer.status_code, answer.get_json()["database"]) == (200, "away")
    assert ask(app, "/").status_code == 200
    close(app)


def test_a_full_disk_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("goodword.site.machines.NamedTemporaryFile", full)
    answer = read("/readyz")
    assert (answer.status_code, answer.get_json()["ready"]) == (503, False)


def test_errors_of_content_are_counted_for_who_watches(tmp_path: Path) -> None:
    root = write_company(tmp_path / "root", {"content/faqs/a.md": "---\ntitle: A\ncolour: red\n---\n\nText.\n"})
    app = create_app(root, var=tmp_path / "var", database_url=spokewise().config["SQLALCHEMY_DATABASE_URI"])
    assert json.loads(ask(app, "/readyz").text)["content"]["errors"] == 1
    close(app)
