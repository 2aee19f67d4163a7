"""Room on the disk. Anybody can make clicks and send forms, as many as they like, so the last of a disk is not theirs:
before what the product reports finds no place any more, clicks are not kept, and then forms are not taken."""

import logging
import os
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from goodword.errors import GoodwordError
from goodword.journal.segments import JournalError

CLICKS, FORMS = "clicks", "forms"
PARTS: Mapping[str, float] = {CLICKS: 1.0, FORMS: 0.5}
"""Of what is for facts: how much must be free for each."""
MOST = 1 << 30
SHARE = 0.05
AGAIN = 1.25
SECONDS = 1.0
BEGINS = {
    CLICKS: "Clicks are not kept: the disk of %s has less than %.1f MB left, and those are for leads and sales. "
    "Make room on that disk; nothing else needs to be done.",
    FORMS: "Forms are not taken: the disk of %s has less than %.1f MB left, and those are for what the product "
    "reports. Make room on that disk; nothing else needs to be done.",
}
ENDS = {
    CLICKS: "Clicks are kept again: the disk of %s has room.",
    FORMS: "Forms are taken again: the disk of %s has room.",
}
log = logging.getLogger(__name__)


class NoRoom(JournalError):
    """A click or a form is not kept: what is left of the disk is for others. The log has said so already."""

    def __init__(self, folder: Path, what: str) -> None:
        GoodwordError.__init__(self, f"Too little is free on the disk of {folder} to keep {what}.")


def floor(what: str, size: int) -> float:
    """How many bytes of a file system of ``size`` bytes are not for this; 0 where the size is not known."""
    return min(MOST, size * SHARE) * PARTS[what]


def giving_way(free: int, size: int, already: Collection[str] = ()) -> frozenset[str]:
    """What is not kept while so many bytes are free. What gave way ``already`` waits for a quarter more, so that it
    does not come and go."""
    return frozenset(what for what in PARTS if free < floor(what, size) * (AGAIN if what in already else 1))


class Room:
    """For what the file system of ``folder`` has room. It is looked at once in SECONDS at most."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.forget_parent()

    def forget_parent(self) -> None:
        """In a forked child, the thread that was looking may be the parent's."""
        self._due = 0.0
        self._lock = Lock()
        self.since: Mapping[str, datetime] = {}
        """Since when each gives way, as it was at the last look."""

    def short_since(self, what: str) -> datetime | None:
        """Since when there is too little for this, as far as this process noticed; None where there is enough.

        Costs a look at the clock, and once in SECONDS one at the file system.
        """
        self.look()
        return self.since.get(what)

    def require(self, what: str) -> None:
        """Raises NoRoom where there is too little for this."""
        if self.short_since(what):
            raise NoRoom(self._folder, what)

    def look(self) -> None:
        """Sees whether anything changed, and says so in the log; does nothing if that was done a moment ago."""
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._due = time.monotonic() + SECONDS
                self._look()
            finally:
                self._lock.release()

    def _look(self) -> None:
        try:
            found = os.statvfs(self._folder)
        except OSError:  # no folder yet, or no disk: whoever writes finds out
            return
        size, before = found.f_blocks * found.f_frsize, self.since
        short = giving_way(found.f_bavail * found.f_frsize, size, before)
        self.since = {what: before.get(what) or datetime.now(UTC) for what in short}
        for what in PARTS:
            if what in short and what not in before:
                log.error(BEGINS[what], self._folder, floor(what, size) / 1e6)
            elif what in before and what not in short:
                log.warning(ENDS[what], self._folder)
