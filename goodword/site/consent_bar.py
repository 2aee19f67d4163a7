"""What asks whether a browser may remember who sent it, and what takes that back: two forms, in nobody's way.

Rendered once per language and filled per visit, as pages are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import escape

from goodword.content.library import Library
from goodword.site.addresses import carry
from goodword.site.furniture import Furniture
from goodword.site.lru import Lru
from goodword.site.privacy import privacy_path
from goodword.site.slots import Composed, Filling, compose, slot


@dataclass(frozen=True, slots=True)
class ConsentBar:
    furniture: Furniture
    library: Callable[[], Library]
    forms: Lru[Composed] = field(default_factory=lambda: Lru(500))

    def asking(self, language: str, days: int) -> Composed:
        """The bar on a page that a partner sent somebody to, whose program counts for so many days. Its slots: the
        partner's ``name`` as readers of this language know it, its slug as ``partner``, the click as ``gw-id``, ``via``
        for links, and ``back``: the page asked on, with its query."""
        return self.form("fragments/consent-bar.html", language, days)

    def takes_back(self, language: str, until: datetime, back: str, gw_id: str) -> bytes:
        """The line in the footer of a browser that remembers, with the button that makes it forget."""
        tongue = self.furniture.tongue(language)
        day = str(tongue.language.date(until.astimezone(self.library().terms.timezone)))
        composed = self.form("fragments/consent-kept.html", language, 0)
        fragments = {"until": day.encode(), **filling({"back": back, "gw-id": gw_id}).fragments}
        return composed.fill(Filling(fragments, {}))

    def form(self, template: str, language: str, days: int) -> Composed:
        """The fragment with slots for what differs from visit to visit."""
        privacy = privacy_path(self.furniture, self.library(), language)
        key = (template, language, days, privacy)
        if found := self.forms.get(key):
            return found
        tongue = self.furniture.tongue(language)
        given = {
            "privacy": privacy,
            "brand": self.furniture.brand.name,
            "days": days,
            "span": tongue.language.span(days, "day"),
        }
        html = self.furniture.render(template, tongue, **given)
        return self.forms.put(key, compose(carry(html, str(slot("via"))) if days else html, lambda _: None))


def filling(words: Mapping[str, str]) -> Filling:
    """What goes into slots, escaped for text and attributes alike."""
    return Filling({name: escape(text).encode() for name, text in words.items()}, {})
