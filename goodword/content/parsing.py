"""Files read and rendered, each version only once: in memory while it is in use, in the store for longer."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from goodword.content.assembling import beside, shown
from goodword.content.body import Body
from goodword.content.library import Terms
from goodword.content.reading import Read, Source, read
from goodword.content.render_process import Renderer
from goodword.content.store import Store
from goodword.content.uses import named

# Path and digest.
Version = tuple[str, str]
AT_ONCE = 400
RENDERED = "\n"


@dataclass(frozen=True, slots=True)
class Parsed:
    """One version of a file. The read has let go of its body's text, which ``body`` is made of. ``pictures`` are the
    images it refers to, by path, and whether each is to be shown with links; ``prose`` is a digest of the body's
    words, the same whatever renders them."""

    read: Read
    body: Body | None
    pictures: tuple[tuple[str, bool], ...] = ()
    prose: str = ""

    @property
    def sound(self) -> bool:
        return self.read.sound and (self.body is None or self.body.sound)


class Parser:
    """``fingerprint`` stands for the code and terms by which files are understood."""

    def __init__(self, store: Store, renderer: Renderer, terms: Terms, fingerprint: str) -> None:
        self._store, self._renderer, self._terms = store, renderer, terms
        self._fingerprint = fingerprint
        self._known: dict[Version, Parsed] = {}

    def recall(self, versions: Iterable[Version]) -> dict[Version, Parsed]:
        """Those of these versions, (path, digest), that were parsed before."""
        wanted = list(versions)
        keys = {self._key(version): version for version in wanted if version not in self._known}
        for key, data in self._store.cached(keys).items():
            self._known[keys[key]] = pickle.loads(data)
        return {version: self._known[version] for version in wanted if version in self._known}

    def parse(self, sources: Iterable[Source]) -> dict[Version, Parsed]:
        """These files, parsed. What is no content is left out."""
        found: dict[Version, Parsed] = {}
        waiting = list(sources)
        for start in range(0, len(waiting), AT_ONCE):
            found |= self._some(waiting[start : start + AT_ONCE])
        return found

    def expect_work(self) -> None:
        """Something is about to be parsed that is new: what renders it takes a moment to start."""
        self._renderer.warm()

    def keep_only(self, versions: Iterable[Version]) -> None:
        """Lets go of all other versions in memory."""
        used = set(versions)
        self._known = {version: parsed for version, parsed in self._known.items() if version in used}

    def prune(self) -> None:
        """Lets go of what is kept of versions that nobody uses any more, once that is much."""
        self._store.prune(map(self._key, self._known))

    def _key(self, version: Version) -> str:
        return sha256("\n".join((self._fingerprint, *version)).encode()).hexdigest()[:32]

    def _some(self, sources: list[Source]) -> dict[Version, Parsed]:
        reads = [one for source in sources if (one := read(source, self._terms))]
        bodies = self._renderer.render_many({one.digest: one.body for one in reads if one.body})
        found = {(one.path, one.digest): parsed(one, bodies.get(one.digest)) for one in reads}
        settled = {version: one for version, one in found.items() if one.body is None or one.body.settled}
        self._known |= settled
        self._store.cache({self._key(version): pickle.dumps(one) for version, one in settled.items()})
        return found


def parsed(read: Read, body: Body | None) -> Parsed:
    previewed = {beside(read, name) for name, part in named(read.values) if part == "image"}
    bodies = {read.digest: body} if body else {}
    pictures = {beside(read, name) for name, _, _ in shown(read, bodies)}
    return Parsed(
        replace(read, body=RENDERED if read.body else ""),
        body,
        tuple(sorted((path, path in previewed) for path in pictures)),
        prose_of(read.body),
    )


def prose_of(body: str) -> str:
    return sha256(" ".join(body.split()).encode()).hexdigest()[:12] if body.strip() else ""
