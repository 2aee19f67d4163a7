"""The thread that pulls: at once when asked, once more when asked meanwhile, and now and then without being asked."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_remote import Remote, faq

from goodword import config
from goodword.config import Settings
from goodword.content.checking import Report
from goodword.content.git_trouble import GitError
from goodword.content.pull_state import ask, state
from goodword.content.pull_thread import AFTER_ERROR, FIRST_WAIT, LOOK_SECONDS, PullThread
from goodword.content.pulling import Puller
from goodword.content.source import content_root

NOON = datetime(2026, 7, 1, 8, tzinfo=UTC)


class Turns:
    """A thread whose turns are taken one by one, and what it did in them."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.pulls, self.told, self.can_tell = settings, 0, 0, True
        self.others: list[Turns] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.puller = Puller(settings, lambda _: Report((), 1), lambda: None, lambda: NOON)
        self.thread = PullThread(self.puller, settings.var, self.pull, lambda _: self.tell())

    def pull(self) -> None:
        """As `flask content pull` in a process of its own: that it fails is seen in what it leaves."""
        self.pulls += 1
        with suppress(GitError):
            self.puller.pull(waiting=lambda: None)
        self.meanwhile()

    def tell(self) -> bool:
        self.told += 1
        return self.can_tell

    def at(self, *seconds: float) -> int:
        """How many pulls there were in all after turns at these times."""
        for now in seconds:
            self.thread.turn(now)
        return self.pulls

    def another(self) -> "Turns":
        """Of another process that serves."""
        self.others.append(Turns(self.settings))
        return self.others[-1]

    def ask(self) -> str:
        return ask(self.settings.var, "a push", NOON)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    remote = Remote(tmp_path)
    remote.push({"faqs/why.md": faq("First.")})
    return remote


@pytest.fixture
def turns(tmp_path: Path, remote: Remote) -> Iterator[Turns]:
    (tmp_path / "root").mkdir()
    settings = config.load({}, root=tmp_path / "root", var=tmp_path / "var", content_git=remote.url)
    content_root(settings)
    first = Turns(settings)
    yield first
    for one in (first, *first.others):
        one.thread.stop()


def test_at_the_start_it_takes_what_is_newest(turns: Turns) -> None:
    assert turns.at(0.0, 1.0, 2.0) == 1


def test_a_request_is_answered_at_once(turns: Turns) -> None:
    turns.at(0.0)
    turns.ask()
    assert turns.at(1.0, 2.0, 3.0) == 2


def test_requests_during_a_pull_lead_to_exactly_one_more(turns: Turns) -> None:
    turns.meanwhile = lambda: [turns.ask() for _ in range(10)]
    turns.at(0.0)
    turns.meanwhile = lambda: None
    assert turns.at(1.0, 2.0, 3.0) == 2


def test_a_request_outlives_the_process_that_was_to_answer_it(turns: Turns) -> None:
    turns.at(0.0)
    turns.ask()
    turns.thread.stop()
    other = turns.another()
    assert other.at(1.0) == 1


def test_a_push_that_nobody_told_of_is_found(turns: Turns, remote: Remote) -> None:
    turns.at(0.0)
    commit = remote.push({"faqs/why.md": faq("Second.")})
    assert turns.at(LOOK_SECONDS - 1) == 1
    assert turns.at(LOOK_SECONDS + 1) == 2
    live = state(turns.settings.var).live
    assert live and live.id == commit
    assert turns.at(2 * LOOK_SECONDS + 2) == 2


def test_a_pull_that_died_is_made_again(turns: Turns) -> None:
    turns.at(0.0)
    name = turns.ask()
    whole, turns.puller.pull = turns.puller.pull, lambda **_: None  # type: ignore[assignment, method-assign]
    assert turns.at(1.0, 2.0) == 2
    turns.puller.pull = whole  # type: ignore[method-assign]
    assert turns.at(1.0 + FIRST_WAIT, 20.0) == 3
    assert state(turns.settings.var).answered == name


def test_what_may_pass_is_tried_again_less_and_less_often(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    turns.at(0.0)
    monkeypatch.setattr("goodword.content.git.FETCH_SECONDS", 0)
    turns.ask()
    times = [second / 2 for second in range(2, int(LOOK_SECONDS))]
    tried = [now for now in times if turns.pulls < turns.at(now)]
    assert tried == [1.0, 6.0, 16.0, 36.0]


def test_only_one_of_several_does_it(turns: Turns) -> None:
    other = turns.another()
    assert (turns.at(0.0), other.at(0.0, 500.0)) == (1, 0)
    turns.thread.stop()
    other.ask()
    assert other.at(501.0) == 1


def test_who_cannot_be_told_now_is_told_later(turns: Turns) -> None:
    turns.can_tell = False
    turns.at(0.0, 1.0, 2.0)
    assert turns.told == 1
    turns.can_tell = True
    turns.at(AFTER_ERROR + 1)
    assert turns.told == 2
