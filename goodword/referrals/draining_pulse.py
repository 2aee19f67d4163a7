"""Whether whoever drains still moves. A process that is stopped, or waits for ever for something, has its lock as long
as it lives, and what it wrote to the database and did not commit as well."""

import os
import time
from pathlib import Path

NOBODY = "nobody"
ENDED, TAKEN_OVER = 60.0, 75.0
"""Seconds without a sign of life: after so many, whoever started a worker ends it, which frees all it holds; and after
so many others drain without it, where nobody did."""
LOOK = 2.0


class Silence:
    """For how long something that gives signs of life gave none, as far as somebody looked. Between two looks no more
    than LOOK seconds count: while a machine sleeps, nobody moves."""

    def __init__(self) -> None:
        self._beat: object = None
        self._looked = self._seconds = 0.0

    def after(self, beat: object, at: float) -> float:
        """Seconds since a look found another ``beat`` than there is now, at a time of the monotonic clock."""
        self._seconds = self._seconds + min(at - self._looked, LOOK) if beat == self._beat else 0.0
        self._beat, self._looked = beat, at
        return self._seconds


class Pulse:
    """Whether a worker that drains still moves; for whoever started it."""

    def __init__(self, var: Path) -> None:
        self._path = lock_of(var)
        self._silence = Silence()

    def hangs(self, pid: int) -> bool:
        """Ask again and again. False for one that does not drain now."""
        try:
            drains = self._path.read_text(encoding="ascii").strip() == f"worker {pid}"
            beat = self._path.stat().st_mtime_ns
        except (OSError, ValueError):
            drains, beat = False, 0
        return self._silence.after((pid, beat) if drains else object(), time.monotonic()) >= ENDED


def lock_of(var: Path) -> Path:
    """The file whose owner drains, which says who that is, and by its time when it last moved."""
    return var / "journal" / "drain.lock"


def said_of(owner: str, silent: float) -> str:
    """What is told of ``worker 4711`` that gave its last sign of life so many seconds ago."""
    if not runs(owner):
        return NOBODY
    return f"{owner}, which has not moved for {silent:.0f} s" if silent >= ENDED else owner


def runs(owner: str) -> bool:
    try:
        os.kill(int(owner.partition(" ")[2]), 0)
    except PermissionError:  # it runs, as somebody else
        return True
    except (OSError, ValueError):
        return False
    return True
