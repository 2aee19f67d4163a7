"""Records that could not be recorded, set aside for people to look at: in ``VAR/journal/refused``, with the reason.

They are lines as in the journal, so that the same tools read them, and can be given back once the reason is gone.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from goodword.journal import Journals
from goodword.journal.finished import locked
from goodword.journal.lines import Found, line_of
from goodword.journal.reading import records_of
from goodword.journal.segments import make_folder, sync_folder


class Refused:
    """What was set aside in ``var``."""

    def __init__(self, var: Path) -> None:
        self.folder = var / "journal" / "refused"
        self._last: dict[str, int] = {}

    def add(self, key: str, found: Found, reason: str, at: datetime) -> None:
        """Keeps a record of the segment ``key``; on disk afterwards. Whoever refuses it again after a crash finds it
        there: of one segment, records are refused in order. Raises OSError."""
        make_folder(self.folder)
        path = self.folder / f"{key.replace('/', '-')}.log"
        with locked(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as file:
            if self._last.setdefault(key, _last_place(path)) >= found.start:
                return
            why = {"reason": reason, "refused_at": at.isoformat(timespec="seconds"), "segment": key}
            with open(file, "ab", closefd=False) as lines:
                lines.write(line_of(why | {"place": found.start, "record": found.record()}))
            os.fsync(file)
            sync_folder(self.folder)
            self._last[key] = found.start

    def files(self) -> list[Path]:
        """One for each segment of which something was set aside."""
        return sorted(self.folder.glob("*.log"))

    def count(self) -> int:
        """How many records lie there."""
        return sum(1 for path in self.files() for _ in _records(path))

    def give_back(self, journals: Journals) -> int:
        """Appends all of them to the journal again, to be recorded like new ones; how many. Raises JournalError."""
        count = 0
        for path in self.files():
            journal = journals.clicks if path.name.startswith("clicks-") else journals.facts
            with locked(path):
                for refused in records_of(path):
                    journal.append(refused["record"])
                    count += 1
                path.unlink()
        self._last.clear()
        return count


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        yield from records_of(path)
    except FileNotFoundError:  # given back in this moment
        return


def _last_place(path: Path) -> int:
    return max((int(each["place"]) for each in _records(path)), default=-1)
