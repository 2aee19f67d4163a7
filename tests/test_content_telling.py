"""Telling: the forge gets each commit's status, the team one mail for what is bad and one when it is mended."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from goodword.accounts import team
from goodword.accounts.persons import Person
from goodword.content import statuses
from goodword.content.git import Commit
from goodword.content.git_trouble import no_branch, too_late
from goodword.content.pull_state import PullState, state
from goodword.content.pull_telling import PATIENCE, outcome_of, tell
from goodword.content.statuses import Status, request_of, send, status_of
from goodword.db import db, now, writing
from goodword.material import Problem
from goodword.outbox import Hopeless
from goodword.outbox.keeping import unfinished
from goodword.outbox.working import Worker
from goodword.saying import Said
from goodword.settings_of_content import Repository, content_git
from goodword.worker import topics

NOON = datetime(2026, 7, 1, 8, tzinfo=UTC)
FIRST = Commit("1" * 40, "Mina", "mina@spokewise.example", NOON, "Why, at last")
SECOND = Commit("2" * 40, "Mina", "mina@spokewise.example", NOON, "A slip")
PROBLEM = Problem("content/faqs/why.md", 2, 1, Said("unknown key %(key)s", key="titel"), "did you mean title?")
GOOD = PullState(live=FIRST)
WRONG = PullState(live=SECOND, errors=2, problems=(PROBLEM,))
REFUSED = GOOD.failed(no_branch("main"), SECOND, NOON)


class Forge(HTTPServer):
    """Keeps what it is asked and answers ``status``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.status, self.said, self.headers = 201, b"{}", {}

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Forge

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.said)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def forge() -> Iterator[Forge]:
    with Forge() as forge:
        thread = threading.Thread(target=forge.serve_forever, args=(0.02,))
        thread.start()
        yield forge
        forge.shutdown()
        thread.join()


def repository(forge: Forge, name: str) -> Repository:
    given = {"CONTENT_GIT": f"http://{forge.host}/acme/web.git#main", "CONTENT_FORGE": name, "CONTENT_TOKEN": "tok-1"}
    found = content_git(given)
    assert found
    return found


def sent(forge: Forge, name: str, status: Status) -> tuple[str, dict[str, str], Any]:
    request = request_of(repository(forge, name), status, "https://www.example.com")
    assert request
    send(request)
    return forge.asked[-1]


def test_github_gets_a_status(forge: Forge) -> None:
    path, headers, body = sent(forge, "github", Status("0a1b", False, "2 errors"))
    assert path == "/api/v3/repos/acme/web/statuses/0a1b"
    assert headers["Authorization"] == "Bearer tok-1"
    assert headers["Accept"] == "application/vnd.github+json"
    assert headers["Content-Type"] == "application/json" and headers["User-Agent"] == "Goodword"
    assert body == {
        "state": "failure",
        "description": "2 errors",
        "context": "goodword/content",
        "target_url": "https://www.example.com/team/content",
    }


def test_gitlab_gets_a_status(forge: Forge) -> None:
    path, headers, body = sent(forge, "gitlab", Status("0a1b", False, "2 errors"))
    assert path == "/api/v4/projects/acme%2Fweb/statuses/0a1b"
    assert headers["PRIVATE-TOKEN"] == "tok-1" and "Authorization" not in headers
    assert body == {
        "state": "failed",
        "description": "2 errors",
        "name": "goodword/content",
        "ref": "main",
        "target_url": "https://www.example.com/team/content",
    }


def test_forgejo_gets_a_status(forge: Forge) -> None:
    path, headers, body = sent(forge, "forgejo", Status("0a1b", True, "Content is live."))
    assert path == "/api/v1/repos/acme/web/statuses/0a1b"
    assert headers["Authorization"] == "token tok-1"
    assert (body["state"], body["context"], body["description"]) == ("success", "goodword/content", "Content is live.")


@pytest.mark.parametrize("name", ["github", "gitlab", "forgejo"])
def test_a_good_commit_gets_a_good_status(forge: Forge, name: str) -> None:
    assert sent(forge, name, Status("0a1b", True, "Content is live."))[2]["state"] == "success"


@pytest.mark.parametrize(("status", "error"), [(500, ConnectionError), (429, ConnectionError), (401, Hopeless)])
def test_a_forge_that_does_not_take_it(forge: Forge, status: int, error: type[Exception]) -> None:
    forge.status, forge.said = status, b"no"
    with pytest.raises(error, match=f"{status}: no"):
        sent(forge, "github", Status("0a1b", True, "Content is live."))


def test_a_redirect_is_not_followed_with_the_token(forge: Forge) -> None:
    forge.status, forge.headers = 307, {"Location": f"http://{forge.host}/elsewhere"}
    with pytest.raises(Hopeless):
        sent(forge, "github", Status("0a1b", True, "Content is live."))
    assert len(forge.asked) == 1


def test_gitlab_may_know_it_already(forge: Forge) -> None:
    forge.status, forge.said = 400, b'{"message":"Cannot transition status via :enqueue from :success"}'
    sent(forge, "gitlab", Status("0a1b", True, "Content is live."))


def test_without_a_token_no_status() -> None:
    assert (
        request_of(Repository("https://github.com/a/b", "main", "github.com", "a/b", "github"), GOOD_STATUS, None)
        is None
    )


