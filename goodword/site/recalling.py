"""What a page says of remembering: asks whether it may, or shows that it does; and keeps an arrival where it may."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from goodword.referrals.cards import Card
from goodword.site.answers import Request
from goodword.site.consent_bar import ConsentBar
from goodword.site.filling import Visit
from goodword.site.remembering import NOTHING, Remembered, Remembering
from goodword.site.slots import Composed


@dataclass(frozen=True, slots=True)
class Recall:
    """``program`` gives the program that the link of a visit names: by the request, its partner and its id."""

    memory: Remembering
    bar: ConsentBar
    program: Callable[[Request, str, str], str]

    def brought(self, request: Request) -> Remembered:
        """What the browser brings."""
        header = request.environ.get("HTTP_COOKIE")
        return self.memory.read(header, request.now) if header else NOTHING

    def kept(self, visit: Visit, before: Remembered, request: Request) -> str | None:
        """The Set-Cookie header by which this arrival is remembered: only where a yes was said before."""
        if before.until is None or visit.card is None or request.method != "GET":
            return None
        days = self.days(visit, visit.card, request)
        return self.memory.added(before, visit.card.slug, visit.gw_id, request.now, days)

    def asks(self, visit: Visit, before: Remembered, request: Request) -> int:
        """For how many days a page asks to remember; 0 where it asks nothing: it was answered, or there is no click."""
        if before.decided or not self.memory.asks or visit.card is None or not visit.gw_id:
            return 0
        return self.days(visit, visit.card, request)

    def days(self, visit: Visit, card: Card, request: Request) -> int:
        """For how long the visit counts: in the program that its link names, else in the partner's usual one."""
        return self.memory.window(self.program(request, card.slug, visit.gw_id) or card.program)

    def question(self, language: str, days: int) -> Composed | None:
        """The question as a page holds it, with slots; None where nothing is asked."""
        return self.bar.asking(language, days) if days else None

    def told(self, visit: Visit, before: Remembered, back: str) -> Mapping[str, bytes]:
        """What goes into the slots of a page beside that: the way back from a yes. ``back`` is the page's address."""
        if before.until is None:
            return {}
        return {"consent-kept": self.bar.takes_back(visit.who.language, before.until, back, visit.gw_id)}
