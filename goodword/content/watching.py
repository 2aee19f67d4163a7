"""Edits go live while the site runs. One process, holding a file lock, watches the files; the others watch what it
publishes. When the holder dies its lock is free, and the next to ask becomes the holder."""

import fcntl
import logging
import time
from pathlib import Path
from threading import Event, Thread
from typing import TextIO

from goodword.content.scanning import Scan, scan
from goodword.content.shelf import Shelf

log = logging.getLogger(__name__)

SECONDS = 0.25
LONGEST = 0.35  # an edit is to be live within a second, however many files there are
SHARE = 10  # for each second of processor time that looking takes, so many of rest
FOLLOWING_SECONDS = 0.1  # one row to read, where the holder looks at every file
QUIET_SECONDS = 0.1
LONGEST_WAIT = 2.0
AFTER_ERROR = 5.0


class Watcher:
    """Looks for changes until stopped."""

    def __init__(self, shelf: Shelf, root: Path, var: Path) -> None:
        self._shelf, self._root = shelf, root
        self._lock_path = var / "content-watch.lock"
        self._lock: TextIO | None = None
        self._seen: Scan = {}
        self._pause = SECONDS
        self._stopped = Event()
        self._failing = False
        self._thread = Thread(target=self._run, name="content-watcher", daemon=True)

    @property
    def holds(self) -> bool:
        """Whether this process is the one that watches the files."""
        return self._lock is not None

    def start(self) -> "Watcher":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.ident:
            self._thread.join()
        if self._lock:
            self._lock.close()
            self._lock = None

    def look(self) -> None:
        """One look: at the files if this process holds the lock or gets it now, else at what was published."""
        if self._lock is None and not self._take_over():
            self._shelf.follow()
            self._shelf.rest()
            return
        begun = time.thread_time()
        found = scan(self._root)
        self._pause = pause_after(time.thread_time() - begun)
        if found != self._seen or self._shelf.due():
            self._shelf.expect_change()
            self._seen = self._quiet(found)
            self._shelf.refresh(found=self._seen)
        else:
            self._shelf.rest()

    def _run(self) -> None:
        pause = 0.0
        while not self._stopped.wait(pause):
            pause = SECONDS
            try:
                self.look()
                pause = self._pause if self.holds else FOLLOWING_SECONDS
                self._failing = False
            except Exception:
                if not self._failing:
                    log.exception("Content could not be brought up to date; what was live stays, trying again.")
                self._failing, pause = True, AFTER_ERROR
                self._seen = {}

    def _take_over(self) -> bool:
        """Becomes the holder if nobody is. Then every file is looked at once, so that the next edit is quick."""
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        file = self._lock_path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._lock = file
        self._seen = scan(self._root)
        self._shelf.refresh(anew=True)
        return True

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
