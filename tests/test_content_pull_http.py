"""Pulling over http, with a token that nobody gets to see."""

import json
import logging
from base64 import b64encode
from pathlib import Path

import pytest
from git_http import GitServer, git_server
from git_remote import Remote, faq

from goodword import config
from goodword.config import Settings
from goodword.content.checking import Report
from goodword.content.git_environment import authorization, environment
from goodword.content.git_trouble import GitError, reason_of
from goodword.content.pull_state import state
from goodword.content.pulling import Puller
from goodword.content.source import live_commit
from goodword.db import now
from goodword.settings_of_content import Repository, content_git

TOKEN = "tok-of-mina-0123456789"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    remote = Remote(tmp_path)
    remote.push({"faqs/why.md": faq("First.")})
    return remote


def settings(tmp_path: Path, url: str, **given: str) -> Settings:
    root = tmp_path / "root"
    root.mkdir(exist_ok=True)
    return config.load({}, root=root, var=tmp_path / "var", content_git=f"{url}#main", **given)


def pull(one: Settings) -> None:
    Puller(one, lambda _: Report((), 1), lambda: None, now).pull()


def refused(one: Settings) -> str:
    with pytest.raises(GitError) as caught:
        pull(one)
    return str(caught.value)


def everything_written(var: Path) -> bytes:
    return b"".join(path.read_bytes() for path in var.rglob("*") if path.is_file() and not path.is_symlink())


@pytest.mark.parametrize(("forge", "user"), [("github", "x-access-token"), ("gitlab", "oauth2"), ("forgejo", "oauth2")])
def test_a_private_repository_is_read_with_the_token(
    tmp_path: Path, remote: Remote, caplog: pytest.LogCaptureFixture, forge: str, user: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with git_server(tmp_path, TOKEN) as server:
        one = settings(tmp_path, server.url(remote.bare), content_forge=forge, content_token=TOKEN)
        pull(one)
        commit = remote.push({"faqs/why.md": faq("Second.")})
        pull(one)
        assert live_commit(one.var) == commit
        assert server.users == {user}
        nowhere_said(server, caplog.text.encode() + everything_written(one.var))


def nowhere_said(server: GitServer, written: bytes) -> None:
    assert any("fetch" in command for command in server.commands)
    for user in ("x-access-token", "oauth2", "git"):
        for secret in (TOKEN, b64encode(f"{user}:{TOKEN}".encode()).decode()):
            assert not any(secret in command for command in server.commands)
            assert secret.encode() not in written


def test_a_wrong_token_is_refused_and_not_repeated(tmp_path: Path, remote: Remote) -> None:
    with git_server(tmp_path, "another") as server:
        one = settings(tmp_path, server.url(remote.bare), content_forge="github", content_token=TOKEN)
        said = refused(one)
        assert "does not let us in" in said
        nowhere_said(server, said.encode() + everything_written(one.var))
    assert not state(one.var).passing


def test_without_a_token_nobody_is_asked_for_one(tmp_path: Path, remote: Remote) -> None:
    with git_server(tmp_path, TOKEN) as server:
        assert "GOODWORD_CONTENT_TOKEN" in refused(settings(tmp_path, server.url(remote.bare)))


def test_a_public_repository_needs_no_token(tmp_path: Path, remote: Remote) -> None:
    with git_server(tmp_path) as server:
        pull(settings(tmp_path, server.url(remote.bare)))
    assert live_commit(tmp_path / "var")


def test_a_repository_that_is_not_there(tmp_path: Path, remote: Remote) -> None:
    with git_server(tmp_path) as server:
        assert "There is no repository at" in refused(settings(tmp_path, server.url(Path("none.git"))))


def test_a_redirect_is_not_followed(tmp_path: Path, remote: Remote) -> None:
    with git_server(tmp_path) as other, git_server(tmp_path) as server:
        server.moved_to = f"http://127.0.0.1:{other.server_port}"
        one = settings(tmp_path, server.url(remote.bare), content_forge="github", content_token=TOKEN)
        assert "git cannot reach" in refused(one)
        assert other.commands == set()


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://github.com/a/b.git", True),
        ("http://127.0.0.1:3000/a/b.git", True),
        ("http://git.example.com/a/b.git", False),
        ("git@github.com:a/b.git", False),
        ("ssh://git@github.com/a/b.git", False),
        ("/srv/a.git", False),
    ],
)
def test_the_token_goes_only_where_nobody_can_read_it_on_the_way(url: str, sent: bool) -> None:
    found = content_git({"CONTENT_GIT": f"{url}#main", "CONTENT_TOKEN": TOKEN})
    assert found
    assert bool(authorization(found)) is sent
    without = environment(Path("/x/repository.git"), found)
    assert TOKEN not in json.dumps(without) and "GIT_CONFIG_COUNT" not in without


@pytest.mark.parametrize(
    ("complaint", "said", "passing"),
    [
        ("fatal: couldn't find remote ref refs/heads/main", "has no branch main", False),
        (
            "error: file write error: File too large\nfatal: unpack-objects failed",
            "more than one pull may bring",
            False,
        ),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", "is not known yet", False),
        ("git@github.com: Permission denied (publickey).", "does not let us in", False),
        ("remote: HTTP Basic: Access denied", "does not let us in", False),
        ("remote: Repository not found.\nfatal: repository 'x' not found", "There is no repository at", False),
        ("ERROR: The project you were looking for could not be found", "There is no repository at", False),
        ("fatal: unable to access 'x': Could not resolve host: git.example.com", "(fatal: unable to access", True),
        (f"fatal: something with {TOKEN} in it", "(fatal: something with … in it)", True),
        ("", "(no reason given)", True),
    ],
)
def test_what_git_complains_about_is_said_in_words(complaint: str, said: str, passing: bool) -> None:
    repository = Repository("https://git.example.com/a/b.git", "main", "git.example.com", "a/b", token=TOKEN)
    error = reason_of(complaint, repository)
    assert said in str(error) and error.passing is passing
