"""Branches: what the site would say if another branch were published."""

import fcntl
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from git_remote import Remote, faq, run
from PIL import Image

from goodword import config
from goodword.config import Settings
from goodword.content import branches
from goodword.content.branch_library import KEPT
from goodword.content.branches import BranchError, Branches
from goodword.content.library import Library, Terms
from goodword.content.shelf import Shelf

PATIENCE = 90.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes long to make a branch ready."""
    monkeypatch.setattr(branches, "LONGEST_WAIT", PATIENCE)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    remote = Remote(tmp_path)
    remote.push({"faqs/why.md": faq("Live.")})
    remote.push({"faqs/why.md": faq("A draft.")}, branch="mina/draft")
    return remote


@pytest.fixture
def settings(tmp_path: Path, remote: Remote) -> Settings:
    (tmp_path / "root").mkdir()
    return config.load({}, root=tmp_path / "root", var=tmp_path / "var", content_git=remote.url)


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def answer(library: Library) -> str | None:
    entry = library.get("faq", "why")
    return entry.text("en").html if entry else None


def test_a_branch_is_what_the_site_would_say(settings: Settings) -> None:
    some = Branches(settings, Terms())
    assert answer(some.library("mina/draft")) == "<p>A draft.</p>"
    assert answer(some.library("main")) == "<p>Live.</p>"
    assert some.library("mina/draft") is some.library("mina/draft")


def test_names_come_without_waiting_the_live_one_first(settings: Settings, remote: Remote) -> None:
    remote.push({}, branch="a")
    some = Branches(settings, Terms())
    assert some.names() == ()
    until(lambda: some.names() == ("main", "a", "mina/draft"))


def test_names_are_asked_for_every_half_minute_at_most(settings: Settings, remote: Remote) -> None:
    clock = Clock()
    some = Branches(settings, Terms(), clock)
    until(lambda: len(some.names()) == 2)
    remote.push({}, branch="new")
    clock.now = 29.0
    some.names()
    assert some._known and len(some._known.result(PATIENCE)) == 2, "what was looked for last, and has come"
    assert len(some.names()) == 2
    clock.now = 31.0
    until(lambda: len(some.names()) == 3)


def test_a_push_that_the_hook_heard_of_is_seen_at_once(settings: Settings, remote: Remote) -> None:
    some = Branches(settings, Terms(), Clock())
    until(lambda: len(some.names()) == 2)
    remote.push({}, branch="new")
    (settings.var / "branches-changed").touch()
    until(lambda: len(some.names()) == 3)


def test_a_branch_that_moves_on_is_made_anew(settings: Settings, remote: Remote) -> None:
    clock = Clock()
    some = Branches(settings, Terms(), clock)
    some.library("mina/draft")
    remote.push({"faqs/why.md": faq("A better draft.")}, branch="mina/draft")
    clock.now = 31.0
    until(lambda: answer(some.library("mina/draft")) == "<p>A better draft.</p>")


def test_what_another_process_made_is_found(settings: Settings, remote: Remote) -> None:
    Branches(settings, Terms()).library("mina/draft")
    other = Branches(settings, Terms())
    other.names()
    until(lambda: other.names() != ())
    remote.bare.rename(remote.bare.with_name("away"))
    assert answer(other.library("mina/draft")) == "<p>A draft.</p>"


def test_branches_whose_names_are_in_each_others_way(settings: Settings, remote: Remote) -> None:
    some = Branches(settings, Terms())
    some.library("mina/draft")
    run("-C", str(remote.bare), "branch", "-D", "mina/draft")
    remote.push({"faqs/why.md": faq("Another.")}, branch="mina")
    (settings.var / "branches-changed").touch()
    until(lambda: "mina" in some.names())
    assert answer(some.library("mina")) == "<p>Another.</p>"


def test_a_wrong_file_shows_its_last_good_version(settings: Settings, remote: Remote, tmp_path: Path) -> None:
    (tmp_path / "root/content/faqs").mkdir(parents=True)
    (tmp_path / "root/content/faqs/why.md").write_text(faq("Live."))
    shelf = Shelf(settings.root, settings.var, Terms())
    shelf.load()
    shelf.close()
    remote.push({"faqs/why.md": "garbage"}, branch="wrong")
    found = Branches(settings, Terms()).library("wrong")
    assert answer(found) == "<p>Live.</p>"
    assert {problem.path for problem in found.problems} == {"content/faqs/why.md"}


def test_images_lie_where_the_site_serves_them_from(settings: Settings, remote: Remote) -> None:
    text = "---\ntitle: Why\nsummary: It is.\nimage: ./dot.png\n---\nBecause.\n"
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(drawn, "PNG")
    remote.push({"guides/why.md": text, "guides/dot.png": drawn.getvalue()}, branch="picture")
    entry = Branches(settings, Terms()).library("picture").get("guide", "why")
    image = entry and entry.image("./dot.png")
    assert image and (settings.var / "media" / image.path).is_file()


def test_a_branch_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(BranchError, match=r"^The repository has no branch none\."):
        Branches(settings, Terms()).library("none")


def test_a_repository_that_is_away(settings: Settings, remote: Remote) -> None:
    remote.bare.rename(remote.bare.with_name("away"))
    some = Branches(settings, Terms())
    assert some.names() == ()
    with pytest.raises(BranchError, match="There is no repository at"):
        some.library("main")


def test_a_branch_without_content(settings: Settings, remote: Remote) -> None:
    remote.push({"faqs/why.md": None, "README.md": "Nothing."}, branch="empty")
    some = Branches(settings, Terms())
    for _ in range(2):
        with pytest.raises(BranchError, match="no folder content/"):
            some.library("empty")


def test_who_asks_too_early_is_told_to_wait(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    some = Branches(settings, Terms())
    until(lambda: some.names() != ())
    monkeypatch.setattr(branches, "LONGEST_WAIT", 0.0)
    with (settings.var / "branches" / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # as another process that makes one
        with pytest.raises(BranchError, match="is being made ready"):
            some.library("main")
    monkeypatch.setattr(branches, "LONGEST_WAIT", PATIENCE)
    assert answer(some.library("main")) == "<p>Live.</p>"


def test_only_a_few_are_kept(settings: Settings, remote: Remote) -> None:
    for number in range(KEPT + 2):
        remote.push({"faqs/why.md": faq(f"Number {number}.")}, branch=f"n{number}")
    some = Branches(settings, Terms())
    until(lambda: len(some.names()) == KEPT + 4)
    for number in range(KEPT + 2):
        assert answer(some.library(f"n{number}")) == f"<p>Number {number}.</p>"
    kept = [path for path in (settings.var / "branches").iterdir() if (path / "content").is_dir()]
    assert len(kept) == KEPT
    assert answer(some.library("n0")) == "<p>Number 0.</p>"


def test_what_a_killed_process_left_is_no_obstacle(settings: Settings, remote: Remote) -> None:
    some = Branches(settings, Terms())
    some.library("main")
    copy = settings.var / "branches/repository.git"
    (copy / "shallow.lock").touch()
    assert answer(some.library("mina/draft")) == "<p>A draft.</p>"


def test_without_git_it_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BranchError, match=r"^The program git is not installed\."):
        Branches(settings, Terms()).library("main")
