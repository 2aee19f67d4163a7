"""`flask worker` as a process: quick, safe beside others, and hard to get rid of while its server lives."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from browser_site import serving
from flask import Flask
from post_office import PostOffice, open_post
from sqlalchemy import select

from bench.ports import free_port
from goodword import mail
from goodword.config import REPOSITORY
from goodword.db import db, now, writing
from goodword.outbox import Due
from goodword.outbox.working import Worker
from goodword.referrals.draining_lock import drained_by

WORKER = [sys.executable, "-m", "goodword.worker"]
SECONDS = 180
HOUR = timedelta(hours=1)
MINDER = """
import os, sys, time
from pathlib import Path
from goodword.outbox.minding import Minder
from goodword.referrals import draining_pulse
draining_pulse.ENDED = 3.0
pulse, asked = draining_pulse.Pulse(Path(os.environ["GOODWORD_VAR"])), Path(sys.argv[1] + ".asked")
hangs = lambda pid: asked.exists() and pulse.hangs(pid)
Minder([sys.executable, "-m", "goodword.worker", "--minded"], Path(sys.argv[1]), hangs).start()
time.sleep(600)
"""


class Place:
    """Where processes of one test work: the environment they get, and their application as the test sees it."""

    def __init__(self, app: Flask, environ: dict[str, str], office: PostOffice) -> None:
        self.app, self.environ, self.office = app, environ, office

    @contextmanager
    def process(self, command: list[str], **environ: str) -> Iterator[subprocess.Popen[str]]:
        """A process of its own, ended with the test."""
        given = os.environ | self.environ | environ
        options = {"cwd": REPOSITORY, "env": given, "text": True, "stdin": subprocess.DEVNULL}
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def post(self, count: int = 1) -> None:
        with self.app.app_context():
            for number in range(count):
                letter = mail.Letter("cy@example.com", "en", f"Letter {number}", "text\n", "<p>text</p>")
                with writing() as session:
                    mail.post(session, letter, at=now())

    def rows(self) -> list[Due]:
        with self.app.app_context():
            return list(db.session.scalars(select(Due).order_by(Due.id)))

    def all_done(self) -> bool:
        return all(row.done_at for row in self.rows())

    def lease(self, length: timedelta) -> None:
        """What is leased now is so for that long from now on, or was until that long ago."""
        with self.app.app_context(), writing() as session:
            for row in session.scalars(select(Due).where(Due.lease_until.is_not(None))):
                row.lease_until = now() + length


@pytest.fixture
def place(make_bare: Callable[..., Flask], database_url: str, tmp_path: Path) -> Iterator[Place]:
    with open_post() as office:
        app = make_bare(database_url=database_url)
        environ = {
            "GOODWORD_VAR": str(tmp_path / "var"),
            "GOODWORD_DATABASE_URL": database_url,
            "GOODWORD_SMTP_URL": f"smtp://127.0.0.1:{office.port}",
        }
        yield Place(app, environ, office)


def until(true: Callable[[], object], what: str) -> None:
    """Waits until something is so."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < SECONDS, f"not within {SECONDS} s: {what}"
        time.sleep(0.02)


def alive(number: int) -> bool:
    """Whether this process runs; one that has ended and waits to be noticed does not."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return ") Z " not in Path(f"/proc/{number}/stat").read_text()
    return False


def test_it_looks_for_work_each_half_second(bare: Flask) -> None:
    rests: list[float | None] = []

    class Stopping(Event):
        def wait(self, timeout: float | None = None) -> bool:
            rests.append(timeout)
            if len(rests) == 3:
                self.set()
            return self.is_set()

    Worker({}, (), Stopping()).run()
    assert rests == [0.5] * 3


def test_it_sends_what_comes_and_ends_when_told(place: Place) -> None:
    with place.process(WORKER) as worker:
        place.post()
        until(place.all_done, "the first letter")
        place.post()
        until(place.all_done, "the second letter")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(SECONDS) == 0


def test_once_does_what_is_due_and_ends(place: Place) -> None:
    place.post(3)
    with place.process([sys.executable, "-m", "flask", "worker", "--once"]) as worker:
        assert worker.wait(SECONDS * 2) == 0
    assert len(place.office.received) == 3


def test_several_at_once_send_each_letter_once(place: Place) -> None:
    place.post(20)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(place.process(WORKER))
        until(place.all_done, "twenty letters")
    assert sorted(str(one["Subject"]) for one in place.office.messages) == sorted(f"Letter {n}" for n in range(20))


def test_killed_in_the_middle_it_is_done_once_more(place: Place) -> None:
    """In the middle: the mail server has answered nothing yet. What comes later is sent first."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place.post()
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with place.process(WORKER, GOODWORD_SMTP_URL=url) as worker:
            until(lambda: place.rows()[0].lease, "that it is taken")
            worker.kill()
            worker.wait()
    place.lease(HOUR)
    place.post()
    with place.process(WORKER):
        until(lambda: place.rows()[1].done_at, "the later letter")
        assert place.rows()[0].done_at is None and len(place.office.received) == 1, "not while it is leased"
        place.lease(-HOUR)
        until(place.all_done, "the letter")
    assert (len(place.office.received), place.rows()[0].tries) == (2, 2)


