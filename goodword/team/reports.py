"""The last report of `flask content check`, kept for the desk: a check is too much work to do while somebody waits.

Whoever runs the check leaves its report here. When somebody looks at the desk and the content has changed since, a
check is started beside the server, and the desk shows the last report until it is done.
"""

import fcntl
import logging
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Thread

from goodword.config import PREFIX, REPOSITORY, Settings
from goodword.content.checking import Report
from goodword.content.library import Library
from goodword.material import Problem

log = logging.getLogger(__name__)

REPORT, STATE, LOCK = "report.pickle", "report.state", "report.lock"
UNREADABLE = (
    OSError,
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
)
LONGEST = 600  # seconds that a check may take before it is given up
COMMAND = (sys.executable, "-m", "flask", "--app", "wsgi", "content", "check", "--format", "json")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found at ``at`` (UTC)."""

    at: datetime
    problems: tuple[Problem, ...]


def keep(var: Path, report: Report) -> None:
    """Keeps a report for the desk, whole or not at all."""
    draft = var / f"{REPORT}.{os.getpid()}"
    draft.write_bytes(pickle.dumps(Kept(datetime.now(UTC), report.problems)))
    draft.replace(var / REPORT)


@dataclass(slots=True)
class Reports:
    """``starting`` says whether checks may be started: only where a server runs, never in a command or a test."""

    settings: Settings
    starting: bool = False
    running: Thread | None = None

    def last(self) -> Kept | None:
        """The last report; None where nobody has checked yet."""
        try:
            return read(self.settings.var / REPORT, (self.settings.var / REPORT).stat().st_mtime_ns)
        except UNREADABLE:
            return None

    def outdated(self, library: Library, now: datetime) -> bool:
        """Whether the content, or the day, is another one than at the last check that the desk started."""
        try:
            known = (self.settings.var / STATE).read_text()
        except OSError:
            return True
        return known != state_of(library, now)

    def renew(self, library: Library, now: datetime) -> bool:
        """Starts a check beside the server where one is needed; whether one is needed or under way."""
        if not self.outdated(library, now):
            return False
        if self.starting and not (self.running and self.running.is_alive()):
            self.running = Thread(target=self.check, args=(state_of(library, now),), name="report", daemon=True)
            self.running.start()
        return True

    def check(self, state: str) -> None:
        """Runs the check, unless another process is at it. It keeps its report itself."""
        with (self.settings.var / LOCK).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            given = {"ROOT": str(self.settings.root), "VAR": str(self.settings.var)}
            given["DATABASE_URL"] = self.settings.database_url
            environ = os.environ | {f"{PREFIX}{name}": value for name, value in given.items()}
            try:
                done = subprocess.run(
                    COMMAND, cwd=REPOSITORY, env=environ, stdout=subprocess.DEVNULL, timeout=LONGEST, check=False
                )
            except subprocess.TimeoutExpired:
                log.error("Checking the content for the desk took more than %s s and was given up.", LONGEST)
                return
            if done.returncode in (0, 1):
                (self.settings.var / STATE).write_text(state)


@lru_cache(maxsize=2)
def read(path: Path, _changed: int) -> Kept:
    """The report in a file, read once for each time it is written."""
    kept: Kept = pickle.loads(path.read_bytes())
    return kept


def state_of(library: Library, now: datetime) -> str:
    return f"{digest(library)} {now.astimezone(library.terms.timezone).date()}"


@lru_cache(maxsize=2)
def digest(library: Library) -> str:
    """The same as long as no file was changed, not even to something wrong."""
    return sha256(repr((library.revision, library.problems)).encode()).hexdigest()
