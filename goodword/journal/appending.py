"""Appending to a journal: one write for each record."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakSet

from goodword.journal.lines import LONGEST, line_of
from goodword.journal.masking import masked, suspicious
from goodword.journal.room import CLICKS, NoRoom, Room
from goodword.journal.segments import JournalError, Segment

MOST_BYTES = LONGEST // 2
"""Of a line: something can still be added to it, such as why it could not be recorded."""
log = logging.getLogger(__name__)


class Journal:
    """One of the two. ``masking`` takes e-mail addresses out; ``gathered`` has somebody else sync what was written,
    as long as ``syncs_later`` is set (`syncing`); where ``room`` is given, its records are clicks, which give way."""

    def __init__(
        self, var: Path, name: str, masking: bool = False, gathered: bool = False, room: Room | None = None
    ) -> None:
        self.name, self.folder = name, var / "journal" / name
        self.archive = var / "archive" / name
        self.syncs_later = False
        self._masking, self._gathered = masking, gathered
        self.room = room
        self._segment: Segment | None = None
        self._lock = Lock()
        self._failing = False
        _all.add(self)

    def append(self, record: Mapping[str, Any]) -> None:
        """Writes it down. Raises JournalError if it is not kept, TypeError or ValueError if it can be no record."""
        if room := self.room:
            if not self.syncs_later:  # whoever syncs looks, too
                room.look()
            if CLICKS in room.since:
                raise NoRoom(self.folder, CLICKS)
        line = line_of(record)
        if self._masking and suspicious(line):
            line = line_of(masked(record))
        if len(line) > MOST_BYTES:
            raise ValueError(f"{len(line):,} bytes are more than a record may have")
        try:
            segment, end = self._write(line)
            if not (self._gathered and self.syncs_later):
                segment.sync(end)
        except OSError as error:
            self._tell(error)
            raise JournalError(self.folder, error) from error
        if self._failing:
            self._tell(None)

    @property
    def open_segment(self) -> Path | None:
        """Where this process writes now."""
        segment = self._segment
        return segment.path if segment else None

    def sync(self) -> None:
        """What was written until now is on disk. A failure is logged, and what comes next goes into a new segment."""
        segment = self._segment
        if segment and segment.synced < segment.size and not segment.broken:
            try:
                segment.sync(segment.size)
            except OSError as error:
                self._tell(error)

    def finish(self) -> None:
        """Gives the segment up; what is appended later goes into a new one."""
        with self._lock:
            self._give_up()

    def finish_if_due(self, before: float = 0.0) -> None:
        """The same for one that is old or large, was opened ``before`` a moment (in seconds, as of the system), or was
        removed by somebody: what is written to it now would be lost with this process."""
        with self._lock:
            segment = self._segment
            if segment is None:
                return
            gone = not segment.path.exists()
            if gone:
                log.error("%s is gone. Nobody but the server may touch the journal while it runs.", segment.path)
            if gone or segment.finished or segment.opened.timestamp() <= before:
                self._give_up()

    def forget_parent(self) -> None:
        """In a forked child: what is open is the parent's, and so may be whoever holds a lock."""
        segment, self._segment = self._segment, None
        self._lock, self.syncs_later, self._failing = Lock(), False, False
        if self.room:
            self.room.forget_parent()
        if segment:
            segment.leave_to_parent()

    def _write(self, line: bytes) -> tuple[Segment, int]:
        with self._lock:
            if self._segment and self._segment.finished:
                self._give_up()
            if self._segment is None:
                self._segment = Segment.open(self.folder)
            return self._segment, self._segment.write(line)

    def _give_up(self) -> None:
        segment, self._segment = self._segment, None
        if segment:
            try:
                segment.close()
            except OSError as error:
                self._tell(error)

    def _tell(self, error: OSError | None) -> None:
        """Once when it begins to fail and once when it is over, not for every record."""
        if error and not self._failing:
            log.error("%s", JournalError(self.folder, error))
        elif error is None:
            log.warning("The journal in %s can be written again.", self.folder)
        self._failing = error is not None


_all: "WeakSet[Journal]" = WeakSet()


def _forget_parents() -> None:
    for journal in list(_all):
        journal.forget_parent()


os.register_at_fork(after_in_child=_forget_parents)
