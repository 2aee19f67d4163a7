"""Keeps one process of work running beside a server: started again when it dies or hangs, ended with the server.

Every process of the server has a minder, and the one that holds a lock minds. The server sees to its own processes
already, so there is always one. What is minded holds the reading end of a pipe: it ends with whoever started it,
even if that was killed.
"""

import fcntl
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import TextIO

from goodword.config import REPOSITORY

log = logging.getLogger(__name__)

SECONDS, LOOK = 1.0, 0.25
SHORT_LIFE = 30.0
LONGEST_WAIT = 60.0
GRACE = 10.0


class Minder:
    """Minds ``command`` for as long as this process lives. It is ended once it ``hangs``, which is asked with its
    process's number, again and again."""

    def __init__(self, command: Sequence[str], lock: Path, hangs: Callable[[int], bool]) -> None:
        self._command, self._lock, self._hangs = tuple(command), lock, hangs

    def start(self) -> None:
        Thread(target=self._run, name="minder", daemon=True).start()

    def _run(self) -> None:
        with self._lock.open("a") as file:
            while not locked(file.fileno()):
                time.sleep(SECONDS)
            wait = SECONDS
            while True:
                started = time.monotonic()
                code = self._mind(file)
                lived = time.monotonic() - started
                wait = SECONDS if lived > SHORT_LIFE else min(wait * 2, LONGEST_WAIT)
                log.warning("The worker ended (%s); it is started again in %.0f s.", code, wait)
                time.sleep(wait)

    def _mind(self, file: TextIO) -> int:
        """Starts it, notes its number, and waits for its end. Its pipe closes with this process, however that ends."""
        with subprocess.Popen(self._command, cwd=REPOSITORY, stdin=subprocess.PIPE) as process:
            file.truncate(0)
            print(process.pid, file=file, flush=True)
            while process.poll() is None and not self._hangs(process.pid):
                time.sleep(LOOK)
            if process.poll() is None:
                log.error("The worker does not move any more (process %s); it is ended.", process.pid)
                process.kill()  # also a stopped one, which no other signal reaches
            return process.wait()


def locked(file: int) -> bool:
    """Whether this process now has the lock on an open file."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def end_with_starter(stopping: Event) -> None:
    """For what is minded: tells it to stop once its starter is gone, and ends it if it takes too long."""

    def wait() -> None:
        sys.stdin.buffer.read()
        stopping.set()
        time.sleep(GRACE)
        os._exit(1)  # what it was doing will be done again, when its lease is over

    Thread(target=wait, name="starter", daemon=True).start()
