"""Pulls are made beside the site, by whoever serves: when somebody asked for one, and now and then without being asked.

One process of all that serve does this, holding a file lock; when it dies, another takes over. The pull itself is
`flask content pull` in a process of its own: checking many files would slow down pages.
"""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from goodword.config import REPOSITORY
from goodword.content.pull_state import PullState, asked, state
from goodword.content.pulling import Puller
from goodword.content.sole import Sole

log = logging.getLogger(__name__)

SECONDS = 0.5
LOOK_SECONDS = 120.0
LONGEST_PULL = 900.0
FIRST_WAIT, AFTER_ERROR = 5.0, 30.0


class PullThread:
    """``pull`` makes a pull and waits for its end; ``tell`` lets the team and the forge know how it went, and says
    whether it could."""

    def __init__(self, puller: Puller, var: Path, pull: Callable[[], None], tell: Callable[[PullState], bool]) -> None:
        self._puller, self._var, self._pull, self._tell = puller, var, pull, tell
        self._lock = Sole(var / "material" / "thread.lock")
        self._look_at = self._tell_at = 0.0
        self._again_at = float("inf")
        self._tried, self._unanswered = "", 0
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="content-puller", daemon=True)

    def start(self) -> "PullThread":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.ident:
            self._thread.join()
        self._lock.release()

    def turn(self, now: float) -> None:
        """One look around; ``now`` is a time of the monotonic clock."""
        if not self._lock.take():
            return
        wanted = asked(self._var)
        if wanted not in (self._tried, state(self._var).answered) or now >= self._again_at:
            self._pull_now(wanted, now)
        elif now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            if self._puller.look():
                self._pull_now(wanted, now)
        if now >= self._tell_at and not self._tell(state(self._var)):
            self._tell_at = now + AFTER_ERROR

    def _pull_now(self, wanted: str, now: float) -> None:
        """A pull. One that died in the middle or met what may pass is tried again soon, then less and less often; the
        look that comes anyway does the rest."""
        self._pull()
        self._tried, after = wanted, state(self._var)
        self._unanswered = 0 if after.answered == wanted else self._unanswered + 1
        tries = max(self._unanswered, after.failures if after.passing else 0)
        wait = FIRST_WAIT * 2 ** min(tries - 1, 10)
        self._again_at = now + wait if tries and wait < LOOK_SECONDS else float("inf")
        self._look_at = now + LOOK_SECONDS

    def _run(self) -> None:
        while not self._stopped.wait(SECONDS):
            try:
                self.turn(time.monotonic())
            except Exception:
                log.exception("Content could not be fetched; what was live stays, trying again.")
                self._stopped.wait(AFTER_ERROR)


def pull_apart() -> None:
    """Runs `flask content pull` in a process of its own, with the settings of this one."""
    command = [sys.executable, "-m", "flask", "content", "pull"]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            said, _ = process.communicate(timeout=LONGEST_PULL)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    lines = said.decode(errors="replace").strip().splitlines() or ["it says nothing"]
    log.log(logging.WARNING if process.returncode else logging.INFO, "content pull: %s", lines[0])
