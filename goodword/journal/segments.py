"""One file of a journal, open for appending: locked by its owner, every write whole or undone."""

import errno
import fcntl
import os
import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from goodword.errors import GoodwordError

MOST_BYTES = 16 << 20
LONGEST_LIFE = timedelta(hours=1)
ENDING = ".log"
OPENED = "%Y%m%dT%H%M%S-%f"
DRAFT = ".new"
FULL = (errno.ENOSPC, errno.EDQUOT)

data_sync = getattr(os, "fdatasync", os.fsync)  # macOS has but the other


class JournalError(GoodwordError):
    """Something could not be written down, so it must not be acknowledged."""

    def __init__(self, folder: Path, error: OSError) -> None:
        reason = error.strerror or str(error)
        full = error.errno in FULL
        super().__init__(
            f"The journal in {folder} cannot be written ({reason}). "
            f"{'Make room on that disk' if full else 'See to that disk'}; nothing else needs to be done."
        )


class Segment:
    """Written to by one process. ``size`` and ``synced`` are in bytes; ``broken`` ones take nothing more."""

    def __init__(self, path: Path, file: int, opened: datetime) -> None:
        self.path, self._file, self.opened = path, file, opened
        midnight = opened.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self._until = min(opened + LONGEST_LIFE, midnight).timestamp()
        self.size = self.synced = 0
        self.broken = False
        self._sync_lock = Lock()

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """A new one. It gets its name when it is locked: nobody can take it for one that a dead process left."""
        make_folder(folder)
        opened = datetime.now(UTC)
        path = folder / f"{opened:{OPENED}}-{os.getpid()}-{secrets.token_hex(6)}{ENDING}"
        draft = path.with_suffix(DRAFT)
        file = os.open(draft, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.rename(path)
            sync_folder(folder)
        except OSError:
            os.close(file)
            draft.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise
        return cls(path, file, opened)

    @property
    def finished(self) -> bool:
        """Whether another one is due: no segment grows without bound, or holds more than one day."""
        return self.broken or self.size >= MOST_BYTES or time.time() >= self._until

    def write(self, line: bytes) -> int:
        """Appends; where the line ends. Raises OSError, and then nothing of it stays. One thread at a time."""
        try:
            written = os.write(self._file, line)
            if written < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            self._cut_back(error)
            raise
        self.size += written
        return self.size

    def _cut_back(self, error: OSError) -> None:
        """The next line may not stand behind half a line. Only a full disk can get better by itself."""
        try:
            os.ftruncate(self._file, self.size)
        except OSError:
            self.broken = True
        self.broken = self.broken or error.errno not in FULL

    def sync(self, end: int) -> None:
        """Everything up to ``end`` is on disk; who comes while others wait for the disk shares what comes next.

        Raises OSError. After a failure the system may have forgotten what it could not write and report success the
        next time, so nothing here is ever synced again, and what waited has failed too.
        """
        with self._sync_lock:
            if self.synced >= end:
                return
            if self.broken:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            size = self.size
            try:
                data_sync(self._file)
            except OSError:
                self.broken = True
                raise
            self.synced = size

    def close(self) -> None:
        """Synced if that is possible, and unlocked: anyone may take it over. Raises OSError if it was not."""
        try:
            self.sync(self.size)
        finally:
            with self._sync_lock:
                os.close(self._file)

    def leave_to_parent(self) -> None:
        """In a forked child: the parent goes on writing, and keeps the lock."""
        os.close(self._file)


def make_folder(folder: Path) -> None:
    """Makes it, readable by its owner only, and sees that it is still there after a power cut."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """What was made, renamed or removed in it is on disk."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
