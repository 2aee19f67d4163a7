"""One at a time on this machine, whichever process it is: for requests with the same idempotency key, also while the
database has no time to say which of them was first. Locks are flocks: those of a dead process are free."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STRIPES = 64


class Turns:
    """Locks in ``folder``; keys share them, as long as there are enough."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """Waits until nobody else is inside with this key, in hex. Raises OSError."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = self._folder / f"{int(key[:8], 16) % STRIPES:02}"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)