def test_told_to_stop_it_finishes_what_it_does(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as slow:
        place.post(2)
        with place.process(WORKER, GOODWORD_SMTP_URL=f"smtp://127.0.0.1:{slow.getsockname()[1]}") as worker:
            connection, _ = slow.accept()
            worker.send_signal(signal.SIGTERM)
            connection.sendall(b"554 not today\r\n")
            connection.close()
            assert worker.wait(SECONDS) == 0
    first, second = place.rows()
    assert (first.tries, first.lease, second.tries) == (1, None, 0)


def test_it_waits_for_a_database_that_is_away(
    postgres_url: str, make_bare: Callable[..., Flask], tmp_path: Path
) -> None:
    port = free_port()
    with open_post() as office:
        environ = {
            "GOODWORD_VAR": str(tmp_path / "var"),
            "GOODWORD_DATABASE_URL": re.sub(r"@[^/]*/", f"@127.0.0.1:{port}/", postgres_url),
            "GOODWORD_SMTP_URL": f"smtp://127.0.0.1:{office.port}",
        }
        place = Place(make_bare(database_url=postgres_url), environ, office)
        place.post()
        with place.process(WORKER) as worker:
            assert worker.stderr
            said = iter(worker.stderr.readline, "")
            assert any("The worker waits for the database" in line for line in said)
            with forwarded(port, postgres_url):
                until(place.all_done, "the letter")
                assert any("The worker has its database back" in line for line in said)


@contextmanager
def forwarded(port: int, url: str) -> Iterator[None]:
    """The database at ``url`` answers at ``port`` too."""
    real = urlsplit(url)
    assert real.hostname and real.port
    server = socket.create_server(("127.0.0.1", port))
    target = (real.hostname, real.port)

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for one in (source, sink):
            one.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                inside, _ = server.accept()
                outside = socket.create_connection(target)
                for pair in ((inside, outside), (outside, inside)):
                    Thread(target=pump, args=pair, daemon=True).start()

    Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        server.close()


def minded_by(lock: Path) -> int:
    """The number of the process that is minded, 0 while there is none."""
    with suppress(FileNotFoundError, ValueError):
        number = int(lock.read_text())
        return number if alive(number) else 0
    return 0


def test_one_of_two_servers_minds_a_worker_that_comes_back_and_ends_with_the_last(place: Place, tmp_path: Path) -> None:
    lock = tmp_path / "worker.lock"
    command = [sys.executable, "-c", MINDER, str(lock)]
    with place.process(command) as one:
        until(lambda: minded_by(lock), "a worker")
        with place.process(command) as other:
            first = minded_by(lock)
            os.kill(first, signal.SIGKILL)
            until(lambda: minded_by(lock) not in (0, first), "another after it was killed")
            second = minded_by(lock)
            one.kill()
            until(lambda: not alive(second), "its end with its server")
            until(lambda: minded_by(lock), "one of the other server")
            third = minded_by(lock)
            place.post()
            until(place.all_done, "a letter")
            other.kill()
            until(lambda: not alive(third), "its end with the last server")


def test_a_worker_that_hangs_is_ended_and_started_again(place: Place, tmp_path: Path) -> None:
    lock, var = tmp_path / "worker.lock", tmp_path / "var"
    """It is asked whether it hangs from when it does: that a worker of a busy machine does not is another question."""
    with place.process([sys.executable, "-c", MINDER, str(lock)]) as server:
        until(lambda: minded_by(lock), "a worker")
        first = minded_by(lock)
        until(lambda: drained_by(var) == f"worker {first}", "that it drains")
        os.kill(first, signal.SIGSTOP)
        asked = lock.with_name(f"{lock.name}.asked")
        asked.touch()
        until(lambda: not alive(first), "its end")
        asked.unlink()
        until(lambda: minded_by(lock), "another in its place")
        place.post()
        until(place.all_done, "a letter")
        server.kill()
        assert server.stderr
        said = server.stderr.read()
    assert f"The worker does not move any more (process {first}); it is ended." in said


def test_a_server_brings_its_worker(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "worker.lock"
    with serving(tmp_path):
        until(lambda: minded_by(lock), "a worker")
        number = minded_by(lock)
    until(lambda: not alive(number), "its end")
