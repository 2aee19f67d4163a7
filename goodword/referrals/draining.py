"""The drain: empties the journal into the database, whoever appended to it. Run by a thread (`draining_thread`) or a
command.

To read what somebody still appends to is safe: a line counts when its end is there. Nothing is removed that the
database has not committed; what was, goes into the archive once its segment is finished.
"""

import logging
import time
from collections.abc import Mapping
from pathlib import Path

from goodword.journal import Journal, Journals
from goodword.journal.asking import ask_to_finish
from goodword.journal.finished import opened_at, put_away, segments, taken
from goodword.journal.reading import chunk_of
from goodword.referrals.draining_refused import Refused
from goodword.referrals.draining_steps import Away, Beat, Drained, Record, Step, Steps

log = logging.getLogger(__name__)

TURN = 0.5
"""Seconds for one journal before it is the other's turn."""


class Draining:
    """``recorders`` make rows of records, by the journal's name. Who waits for others longer than ``patience`` seconds
    finds the database away. ``beat`` is called often while it works. Call everything inside an application context."""

    def __init__(
        self, journals: Journals, recorders: Mapping[str, Record], patience: float = 60.0, beat: Beat = lambda: None
    ) -> None:
        self._journals, self._beat = journals, beat
        self.refused = Refused(journals.var)
        self._steps = Steps(recorders, self.refused, patience, beat)
        self._places: dict[str, int] = {}
        self._full = False

    @property
    def done(self) -> Drained:
        """What this drain did so far."""
        return self._steps.done

    def turn(self, until: float = float("inf")) -> bool:
        """What there is to record now: clicks for a while, then facts. Whether nothing is left.

        ``until`` is a time of the monotonic clock at which it ends early. Raises Away.
        """
        through = True
        for journal in self._journals:
            end = min(until, time.monotonic() + TURN)
            for path in segments(journal.folder):
                self._beat()
                with taken(path) as ours:
                    through &= self._empty(journal, path, end) if ours else self._read(journal, path, end)
        return through

    def everything(self) -> Drained:
        """All that was appended before this call is in the database afterwards, or set aside. Raises Away."""
        found = [(journal, path, _size(path)) for journal in self._journals for path in segments(journal.folder)]
        for journal, path, size in found:
            with taken(path) as ours:
                if ours:
                    self._empty(journal, path)
                else:
                    self._read(journal, path, stop=size)
        return self.done

    def settle(self, patience: float) -> bool:
        """Everything that was appended before this call is in the archive, no open segment holds it any more.

        Processes that serve are asked to begin new segments. False if one did not within ``patience`` seconds.
        """
        moment = ask_to_finish(self._journals.var)
        for journal in self._journals:
            journal.finish()
        end = time.monotonic() + patience
        while True:
            self.everything()
            open_ones = [path for journal in self._journals for path in segments(journal.folder)]
            if not any(opened_at(path) <= moment for path in open_ones):
                return True
            if time.monotonic() > end:
                return False
            time.sleep(0.1)

    def _empty(self, journal: Journal, path: Path, end: float = float("inf")) -> bool:
        """Drains a segment that was taken, to its end, and puts it away; False if there was no time for that."""
        if not self._read(journal, path, end, finished=True):
            return False
        try:
            self.done.archived += put_away(path, journal.archive) is not None
        except OSError as error:
            if not self._full:
                log.error("%s is in the database, but cannot be put away: %s", path, error)
            self._full = True
        else:
            self._full = False
            self._places.pop(_key(journal, path), None)
        return True

    def _read(
        self, journal: Journal, path: Path, end: float = float("inf"), finished: bool = False, stop: int | None = None
    ) -> bool:
        """Records what is new in a segment, one step at least; whether that was all of it before ``end``."""
        key, begun = _key(journal, path), False
        try:
            while True:
                place = self._places.get(key, 0)
                chunk = chunk_of(path, place, self._steps.pace.most, finished, stop)
                if chunk.end == place:
                    return True
                if begun and time.monotonic() > end:
                    return False
                self._places[key] = self._steps.take(Step(key, chunk))
                begun = True
        except FileNotFoundError:  # somebody else was quicker
            return True
        except Away:
            self._steps.pace.failed()
            raise


def _key(journal: Journal, path: Path) -> str:
    return f"{journal.name}/{path.name}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
