"""From a request as plain data to an answer as plain data. Free of Flask, so that something thinner may call it.

Kept are plans, per what can change one, and pages, per outcome: a thousand requests with one outcome share one page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import unquote

from goodword.content.library import Library
from goodword.referrals.arriving import Spot
from goodword.referrals.cards import Card
from goodword.referrals.link_cards import LinkCard
from goodword.referrals.programs import Told
from goodword.referrals.referral import GW_ID, VIA, Referral, Sender, referral, sender
from goodword.site.addresses import (
    REFER,
    Address,
    Place,
    canonical_spelling,
    in_language,
    place_of,
    with_partner,
)
from goodword.site.answers import (
    NOT_FOUND,
    REVISION,
    Answer,
    Request,
    parameters,
    preferred,
    redirect,
    shortened,
    takes_gzip,
)
from goodword.site.bodies import Bodies
from goodword.site.composing import Composer
from goodword.site.filling import Filler, Visit
from goodword.site.following import Followed, follow, told, without
from goodword.site.furniture import Furniture
from goodword.site.lru import Lru
from goodword.site.moved import moved
from goodword.site.pages import Shown, interests, page_at
from goodword.site.planning import Plan, plan
from goodword.site.prefilled import Kept, Prefilled
from goodword.site.recalling import Recall
from goodword.site.refer_page import Asking
from goodword.site.remembering import Remembered
from goodword.site.visitor import Asked, Visitor, niche_of, visitor

SHARED_SECONDS = 30
SMALLEST_GZIP = 500
VARY = "Accept-Encoding, Cookie, Accept-Language"


HOME = Address("page", "home")
Arrived = Callable[[Request, Referral, Spot], str]
Named = Callable[[Request, str, str], str]


@dataclass(frozen=True, slots=True)
class Service:
    """Answers requests for pages. ``library`` gives the library of the moment, ``partner`` a card that may be shown,
    ``link`` the link of a code; ``arrived`` records a visit and gives its id, empty where it could not;
    ``named`` gives the program that the link of a visit names, by the request, its partner and its id."""

    furniture: Furniture
    library: Callable[[], Library]
    partner: Callable[[str], Card | None]
    link: Callable[[str], LinkCard | None]
    prefilled: Prefilled
    bodies: Bodies
    recall: Recall
    arrived: Arrived
    named: Named
    told: Callable[[], Told | None] = lambda: None
    """The program for customers; with it there is a page to refer a colleague."""
    plans: Lru[tuple[Plan, Shown]] = field(default_factory=lambda: Lru(8 * 2**20))
    pages: Lru[Kept] = field(default_factory=lambda: Lru(16 * 2**20))
    sitemaps: Lru[str] = field(default_factory=lambda: Lru(16 * 2**20))

    @property
    def filler(self) -> Filler:
        return self.prefilled.filler

    def answer(self, request: Request) -> Answer:
        codes = self.furniture.languages.codes
        spelled = canonical_spelling(request.path, codes)
        if spelled != request.path:
            return redirect(spelled, request.query)
        place = place_of(spelled, codes)
        if place is None:
            return NOT_FOUND
        library = self.library()
        query = parameters(request.query)
        sent = sender(place.partner, query, self.is_partner)
        who = visitor(self.asked(place, query, sent), library, self.is_partner, request.now)
        found = self.planned(library, place, who)
        if found is None:
            new = moved(library, place, who)
            return redirect(new, request.query, shortened(library.revision)) if new else NOT_FOUND
        kept = self.kept(library, found, who, request.origin)
        offer = preferred(request.accept_language, who.language, kept.made.twins)
        brought = self.recall.brought(request)
        if sent.anyone:
            came = referral(sent, query, self.is_partner)
            page = self.shown_at(spelled, place, found[1].address, sent)
            gw_id = self.arrived(request, came, Spot(page, who.language, who.niche or "", kept.made.plan.hash))
            card = self.card(sent.partner, gw_id, request)
            handed = came.came if card else (*came.came, *self.remembered(brought))
            return self.alone(kept, Visit(place, who, card, offer, request.origin, gw_id, handed), brought, request)
        visit = Visit(place, who, None, offer, request.origin, came=self.remembered(brought))
        return self.alone(kept, visit, brought, request) if brought.decided else self.public(kept, visit, request)

    def shown_at(self, asked: str, place: Place, address: Address, sent: Sender) -> str:
        """The path of the page that is shown. Of the names under ``/with/…`` that there are not anybody can make up
        more, and each page has totals of its own, for good."""
        if place.partner is None:
            return asked
        path = with_partner(address.path, sent.partner) if sent.partner else address.path
        return in_language(path, self.furniture.languages.prefix(place.language))

    def card(self, partner: str | None, gw_id: str, request: Request) -> Card | None:
        """The card of who sent this visitor, in the program that credits this visit: the one that its link names, else
        the partner's usual one."""
        card = self.partner(partner) if partner else None
        named = self.named(request, card.slug, gw_id) if card else ""
        return replace(card, program=named) if card and named else card

    def remembered(self, brought: Remembered) -> tuple[tuple[str, str], ...]:
        """What whoever comes back by themselves takes along to the product: the newest partner who may be shown."""
        last = next((touch for touch in reversed(brought.touches) if self.is_partner(touch.partner)), None)
        return ((VIA, last.partner), (GW_ID, last.click)) if last else ()

    def followed(self, code: str, request: Request) -> Answer:
        """A link followed: recorded as a visit of the page that it leads to, which therefore continues it."""
        to = follow(code, self.link(code), request.query, self.is_partner)
        came = told(to, request.query, self.is_partner)
        gw_id = self.arrived(request, came, self.spot(to, request.now))
        location = to.location(gw_id if request.method == "GET" else "")
        return Answer(302, {"Location": location, "Cache-Control": "no-store"})

    def spot(self, to: Followed, now: datetime) -> Spot:
        """The page where a link leads, as it is now."""
        codes = self.furniture.languages.codes
        path = unquote(to.path)
        place = place_of(canonical_spelling(path, codes), codes)
        if place is None:
            return Spot(path, codes[0], link=to.link)
        library = self.library()
        who = visitor(self.asked(place, parameters(to.query), to.sent), library, self.is_partner, now)
        found = self.planned(library, place, who)
        return Spot(path, who.language, who.niche or "", found[0].hash if found else "", to.link)

    def asked(self, place: Place, query: Mapping[str, Sequence[str]], sent: Sender) -> Asked:
        return Asked(place.language, place.partner, niche_of(place.address, query), query, sent)

    def asking(self) -> Asking | None:
        """What the page to refer a colleague asks; None where there is no such page."""
        told = self.told()
        return Asking(told) if told else None

    def is_partner(self, slug: str) -> bool:
        return self.partner(slug) is not None

    def planned(self, library: Library, place: Place, who: Visitor) -> tuple[Plan, Shown] | None:
        """The plan and its page: kept ones while they hold."""
        address = place.address
        if place.partner and address.kind == "niche" and who.niche is None and not moved(library, place, who):
            address = HOME
        if address == REFER and self.told() is None:
            return None
        key_visitor = who.for_plan(library)
        key = (library.revision, address, key_visitor.key())
        found = self.plans.get(key)
        if found and key_visitor.now >= found[0].visitor.now and before(key_visitor.now, found[0].valid_until):
            return found
        shown = page_at(library, address, key_visitor)
        if shown is None:
            return None
        country = (self.furniture.languages.get(who.language) or self.furniture.languages.default).territory
        made = plan(library, shown.layout, interests(library, address, key_visitor), country)
        return self.plans.put(key, (made, shown), made.size + 1_000)

    def kept(self, library: Library, found: tuple[Plan, Shown], who: Visitor, origin: str) -> Kept:
        """The page of an outcome. Its form says what it was asked for, campaign included, whatever became of that."""
        made_plan, shown = found
        asking = self.asking()
        terms = asking.told.version if asking else ""
        asked = (shown.address, made_plan.visitor.campaign, origin)
        key = (library.revision, made_plan.hash, made_plan.valid_until, terms, asked)
        if kept := self.pages.get(key):
            return kept
        composer = Composer(self.furniture, library, made_plan.visitor, origin, asking)
        made = composer.page(shown, made_plan)
        return self.pages.put(key, Kept(made, shortened(library.revision)), made.composed.size + made_plan.size + 1_500)

    def public(self, kept: Kept, visit: Visit, request: Request) -> Answer:
        """The same for everybody who reads the same languages: may be shared, never beyond what may change it."""
        zipped = takes_gzip(request.accept_encoding)
        body, etag = self.bodies.shared(kept, visit, zipped)
        seconds, until = SHARED_SECONDS, kept.made.plan.valid_until
        if until:
            seconds = max(0, min(seconds, int((until - request.now).total_seconds())))
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": f"public, max-age=0, s-maxage={seconds}",
            "ETag": etag,
            "Vary": VARY,
            "Content-Language": visit.who.language,
            REVISION: kept.revision,
        }
        if zipped:
            headers["Content-Encoding"] = "gzip"
        known = [one.strip().removeprefix("W/") for one in request.if_none_match.split(",")]
        if etag in known or known == ["*"]:
            return Answer(304, headers, b"")
        return Answer(200, headers, body)

    def alone(self, kept: Kept, visit: Visit, brought: Remembered, request: Request) -> Answer:
        """For whoever was sent by somebody, or brings our cookie: nobody else gets this page."""
        query = without(request.query, {GW_ID}) if GW_ID in request.query else request.query
        back = f"{request.path}?{query}" if query else request.path
        told = self.recall.told(visit, brought, back)
        card, days = visit.card, self.recall.asks(visit, brought)
        by_partner = card and self.prefilled.page(kept, days, visit, card, back, told)
        body = by_partner or self.bodies.told(kept, visit, told)
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "private, no-cache",
            "Vary": VARY,
            "Content-Language": visit.who.language,
            REVISION: kept.revision,
        }
        if cookie := self.recall.kept(visit, brought, request):
            headers["Set-Cookie"] = cookie
        if takes_gzip(request.accept_encoding) and len(body.whole) > SMALLEST_GZIP:
            headers["Content-Encoding"] = "gzip"
            return Answer(200, headers, body.gzipped())
        return Answer(200, headers, body.whole)


def before(now: datetime, until: datetime | None) -> bool:
    return until is None or now < until
