"""For machines: robots.txt, health, error pages, static files, images."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import close
from factories import ask, write_company
from flask import Flask
from journaling import RECORDERS, click, left_behind
from spokewise import ORIGIN, read, spokewise

from goodword import journal
from goodword.app import create_app
from goodword.db import now
from goodword.journal.lines import line_of
from goodword.referrals.draining import Draining


def test_robots_may_read_what_is_public_and_find_the_sitemap() -> None:
    answer = read("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == f"Sitemap: {ORIGIN}/sitemap.xml"
    assert all(re.fullmatch(r"Disallow: /[^*]+", line) for line in lines[1:-1])


def hidden(path: str) -> bool:
    """Whether robots.txt hides it (RFC 9309): a rule is the beginning of a path, or with $ the whole."""
    rules = re.findall("^Disallow: (.+)$", read("/robots.txt").text, re.MULTILINE)
    return any(path == rule[:-1] if rule.endswith("$") else path.startswith(rule) for rule in rules)


def test_robots_follow_no_link_of_a_partner_in_any_spelling_that_answers() -> None:
    rules = [rule.rule for rule in spokewise().url_map.iter_rules() if rule.endpoint == "pages.link"]
    assert len(rules) == 2 and all(hidden(rule.replace("<path:code>", "x")) for rule in rules)
    paths = "/r/x", "/R/x", "/%72/x", "/r//x", "/it/r/x"
    answering = {unquote(path) for path in paths if ask(spokewise(), path).status_code == 302}
    assert answering >= {"/r/x", "/R/x"} and all(map(hidden, answering))


@pytest.mark.parametrize(
    "path", ["/team", "/team/leads", "/team?x", "/portal", "/portal/sign-in", "/api/v1/openapi.json"]
)
def test_robots_stay_out_of_our_rooms(path: str) -> None:
    assert hidden(path)


@pytest.mark.parametrize("path", ["/team-building", "/teams/x", "/portals", "/rent", "/apiary", "/it/team-building"])
def test_a_page_whose_address_begins_like_ours_is_for_everybody(path: str) -> None:
    assert not hidden(path)


def test_nothing_in_the_sitemap_is_hidden_from_robots() -> None:
    found = re.findall(f"<loc>{ORIGIN}([^<]*)</loc>", read("/sitemap.xml").text)
    assert len(found) > 10 and not [path for path in found if hidden(path or "/")]


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


def test_a_journal_that_cannot_be_written_is_not_ready(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app()
    (tmp_path / "var" / "journal").write_text("in the way")
    answer = ask(app, "/readyz")
    assert (answer.status_code, answer.get_json()["ready"]) == (503, False)
    assert answer.get_json()["journal"]["state"] == "cannot be written: clicks: File exists; facts: File exists"
    assert ask(app, "/").status_code == 200


def test_what_waits_in_the_journal_and_what_was_refused_is_told(app: Flask) -> None:
    journals = journal.of(app)
    quiet = {"state": "can be written", "clicks": "kept", "forms": "kept", "waiting_bytes": 0, "oldest_seconds": 0}
    quiet |= {"refused": 0, "drained_by": "nobody"}
    assert told(app) == quiet
    hour_ago = (now() - timedelta(hours=1)).isoformat()
    records = [click(1, at=now().isoformat()), click(2, at=hour_ago, agent="boom")]
    path = left_behind(journals.clicks.folder, records[1:] + records[:1])
    waiting = told(app)
    assert waiting["waiting_bytes"] == path.stat().st_size
    assert 3600 <= waiting["oldest_seconds"] < 3660
    Draining(journals, RECORDERS).everything()
    assert told(app) == {**quiet, "refused": 1}


def test_of_a_segment_only_what_is_not_in_the_database_waits(app: Flask) -> None:
    journals = journal.of(app)
    journals.clicks.append(click(1))
    Draining(journals, RECORDERS).everything()
    waiting = click(2, at=now().isoformat())
    journals.clicks.append(waiting)
    assert told(app)["waiting_bytes"] == len(line_of(waiting))
    assert told(app)["oldest_seconds"] < 60
    journals.stop()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine has a database that answers late."""
    monkeypatch.setattr("goodword.referrals.draining_state.PATIENCE", 30.0)


def told(app: Flask) -> dict[str, Any]:
    answer = ask(app, "/readyz")
    assert (answer.status_code, answer.get_json()["ready"]) == (200, True)
    return dict(answer.get_json()["journal"])


def test_errors_of_content_are_counted_for_who_watches(tmp_path: Path) -> None:
    root = write_company(tmp_path / "root", {"content/faqs/a.md": "---\ntitle: A\ncolour: red\n---\n\nText.\n"})
    app = create_app(root, var=tmp_path / "var", database_url=spokewise().config["SQLALCHEMY_DATABASE_URI"])
    assert json.loads(ask(app, "/readyz").text)["content"]["errors"] == 1
    close(app)
