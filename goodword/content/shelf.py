"""The shelf holds the library that is live, and keeps it up to date with the files.

Any process may look for changes; a file lock lets one do so at a time. What it makes is published in the store, and
the other processes take from there the entries that changed.
"""

import fcntl
import logging
import os
import pickle
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock

from goodword.content import media
from goodword.content.fingerprint import fingerprint
from goodword.content.gathering import gathering
from goodword.content.library import Entry, Library, Terms
from goodword.content.making import Made, Maker
from goodword.content.parsing import Parser
from goodword.content.picturing import Pictures
from goodword.content.render_process import Renderer
from goodword.content.scanning import FOLDER, Scan, nothing, scan
from goodword.content.store import Change, Name, Store
from goodword.content.versions import Versions

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


class Shelf:
    """``library`` is replaced whole, never changed: take it once per request. Whoever asks for it before ``load``
    was called waits until it is there; whoever never asks, as most commands, waits for nothing."""

    def __init__(self, root: Path, var: Path, terms: Terms, prepare: Callable[[Library], object] = id) -> None:
        """``prepare`` is called with each library before it is live: what pages need of the whole of it is made then,
        not while a visitor waits. Should it fail, what was live stays."""
        self._library, self._asked = Library("", terms, {}), False
        self._prepare = prepare
        self.root, self.var = root, var
        self._fingerprint = fingerprint(terms)
        self._store, self._renderer = Store(var), Renderer()
        self._parser = Parser(self._store, self._renderer, terms, self._fingerprint)
        self._versions = Versions(root, self._store, self._parser)
        self._maker = Maker(Pictures(root, var), terms, self._fingerprint)
        self._keys: Mapping[Name, str] = {}
        self._stamp = b""
        self._retry_at = float("inf")
        self._was_away = False
        self._lock = RLock()

    @property
    def library(self) -> Library:
        if not self._asked:
            self.load()
        return self._library

    def load(self) -> None:
        """At start: what is kept, then whatever changed since. Waits for another process that is at it. Leaves no
        helper process behind, for whoever loads may fork."""
        with self._lock, gathering():
            try:
                self.refresh()
            except Exception:
                if not self._library.revision:
                    raise
                log.exception("Content could not be brought up to date; what was live when we stopped is live again.")
            self._asked = True
        self._renderer.close()
        media.sweep(self.var)

    def refresh(self, anew: bool = False, found: Scan | None = None) -> bool:
        """Takes in what changed since the last time anyone looked; True if the library is another one now. ``anew``
        looks at every file even if none changed, so that the next change is quick. ``found`` is the scan of whoever
        has just made one."""
        with self._alone():
            before = self._library
            self.follow()
            found = scan(self.root) if found is None else found
            if not self._away(found) and (self._outdated(found) or anew):
                with gathering() if anew else nullcontext():
                    self._take_in(found)
            if anew:
                self._parser.prune()
            self._asked = True
            return self._library is not before

    def follow(self) -> bool:
        """Takes over what another process published; True if there was anything. Cheap when there is not."""
        with self._lock:
            if self._store.stamp() == self._stamp:
                return False
            with self._store.reading():
                state = self._store.state()
                if state.get("fingerprint") != self._fingerprint.encode():
                    return False
                keys = self._store.entries()
                entries = dict(self._read_entries(keys))
            self._swap(state, keys, self._library_of(state, entries))
            return True

    def due(self) -> bool:
        """Whether something could not be rendered for want of time and should be tried again now."""
        return time.monotonic() >= self._retry_at

    def expect_change(self) -> None:
        """Something is about to be rendered."""
        self._renderer.warm()

    def rest(self) -> None:
        """Nothing is happening: lets go of what only work needs."""
        self._renderer.close_idle()

    def close(self) -> None:
        self._renderer.close()
        self._store.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread and no other process is in here."""
        self.var.mkdir(parents=True, exist_ok=True)
        with self._lock, (self.var / "content.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _away(self, found: Scan) -> bool:
        """Whether there is nothing at all, not even folders, where there was: as when a drive is not there."""
        away = not found and bool(self._keys) and nothing(self.root)
        if away and not self._was_away:
            log.warning("There is nothing in %s; what was live stays until there are.", self.root / FOLDER)
        self._was_away = away
        return away

    def _outdated(self, found: Scan) -> bool:
        changed = self._versions.outdated(found)
        return changed or self._store.state().get("fingerprint") != self._fingerprint.encode()

    def _take_in(self, found: Scan) -> None:
        here = self._versions.take(found)
        made = self._maker.make(here, found, self._entries())
        state = self._state_of(made)
        entries = {(kind, slug): entry for kind, by_slug in made.entries.items() for slug, entry in by_slug.items()}
        library = self._library_of(state, entries)
        try:
            self._publish(made, state, found)
        except sqlite3.Error as error:
            log.error("Content is live here, but could not be kept for other workers: %s", error)
        self._swap(state, made.keys, library)
        self._retry_at = time.monotonic() + RETRY_SECONDS if here.unsettled else float("inf")

    def _entries(self) -> dict[Name, tuple[str, Entry]]:
        """What is live, with its keys."""
        return {(kind, slug): (key, self._library.entries[kind][slug]) for (kind, slug), key in self._keys.items()}

    def _state_of(self, made: Made) -> dict[str, bytes]:
        known = self._store.state()
        state = {
            "fingerprint": self._fingerprint.encode(),
            "revision": made.revision.encode(),
            "problems": pickle.dumps(made.problems),
        }
        if {**known, **state} == known:
            return known
        return {**state, "stamp": f"{time.time_ns()}-{os.getpid()}".encode()}

    def _publish(self, made: Made, state: Mapping[str, bytes], found: Scan) -> None:
        known = self._store.state()
        same_code = known.get("fingerprint") == state["fingerprint"]
        there = self._store.entries() if known else {}
        entries: dict[Name, tuple[str, bytes] | None] = {name: None for name in there if name not in made.keys}
        for name, key in made.keys.items():
            if not same_code or there.get(name) != key:
                entries[name] = key, pickle.dumps(made.entries[name[0]][name[1]])
        files, good = self._versions.changes(found, made)
        self._store.publish(Change(state, files, good, entries))

    def _read_entries(self, keys: Mapping[Name, str]) -> Iterator[tuple[Name, Entry]]:
        changed = {name for name, key in keys.items() if self._keys.get(name) != key}
        read = {name: pickle.loads(data) for name, _, data in self._store.entry_data(changed)}
        for name in keys:
            yield name, read[name] if name in changed else self._library.entries[name[0]][name[1]]

    def _library_of(self, state: Mapping[str, bytes], entries: Mapping[Name, Entry]) -> Library:
        """The library of these entries, prepared; the present one if it is that."""
        if state["stamp"] == self._stamp and self._holds(entries):
            return self._library
        by_kind: dict[str, dict[str, Entry]] = {}
        for (kind, slug), entry in entries.items():
            by_kind.setdefault(kind, {})[slug] = entry
        problems = pickle.loads(state["problems"])
        library = Library(state["revision"].decode(), self._library.terms, by_kind, problems)
        self._prepare(library)
        return library

    def _holds(self, entries: Mapping[Name, Entry]) -> bool:
        """Whether these are the very entries that are live. Equal ones would do, but then each would be kept twice: as
        the maker remembers it, and as it was read from the store."""
        live = self._library.entries
        return all(live.get(kind, {}).get(slug) is entry for (kind, slug), entry in entries.items())

    def _swap(self, state: Mapping[str, bytes], keys: Mapping[Name, str], library: Library) -> None:
        self._library, self._keys, self._stamp = library, dict(keys), state["stamp"]
