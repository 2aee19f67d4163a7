"""The key of a day, by which its visitors are told apart and by which nobody is found again once it is gone.

It lies in ``VAR/keys``, made once by whichever process needs it first. Where machines share a PostgreSQL database a
row there says which one it is for all of them (`day_key_agreeing`). A visit that goes on over midnight (UTC) needs the
key of the day before for as long as visits last; then that key is deleted.
"""

import logging
import os
import secrets
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from goodword.referrals.click_ids import VISIT

BYTES = 32
ENDING = ".key"
log = logging.getLogger(__name__)


class DayKeys:
    """The keys of one machine. ``folder`` is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[date, bytes] = {}
        self._spare = secrets.token_bytes(BYTES)

    def of(self, day: date) -> bytes:
        """The day's key, made now if there is none. Where none can be kept, one that this process forgets."""
        return self._known.get(day) or self._made(day)

    def kept(self, day: date) -> bytes | None:
        """The day's key if there still is one."""
        return self._known.get(day) or self._read(day)

    def replace(self, day: date, key: bytes) -> None:
        """From now on ``key`` is the day's. Raises OSError."""
        draft = self._draft(day, key)
        draft.replace(self._path(day))
        self._known[day] = key

    def forget(self, now: datetime) -> None:
        """Deletes the keys of days whose last visits are over."""
        oldest = (now - VISIT).date()
        self._known = {day: key for day, key in list(self._known.items()) if day >= oldest}
        forget_files(self.folder, now)

    def _made(self, day: date) -> bytes:
        if key := self._read(day):
            return key
        try:
            draft = self._draft(day, secrets.token_bytes(BYTES))
            with suppress(FileExistsError):  # another process was first; its key is the key
                os.link(draft, self._path(day))
            draft.unlink()
        except OSError as error:
            log.warning("The key of the day cannot be kept in %s (%s): visits are told apart less well.", self.folder,
                        error.strerror)  # fmt: skip
            return self._spare
        return self._read(day) or self._spare

    def _read(self, day: date) -> bytes | None:
        try:
            key = self._path(day).read_bytes()
        except OSError:
            return None
        if len(key) != BYTES:
            return None
        self._known[day] = key
        return key

    def _draft(self, day: date, key: bytes) -> Path:
        """A whole file beside the place of the day's: it cannot be seen half written."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{day}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        return draft

    def _path(self, day: date) -> Path:
        return self.folder / f"{day}{ENDING}"


def forget_files(folder: Path, now: datetime) -> None:
    """Removes from ``folder`` what ``DayKeys.forget`` forgets, and what a process that died left half done."""
    oldest = (now - VISIT).date().isoformat()
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name.strip(".")[: len(oldest)] < oldest:
                path.unlink(missing_ok=True)
