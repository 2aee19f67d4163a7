"""What goes into the slots of a page for one visit: who sent the visitor, and what its links and forms carry on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from goodword.referrals.cards import Card
from goodword.site.addresses import Place, in_language, with_partner
from goodword.site.composing import Made
from goodword.site.furniture import Furniture
from goodword.site.handing_over import handed
from goodword.site.introducing import Introducer
from goodword.site.lead_form import SLOT as FORM
from goodword.site.lead_form import page_of
from goodword.site.lead_reading import Carried
from goodword.site.lru import Lru
from goodword.site.offering import CLICK, SENDER, language_bar
from goodword.site.slots import Filling
from goodword.site.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Visit:
    """Whom a page is filled for. ``offer`` is a language to offer; ``origin`` has no path; ``came`` is what to hand
    over to the product beside the partner and ``gw_id``, which is empty where no click was kept."""

    place: Place
    who: Visitor
    card: Card | None
    offer: str | None
    origin: str
    gw_id: str = ""
    came: tuple[tuple[str, str], ...] = ()
    told: Mapping[str, bytes] = field(default_factory=dict)
    """What else the page says to this visitor alone, by slot."""

    @property
    def carried(self) -> str:
        """The query that internal links carry on."""
        if self.card is None:
            return ""
        return f"via={self.card.slug}&amp;gw_id={self.gw_id}" if self.gw_id else f"via={self.card.slug}"


@dataclass(frozen=True, slots=True)
class Filler:
    """Makes what stands in the slots. ``form`` is the lead form in a language, with what it brings along."""

    furniture: Furniture
    introducer: Introducer
    form: Callable[[str, Carried], bytes]
    bars: Lru[bytes] = field(default_factory=lambda: Lru(2_000))

    def filling(self, made: Made, visit: Visit) -> Filling:
        card, language = visit.card, visit.who.language
        shared = {
            "language-bar": self.language_bar(made, visit),
            FORM: self.form(language, self.brought(made, visit)),
            **visit.told,
        }
        if card is None:
            return Filling(shared, {})
        own_path = self.own_path(made, visit)
        tag = f'<meta property="og:url" content="{visit.origin}{own_path}">' if visit.place.partner else ""
        pairs = (*visit.came, ("via", card.slug), ("gw_id", visit.gw_id))
        fragments = {
            **self.introducer.fragments(card, language, made.own_case),
            **shared,
            **handed((gap.name for _, gap in made.composed.gaps), pairs),
            "via": visit.carried.encode(),
            "click-first": f"?gw_id={visit.gw_id}".encode() if visit.gw_id else b"",
            "click-further": f"&amp;gw_id={visit.gw_id}".encode() if visit.gw_id else b"",
            "partner": card.slug.encode(),
            "og-url": tag.encode(),
        }
        values = {
            "partner.name": card.name(language)[0],
            "partner.company": card.company(language)[0],
            "link": visit.origin + own_path,
        }
        return Filling(fragments, values)

    def brought(self, made: Made, visit: Visit) -> Carried:
        """What the form on this page says of where it stood."""
        page = page_of(self.own_path(made, visit), made.plan.visitor)
        return (
            Carried(page, made.plan.hash, visit.card.slug, visit.gw_id) if visit.card else Carried(page, made.plan.hash)
        )

    def own_path(self, made: Made, visit: Visit) -> str:
        """The page's path, under the partner where it has one."""
        path = made.shown.address.path
        sent = with_partner(path, visit.card.slug) if visit.card else path
        return in_language(sent, self.furniture.languages.prefix(visit.who.language))

    def language_bar(self, made: Made, visit: Visit) -> bytes:
        if visit.offer is None:
            return b""
        path, who, referred = made.shown.address.path, visit.who, visit.card is not None
        key = (path, who.language, visit.offer, who.pain, who.use_case, referred, bool(visit.gw_id))
        bar = self.bars.get(key) or self.bars.put(key, self.bar(path, visit))
        slug = visit.card.slug if visit.card else ""
        return bar.replace(SENDER.encode(), slug.encode()).replace(CLICK.encode(), visit.gw_id.encode())

    def bar(self, path: str, visit: Visit) -> bytes:
        click = CLICK if visit.gw_id else ""
        return language_bar(self.furniture, path, visit.who, visit.offer or "", SENDER if visit.card else "", click)
