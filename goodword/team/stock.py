"""What the content consists of at a moment: each entry with its state and what it lacks. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import cast

from goodword.content.library import Entry, Library
from goodword.content.naming import name_of
from goodword.material import Problem
from goodword.site.states import Moment, Permission, State, missing_languages, permissions, state_of, upcoming
from goodword.team.names import STATES

WEEK = timedelta(days=7)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry on the desk. ``ending`` are its consents that run out soon, ``missing`` the languages it is not in."""

    entry: Entry
    state: State
    ending: tuple[Permission, ...]
    missing: tuple[str, ...]
    next: Moment | None
    broken: bool = False
    stale: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.entry.kind, self.entry.slug

    def has(self, name: str) -> bool:
        """Whether it belongs to what is filtered by this name."""
        if name in ("ending", "stale"):
            return bool(getattr(self, name))
        if name == "missing":
            return bool(self.missing) and self.state.name == "live"
        return self.broken if name == "broken" else self.state.name == name


@dataclass(frozen=True)
class Stock:
    """Every entry, by kind and slug."""

    items: tuple[Item, ...]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Filter → how many it leaves."""
        found: Counter[str] = Counter()
        for item in self.items:
            found.update(name for name in STATES if item.has(name))
        return found

    def narrowed(self, kind: str = "", state: str = "", language: str = "", words: str = "") -> Iterator[Item]:
        """The items of a kind, in a state, with or lacking a translation, whose title or slug holds the words."""
        wanted = words.casefold().split()
        for item in self.items:
            if kind and item.entry.kind != kind:
                continue
            if state and not item.has(state):
                continue
            if language and state not in ("missing", "stale") and language not in item.entry.texts:
                continue
            if language and state == "missing" and language not in item.missing:
                continue
            if language and state == "stale" and language not in item.stale:
                continue
            if wanted and not matches(item.entry, wanted):
                continue
            yield item


def matches(entry: Entry, words: Iterable[str]) -> bool:
    said = " ".join((entry.slug, *(text.front.title for text in entry.texts.values()))).casefold()
    return all(word in said for word in words)


def stock_of(library: Library, now: datetime) -> Stock:
    """The stock at a moment; errors and stale translations are added by ``marked``."""
    return Stock(tuple(item_of(library, entry, now) for kind in library.entries for entry in library.of(kind)))


def item_of(library: Library, entry: Entry, now: datetime) -> Item:
    terms = library.terms
    day = now.astimezone(terms.timezone).date()
    state = state_of(library, entry, now)
    ending = tuple(one for one in permissions(entry, day) if one.soon) if state.name != "draft" else ()
    ahead = upcoming(entry, now, terms) if state.name != "draft" else ()
    return Item(entry, state, ending, missing_languages(entry, terms.languages), next(iter(ahead), None))


def marked(stock: Stock, broken: Iterable[Key], stale: Mapping[Key, tuple[str, ...]]) -> Stock:
    """The stock with what a check found. Only what is marked is made anew."""
    marks = {*broken, *stale}
    if not marks:
        return stock
    wrong = set(broken)
    items = (
        one
        if one.key not in marks
        else Item(one.entry, one.state, one.ending, one.missing, one.next, one.key in wrong, stale.get(one.key, ()))
        for one in stock.items
    )
    return Stock(tuple(items))


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong file: its problems, and the entry as it is shown meanwhile; None where nothing of it is."""

    path: str
    key: Key | None
    problems: tuple[Problem, ...]
    shown: Entry | None


def mistakes(library: Library, problems: Iterable[Problem]) -> tuple[Mistake, ...]:
    """Every file with errors, by path."""
    by_path: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.is_error:
            by_path.setdefault(problem.path, []).append(problem)
    return tuple(mistake(library, path, found) for path, found in sorted(by_path.items()))


def mistake(library: Library, path: str, found: list[Problem]) -> Mistake:
    key = key_of(path, library)
    shown = library.get(*key) if key else None
    return Mistake(path, key, tuple(sorted(found)), shown)


def key_of(path: str, library: Library) -> Key | None:
    """Kind and slug of a content file, None for other files."""
    name, _ = name_of(path, library.terms.languages) if path.startswith("content/") else (None, ())
    return (name.kind, name.slug) if name else None


def language_of(path: str) -> str:
    """The language in the name of a translation's file, "" for the original."""
    return path.rpartition("/")[2].removesuffix(".md").partition(".")[2]


def soon(items: Iterable[Item], now: datetime, within: timedelta = WEEK) -> list[Item]:
    """What goes live or offline by itself within a time, soonest first."""
    found = [one for one in items if one.next and one.next.at <= now + within]
    return sorted(found, key=lambda one: (cast(Moment, one.next).at, one.key))
