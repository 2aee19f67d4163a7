"""What is live, made of the files that are there and the last good version of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from goodword.content import references
from goodword.content.accepting import chosen, corrected
from goodword.content.assembling import Entries, Memo, Parts, assemble, beside, body_problems, shown
from goodword.content.body import Body
from goodword.content.library import Entry, Image, Terms
from goodword.content.parsing import Parsed
from goodword.content.picturing import Pictures
from goodword.content.reading import Read
from goodword.content.scanning import Scan
from goodword.content.store import Name
from goodword.content.versions import Here
from goodword.material import Problem


@dataclass(frozen=True, slots=True)
class Made:
    """``keys`` change whenever an entry does. ``accepted`` holds the paths whose present version is a good one;
    ``pictures`` has the hash of each good picture."""

    revision: str
    entries: Entries
    keys: Mapping[Name, str]
    problems: tuple[Problem, ...]
    accepted: frozenset[str]
    pictures: Mapping[str, str]


class Maker:
    """Remembers what it made, so that what did not change is not made again."""

    def __init__(self, pictures: Pictures, terms: Terms, fingerprint: str) -> None:
        self._pictures, self._terms, self._fingerprint = pictures, terms, fingerprint
        self._memo: Memo = {}
        self._live: Mapping[Name, tuple[str, Entry]] = {}
        self._keyed: dict[Name, tuple[Entry, str]] = {}

    def make(self, here: Here, found: Scan, before: Mapping[Name, tuple[str, Entry]]) -> Made:
        """``before`` has the entries that are live, with their keys: what stayed the same is not made again, even by
        whoever did not make it before."""
        self._live = before
        current, good = here.current, here.good
        bodies = bodies_of([*current.values(), *good.values()])
        live = chosen(current, good)
        entries, met = self._assembled(live, here, bodies, found)
        alone = {p for one in current.values() for p in (*one.read.problems, *body_problems(one.read, bodies))}
        reads = [one.read for one in current.values()]
        met += references.problems(entries, reads, self._terms, bodies)
        settled = corrected(live, current, good, met)
        if settled != live:
            entries, _ = self._assembled(settled, here, bodies, found)
        of_current = {p for p in met if live.get(p.path, current[p.path]) is current[p.path]}
        wrong = {p.path for p in (*alone, *of_current) if p.is_error}
        keys = self._keys_of(entries, settled)
        return Made(
            digest_of(self._fingerprint, *sorted(keys.items())),
            entries,
            keys,
            tuple(sorted(alone | of_current)),
            frozenset(path for path, one in settled.items() if one is current[path] and path not in wrong),
            self._pictures.good,
        )

    def _assembled(
        self, live: Mapping[str, Parsed], here: Here, bodies: dict[str, Body], found: Scan
    ) -> tuple[Entries, tuple[Problem, ...]]:
        """Entries of the live versions. Files without one are there all the same: their translations are no orphans."""
        reads = [live[path].read if path in live else withheld(one.read) for path, one in here.current.items()]
        bodies |= bodies_of(live.values())
        images = self._pictures.of(live.values(), found, here.pictures)
        return assemble(reads, bodies, images, self._terms, self._memo, self._known)

    def _known(self, sound: list[Read], parts: Parts) -> Entry | None:
        key, entry = self._live.get((sound[0].kind, sound[0].slug), ("", None))
        return entry if entry and key == key_before(sound, parts) else None

    def _keys_of(self, entries: Entries, live: Mapping[str, Parsed]) -> dict[Name, str]:
        """An entry that is the same object was made of the same things."""
        known, self._keyed = self._keyed, {}
        for kind, by_slug in entries.items():
            for slug, entry in by_slug.items():
                before = known.get((kind, slug))
                key = before[1] if before and before[0] is entry else key_of(entry, live)
                self._keyed[kind, slug] = entry, key
        return {name: key for name, (_, key) in self._keyed.items()}


def bodies_of(parsed: Iterable[Parsed]) -> dict[str, Body]:
    """digest of the file → its body."""
    return {one.read.digest: one.body for one in parsed if one.body is not None}


def withheld(read: Read) -> Read:
    """The read, not sound whatever it says itself: its body is wrong, or it is at odds with other files."""
    return replace(read, problems=(Problem(read.path, 1, 1, "withheld"),)) if read.sound else read


def key_of(entry: Entry, live: Mapping[str, Parsed]) -> str:
    """What the entry was made of: the versions of its files and of its images."""
    stem = entry.path.removesuffix(".md")
    paths = (entry.path if name == entry.default_language else f"{stem}.{name}.md" for name in entry.texts)
    digests = sorted((path, live[path].read.digest) for path in paths)
    images = sorted((name, image.path) for name, image in entry.images.items())
    return digest_of(entry.default_language, *digests, *images)


def key_before(sound: list[Read], parts: Parts) -> str:
    """What ``key_of`` says of the entry made of these files; "" where one of their images is not as it should be."""
    first, names = sound[0], [(one, name) for one in sound for name, _, _ in shown(one, parts.bodies)]
    images = {name: parts.images.get(beside(one, name)) for one, name in names}
    found = sorted((name, image.path) for name, image in images.items() if isinstance(image, Image))
    digests = sorted((one.path, one.digest) for one in sound)
    return digest_of(first.language, *digests, *found) if len(found) == len(images) else ""


def digest_of(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:32]
