"""The versions of files that matter: those that are there now, and the last good one of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from goodword.content.parsing import Parsed, Parser
from goodword.content.reading import Source
from goodword.content.scanning import Scan, source
from goodword.content.store import Store
from goodword.material import Problem
from goodword.saying import Said

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Here:
    """All by path. ``good`` has those whose last good version may be needed, and may leave out those that are the
    current ones; ``pictures`` has the hash of each picture when it was last good. ``unsettled``: worth another try."""

    current: Mapping[str, Parsed]
    good: Mapping[str, Parsed]
    pictures: Mapping[str, str]
    unsettled: bool


class Good(Protocol):
    """What turned out to be good: paths of content files, and of pictures with their hashes."""

    @property
    def accepted(self) -> Collection[str]: ...

    @property
    def pictures(self) -> Mapping[str, str]: ...


class Versions:
    def __init__(self, root: Path, store: Store, parser: Parser) -> None:
        self._root, self._store, self._parser = root, store, parser
        self._sources: dict[str, Source] = {}
        self._digests: dict[str, str] = {}
        self._unsettled: set[str] = set()
        self._seen: dict[str, tuple[str, str]] = {}
        self._good: dict[str, str] = {}

    def outdated(self, found: Scan) -> bool:
        """Whether any file changed since the last publication."""
        self._seen = self._store.files()
        return found != {path: signature for path, (signature, _) in self._seen.items()}

    def take(self, found: Scan) -> Here:
        """Every content file of the scan, parsed if that was not done before. To be called after ``outdated``."""
        self._sources, self._good = {}, self._store.good()
        self._digests = {path: self._digest(path, found[path]) for path in found if path.endswith(".md")}
        current = self._parsed(self._digests)
        others = {p: digest for p, digest in self._good.items() if p in current and digest != self._digests[p]}
        before = {path: one for path, one in current.items() if self._good.get(path) == self._digests[path]}
        before |= self._last_good(others)
        self._parser.keep_only([*self._digests.items(), *others.items()])
        self._unsettled = {path for path, one in current.items() if one.body and not one.body.settled}
        return Here(current, before, pictures_in(self._good), bool(self._unsettled))

    def changes(
        self, found: Scan, now: Good
    ) -> tuple[dict[str, tuple[str, str] | None], dict[str, tuple[str, bytes] | None]]:
        """What the store must learn: files as they were seen, and new last good versions."""
        seen = {path: ("" if path in self._unsettled else found[path], self._digests.get(path, "")) for path in found}
        files: dict[str, tuple[str, str] | None] = {path: None for path in self._seen if path not in seen}
        files |= {path: row for path, row in seen.items() if self._seen.get(path) != row}
        kept: dict[str, tuple[str, bytes] | None] = {path: None for path in self._good if path not in found}
        kept |= {path: (hash_, b"") for path, hash_ in now.pictures.items() if self._good.get(path) != hash_}
        for path in now.accepted:
            if self._good.get(path) != self._digests[path] and (data := self._data(path)) is not None:
                kept[path] = self._digests[path], data
        return files, kept

    def _digest(self, path: str, signature: str) -> str:
        before, digest = self._seen.get(path, ("", ""))
        if before == signature:
            return digest
        now = self._sources[path] = source(self._root, path) or Source(path, b"", UNREADABLE)
        return now.digest

    def _parsed(self, digests: Mapping[str, str]) -> dict[str, Parsed]:
        known = self._parser.recall(digests.items())
        fresh = [self._source(path) for path, digest in digests.items() if (path, digest) not in known]
        known |= self._parser.parse(fresh)
        return {
            path: unreadable(known[path, digest]) if digest == UNREADABLE else known[path, digest]
            for path, digest in digests.items()
            if (path, digest) in known
        }

    def _source(self, path: str) -> Source:
        """The file's bytes; should it have changed since its digest was taken, the next look will see that."""
        if path not in self._sources:
            self._sources[path] = source(self._root, path) or Source(path, b"", UNREADABLE)
            self._digests[path] = self._sources[path].digest
        return self._sources[path]

    def _data(self, path: str) -> bytes | None:
        now = self._sources.get(path) or source(self._root, path)
        return now.data if now and now.digest == self._digests[path] else None

    def _last_good(self, digests: Mapping[str, str]) -> dict[str, Parsed]:
        known = self._parser.recall(digests.items())
        missing = [v for v in digests.items() if v not in known]
        sources = (Source(p, data, d) for p, d in missing if (data := self._store.good_source(p)) is not None)
        known |= self._parser.parse(sources)
        return {path: one for (path, _), one in known.items()}


def pictures_in(good: Mapping[str, str]) -> dict[str, str]:
    """The hash of each picture when it was last good, of all that is known to have been good."""
    return {path: hash_ for path, hash_ in good.items() if not path.endswith(".md")}


def unreadable(parsed: Parsed) -> Parsed:
    """A file that is there, but whose bytes could not be had."""
    message = Said("this file cannot be read, though it is there")
    problem = Problem(parsed.read.path, 1, 1, message, Said("look at its permissions"))
    return replace(parsed, read=replace(parsed.read, problems=(problem,)))
