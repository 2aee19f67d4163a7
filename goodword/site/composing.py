"""From a plan to a page: views for the templates, the template, and the cut at its slots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from markupsafe import Markup

from goodword.accounts.addresses import mailto
from goodword.content.kinds import CaseStudy
from goodword.content.library import Entry, Library
from goodword.site.addresses import REFER, THANKS, carry, carry_click
from goodword.site.blocks import Blocks
from goodword.site.canonical import twins_of
from goodword.site.frames import Frames
from goodword.site.furniture import Furniture
from goodword.site.handing_over import mark
from goodword.site.numbers import Numbers
from goodword.site.own_pages import PAGES
from goodword.site.pages import INDEXES, Shown, hero_copy, on_website, text_of
from goodword.site.planning import Block, Filled, Plan
from goodword.site.refer_page import Asking, Refer
from goodword.site.shapes import Button, FormView, HeroView, Rich, Say, SectionView, ThanksView
from goodword.site.slots import Composed, compose, slot
from goodword.site.tongue import Tongue
from goodword.site.visitor import Visitor
from goodword.site.words import Constants

FORM = "lead-form"
TEMPLATES = {"case-study": "customer", "use-case": "use-case", "guide": "guide"}


@dataclass(frozen=True, slots=True)
class Made:
    """A page rendered for one outcome, that of ``plan``. ``twins`` are the languages it is really written in;
    ``own_case`` is the address of the partner's own story, where it may be shown."""

    composed: Composed
    shown: Shown
    twins: tuple[str, ...]
    own_case: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes pages in one language, from one library, at one moment."""

    furniture: Furniture
    library: Library
    visitor: Visitor
    origin: str
    asking: Asking | None = None
    """For the page that asks to refer a colleague, where there is one."""

    @property
    def now(self) -> datetime:
        return self.visitor.now

    @property
    def tongue(self) -> Tongue:
        return self.furniture.tongue(self.visitor.language)

    @property
    def constants(self) -> Constants:
        link = self.origin + self.tongue.path("/")
        return Constants(self.library, self.visitor, self.furniture.brand.name, link)

    @property
    def frames(self) -> Frames:
        refers = self.asking is not None
        return Frames(self.furniture, self.library, self.tongue, self.constants, self.origin, self.now, refers)

    @property
    def blocks(self) -> Blocks:
        numbers = Numbers(self.tongue, self.draw)
        return Blocks(self.library, self.tongue, numbers, self.furniture.icon, self.button_of, self.now)

    def draw(self, **values: object) -> Markup:
        return Markup(self.furniture.render("fragments/chart.html", self.tongue, **values))

    def page(self, shown: Shown, plan: Plan) -> Made:
        """The page for everyone who gets this plan."""
        sections = self.sections(shown, plan)
        faqs = [faq for section in sections if section.name == "faqs" for faq in section.blocks]
        frame = self.frames.of(shown, self.visitor, self.header_button(shown, sections), faqs)
        template, values = self.content(shown, plan, sections)
        html = self.furniture.render(template, self.tongue, **{"frame": frame, "sections": sections, **values})
        if self.visitor.partner:
            clicks = (str(slot(name)) for name in ("click-first", "click-further", "click-own"))
            html = carry_click(carry(html, str(slot("via"))), *clicks)
        composed = compose(mark(html, self.furniture.brand.product.hosts), self.constants)
        twins = twins_of(self.library, shown.address, self.now)
        return Made(composed, shown, twins, self.own_case(plan), plan)

    def error(self, status: int, title: str, text: str) -> str:
        """An error page that looks like the site."""
        frame = self.frames.bare(title)
        values = {"status": status, "title": title, "text": text, "way_out": None, "sections": ()}
        html = self.furniture.render("error.html", self.tongue, frame=frame, **values)
        return html

    def content(self, shown: Shown, plan: Plan, sections: tuple[SectionView, ...]) -> tuple[str, dict[str, Any]]:
        """The template of an address and what it is given beside frame and sections."""
        kind, entry = shown.address.kind, shown.entry
        if shown.address == THANKS:
            return "thanks.html", {"thanks": self.thanks(shown)}
        if shown.address == REFER and self.asking:
            refer = Refer(self.furniture, self.library, self.tongue, self.origin, self.asking.told)
            return "refer.html", {"refer": refer.view(plan, self.asking)}
        if kind in ("page", "niche"):
            title = self.blocks.tongue.say(self.frames.title(shown).split(" · ")[0])
            return "page.html", {"title": self.heading(shown) or title}
        if not shown.address.slug:
            listed = {"case-study": "cases", "use-case": "use_cases", "guide": "guides"}[kind]
            blocks = next((section.blocks for section in sections if section.name == INDEXES[kind]), ())
            below = tuple(section for section in sections if section.name != INDEXES[kind])
            return f"{TEMPLATES[kind]}s.html", {listed: blocks, "sections": below, "title": None, "text": None}
        own = cast(Entry, entry)
        return f"{TEMPLATES[kind]}.html", PAGES[kind](self.blocks, own, self.own_block(own), sections)

    def heading(self, shown: Shown) -> Say | None:
        """The heading of a page without a hero."""
        for entry, front in self.frames.fronts(shown):
            name = "headline" if getattr(front, "headline", None) else "title"
            return self.tongue.of(
                entry, name, self.tongue.code if self.tongue.code in entry.texts else entry.default_language
            )
        return None

    def thanks(self, shown: Shown) -> ThanksView:
        """What the page after a lead says, where its file leaves that to us."""
        leads, of = self.furniture.brand.leads, self.tongue.of
        subhead = None
        for entry, front in self.frames.fronts(shown):
            subhead = of(entry, "subhead" if front.subhead else "summary", self.tongue.code)
        return ThanksView(
            headline=self.heading(shown)
            or self.tongue.say(self.tongue.interface("Thank you. Your request is with us.")),
            subhead=subhead,
            reply_within=self.reply_within(),
            contact=leads.contact or "",
            booking_url=leads.booking_url or "",
        )

    def sections(self, shown: Shown, plan: Plan) -> tuple[SectionView, ...]:
        """What the page shows, in its order; the form once, for a page knows one lead."""
        views: list[SectionView] = []
        used: dict[str, int] = {}
        for filled in plan.shown:
            name = filled.section.name
            blocks = self.section_blocks(shown, filled)
            if blocks is None or (name == FORM and name in used):
                continue
            used[name] = used.get(name, 0) + 1
            own_id = name if used[name] == 1 else f"{name}-{used[name]}"
            views.append(SectionView(name, own_id, self.section_heading(plan, filled), blocks))
        return tuple(views)

    def section_blocks(self, shown: Shown, filled: Filled) -> tuple[Any, ...] | None:
        """The views of a section, or None where it has nothing to show."""
        special: dict[str, Callable[[], tuple[Any, ...] | None]] = {
            "hero": lambda: (self.hero(shown, filled),),
            "partner-intro": lambda: (),
            "text": lambda: self.text(shown),
            "cta": lambda: (self.button(shown),),
            FORM: self.form,
        }
        if filled.section.name in special:
            return special[filled.section.name]()
        return tuple(self.blocks.of(filled.section.name, block) for block in filled.blocks)

    def section_heading(self, plan: Plan, filled: Filled) -> Say | None:
        heading = filled.section.heading
        if not heading:
            return None
        page = self.library.get("page", plan.layout)
        same = page and any(heading == section.heading for section in page.facts.sections)  # type: ignore[attr-defined]
        language = page.default_language if page and same else self.tongue.code
        return self.tongue.say(heading, language)

    def hero(self, shown: Shown, filled: Filled) -> HeroView:
        copy = hero_copy(self.library, shown, self.visitor)
        niche = self.library.get("niche", self.visitor.niche)
        proof = self.blocks.of("hero", filled.blocks[0]) if filled.blocks else None
        eyebrow = self.tongue.title(niche, self.visitor.language) if niche else None
        if copy is None:
            return HeroView(eyebrow, self.tongue.say(self.furniture.brand.name), None, self.button(shown), proof)
        of = self.tongue.of
        headline = cast(Say, of(copy.entry, copy.headline, copy.language))
        subhead = of(copy.entry, copy.subhead, copy.language) if copy.subhead else None
        quoted = copy.entry.kind == "pain"
        return HeroView(eyebrow, headline, subhead, self.button(shown), proof, quoted)

    def text(self, shown: Shown) -> tuple[Rich, ...] | None:
        found = text_of(self.library, shown, self.visitor)
        return (self.tongue.body(*found),) if found else None

    def form(self) -> tuple[FormView, ...]:
        contact = self.furniture.brand.leads.contact or ""
        return (FormView(contact, mailto(contact), self.reply_within()),)

    def reply_within(self) -> str:
        promised = self.furniture.brand.leads.reply_within
        return self.tongue.language.period(promised) if promised else ""

    def button(self, shown: Shown) -> Button:
        """The page's one action: the niche's, the page's, or the usual one."""
        for entry, front in self.frames.fronts(shown):
            if front.cta:
                return self.cta(entry, front, self.tongue.code)
        return Button(self.tongue.say(self.tongue.interface("See it with your data")), self.target(None))

    def header_button(self, shown: Shown, sections: tuple[SectionView, ...]) -> Button | None:
        button = self.button(shown)
        here = not button.url.startswith("#") or any(f"#{section.id}" == button.url for section in sections)
        return button if here else None

    def button_of(self, entry: Entry, language: str) -> Button | None:
        front = entry.front(language)
        return self.cta(entry, front, language) if front.cta else None

    def cta(self, entry: Entry, front: Any, language: str) -> Button:
        label = self.tongue.of(entry, "cta.label", language) or self.tongue.say(front.cta.label)
        return Button(label, self.target(front.cta.target))

    def target(self, target: str | None) -> str:
        """Where a button goes. ``sign-up``, or nothing, is the product's sign-up page, else the form below."""
        if target and target != "sign-up":
            return self.tongue.path(target) if target.startswith("/") else target
        return self.furniture.brand.product.sign_up or f"#{FORM}"

    def own_case(self, plan: Plan) -> str:
        """The address of the story that is the partner's own, where the website and this page may show it."""
        for filled in plan.shown:
            for block in filled.blocks:
                entry = self.library.get(block.kind, block.slug) if block.own else None
                if entry and {"name", "page"} <= block.shows:
                    return self.blocks.url(entry)
        return ""

    def own_block(self, entry: Entry) -> Block:
        """An entry as a block of its own page."""
        shows = frozenset({"page"})
        if isinstance(entry.facts, CaseStudy):
            shows |= on_website(self.library, entry, self.now).parts
        language = self.tongue.code if self.tongue.code in entry.texts else entry.default_language
        return Block(entry.kind, entry.slug, "", language, shows, "general", "asked")
