"""Files read and rendered, each version only once: in memory while it is in use, in the store for longer."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from goodword.content.body import Body
from goodword.content.library import Terms
from goodword.content.reading import Read, Source, read
from goodword.content.render_process import Renderer
from goodword.content.store import Store

# Path and digest.
Version = tuple[str, str]
AT_ONCE = 400
RENDERED = "\n"


@dataclass(frozen=True, slots=True)
class Parsed:
    """One version of a file. The read has let go of its body's text, which ``body`` is made of."""

    read: Read
    body: Body | None

    @property
    def sound(self) -> bool:
        return self.read.sound and (self.body is None or self.body.sound)


class Parser:
    """``fingerprint`` stands for the code and terms by which files are understood."""

    def __init__(self, store: Store, renderer: Renderer, terms: Terms, fingerprint: str) -> None:
        self._store, self._renderer, self._terms = store, renderer, terms
        self._fingerprint = fingerprint
        self._known: dict[str, Parsed] = {}

    def key(self, path: str, digest: str) -> str:
        return sha256(f"{self._fingerprint}\n{path}\n{digest}".encode()).hexdigest()[:32]

    def recall(self, versions: Iterable[Version]) -> dict[Version, Parsed]:
        """Those of these versions, (path, digest), that were parsed before."""
        keys = {version: self.key(*version) for version in versions}
        for key, data in self._store.cached(key for key in keys.values() if key not in self._known).items():
            self._known[key] = pickle.loads(data)
        return {version: self._known[key] for version, key in keys.items() if key in self._known}

    def parse(self, sources: Iterable[Source]) -> dict[Version, Parsed]:
        """These files, parsed. What is no content is left out."""
        found: dict[Version, Parsed] = {}
        waiting = list(sources)
        for start in range(0, len(waiting), AT_ONCE):
            found |= self._some(waiting[start : start + AT_ONCE])
        return found

    def keep_only(self, versions: Iterable[Version]) -> None:
        """Lets go of all other versions."""
        keys = {self.key(*version) for version in versions}
        self._known = {key: parsed for key, parsed in self._known.items() if key in keys}
        self._store.prune(keys)

    def _some(self, sources: list[Source]) -> dict[Version, Parsed]:
        reads = [one for source in sources if (one := read(source, self._terms))]
        bodies = self._renderer.render_many({one.digest: one.body for one in reads if one.body})
        found = {
            (one.path, one.digest): Parsed(replace(one, body=RENDERED if one.body else ""), bodies.get(one.digest))
            for one in reads
        }
        settled = {self.key(*v): one for v, one in found.items() if one.body is None or one.body.settled}
        self._known |= settled
        self._store.cache({key: pickle.dumps(one) for key, one in settled.items()})
        return found
