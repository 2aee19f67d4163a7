"""What is made of each entry alone is made once: an entry that did not change is the same object in the next library,
so an edit costs what its own entry costs, however many there are. What content itself can say is even kept with the
entry, and so is there at the next start."""

from collections import deque
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Generic, TypeVar

from goodword.content.library import Entry, Library, Terms

V = TypeVar("V")
LIBRARIES = 4


def derived(make: Callable[[Entry], V]) -> Callable[[Entry], V]:
    """``make``, asked once per entry. For this room alone: another code here makes all entries anew, so what is kept
    is never older than who made it."""
    name = make.__qualname__

    def kept(entry: Entry) -> V:
        if name not in entry.derived:
            entry.derived[name] = make(entry)
        found: V = entry.derived[name]
        return found

    return kept


class PerEntry(Generic[V]):
    """``make`` has to depend on nothing but the entry and the terms. Remembers as long as an entry is in one of the
    last few libraries asked about; more than one, because branches are looked at beside what is live."""

    def __init__(self, make: Callable[[Entry, Terms], V]) -> None:
        self._make = make
        self._lock = Lock()
        self._known: deque[tuple[Terms, dict[int, tuple[Entry, V]]]] = deque(maxlen=LIBRARIES)

    def of(self, library: Library) -> Iterator[V]:
        """One value for each entry of the library."""
        with self._lock:
            known = [made for terms, made in self._known if terms == library.terms]
            now = {id(entry): (entry, self._value(entry, library.terms, known)) for entry in every(library)}
            self._known.append((library.terms, now))
        return (value for _, value in now.values())

    def _value(self, entry: Entry, terms: Terms, known: list[dict[int, tuple[Entry, V]]]) -> V:
        for made in reversed(known):
            if found := made.get(id(entry)):
                return found[1]
        return self._make(entry, terms)


def every(library: Library) -> Iterator[Entry]:
    for by_slug in library.entries.values():
        yield from by_slug.values()
