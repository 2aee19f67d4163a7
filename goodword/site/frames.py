"""Everything around a page's content: the head that machines read, header, footer, and languages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from goodword.content.kinds import NOT_ADDRESSES, Guide
from goodword.content.library import Entry, Library
from goodword.content.liveness import version
from goodword.languages import N_
from goodword.site import structured
from goodword.site.addresses import REFER, THANKS, Address, in_language, with_partner
from goodword.site.brand import said
from goodword.site.canonical import Canonical, canonical, listed, twins_of
from goodword.site.frame_shapes import BrandView, Frame, Head, Region, Twin
from goodword.site.furniture import Furniture
from goodword.site.pages import Shown
from goodword.site.shapes import Button
from goodword.site.slots import slot
from goodword.site.tongue import Tongue
from goodword.site.visitor import Visitor
from goodword.site.words import Constants

SITE = ("case-study", "use-case", "guide")
REFERRING = N_("Refer a colleague")
NAMES = {"case-study": N_("Customers"), "use-case": N_("Use cases"), "guide": N_("Guides")}


@dataclass(frozen=True, slots=True)
class Frames:
    """Makes the frame of a page. ``origin`` is the site's address without a path."""

    furniture: Furniture
    library: Library
    tongue: Tongue
    constants: Constants
    origin: str
    now: datetime
    refers: bool = False
    """Whether there is a page for whoever would refer a colleague."""

    def of(self, shown: Shown, visitor: Visitor, button: Button | None, faqs: Sequence[Any]) -> Frame:
        kept = canonical(self.library, shown.address, visitor.language, visitor.now)
        return self.make(
            self.head(shown, visitor, kept, faqs),
            self.regions(shown.address, visitor),
            button,
            self.crumbs(shown.address),
            bool(visitor.partner),
        )

    def bare(self, title: str) -> Frame:
        """The frame of a page that is no content: an error."""
        head = Head(f"{title} · {self.brand_name}", "", "", "", "", "website", (), "noindex", Markup())
        return self.make(head, self.regions(Address("page", "home"), None), None, (), False)

    def make(
        self,
        head: Head,
        regions: tuple[Region, ...],
        button: Button | None,
        crumbs: tuple[tuple[str, str], ...],
        has_partner: bool,
    ) -> Frame:
        language = self.tongue.language
        return Frame(
            language.code, language.direction, head, self.brand(), regions, self.nav(), button, has_partner,
            has_partner, crumbs,
        )  # fmt: skip

    @property
    def brand_name(self) -> str:
        return self.furniture.brand.name

    def url(self, address: Address, language: str) -> str:
        return self.origin + in_language(address.path, self.tongue.languages.prefix(language))

    def head(self, shown: Shown, visitor: Visitor, kept: Canonical, faqs: Sequence[Any]) -> Head:
        title, description = self.title(shown), self.description(shown)
        if shown.address == THANKS:
            return replace(self.bare(title).head, title=title, description=description)
        url = self.url(kept.address, kept.language)
        return Head(
            title=title,
            description=description,
            canonical=url,
            og_url="" if visitor.partner else url,
            og_image=self.image(shown),
            og_type="article" if shown.address.kind == "guide" and shown.entry else "website",
            alternates=self.alternates(kept) if kept.own else (),
            robots="",
            jsonld=self.data(shown, title, description, faqs),
        )

    def alternates(self, kept: Canonical) -> tuple[tuple[str, str], ...]:
        """hreflang among real twins only; nothing where there is but one language."""
        if len(kept.twins) < 2:
            return ()
        pairs = tuple((code, self.url(kept.address, code)) for code in kept.twins)
        return (*pairs, ("x-default", self.url(kept.address, self.tongue.languages.default.code)))

    def title(self, shown: Shown) -> str:
        for entry, front in self.fronts(shown):
            if front.seo and front.seo.title:
                return str(front.seo.title)
            if entry.slug not in NOT_ADDRESSES or entry.kind != "page" or shown.address == THANKS:
                return f"{front.title} · {self.brand_name}"
        if shown.address == THANKS:
            return self.tongue.interface("Thank you") + f" · {self.brand_name}"
        if shown.address == REFER:
            return self.tongue.interface(REFERRING) + f" · {self.brand_name}"
        if shown.address.kind in NAMES:
            return f"{self.tongue.interface(NAMES[shown.address.kind])} · {self.brand_name}"
        tagline = said(self.furniture.brand.tagline, self.tongue.code, self.tongue.languages.default.code)
        return f"{self.brand_name} · {tagline}" if tagline else self.brand_name

    def description(self, shown: Shown) -> str:
        for _, front in self.fronts(shown):
            found = (front.seo and front.seo.description) or front.summary or getattr(front, "subhead", "")
            if found:
                return str(found)
        return said(self.furniture.brand.tagline, self.tongue.code, self.tongue.languages.default.code)

    def fronts(self, shown: Shown) -> Iterable[tuple[Entry, Any]]:
        """The entries that may speak for the page, first the one it is about, in the reader's language."""
        for entry in (shown.entry, shown.page):
            if entry is not None:
                language, dead = version(entry, self.tongue.code, self.now)
                if not dead:
                    yield entry, entry.front(language)

    def image(self, shown: Shown) -> str:
        """The preview image: the entry's own, else the language's default."""
        for entry, front in self.fronts(shown):
            for name in (front.seo and front.seo.image, front.image):
                image = entry.image(name)
                if image and image.preview:
                    return f"{self.origin}/media/{image.preview}"
        default = self.furniture.previews.get(self.tongue.code, "")
        return f"{self.origin}/media/{default}" if default else ""

    def data(self, shown: Shown, title: str, description: str, faqs: Sequence[Any]) -> Markup:
        plain = self.constants.plain
        home = f"{self.origin}/"
        brand = self.furniture.brand
        url = self.url(shown.address, self.tongue.code)
        things = [
            structured.organization(brand.name, home, brand.leads.contact or ""),
            structured.web_page(url, plain(title), plain(description), self.tongue.code, home),
        ]
        if crumbs := self.crumbs(shown.address):
            steps = [(name, self.origin + path) for name, path in crumbs]
            things.append(structured.breadcrumbs([*steps, (plain(title).split(" · ")[0], url)]))
        if shown.entry and isinstance(shown.entry.facts, Guide):
            things.append(self.article(shown.entry, url, home))
        # What a partner's name stands in differs from visit to visit: it is on the page and not in the data.
        told = [(faq.question.text, faq.answer.html.striptags()) for faq in faqs]
        if settled := [pair for pair in told if self.constants.settled("".join(pair))]:
            things.append(structured.faq_page([(plain(question), plain(answer)) for question, answer in settled]))
        return structured.jsonld(things)

    def article(self, entry: Entry, url: str, home: str) -> structured.Thing:
        language, _ = version(entry, self.tongue.code, self.now)
        front: Guide = entry.front(language)
        day = [str(each) if each else "" for each in (front.published_on, front.updated_on)]
        author = front.author.name if front.author else ""
        headline = self.constants.plain(front.title)
        return structured.article(url, headline, language, author, day[0], day[1], home)

    def crumbs(self, address: Address) -> tuple[tuple[str, str], ...]:
        """The way up from a content page."""
        if address.kind not in NAMES or not address.slug:
            return ()
        up = Address(address.kind, "")
        return ((self.tongue.interface(NAMES[address.kind]), self.tongue.path(up.path)),)

    def nav(self) -> tuple[tuple[str, str], ...]:
        """What the header leads to: the lists that have something, then the pages that the brand names."""
        lists = tuple(
            (self.tongue.interface(NAMES[kind]), self.tongue.path(Address(kind, "").path))
            for kind in SITE
            if next(listed(self.library, kind, self.now), None)
        )
        pages = {entry.slug: entry for entry in self.pages()}
        return (*lists, *(self.link(pages[slug]) for slug in self.furniture.brand.header if slug in pages))

    def pages(self) -> list[Entry]:
        """The landing pages that anyone may read, but for those that are laid out for other addresses."""
        return [entry for entry in listed(self.library, "page", self.now) if entry.slug not in NOT_ADDRESSES]

    def link(self, entry: Entry) -> tuple[Any, str]:
        """A page as a link: its title and its path."""
        language, _ = version(entry, self.tongue.code, self.now)
        return self.tongue.title(entry, language), self.tongue.path(Address("page", entry.slug).path)

    def brand(self) -> BrandView:
        brand, tongue = self.furniture.brand, self.tongue
        privacy = self.library.get("page", brand.legal.privacy)
        return BrandView(
            name=brand.name,
            tagline=said(brand.tagline, tongue.code, tongue.languages.default.code),
            logo=self.furniture.logo,
            home=tongue.path("/"),
            contact=brand.leads.contact or "",
            imprint=brand.legal.imprint,
            privacy=tongue.path(Address("page", privacy.slug).path) if privacy else "",
            refer=tongue.path(REFER.path) if self.refers else "",
            footer=tuple(
                self.link(entry) for entry in self.pages() if entry is not privacy and entry.slug not in brand.header
            ),
        )

    def regions(self, address: Address, visitor: Visitor | None) -> tuple[Region, ...]:
        """Every language by region, each linking to this page's twin."""
        twins = twins_of(self.library, address, self.now)
        asked = [("pain", visitor.pain), ("use-case", visitor.use_case)] if visitor else []
        asked += [("niche", visitor.niche)] if visitor and address == REFER else []
        landing = address.kind in ("page", "niche")
        query = "&".join(f"{key}={value}" for key, value in asked if value and landing)
        languages = self.tongue.languages
        sent = with_partner(address.path, str(slot("partner"))) if visitor and visitor.partner else address.path

        def twin(code: str) -> Twin:
            language = languages.get(code) or languages.default
            path = in_language(sent, languages.prefix(code)) + (f"?{query}" if query else "")
            current = code == self.tongue.code
            return Twin(code, language.name, language.direction, path, current, code not in twins)

        default = languages.default.code
        return tuple(
            Region(said(group.names, self.tongue.code, default), tuple(twin(code) for code in group.languages))
            for group in languages.groups
        )