GOOD_STATUS = Status(FIRST.id, True, "Content is live.")


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (PullState(), None),
        (GOOD, GOOD_STATUS),
        (WRONG, Status(SECOND.id, False, "2 errors: content/faqs/why.md:2:1: unknown key titel")),
        (replace(WRONG, errors=1), Status(SECOND.id, False, "1 error: content/faqs/why.md:2:1: unknown key titel")),
        (
            REFUSED,
            Status(
                SECOND.id,
                False,
                "Not live: The repository has no branch main. Push it again, or name another in GOODWORD_CONTENT_GIT.",
            ),
        ),
        (GOOD.failed(no_branch("main"), None, NOON), None),
    ],
    ids=["nothing", "good", "wrong", "one", "refused", "away"],
)
def test_what_a_status_says(now: PullState, status: Status | None) -> None:
    assert status_of(now) == status


def test_a_status_is_short_enough_for_every_forge() -> None:
    assert len(statuses.shortened("a\nb " * 100)) == 140


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (PullState(), False),
        (GOOD, True),
        (GOOD.failed(too_late(Repository("https://x.example/a/b", "main"), 5), None, NOON), False),
        (
            replace(
                GOOD.failed(too_late(Repository("https://x.example/a/b", "main"), 5), None, NOON), failures=PATIENCE
            ),
            True,
        ),
        (GOOD.failed(no_branch("main"), None, NOON), True),
    ],
    ids=["nothing", "good", "away for a moment", "away for long", "gone"],
)
def test_what_may_pass_by_itself_is_told_later(state: PullState, told: bool) -> None:
    assert bool(outcome_of(state)) is told


@pytest.fixture
def desk(make_app: Callable[..., Flask], database_url: str, forge: Forge) -> Iterator[Flask]:
    app = make_app(
        database_url=database_url,
        base_url="https://www.example.com",
        content_git=f"http://{forge.host}/acme/web.git#main",
        content_forge="github",
        content_token="tok-1",
    )
    with app.app_context():
        with writing() as session:
            team.add(session, Person("mina@spokewise.example", "Mina", "en", "editor"), "test", now())
            team.add(session, Person("tariq@spokewise.example", "Tariq", "ar", "manager"), "test", now())
        yield app


def told(app: Flask, state: PullState) -> list[EmailMessage]:
    """The mails that this state causes."""
    settings = app.extensions["goodword.settings"]
    folder: Path = settings.var / "outbox"
    before = set(folder.glob("*.eml"))
    tell(settings, state)
    from goodword.site.inside import inside  # noqa: PLC0415

    worker = Worker(topics(settings, inside().furniture), (), threading.Event())
    while worker.once():
        pass
    assert unfinished() == []
    db.session.rollback()
    new = sorted(set(folder.glob("*.eml")) - before)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in new]  # type: ignore[misc]


def text(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def test_good_commits_cause_no_mail(desk: Flask, forge: Forge) -> None:
    assert told(desk, GOOD) == []
    assert [body["state"] for _, _, body in forge.asked] == ["success"]


def test_a_bad_commit_causes_one_mail_to_each_in_their_language(desk: Flask, forge: Forge) -> None:
    letters = told(desk, WRONG)
    assert [letter["To"] for letter in letters] == ["mina@spokewise.example", "tariq@spokewise.example"]
    assert [letter["Subject"] for letter in letters] == ["2 mistakes in the content", "خطآن في المحتوى"]
    said = text(letters[0])
    assert "* content/faqs/why.md:2:1\n  unknown key titel\n  did you mean title?\n" in said
    assert "and 1 more mistake\n" in said and "Commit 2222222222 by Mina: A slip" in said
    assert f"http://{forge.host}/acme/web/commit/{SECOND.id}" in said
    assert "https://www.example.com/team/content" in said
    assert 'dir="rtl"' in text(letters[1], "html")
    assert told(desk, WRONG) == []
    assert len(forge.asked) == 1


def test_what_is_mended_causes_one_mail(desk: Flask) -> None:
    told(desk, WRONG)
    letters = told(desk, GOOD)
    assert [letter["Subject"] for letter in letters] == ["Content is in order again", "عاد المحتوى سليمًا"]
    assert told(desk, GOOD) == []


def test_a_refused_commit_is_told_in_the_readers_language(desk: Flask) -> None:
    letters = told(desk, REFUSED)
    assert "The repository has no branch main." in text(letters[0])
    assert "لا يوجد في المستودع فرع main." in text(letters[1])


def test_nothing_in_rows_or_mails_knows_the_token(desk: Flask) -> None:
    letters = told(desk, WRONG)
    assert all("tok-1" not in letter.as_string() for letter in letters)
    from goodword.outbox.rows import Due  # noqa: PLC0415

    rows = db.session.query(Due).all()
    assert len(rows) == 4 and all("tok-1" not in json.dumps(row.payload) for row in rows)


def test_what_could_not_be_told_is_told_later(desk: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = desk.extensions["goodword.settings"]
    with monkeypatch.context() as broken:
        broken.setattr("goodword.outbox.put", lambda *_, **__: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            tell(settings, WRONG)
    assert len(told(desk, WRONG)) == 2


def test_the_state_is_kept_whole(tmp_path: Path) -> None:
    from goodword.content.pull_state import save  # noqa: PLC0415

    full = replace(REFUSED, errors=1, problems=(PROBLEM,), live_since=NOON, source="x#main", answered="17")
    save(tmp_path, full)
    again = state(tmp_path)
    assert again == full
    assert isinstance(again.trouble, Said) and again.trouble.values == {"branch": "main"}
    assert isinstance(again.problems[0].message, Said)
