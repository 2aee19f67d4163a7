"""A reload without a gap: who is told to end does so once the others are ready."""

import signal
import time
from collections.abc import Iterator

import pytest
from running import wait_for

from goodword import relay

TERM = signal.SIGTERM


@pytest.fixture(autouse=True)
def nothing_awaited() -> Iterator[None]:
    relay.begins(0)
    yield
    relay.begins(0)


def test_without_a_reload_a_worker_ends_at_once() -> None:
    left: list[int] = []
    relay.patient(lambda number, _: left.append(number))(TERM, None)
    assert left == [TERM]


def test_in_a_reload_it_serves_until_the_others_are_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "STEP", 0.01)
    left: list[int] = []
    handle = relay.patient(lambda number, _: left.append(number))
    relay.begins(2)
    handle(TERM, None)
    handle(TERM, None)  # the master says so again each second
    relay.joins()
    time.sleep(0.1)
    assert left == []
    relay.joins()
    wait_for(lambda: left == [TERM], "that it leaves")


def test_it_does_not_wait_for_ever_for_who_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "STEP", 0.01)
    monkeypatch.setattr(relay, "LONGEST", 0.05)
    left: list[int] = []
    relay.begins(1)
    relay.patient(lambda number, _: left.append(number))(TERM, None)
    wait_for(lambda: left == [TERM], "that it leaves")
