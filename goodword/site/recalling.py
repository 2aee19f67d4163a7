"""What a page says of remembering: asks whether it may, or shows that it does; and keeps an arrival where it may."""

from collections.abc import Mapping
from dataclasses import dataclass

from goodword.referrals.cards import Card
from goodword.site.answers import Request
from goodword.site.consent_bar import ConsentBar
from goodword.site.filling import KEPT, Visit
from goodword.site.remembering import NOTHING, Remembered, Remembering
from goodword.site.slots import Composed


@dataclass(frozen=True, slots=True)
class Recall:
    memory: Remembering
    bar: ConsentBar

    def brought(self, request: Request) -> Remembered:
        """What the browser brings."""
        header = request.environ.get("HTTP_COOKIE")
        return self.memory.read(header, request.now) if header else NOTHING

    def kept(self, visit: Visit, before: Remembered, request: Request) -> str | None:
        """The Set-Cookie header by which this arrival is remembered: only where a yes was said before."""
        if before.until is None or visit.card is None or request.method != "GET":
            return None
        return self.memory.added(before, visit.card.slug, visit.gw_id, request.now, self.days(visit.card))

    def asks(self, visit: Visit, before: Remembered) -> int:
        """For how many days a page asks to remember; 0 where it asks nothing: it was answered, or there is no click."""
        if before.decided or not self.memory.asks or visit.card is None or not visit.gw_id:
            return 0
        return self.days(visit.card)

    def days(self, card: Card) -> int:
        """For how long a visit counts in this partner's program."""
        return self.memory.window(card.program)

    def question(self, language: str, days: int) -> Composed | None:
        """The question as a page holds it, with slots; None where nothing is asked."""
        return self.bar.asking(language, days) if days else None

    def told(self, visit: Visit, before: Remembered, back: str) -> Mapping[str, bytes]:
        """What goes into the slots of a page beside that: the way back from a yes. ``back`` is the page's address."""
        if before.until is None:
            return {}
        return {KEPT: self.bar.takes_back(visit.who.language, before.until, back, visit.gw_id)}
