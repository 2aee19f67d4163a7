"""Which process of a machine drains its journal: one at a time, so that the others have their time for visitors.

That each record counts once is seen to elsewhere (`draining_steps`): two at once would cost time, and nothing else.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from goodword.journal.segments import make_folder

FILE = "drain.lock"
NOBODY = "nobody"


class DrainLock:
    """A lock on a file in ``VAR/journal``, which says who has it. The system frees it when its process ends, however
    that ends."""

    def __init__(self, var: Path, who: str) -> None:
        self._path, self._who = var / "journal" / FILE, who
        self._file: int | None = None

    def take(self) -> bool:
        """Whether it is ours now, without waiting for others. Raises OSError."""
        if self._file is not None:
            return True
        make_folder(self._path.parent)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        with suppress(OSError):  # a full disk is no reason to stop
            self._note(file)
        return True

    def give_back(self) -> None:
        """Anybody may take it; does nothing where it is not ours."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _note(self, file: int) -> None:
        name = f"{self._who} {os.getpid()}\n".encode()
        if os.pread(file, len(name) + 1, 0) != name:
            os.ftruncate(file, 0)
            os.pwrite(file, name, 0)


def drained_by(var: Path) -> str:
    """``worker 4711`` or ``server 4711``, whoever does it now or did so last; ``nobody`` where that process ended."""
    try:
        said = (var / "journal" / FILE).read_text(encoding="ascii").strip()
        os.kill(int(said.partition(" ")[2]), 0)
    except PermissionError:  # it runs, as somebody else
        return said
    except (OSError, ValueError):
        return NOBODY
    return said
