"""Who drains: one process of a machine at a time, the worker if there is one, and whoever comes next when it dies."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from journaling import RECORDERS, click, names, recorded, resting
from running import wait_for

from goodword import journal
from goodword.config import REPOSITORY
from goodword.db import writing
from goodword.journal import Journals
from goodword.journal.finished import segments
from goodword.referrals import draining, draining_lock, draining_thread
from goodword.referrals.draining_lock import DrainLock, drained_by
from goodword.referrals.draining_pulse import NOBODY
from goodword.referrals.draining_thread import WORKING, start_draining, stop_draining


@pytest.fixture
def journals(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journals]:
    """The database has as long as it likes for each statement."""
    monkeypatch.setattr(draining_thread, "PATIENCE", 60.0)
    yield journal.of(bare)
    stop_draining(bare)
    journal.of(bare).stop()


@pytest.fixture
def lock(journals: Journals) -> Iterator[DrainLock]:
    """Somebody else's."""
    lock = DrainLock(journals.var, "worker")
    yield lock
    lock.give_back()


WORKER = """
import sys, time
sys.path.insert(0, "tests")
from pathlib import Path
from flask import Flask
from journaling import RECORDERS
from goodword import config, db
from goodword.referrals import lead_rows, sale_rows
from goodword.referrals.draining_thread import WORKING, start_draining

app = Flask("goodword")
app.extensions["goodword.settings"] = settings = config.Settings(Path(), Path(sys.argv[1]), sys.argv[2], "", None, ())
db.init_app(app, settings)
start_draining(app, RECORDERS, WORKING)
time.sleep(600)
"""


@contextmanager
def worker(app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    """A process that drains, once it does."""
    settings = app.extensions["goodword.settings"]
    command = [sys.executable, "-c", WORKER, str(settings.var), settings.database_url]
    with subprocess.Popen(command, cwd=REPOSITORY) as process:
        try:
            wait_for(lambda: drained_by(settings.var) == f"worker {process.pid}", "that it drains")
            yield process
        finally:
            process.kill()


def test_the_lock_is_one_process_s_until_it_gives_it_back_or_ends(lock: DrainLock, bare: Flask, tmp_path: Path) -> None:
    var = bare.extensions["goodword.settings"].var
    other = DrainLock(var, "server")
    assert drained_by(var) == NOBODY
    assert (other.take(), other.take(), lock.take()) == (True, True, False)
    assert drained_by(var) == f"server {os.getpid()}"
    other.give_back()
    with worker(bare) as process:
        assert not lock.take()
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert drained_by(var) == NOBODY
        assert lock.take()


def test_who_serves_drains_only_while_nobody_else_does(
    bare: Flask, journals: Journals, lock: DrainLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And looks again so often that totals lag by no more than two seconds when the other one is gone."""
    assert lock.take()
    rests = resting(monkeypatch, draining_thread)
    start_draining(bare, RECORDERS)
    journals.clicks.append(click(0))
    wait_for(lambda: len(rests) >= 4, "three looks")
    assert recorded()[1] == 0 and sum(rests[:4]) <= 2
    lock.give_back()
    wait_for(lambda: recorded()[1] == 1, "the click in the totals")


def test_who_serves_leaves_it_to_the_worker_as_soon_as_there_is_one(bare: Flask, journals: Journals) -> None:
    start_draining(bare, RECORDERS)
    journals.clicks.append(click(0))
    wait_for(lambda: recorded()[1] == 1, "the click in the totals")
    with worker(bare):
        journals.clicks.append(click(1))
        wait_for(lambda: recorded()[1] == 2, "the other click in the totals")
        assert drained_by(journals.var).startswith("worker")


def test_who_hangs_is_not_waited_for_and_leaves_it_to_others_when_it_comes_back(
    bare: Flask, journals: Journals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(draining_lock, "TAKEN_OVER", 3.0)
    with worker(bare) as process:
        journals.clicks.append(click(0))
        wait_for(lambda: recorded()[1] == 1, "the click in the totals")
        with writing(60.0):  # what the worker is stopped in the middle of is not a transaction, whose locks would stay
            pass
        process.send_signal(signal.SIGSTOP)
        start_draining(bare, RECORDERS)
        for number in range(1, 200):
            journals.clicks.append(click(number))
        wait_for(lambda: recorded()[1] == 200, "the other clicks in the totals")
        assert drained_by(journals.var) == f"server {os.getpid()}"
        (said,) = [each.getMessage() for each in caplog.records if each.name == draining_lock.__name__]
        assert re.match(rf"worker {process.pid} drains the journal, but has not moved for \d+ s", said)
        process.send_signal(signal.SIGCONT)
        for number in range(200, 400):
            journals.clicks.append(click(number))
            time.sleep(0.005)
        wait_for(lambda: recorded()[1] >= 400, "all clicks in the totals")
        wait_for(lambda: drained_by(journals.var) == f"worker {process.pid}", "the worker at work again")
    assert recorded()[:2] == (names(click, 400), 400)


def test_who_moves_is_waited_for_however_long(
    journals: Journals, lock: DrainLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining_lock, "TAKEN_OVER", 0.5)
    monkeypatch.setattr(draining_lock, "BEAT", 0.0)
    other = DrainLock(journals.var, "server")
    for _ in range(40):
        assert lock.take() and not other.take()
        time.sleep(0.03)
    for _ in range(100):
        if other.take():
            break
        time.sleep(0.03)
    assert other.take() and not lock.take() and other.take()
    other.give_back()
    assert lock.take()


def test_of_several_that_take_over_at_once_one_has_it_in_the_end(
    journals: Journals, lock: DrainLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lock.take()
    monkeypatch.setattr(draining_lock, "TAKEN_OVER", 0.1)
    others = [DrainLock(journals.var, "server") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        for _ in range(30):
            list(pool.map(DrainLock.take, others))
            time.sleep(0.02)
            monkeypatch.setattr(draining_lock, "BEAT", 0.0)
    monkeypatch.setattr(draining_lock, "TAKEN_OVER", 60.0)
    assert [sum(each.take() for each in others) for _ in range(3)][1:] == [1, 1]
    for each in others:
        each.give_back()


def test_who_stops_waits_for_whoever_drains(bare: Flask, journals: Journals) -> None:
    with worker(bare):
        start_draining(bare, RECORDERS)
        for number in range(300):
            journals.clicks.append(click(number))
        stop_draining(bare, 60.0)
        assert segments(journals.clicks.folder) == []
        assert recorded()[:2] == (names(click, 300), 300)


def test_who_has_a_bug_lets_others_try(
    bare: Flask,
    journals: Journals,
    lock: DrainLock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(draining, "segments", None)
    start_draining(bare, RECORDERS, WORKING)
    wait_for(lambda: "could not be drained" in caplog.text, "word of it")
    wait_for(lock.take, "the lock")


def test_whoever_dies_and_however_many_drain_each_click_counts_once(bare: Flask, journals: Journals) -> None:
    """Somebody even removes the lock, so that a worker and a server drain at once; the worker is killed meanwhile."""
    start_draining(bare, RECORDERS)
    with worker(bare) as process:
        for number in range(3_000):
            journals.clicks.append(click(number))
            if number in (500, 1_000, 1_500):
                (journals.var / "journal" / "drain.lock").unlink(missing_ok=True)
            if number == 2_000:
                process.send_signal(signal.SIGKILL)
            if number % 10 == 0:
                time.sleep(0.005)
        wait_for(lambda: recorded()[1] >= 3_000, "all clicks in the totals")
    assert recorded()[:2] == (names(click, 3_000), 3_000)
