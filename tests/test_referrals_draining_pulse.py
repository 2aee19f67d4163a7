"""Whether whoever drains still moves, as those find out who look at it from outside."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from goodword.referrals import draining_pulse
from goodword.referrals.draining_lock import DrainLock, drained_by
from goodword.referrals.draining_pulse import NOBODY, Pulse, Silence, lock_of, said_of

ME = os.getpid()
Looks = list[tuple[float, str]]
CASES: list[tuple[str, Looks, float]] = [
    ("the first look says nothing", [(1000, "a")], 0),
    ("what stays the same is silent", [(1000, "a"), (1001, "a"), (1002.5, "a")], 2.5),
    ("what changes is not", [(1000, "a"), (1001, "b"), (1002, "c")], 0),
    ("a sign of life ends a silence", [(1000, "a"), (1001, "a"), (1002, "b"), (1003, "b")], 1),
    ("what comes back to an old sign moved", [(1000, "a"), (1001, "b"), (1002, "a")], 0),
    ("while nobody looked two seconds count", [(1000, "a"), (5000, "a")], 2),
    ("two looks at once", [(1000, "a"), (1001, "a"), (1001, "a"), (1002, "a")], 2),
]


@pytest.mark.parametrize(("looks", "silent"), [pytest.param(looks, silent, id=name) for name, looks, silent in CASES])
def test_for_how_long_nothing_moved(looks: Looks, silent: float) -> None:
    silence = Silence()
    assert [silence.after(beat, at) for at, beat in looks][-1] == silent


@pytest.mark.parametrize(
    ("owner", "silent", "said"),
    [
        pytest.param(f"worker {ME}", 0.4, f"worker {ME}", id="it moves"),
        pytest.param(f"worker {ME}", 59.9, f"worker {ME}", id="it takes its time"),
        pytest.param(f"worker {ME}", 75.4, f"worker {ME}, which has not moved for 75 s", id="it hangs"),
        pytest.param(f"server {ME}", -3600, f"server {ME}", id="the clock was set back"),
        pytest.param("worker 999999999", 0.4, NOBODY, id="it ended"),
        pytest.param("", 0.4, NOBODY, id="nobody ever did"),
        pytest.param("worker", 0.4, NOBODY, id="a file that says nothing"),
        pytest.param("\0\0", 0.4, NOBODY, id="a file that a crash spoilt"),
    ],
)
def test_what_is_told_of_who_drains(owner: str, silent: float, said: str) -> None:
    assert said_of(owner, silent) == said


@pytest.fixture
def hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], bool]:
    """Whether a worker of our own number hangs, after so many looks, one each second. It does after four seconds."""
    pulse, clock = Pulse(tmp_path), iter(range(10_000))
    monkeypatch.setattr(draining_pulse, "ENDED", 4.0)
    monkeypatch.setattr(draining_pulse.time, "monotonic", lambda: float(next(clock)))
    return lambda looks: [pulse.hangs(ME) for _ in range(looks)][-1]


def test_a_worker_hangs_that_has_the_lock_and_does_not_move(tmp_path: Path, hangs: Callable[[int], bool]) -> None:
    assert not hangs(9), "no file"
    lock_of(tmp_path).parent.mkdir()
    lock_of(tmp_path).write_text(f"worker {ME + 1}\n")
    assert not hangs(9), "another one"
    lock_of(tmp_path).write_text(f"worker {ME}\n")
    assert not hangs(4)
    assert hangs(1)
    os.utime(lock_of(tmp_path), (1, 1))
    assert not hangs(4), "it moved"
    assert hangs(1)


def test_readyz_names_who_hangs(app: Flask) -> None:
    var = app.extensions["goodword.settings"].var
    lock = DrainLock(var, "worker")
    assert lock.take() and drained_by(var) == f"worker {ME}"
    os.utime(lock_of(var), (0, lock_of(var).stat().st_mtime - 100))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200 and answer.json
    assert answer.json["journal"]["drained_by"].startswith(f"worker {ME}, which has not moved for 10")
    lock.give_back()
