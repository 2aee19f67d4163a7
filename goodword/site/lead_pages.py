"""The page that a lead form was sent from, found again: what it showed, and the same page with the form to correct."""

from dataclasses import dataclass, replace
from datetime import datetime

from goodword.content.library import Library
from goodword.referrals.referral import sender as read_sender
from goodword.site.addresses import Place, canonical_spelling, in_language, place_of, with_partner
from goodword.site.answers import Request, parameters
from goodword.site.composing import Composer
from goodword.site.filling import Visit
from goodword.site.lead_form import SLOT
from goodword.site.lead_reading import Carried
from goodword.site.pages import Shown
from goodword.site.planning import Plan
from goodword.site.serving import Service
from goodword.site.slots import Filling, compose
from goodword.site.visitor import Asked, Visitor, niche_of, visitor


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a form came from, as far as that can be found again; nothing that was sent is taken on trust."""

    library: Library
    language: str
    who: Visitor
    place: Place | None = None
    found: tuple[Plan, Shown] | None = None

    @property
    def path(self) -> str:
        """The page's path, under its partner; empty where it is none of ours."""
        if self.place is None:
            return ""
        path = self.place.address.path
        sent = with_partner(path, self.who.partner) if self.place.partner and self.who.partner else path
        default = self.library.terms.default_language
        return in_language(sent, "" if self.language == default else f"/{self.language}")

    def referred(self, carried: Carried) -> Carried:
        """What is carried on: the partner only if it is one, and the click."""
        return replace(carried, via=self.who.partner or "")

    def blocks(self, plan: str) -> tuple[str, ...]:
        """What the page showed, as ``kind/slug``; nothing if that was not what it shows now."""
        if self.found is None or self.found[0].hash != plan:
            return ()
        blocks = (block for filled in self.found[0].shown for block in filled.blocks)
        return tuple(dict.fromkeys(f"{block.kind}/{block.slug}" for block in blocks))


def sender(service: Service, carried: Carried, language: str, now: datetime) -> Sender:
    """The page that the form names, as this visitor gets it; ``language`` is said where it names none of ours. Who sent
    the visitor is what the visit carried, ``via``, whichever partner's page the form names and with whatever query."""
    library, codes = service.library(), service.furniture.languages.codes
    path, _, query = carried.page.partition("?")
    place = place_of(canonical_spelling(path, codes), codes) if path else None
    spoken = place.language if place else language
    wanted, sent = parameters(query), read_sender(carried.via or None, {}, service.is_partner)
    asked = Asked(spoken, None, niche_of(place.address, wanted) if place else None, wanted, sent)
    who = visitor(asked, library, service.is_partner, now)
    found = service.planned(library, place, who) if place else None
    return Sender(library, spoken, who, place if found else None, found)


def again(service: Service, sent: Sender, form: bytes, gw_id: str, request: Request) -> bytes:
    """The page with this form in the place of its own, its links carrying the click on; a page with nothing else where
    there is no such page."""
    origin = request.origin
    if sent.place and sent.found:
        kept = service.kept(sent.library, sent.found, sent.who, origin)
        if any(gap.name == SLOT for _, gap in kept.made.composed.gaps):
            card = service.card(sent.who.partner, gw_id, request)
            usual = service.filler.filling(kept.made, Visit(sent.place, sent.who, card, None, origin, gw_id))
            return kept.made.composed.fill(replace(usual, fragments={**usual.fragments, SLOT: form}))
    composer = Composer(service.furniture, sent.library, sent.who._replace(partner=None), origin, service.asking())
    title = composer.tongue.interface("Your request")
    html = service.furniture.render("lead.html", composer.tongue, frame=composer.frames.bare(title), title=title)
    return compose(html, composer.constants).fill(Filling({SLOT: form}, {}))
