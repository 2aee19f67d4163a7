"""Edits go live while the site runs. One process, holding a file lock, watches the files; the others watch what it
publishes. When the holder dies its lock is free, and the next to ask becomes the holder.

Where the system says when files change, they are looked at then, and now and then in case it did not; elsewhere they
are looked at again and again.
"""

import logging
import time
from pathlib import Path
from threading import Event, Thread

from goodword.content.noticing import Notices, notices
from goodword.content.scanning import Scan, scan
from goodword.content.shelf import Shelf
from goodword.content.sole import Sole

log = logging.getLogger(__name__)

SECONDS = 0.25
LONGEST = 0.35  # an edit is to be live within a second, however many files there are
SHARE = 10  # for each second of processor time that looking takes, so many of rest
UNTOLD_SECONDS = 10.0  # how long to believe that nothing happened because nothing was said
FOLLOWING_SECONDS = 0.1  # one row to read, where the holder looks at every file
QUIET_SECONDS = 0.1
LONGEST_WAIT = 2.0
AFTER_ERROR = 5.0


class Watcher:
    """Looks for changes until stopped."""

    def __init__(self, shelf: Shelf, root: Path, var: Path) -> None:
        self._shelf, self._root = shelf, root
        self._lock = Sole(var / "content-watch.lock")
        self._notices: Notices | None = None
        self._seen: Scan = {}
        self._pause, self._look_at = SECONDS, 0.0
        self._stopped = Event()
        self._failing = False
        self._thread = Thread(target=self._run, name="content-watcher", daemon=True)

    @property
    def holds(self) -> bool:
        """Whether this process is the one that watches the files."""
        return self._lock.held

    def start(self) -> "Watcher":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.ident:
            self._thread.join()
        self._lock.release()
        self._forget_notices()

    def look(self) -> None:
        """One look: at the files if this process holds the lock or gets it now, else at what was published. Returns at
        once where it has to look, and in a moment where it would be told."""
        if not self.holds and not self._take_over():
            self._shelf.follow()
            self._shelf.rest()
        elif (found := self._change()) is not None:
            self._seen = found
            self._shelf.refresh(found=found)
        else:
            self._shelf.rest()

    def _change(self) -> Scan | None:
        """The files, if they are others than before or one is to be tried again."""
        return self._looked_for() if self._notices is None else self._told(self._notices)

    def _looked_for(self) -> Scan | None:
        begun = time.thread_time()
        found = scan(self._root)
        self._pause = pause_after(time.thread_time() - begun)
        if found == self._seen and not self._shelf.due():
            return None
        self._shelf.expect_change()
        self._ask_to_be_told()
        return self._quiet(found)

    def _told(self, said: Notices) -> Scan | None:
        """What came while nobody looked, and now and then whatever is there."""
        told = said.wait(SECONDS)
        if not told and not self._shelf.due() and time.monotonic() < self._look_at:
            return None
        if told:
            self._shelf.expect_change()
        found = self._once_all_is_said(said, told)
        self._look_at = time.monotonic() + UNTOLD_SECONDS
        return found if found != self._seen or self._shelf.due() else None

    def _once_all_is_said(self, said: Notices, told: bool) -> Scan:
        """A ``git pull`` is one change: the files once nothing more is said for a moment, nor was while they were
        looked at; not for ever, though."""
        deadline = time.monotonic() + LONGEST_WAIT
        while True:
            while told and time.monotonic() < deadline:
                told = said.wait(QUIET_SECONDS)
            if said.stale:
                self._ask_to_be_told()
            found = scan(self._root)
            if self._notices is None or time.monotonic() > deadline or not self._notices.wait(0):
                return found
            said, told = self._notices, True

    def _run(self) -> None:
        pause = 0.0
        while not self._stopped.wait(pause):
            try:
                self.look()
                pause = FOLLOWING_SECONDS if not self.holds else 0.0 if self._notices else self._pause
                self._failing = False
            except Exception:
                if not self._failing:
                    log.exception("Content could not be brought up to date; what was live stays, trying again.")
                self._failing, pause = True, AFTER_ERROR
                self._seen, self._look_at = {}, 0.0

    def _take_over(self) -> bool:
        """Becomes the holder if nobody is. Then every file is looked at once, so that the next edit is quick."""
        if not self._lock.take():
            return False
        self._ask_to_be_told()
        self._seen = scan(self._root)
        self._shelf.refresh(anew=True)
        return True

    def _ask_to_be_told(self) -> None:
        """What happened before that is not told, and so the next look is one at the files."""
        self._forget_notices()
        self._notices, self._look_at = notices(self._root), 0.0

    def _forget_notices(self) -> None:
        if self._notices:
            self._notices.close()
            self._notices = None

    def _quiet(self, found: Scan) -> Scan:
        """The files once nothing changed for a moment, so that a ``git pull`` is one change; not for ever, though."""
        deadline = time.monotonic() + LONGEST_WAIT
        while not self._stopped.wait(QUIET_SECONDS):
            now = scan(self._root)
            if now == found or time.monotonic() > deadline:
                return now
            found = now
        return found


def pause_after(cost: float) -> float:
    """Seconds until the next look, after one that took so many seconds of processor time: ten thousand files are
    looked at less often than a hundred, where nobody notices."""
    return min(max(SECONDS, SHARE * cost), LONGEST)


def start_watching(shelf: Shelf) -> Watcher:
    """Starts the thread that keeps the shelf up to date. Call it after fork."""
    return Watcher(shelf, shelf.root, shelf.var).start()
