"""What a page says of remembering: asks whether it may, or shows that it does; and keeps an arrival where it may."""

from collections.abc import Mapping
from dataclasses import dataclass

from goodword.site.answers import Request
from goodword.site.consent_bar import Asking, ConsentBar
from goodword.site.filling import Visit
from goodword.site.remembering import NOTHING, Remembered, Remembering


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
        return self.memory.added(before, visit.card.slug, visit.gw_id, request.now)

    def told(self, visit: Visit, before: Remembered, request: Request) -> Mapping[str, bytes]:
        """What goes into the slots of a page: the question until it is answered, then the way back from a yes."""
        language = visit.who.language
        back = f"{request.path}?{request.query}" if request.query else request.path
        if before.until:
            return {"consent-kept": self.bar.takes_back(language, before.until, back, visit.gw_id)}
        if before.refused or not self.memory.asks or visit.card is None or not visit.gw_id:
            return {}
        card, days = visit.card, self.memory.window(visit.card.slug)
        name = card.name(language)[0] or card.company(language)[0] or card.slug
        return {"consent-bar": self.bar.asks(language, Asking(name, card.slug, visit.gw_id, days, back))}
