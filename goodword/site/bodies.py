"""Bodies of pages for whoever was sent by nobody who may be named: the same for all, or but for what one is told.

What one visitor is told stands between pieces that are the same for all, and are compressed but once.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from goodword.site.filling import KEPT, Filler, Visit
from goodword.site.handing_over import handed, handing
from goodword.site.lru import Lru
from goodword.site.prefilled import Kept
from goodword.site.zipping import Spaced

GAP = b"\xff"
"""In no text that is UTF-8."""


class Told(NamedTuple):
    """A page for one visit: ``texts`` are what stands between the pieces."""

    page: Spaced
    texts: tuple[bytes, ...]
    whole: bytes

    def gzipped(self) -> bytes:
        return self.page.gzipped(self.texts, self.whole)


class Roomy(NamedTuple):
    """A page with room for texts of these names, in the order in which they stand there."""

    page: Spaced
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bodies:
    """Keeps bodies for everybody with their ETags, 12 MB of them, and pages with room for what one is told, 8 MB."""

    filler: Filler
    public: Lru[tuple[bytes, str]] = field(default_factory=lambda: Lru(12 * 2**20))
    roomy: Lru[Roomy] = field(default_factory=lambda: Lru(8 * 2**20))

    def shared(self, kept: Kept, visit: Visit, zipped: bool) -> tuple[bytes, str]:
        """The body that everybody gets who is offered the same language, and its ETag."""
        key = (kept.number, visit.offer, zipped)
        if found := self.public.get(key):
            return found
        body = kept.made.composed.fill(self.filler.filling(kept.made, visit))
        made = gzip.compress(body, 6, mtime=0) if zipped else body
        digest = hashlib.sha256(body).hexdigest()[:24]
        return self.public.put(key, (made, f'"{digest}{"-gz" if zipped else ""}"'), len(made) + 1_000)

    def told(self, kept: Kept, visit: Visit, told: Mapping[str, bytes]) -> Told:
        """The page for a visit that is ``told`` something, or whose links take something along."""
        key = (kept.number, visit.offer)
        page, names = self.roomy.get(key) or self.roomy.put(key, *self.with_room(kept, visit))
        said = {**handed({*names} - {KEPT}, visit.came), **told}
        texts = tuple(said.get(name, b"") for name in names)
        return Told(page, texts, page.whole(texts))

    def with_room(self, kept: Kept, visit: Visit) -> tuple[Roomy, int]:
        """The page in pieces; with the bytes that it takes, also once it is compressed."""
        marks = {name: GAP + name.encode() + GAP for name in (*handing(kept.made.composed), KEPT)}
        page = kept.made.composed.fill(self.filler.filling(kept.made, visit, marks))
        pieces = page.split(GAP)
        return Roomy(Spaced(pieces[::2]), tuple(name.decode() for name in pieces[1::2])), 2 * len(page) + 1_000
