"""What goes into the slots of a page for one visit: who sent the visitor, and what its links and forms carry on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import escape

from goodword.referrals.cards import Card
from goodword.site.addresses import Place, in_language, with_partner
from goodword.site.composing import Made
from goodword.site.furniture import Furniture
from goodword.site.handing_over import handed, handing
from goodword.site.introducing import Introducer
from goodword.site.lead_form import SLOT as FORM
from goodword.site.lead_form import LeadForm, page_of
from goodword.site.lead_reading import Carried
from goodword.site.lru import Lru
from goodword.site.offering import CLICK, SENDER, language_bar
from goodword.site.slots import Composed, Filling
from goodword.site.visitor import Visitor

BAR = "consent-bar"
KEPT = "consent-kept"
NOTHING: Mapping[str, bytes] = MappingProxyType({})


class Visit(NamedTuple):
    """Whom a page is filled for. ``offer`` is a language to offer; ``origin`` has no path; ``came`` is what to hand
    over to the product beside the partner and ``gw_id``, which is empty where no click was kept."""

    place: Place
    who: Visitor
    card: Card | None
    offer: str | None
    origin: str
    gw_id: str = ""
    came: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A page for partners with its form, and a question if one is asked, inside. ``handed`` are the names of its slots
    in links to the product."""

    composed: Composed
    handed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filler:
    """Makes what stands in the slots."""

    furniture: Furniture
    introducer: Introducer
    form: LeadForm
    bars: Lru[bytes] = field(default_factory=lambda: Lru(2_000))

    def filling(self, made: Made, visit: Visit, told: Mapping[str, bytes] = NOTHING) -> Filling:
        """What stands in the slots of a page; ``told`` is what it says to this visitor beside that."""
        carried = self.brought(made, visit)
        form = {FORM: self.form.blank(visit.who.language, carried), **told}
        names = handing(made.composed)
        if visit.card is None:
            return Filling({**handed(names, visit.came), "language-bar": self.language_bar(made, visit), **form}, {})
        return self.by_partner(made, visit, visit.card, names, form)

    def whole(self, made: Made, language: str, question: Composed | None) -> Whole:
        """The page, to be filled for many visits."""
        composed = made.composed.embed(FORM, self.form.shape(language, Carried(via="somebody")))
        if question:
            composed = composed.embed(BAR, question)
        return Whole(composed, handing(composed))

    def body(self, whole: Whole, made: Made, visit: Visit, card: Card, back: str, told: Mapping[str, bytes]) -> bytes:
        """The page that ``whole`` was made of, filled for a visit; ``back`` is its address as it was asked for."""
        language = visit.who.language
        name = card.name(language)[0] or card.company(language)[0] or card.slug
        words = {
            "page": escape(page_of(self.own_path(made, visit), made.plan.visitor)).encode(),
            "plan": made.plan.hash.encode(),
            "name": escape(name).encode(),
            "back": escape(back).encode(),
            **told,
        }
        return whole.composed.fill(self.by_partner(made, visit, card, whole.handed, words))

    def by_partner(
        self, made: Made, visit: Visit, card: Card, handed_names: tuple[str, ...], more: Mapping[str, bytes]
    ) -> Filling:
        language, own_path = visit.who.language, self.own_path(made, visit)
        click = f"gw_id={visit.gw_id}" if visit.gw_id else ""
        via = f"via={card.slug}&amp;{click}" if click else f"via={card.slug}"
        tag = f'<meta property="og:url" content="{visit.origin}{own_path}">' if visit.place.partner else ""
        first, further = (f"?{click}".encode(), f"&amp;{click}".encode()) if click else (b"", b"")
        named = with_partner(made.shown.address.path, card.slug) != made.shown.address.path
        fragments = {
            **self.introducer.fragments(card, language, made.own_case, further),
            **handed(handed_names, (*visit.came, ("via", card.slug), ("gw_id", visit.gw_id))),
            "language-bar": self.language_bar(made, visit),
            "via": via.encode(),
            "click-first": first,
            "click-further": further,
            "click-own": first if named else further,
            "partner": card.slug.encode(),
            "gw-id": visit.gw_id.encode(),
            "og-url": tag.encode(),
            **more,
        }
        values = {
            "partner.name": card.name(language)[0],
            "partner.company": card.company(language)[0],
            "link": visit.origin + own_path + ("" if named else f"?via={card.slug}"),
        }
        return Filling(fragments, values)

    def brought(self, made: Made, visit: Visit) -> Carried:
        """What the form on this page says of where it stood."""
        page = page_of(self.own_path(made, visit), made.plan.visitor)
        if visit.card is None:
            return Carried(page, made.plan.hash)
        return Carried(page, made.plan.hash, visit.card.slug, visit.gw_id)

    def own_path(self, made: Made, visit: Visit) -> str:
        """The page's path, under the partner where it has such a form."""
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
