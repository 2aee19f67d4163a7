"""Pages that are kept, and partners' pages kept filled: visits by one link differ in their ids alone.

The page is kept in the parts between its ids; for who takes gzip also compressed (`zipping`).
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from goodword.referrals.cards import Card
from goodword.site.composing import Made
from goodword.site.filling import Filler, Visit, Whole
from goodword.site.lru import Lru
from goodword.site.slots import Composed
from goodword.site.zipping import Zipped, zipped

NOBODYS = "clk_" + "0" * 32
"""In the alphabet of ids there is no 0."""
LONGEST = 300
"""Of an address, in characters, whose page is kept: longer ones rarely come twice."""


@dataclass(slots=True)
class Kept:
    """A page. ``revision`` is the content's; ``number`` is no other page's, and names what is made of this one."""

    made: Made
    revision: str
    number: int = field(default_factory=count().__next__)


@dataclass(slots=True)
class Filled:
    """A page filled but for the visit's id: the parts between. It is compressed for all its visits when it is asked for
    again, for many addresses come but once."""

    parts: list[bytes]
    asked: int = 0
    packed: Zipped | None = None

    def gzipped(self, whole: bytes, gw_id: bytes) -> bytes:
        self.asked = turn = self.asked + 1
        if turn == 2:
            self.packed = zipped(self.parts)
        return self.packed.around(gw_id, whole) if self.packed else quickly(whole)


class Body(NamedTuple):
    """A page for one visit; ``filled`` where that is kept."""

    whole: bytes
    gw_id: bytes = b""
    filled: Filled | None = None

    def gzipped(self) -> bytes:
        return self.filled.gzipped(self.whole, self.gw_id) if self.filled else quickly(self.whole)


def quickly(whole: bytes) -> bytes:
    return gzip.compress(whole, 1, mtime=0)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """Keeps up to 12 MB of pages with all that partners' visitors get, by what they ask, and 12 MB of filled ones; 4 MB
    of those that also tell a browser for how long it remembers: such come back by the same link on few days.
    ``question`` gives what asks in a language whether to remember for so many days; None for no days."""

    filler: Filler
    question: Callable[[str, int], Composed | None]
    wholes: Lru[Whole] = field(default_factory=lambda: Lru(12 * 2**20))
    kept: Lru[Filled] = field(default_factory=lambda: Lru(12 * 2**20))
    kept_told: Lru[Filled] = field(default_factory=lambda: Lru(4 * 2**20))

    def page(self, page: Kept, days: int, visit: Visit, card: Card, back: str, told: Mapping[str, bytes]) -> Body:
        """The page for this visit, asking to remember it for some days; the rest as ``Filler.body`` takes it."""
        made = page.made
        if len(visit.gw_id) != len(NOBODYS) or len(back) > LONGEST:
            return Body(self.filler.body(self.whole(page, visit, days), made, visit, card, back, told))
        disclosure = self.filler.introducer.disclosures(card.program, visit.who.language)
        partner = (card.slug, card.version, disclosure)
        asked = (visit.place, visit.who.key(), visit.offer, visit.origin, visit.came, back)
        said = {name: text.replace(visit.gw_id.encode(), NOBODYS.encode()) for name, text in told.items()}
        key = (page.number, days, partner, asked, *said.items())
        lru = self.kept_told if told else self.kept
        filled = lru.get(key)
        if filled is None:
            if NOBODYS in f"{back} {visit.came}":  # somebody typed it, and there it stands for no id
                return Body(self.filler.body(self.whole(page, visit, days), made, visit, card, back, told))
            whole, anybody = self.whole(page, visit, days), visit._replace(gw_id=NOBODYS)
            body = self.filler.body(whole, made, anybody, card, back, said)
            filled = lru.put(key, Filled(body.split(NOBODYS.encode())), 2 * len(body) + 1_000)
        gw_id = visit.gw_id.encode()
        return Body(gw_id.join(filled.parts), gw_id, filled)

    def whole(self, page: Kept, visit: Visit, days: int) -> Whole:
        """The page as all partners' visitors get it who are asked for as many days."""
        if found := self.wholes.get((page.number, days)):
            return found
        language = visit.who.language
        made = self.filler.whole(page.made, language, self.question(language, days))
        return self.wholes.put((page.number, days), made, made.composed.size + 1_000)
