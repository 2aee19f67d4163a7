"""What one process of all that serve does, and another takes over when that one ends: a lock on a file."""

import fcntl
from pathlib import Path
from typing import TextIO


class Sole:
    """The lock at ``path``: held by one process, and free as soon as that is gone, however it ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    @property
    def held(self) -> bool:
        """Whether this process is the one."""
        return self._file is not None

    def take(self) -> bool:
        """Becomes the one if nobody is; whether it is now."""
        if self._file:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
