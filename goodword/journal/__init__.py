"""What must not be lost, written down before it is answered: lines in files of this machine, no database needed.

Two journals lie under ``VAR/journal``: **clicks**, on disk within 50 ms, and **facts** (leads, sales, refunds, churn),
on disk before ``append`` returns. On a disk that gets full clicks give way, then what people send by forms (`room`).

Each is a folder of segments, ``<time>-<pid>-<random>.log``. A segment is appended to by one process, which holds its
flock for as long as it is open. One that nobody holds is finished: whoever has read it into the database may put it
away (`finished`, `archive`). A line is a record: checksum, space, JSON (`lines`).

What a record says is none of this package's business.
"""

from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from goodword.config import Settings
from goodword.journal.appending import Journal
from goodword.journal.room import FORMS, NoRoom, Room
from goodword.journal.segments import JournalError
from goodword.journal.syncing import Syncing

__all__ = ["FORMS", "NAMES", "Journal", "JournalError", "Journals", "NoRoom", "of"]

NAMES = ("clicks", "facts")
EXTENSION = "goodword.journals"


class Journals:
    """Both journals of ``var``, for this process. No file is made before something is appended."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.room = Room(var)
        self.clicks = Journal(var, "clicks", masking=True, gathered=True, room=self.room)
        self.facts = Journal(var, "facts")
        self._syncing = Syncing(self.clicks)

    def __iter__(self) -> Iterator[Journal]:
        return iter((self.clicks, self.facts))

    def start(self) -> None:
        """From now on clicks are synced together, every 50 ms; until then, or without it, each for itself."""
        self._syncing.start()

    def stop(self) -> None:
        """Everything is on disk and the segments are given up; who appends afterwards opens new ones."""
        self._syncing.stop()
        for journal in self:
            journal.finish()


def of(app: Flask) -> Journals:
    """The journals of ``app``."""
    if EXTENSION not in app.extensions:
        settings: Settings = app.extensions["goodword.settings"]
        app.extensions.setdefault(EXTENSION, Journals(settings.var))
    journals: Journals = app.extensions[EXTENSION]
    return journals
