"""All content as a check sees it: every file and every entry, looked at again only where something changed.

What is kept is what an unhurried look would find, so nothing here may depend on the clock or on other entries.
"""

import pickle
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from goodword.content.advice import advice
from goodword.content.aging import parts_of, whole
from goodword.content.assembling import assemble
from goodword.content.check_store import Changes, CheckStore
from goodword.content.discretion import shown_without_name
from goodword.content.facts import Facts, facts_of
from goodword.content.images import process
from goodword.content.kinds import KINDS
from goodword.content.library import Entry, Image, Library, Terms
from goodword.content.making import bodies_of
from goodword.content.naming import is_material
from goodword.content.parsing import Parsed, Parser
from goodword.content.reading import Source
from goodword.content.refusal import Refusal
from goodword.content.scanning import Scan, source
from goodword.content.store import Name
from goodword.material import Problem
from goodword.material.marks import KeyPath, Place
from goodword.saying import Said

# A file changed so shortly before it was looked at may change again without a newer time.
RACY_NANOSECONDS = 2_000_000_000


class Group(NamedTuple):
    """The files of one entry together. ``entry`` has no text in its bodies; None where there is no sound file.
    ``parts`` are digests of what its default-language file says, for whoever translates it; ``whole`` is one of all."""

    entry: Entry | None
    problems: tuple[Problem, ...]
    parts: Mapping[str, str]
    whole: str


@dataclass(frozen=True, slots=True)
class Survey:
    """``facts`` by path; ``fresh`` are the files that changed since they were looked at last, by path."""

    facts: Mapping[str, Facts]
    groups: Mapping[Name, Group]
    library: Library
    fresh: Mapping[str, Source]
    problems: tuple[Problem, ...]

    def place(self, path: str, key: KeyPath) -> Place:
        """Line and column of a key in a file."""
        return self.facts[path].place(key) if path in self.facts else (1, 1)


class Pictures(Mapping[str, Image | Refusal]):
    """Every image that is referred to and there; made ready for the site only if it is asked for."""

    def __init__(self, root: Path, var: Path, facts: Iterable[Facts], found: Scan) -> None:
        self._root, self._var = root, var
        self._wanted: dict[str, bool] = {}
        self._made: dict[str, Image | Refusal] = {}
        for one in facts:
            for path, previewed in one.pictures:
                if path in found:
                    self._wanted[path] = self._wanted.get(path, False) or previewed

    def __getitem__(self, path: str) -> Image | Refusal:
        if path not in self._made:
            self._made[path] = process(self._root / path, self._var, self._wanted[path])
        return self._made[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._wanted)

    def __len__(self) -> int:
        return len(self._wanted)


