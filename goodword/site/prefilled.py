"""Pages that are kept, and partners' pages kept filled: visits by one link differ in their ids alone.

The page is kept with an id in it that is nobody's and as long as a real one, which then takes its place.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from itertools import count

from goodword.referrals.cards import Card
from goodword.site.composing import Made
from goodword.site.filling import Filler, Visit, Whole
from goodword.site.lru import Lru

NOBODYS = "clk_" + "0" * 32
"""In the alphabet of ids there is no 0."""
LONGEST = 300
"""Of an address, in characters, whose page is kept: longer ones rarely come twice."""


@dataclass(slots=True)
class Kept:
    """A page with the bodies made of it so far: (language offered, gzipped) → (body, ETag); for partners' visitors
    with what is embedded in it, by the days that it asks to remember them. ``revision`` is the content's; ``number`` is
    no other page's."""

    made: Made
    revision: str
    bodies: dict[tuple[str | None, bool], tuple[bytes, str]] = field(default_factory=dict)
    wholes: dict[int, Whole] = field(default_factory=dict)
    number: int = field(default_factory=count().__next__)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """``kept`` holds up to 16 MB of pages."""

    filler: Filler
    kept: Lru[bytes] = field(default_factory=lambda: Lru(16 * 2**20))

    def page(
        self,
        outcome: tuple[Hashable, ...],
        whole: Callable[[], Whole],
        made: Made,
        visit: Visit,
        card: Card,
        back: str,
        told: Mapping[str, bytes],
    ) -> bytes:
        """The page of an ``outcome``, which ``whole`` gives, for this visit; the rest as ``Filler.body`` takes it."""
        if told or not visit.gw_id or len(back) > LONGEST:
            return self.filler.body(whole(), made, visit, card, back, told)
        disclosure = self.filler.introducer.disclosures(card.program, visit.who.language)
        partner = (card.slug, card.version, disclosure)
        key = (outcome, partner, visit.place, visit.who.key(), visit.offer, visit.origin, visit.came, back)
        body = self.kept.get(key)
        if body is None:
            body = self.filler.body(whole(), made, visit._replace(gw_id=NOBODYS), card, back, told)
            self.kept.put(key, body, len(body) + 1_000)
        return body.replace(NOBODYS.encode(), visit.gw_id.encode())
