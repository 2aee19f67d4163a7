"""From a request as plain data to an answer as plain data. Free of Flask, so that something thinner may call it.

Kept are plans, per what can change one, and pages, per outcome: a thousand requests with one outcome share one page.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from goodword.content.library import Library
from goodword.referrals.cards import Card
from goodword.site.addresses import Address, Place, canonical_spelling, in_language, place_of, with_partner
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
from goodword.site.composing import Composer, Made
from goodword.site.furniture import Furniture
from goodword.site.introducing import Introducer
from goodword.site.lead_form import SLOT as FORM
from goodword.site.lead_form import page_of
from goodword.site.lead_reading import Carried
from goodword.site.lru import Lru
from goodword.site.moved import moved
from goodword.site.offering import SENDER, language_bar
from goodword.site.pages import Shown, interests, page_at
from goodword.site.planning import Plan, plan
from goodword.site.slots import Filling
from goodword.site.visitor import Asked, Visitor, visitor

SHARED_SECONDS = 30
SMALLEST_GZIP = 500
VARY = "Accept-Encoding, Cookie, Accept-Language"


@dataclass(slots=True)
class Kept:
    """A page with the bodies made of it so far: (language offered, gzipped) → (body, ETag). ``revision`` is the
    content's."""

    made: Made
    revision: str
    bodies: dict[tuple[str | None, bool], tuple[bytes, str]] = field(default_factory=dict)


HOME = Address("page", "home")