class Surveyor:
    """One survey. ``changes`` gathers what the store is to learn."""

    def __init__(self, root: Path, var: Path, terms: Terms, parser: Parser, store: CheckStore) -> None:
        self._root, self._var, self._terms = root, var, terms
        self._parser, self._store = parser, store
        self._parsed: dict[str, Parsed] = {}
        self._fresh: dict[str, Source] = {}
        self._problems: list[Problem] = []
        self.changes = Changes()

    def survey(self, found: Scan) -> Survey:
        """``found`` is what was there a moment ago."""
        facts = self._facts(found)
        groups = self._groups(facts, found)
        entries: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
        for (kind, slug), group in groups.items():
            if group.entry:
                entries[kind][slug] = group.entry
        return Survey(facts, groups, Library("", self._terms, entries), self._fresh, tuple(self._problems))

    def parsed(self, files: Iterable[Facts]) -> dict[str, Parsed]:
        """These files as they are now, by path."""
        wanted = list(files)
        self._recall(wanted)
        return {one.path: self._parsed[one.path] for one in wanted if one.path in self._parsed}

    def _facts(self, found: Scan) -> dict[str, Facts]:
        rows = {path: row for path, *row in self._store.rows("facts")}
        paths = sorted(filter(is_material, found))
        if any(path not in rows or rows[path][0] != found[path] for path in paths):
            self._parser.expect_work()
        known: dict[str, Facts] = {}
        for path in paths:
            signature, digest, data = rows.get(path, ("", "", b""))
            if signature and signature == found[path]:
                known[path] = pickle.loads(data)
                continue
            if (now := source(self._root, path)) is None:
                hint = Said("look at its permissions")
                self._problems.append(Problem(path, 1, 1, Said("the file cannot be opened"), hint))
            elif digest == now.digest:
                known[path] = pickle.loads(data)
                self.changes.put("facts", (path,), (lasting(found[path]), digest, data))
            else:
                self._fresh[path] = now
        known |= {path: self._look(one, found[path]) for path, one in self._parse(self._fresh.values()).items()}
        self.changes.keep_only("facts", ((path,) for path in rows), ((path,) for path in known))
        return {path: known[path] for path in paths if path in known}

    def _parse(self, sources: Collection[Source]) -> dict[str, Parsed]:
        versions = self._parser.recall((one.path, one.digest) for one in sources)
        versions |= self._parser.parse(one for one in sources if (one.path, one.digest) not in versions)
        parsed = {path: one for (path, _), one in versions.items()}
        self._parsed |= parsed
        return parsed

    def _look(self, parsed: Parsed, signature: str) -> Facts:
        facts = facts_of(parsed)
        if parsed.body is None or parsed.body.settled:
            row = lasting(signature), facts.digest, pickle.dumps(facts)
            self.changes.put("facts", (facts.path,), row)
        return facts

    def _groups(self, facts: Mapping[str, Facts], found: Scan) -> dict[Name, Group]:
        rows = {(kind, slug): (key, data) for kind, slug, key, data in self._store.rows("groups")}
        by_name: dict[Name, list[Facts]] = {}
        for one in facts.values():
            if one.kind:
                by_name.setdefault((one.kind, one.slug), []).append(one)
        groups: dict[Name, Group] = {}
        stale: dict[Name, str] = {}
        for name, files in by_name.items():
            key = key_of(files, found)
            before, data = rows.get(name, ("", b""))
            if before and before == key:
                groups[name] = pickle.loads(data)
            else:
                stale[name] = key
        groups |= self._made({name: by_name[name] for name in stale}, stale, facts, found)
        self.changes.keep_only("groups", rows, by_name)
        return {name: groups[name] for name in by_name}

    def _made(
        self, stale: Mapping[Name, list[Facts]], keys: Mapping[Name, str], facts: Mapping[str, Facts], found: Scan
    ) -> Iterator[tuple[Name, Group]]:
        files = [one for group in stale.values() for one in group]
        self._recall(files)
        pictures = Pictures(self._root, self._var, facts.values() if files else (), found)
        for name, group in stale.items():
            parsed = [self._parsed[one.path] for one in group if one.path in self._parsed]
            made = together(parsed, pictures, self._terms)
            if keys[name] and all(one.body is None or one.body.settled for one in parsed):
                self.changes.put("groups", name, (keys[name], pickle.dumps(made)))
            yield name, made

    def _recall(self, files: Iterable[Facts]) -> None:
        """Has these files parsed, as the facts say they were; they are read again only if nobody remembers."""
        wanted = [(one.path, one.digest) for one in files if one.path not in self._parsed]
        known = self._parser.recall(wanted)
        self._parsed |= {path: one for (path, _), one in known.items()}
        lost = (source(self._root, path) for path, digest in wanted if (path, digest) not in known)
        self._parse([one for one in lost if one])


def together(parsed: Collection[Parsed], pictures: Pictures, terms: Terms) -> Group:
    """What the files of one entry make together, and what only shows then."""
    reads = [one.read for one in parsed]
    entries, met = assemble(reads, bodies_of(parsed), pictures, terms)
    problems = [*met, *advice(entries, reads, terms), *shown_without_name(reads)]
    entry = next((one for by_slug in entries.values() for one in by_slug.values()), None)
    if entry is None:
        return Group(None, tuple(problems), {}, "")
    texts = {code: replace(text, html=text.html and "…", headings=()) for code, text in entry.texts.items()}
    prose = next(one.prose for one in parsed if one.read.path == entry.path)
    parts = parts_of(entry.facts, prose)
    return Group(replace(entry, texts=texts), tuple(problems), parts, whole(parts))


def key_of(files: Iterable[Facts], found: Scan) -> str:
    """What a group is made of; empty where an image is not there, for what is said then depends on other images."""
    pictures = sorted({path for one in files for path, _ in one.pictures})
    if any(path not in found for path in pictures):
        return ""
    made_of = (*((one.path, one.digest) for one in files), *((path, found[path]) for path in pictures))
    return sha256(repr(made_of).encode()).hexdigest()[:32]


def lasting(signature: str) -> str:
    """The signature, if a later change of the file would change it too."""
    modified = int(signature.partition(":")[0])
    return signature if modified < time.time_ns() - RACY_NANOSECONDS else ""
