"""Room for facts. Anybody can make clicks, as many as they like, so the last of a disk is not theirs: before leads and
sales find no place any more, clicks are not kept."""

import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from goodword.errors import GoodwordError
from goodword.journal.segments import JournalError

MOST = 1 << 30
SHARE = 0.05
AGAIN = 1.25
SECONDS = 1.0
log = logging.getLogger(__name__)


class NoRoom(JournalError):
    """A click is not kept: what is left of the disk is for facts. Whoever looks after the disk was told already."""

    def __init__(self, folder: Path) -> None:
        GoodwordError.__init__(self, f"Too little is free on the disk of {folder} to keep clicks.")


def floor(size: int) -> float:
    """How many bytes of a file system of ``size`` bytes are for facts alone; 0 where the size is not known."""
    return min(MOST, size * SHARE)


class Room:
    """Whether the file system of ``folder`` has room for clicks. It is looked at once in SECONDS at most."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._due = 0.0
        self.since: datetime | None = None
        """As it was at the last look."""
        self._lock = Lock()

    def short_since(self) -> datetime | None:
        """Since when there is too little, as far as this process noticed; None where there is enough.

        Costs a look at the clock, and once in SECONDS one at the file system.
        """
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self.since

    def again(self) -> "Room":
        """Another one of the same file system, that nobody is just looking at."""
        return Room(self._folder)

    def _look(self) -> None:
        self._due = time.monotonic() + SECONDS
        try:
            found = os.statvfs(self._folder)
        except OSError:  # no folder yet, or no disk: whoever writes finds out
            return
        free, least = found.f_bavail * found.f_frsize, floor(found.f_blocks * found.f_frsize)
        if self.since is None and free < least:
            self.since = datetime.now(UTC)
            log.error(
                "Clicks are not kept: the disk of %s has less than %.1f MB left, and those are for leads and sales. "
                "Make room on that disk; nothing else needs to be done.",
                *(self._folder, least / 1e6),
            )
        elif self.since is not None and free >= least * AGAIN:
            self.since = None
            log.warning("Clicks are kept again: the disk of %s has room.", self._folder)