@dataclass(frozen=True, slots=True)
class Service:
    """Answers requests for pages. ``library`` gives the library of the moment, ``partner`` a card that may be shown."""

    furniture: Furniture
    library: Callable[[], Library]
    partner: Callable[[str], Card | None]
    introducer: Introducer
    form: Callable[[str, Carried], bytes]
    """The lead form in a language, with what it brings along."""
    plans: Lru[tuple[Plan, Shown]] = field(default_factory=lambda: Lru(4_000))
    pages: Lru[Kept] = field(default_factory=lambda: Lru(64 * 2**20))
    bars: Lru[bytes] = field(default_factory=lambda: Lru(2_000))
    sitemaps: Lru[str] = field(default_factory=lambda: Lru(16 * 2**20))

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
        asked = Asked(
            place.language, place.partner, place.address.slug if place.address.kind == "niche" else None, query
        )
        who = visitor(asked, library, lambda slug: self.partner(slug) is not None, request.now)
        found = self.planned(library, place, who)
        if found is None:
            new = moved(library, place, who)
            return redirect(new, request.query, shortened(library.revision)) if new else NOT_FOUND
        kept = self.kept(library, found, who, request.origin)
        if place.partner or "via" in query:
            return self.referred(kept, place, who, request)
        return self.public(kept, found[0], who, request)

    def planned(self, library: Library, place: Place, who: Visitor) -> tuple[Plan, Shown] | None:
        """The plan and its page: kept ones while they hold."""
        address = place.address
        if place.partner and address.kind == "niche" and who.niche is None and not moved(library, place, who):
            address = HOME
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
        return self.plans.put(key, (made, shown))

    def kept(self, library: Library, found: tuple[Plan, Shown], who: Visitor, origin: str) -> Kept:
        """The page of an outcome."""
        made_plan, shown = found
        key = (library.revision, shown.address, made_plan.hash, made_plan.valid_until, origin)
        if kept := self.pages.get(key):
            return kept
        composer = Composer(self.furniture, library, made_plan.visitor, origin)
        made = composer.page(shown, made_plan)
        # A page that everybody gets also keeps its bodies; one for partners is filled anew for each visit.
        copies = 1 if made_plan.visitor.partner else 4
        return self.pages.put(key, Kept(made, shortened(library.revision)), copies * made.composed.size + 1_000)

    def public(self, kept: Kept, made_plan: Plan, who: Visitor, request: Request) -> Answer:
        """The same for everybody who reads the same languages: may be shared, never beyond what may change it."""
        offer = self.offer(kept.made, who, request)
        zipped = takes_gzip(request.accept_encoding)
        body, etag = kept.bodies.get((offer, zipped)) or self.public_body(kept, who, offer, zipped)
        seconds = SHARED_SECONDS
        if made_plan.valid_until:
            seconds = max(0, min(seconds, int((made_plan.valid_until - request.now).total_seconds())))
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": f"public, max-age=0, s-maxage={seconds}",
            "ETag": etag,
            "Vary": VARY,
            "Content-Language": who.language,
            REVISION: kept.revision,
        }
        if zipped:
            headers["Content-Encoding"] = "gzip"
        known = [one.strip().removeprefix("W/") for one in request.if_none_match.split(",")]
        if etag in known or known == ["*"]:
            return Answer(304, headers, b"")
        return Answer(200, headers, body)

    def public_body(self, kept: Kept, who: Visitor, offer: str | None, zipped: bool) -> tuple[bytes, str]:
        fragments = {
            "language-bar": self.language_bar(kept.made, who, offer, ""),
            FORM: self.form(who.language, self.carried(kept.made, who.language, None)),
        }
        body = kept.made.composed.fill(Filling(fragments, {}))
        made = gzip.compress(body, 6, mtime=0) if zipped else body
        digest = hashlib.sha256(body).hexdigest()[:24]
        kept.bodies[offer, zipped] = (made, f'"{digest}{"-gz" if zipped else ""}"')
        return kept.bodies[offer, zipped]

    def referred(self, kept: Kept, place: Place, who: Visitor, request: Request) -> Answer:
        """For this visit alone."""
        offer = self.offer(kept.made, who, request)
        card = self.partner(who.partner) if who.partner else None
        body = kept.made.composed.fill(self.filling(kept.made, card, place, who, offer, request.origin))
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "private, no-cache",
            "Vary": VARY,
            "Content-Language": who.language,
            REVISION: kept.revision,
        }
        if takes_gzip(request.accept_encoding) and len(body) > SMALLEST_GZIP:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1, mtime=0)
        return Answer(200, headers, body)

    def carried(self, made: Made, language: str, card: Card | None) -> Carried:
        """What the form on this page says of where it stood."""
        path = made.shown.address.path
        sent = with_partner(path, card.slug) if card else path
        page = page_of(in_language(sent, self.furniture.languages.prefix(language)), made.plan.visitor)
        return Carried(page, made.plan.hash, card.slug if card else "")

    def filling(
        self, made: Made, card: Card | None, place: Place, who: Visitor, offer: str | None, origin: str
    ) -> Filling:
        bar = self.language_bar(made, who, offer, card.slug if card else "")
        form = self.form(who.language, self.carried(made, who.language, card))
        if card is None:
            return Filling({"language-bar": bar, FORM: form}, {})
        prefix = self.furniture.languages.prefix(who.language)
        own_path = in_language(with_partner(made.shown.address.path, card.slug), prefix)
        tag = f'<meta property="og:url" content="{origin}{own_path}">' if place.partner else ""
        fragments = {
            **self.introducer.fragments(card, who.language, made.own_case),
            "language-bar": bar,
            FORM: form,
            "via": f"via={card.slug}".encode(),
            "partner": card.slug.encode(),
            "og-url": tag.encode(),
        }
        values = {
            "partner.name": card.name(who.language)[0],
            "partner.company": card.company(who.language)[0],
            "link": origin + own_path,
        }
        return Filling(fragments, values)

    def offer(self, made: Made, who: Visitor, request: Request) -> str | None:
        """The language to offer: one that the page is really written in and that the visitor would rather read."""
        return preferred(request.accept_language, who.language, made.twins)

    def language_bar(self, made: Made, who: Visitor, offer: str | None, partner: str) -> bytes:
        if offer is None:
            return b""
        path = made.shown.address.path
        key = (path, who.language, offer, who.pain, who.use_case, bool(partner))
        bar = self.bars.get(key) or self.bars.put(key, language_bar(self.furniture, path, who, offer, bool(partner)))
        return bar.replace(SENDER.encode(), partner.encode())


def before(now: datetime, until: datetime | None) -> bool:
    return until is None or now < until
