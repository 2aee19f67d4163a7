"""A gunicorn of our own on a free port of 127.0.0.1, stopped again by its pid."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

from bench.failing import BenchError
from bench.ports import free_port
from bench.processes import children, cpu_seconds, family, memory, on_cores, runs, signalled

REPOSITORY = Path(__file__).resolve().parent.parent
CONFIG = "gunicorn.conf.py"
START_SECONDS = 240
STOP_SECONDS = 60
FORGOTTEN = ("GOODWORD_", "GUNICORN_", "WEB_CONCURRENCY", "HOST", "PORT")


class Server:
    """``config`` is what gunicorn reads; ``path`` answers 200 once it serves."""

    def __init__(self, environ: Mapping[str, str], path: str = "/", app: str = "", config: str = CONFIG) -> None:
        self.port = free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.path = path
        self._environ = {**clean_environ(), **environ, "PORT": str(self.port)}
        self._command = [sys.executable, "-m", "gunicorn", "--config", config, *([app] if app else [])]
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self, cores: Collection[int], log: Path) -> Iterator["Server"]:
        """Started on these cores and answering; stopped afterwards."""
        with log.open("ab") as file:
            try:
                self._start(cores, file)
                self._wait(log)
                yield self
            finally:
                self._stop()

    @property
    def pid(self) -> int:
        """Of the master."""
        return self._master.pid

    @property
    def workers(self) -> list[int]:
        return children(self._master.pid)

    def cpu(self) -> float:
        """Seconds of processor time so far, of all its processes: the worker that drains, which a process that serves
        has started, among them."""
        return sum(map(cpu_seconds, family(self._master.pid)))

    def memory(self) -> list[tuple[float, float]]:
        """Resident and proportional megabytes of each worker."""
        return [memory(worker) for worker in self.workers]

    def pause(self) -> None:
        """Stands still, threads and all, so that another can be measured undisturbed."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body of one answer, on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest("GET", path, skip_accept_encoding=True)
            for name, value in {**(headers or {}), "Connection": "close"}.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    @property
    def _master(self) -> subprocess.Popen[bytes]:
        assert self._process, "not started"
        return self._process

    def _start(self, cores: Collection[int], log: IO[bytes]) -> None:
        with on_cores(cores):
            self._process = subprocess.Popen(
                self._command, cwd=REPOSITORY, env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _wait(self, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._status() != 200:
            if self._master.poll() is not None or time.monotonic() > deadline:
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise BenchError(f"A server did not answer 200 at {self.path}. The end of what it wrote:\n{tail}")
            time.sleep(0.02)

    def _status(self) -> int:
        try:
            return self.ask(self.path)[0]
        except (OSError, HTTPException):
            return 0

    def _signal(self, number: int) -> None:
        signalled(family(self._master.pid), number)

    def _stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self.resume()
        started = family(self._process.pid)
        self._process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        while any(map(runs, started)) and time.monotonic() < deadline:  # what drains ends a little later
            time.sleep(0.02)
        signalled(filter(runs, started), signal.SIGKILL)
        self._process.wait()


def clean_environ() -> dict[str, str]:
    """The environment without what would set up a server differently."""
    return {name: value for name, value in os.environ.items() if not name.startswith(FORGOTTEN)}
