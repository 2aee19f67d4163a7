"""Which process of a machine drains its journal: one at a time, so that the others have their time for visitors.

That each record counts once is seen to elsewhere (`draining_steps`): two at once would cost time, and nothing else. So
whoever has the lock and does not move any more is not waited for.
"""

import fcntl
import logging
import os
import time
from contextlib import suppress
from pathlib import Path

from goodword.journal.segments import make_folder
from goodword.referrals.draining_pulse import TAKEN_OVER, Silence, lock_of, said_of

BEAT = 1.0
"""Seconds at least between two signs of life."""
log = logging.getLogger(__name__)


class DrainLock:
    """A lock on a file in ``VAR/journal``, which says who has it, and by its time that its owner moves. The system
    frees it when its process ends, however that ends."""

    def __init__(self, var: Path, who: str) -> None:
        self._path, self._who = lock_of(var), who
        self._file: int | None = None
        self._due = 0.0
        self._silence = Silence()

    def take(self) -> bool:
        """Whether it is ours now, without waiting for others. Raises OSError."""
        if self._file is not None:
            if self._leads_to(self._file):
                self.beat()
                return True
            self.give_back()  # we did not move, and somebody took our place
        make_folder(self._path.parent)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._replace_if_hung(file)
        else:
            if self._leads_to(file):
                return self._own(file)
        os.close(file)
        return False

    def beat(self) -> None:
        """Its owner moves; says so once in BEAT seconds at most."""
        if self._file is not None and time.monotonic() >= self._due:
            self._due = time.monotonic() + BEAT
            with suppress(OSError):
                os.utime(self._file)

    def give_back(self) -> None:
        """Anybody may take it; does nothing where it is not ours."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _own(self, file: int) -> bool:
        self._file, self._due, self._silence = file, 0.0, Silence()
        with suppress(OSError):  # a full disk is no reason to stop
            self._note(file)
        self.beat()
        return True

    def _note(self, file: int) -> None:
        name = f"{self._who} {os.getpid()}\n".encode()
        if os.pread(file, len(name) + 1, 0) != name:
            os.ftruncate(file, 0)
            os.pwrite(file, name, 0)

    def _leads_to(self, file: int) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(file))
        except FileNotFoundError:
            return False

    def _replace_if_hung(self, file: int) -> None:
        """Removes the file of somebody who has not moved for long: the next try makes another one. Who comes back to
        life finds that out before the next turn; so does, of two that did this at once, the first."""
        state = os.fstat(file)
        silent = self._silence.after((state.st_ino, state.st_mtime_ns), time.monotonic())
        if silent < TAKEN_OVER or not self._leads_to(file):
            return
        owner = os.pread(file, 100, 0).decode("ascii", "replace").strip() or "Somebody"
        log.error(
            "%s drains the journal, but has not moved for %.0f s; others drain it from now on. End that process: what "
            "it holds in the database stays locked as long as it lives.",
            *(owner, silent),
        )
        self._path.unlink(missing_ok=True)
        self._silence = Silence()


def drained_by(var: Path) -> str:
    """``worker 4711`` or ``server 4711``, whoever does it now or did so last, and for how long it has not moved if that
    is long; ``nobody`` where that process ended."""
    path = lock_of(var)
    try:
        said, beat = path.read_text(encoding="ascii").strip(), path.stat().st_mtime
    except (OSError, ValueError):
        said, beat = "", 0.0
    return said_of(said, time.time() - beat)
