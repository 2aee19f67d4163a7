"""Which page an address shows and how it is laid out; what its hero and its text say. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from goodword.content.consent import Place, allowed
from goodword.content.kinds import CaseStudy, Niche, Page, Section
from goodword.content.library import Entry, Library
from goodword.content.liveness import version
from goodword.site.addresses import REFER, THANKS, Address
from goodword.site.candidates import candidates
from goodword.site.planning import Layout
from goodword.site.visitor import Visitor

# What a page holds where no file lays it out.
USUAL = tuple(
    Section(name=name)
    for name in (
        "hero",
        "partner-intro",
        "pains",
        "results",
        "use-cases",
        "case-studies",
        "quotes",
        "faqs",
        "lead-form",
    )
)
# What the page after a lead holds where its file lists nothing.
AFTER_LEAD = (Section(name="text"),)
# The best of it, for whoever is about to tell a colleague.
TO_PASS_ON = (Section(name="case-studies", max=3), Section(name="guides", max=2))
INDEXES = {"case-study": "case-studies", "use-case": "use-cases", "guide": "guides"}
# What stands under a content page: more of what belongs to it.
RELATED = {
    "case-study": ("use-cases", "case-studies", "lead-form"),
    "use-case": ("results", "case-studies", "faqs", "lead-form"),
    "guide": ("use-cases", "guides", "lead-form"),
}
FEW = {"use-cases": 2, "case-studies": 2, "guides": 2, "results": 4, "faqs": 3}


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of an address: what it is about (``entry``), and the page file that lays it out, if any."""

    address: Address
    layout: Layout
    entry: Entry | None
    page: Entry | None


def page_at(library: Library, address: Address, visitor: Visitor) -> Shown | None:
    """The page that an address shows to this visitor, or None where there is none at this moment."""
    if address.kind == "page":
        return landing(library, address, visitor)
    if address.kind == "niche":
        return niche_page(library, address, visitor)
    if not address.slug:
        sections = (Section(name=INDEXES[address.kind], max=50), Section(name="lead-form"))
        return Shown(address, Layout(address.path, sections, website=True), None, None)
    return content_page(library, address, visitor)


def landing(library: Library, address: Address, visitor: Visitor) -> Shown | None:
    if address == REFER:
        return Shown(address, Layout("refer", TO_PASS_ON, website=True), None, None)
    home = address.path == "/"
    entry = live(library, "page", address.slug or "home", visitor)
    if address == THANKS:
        return Shown(address, after_lead(entry, visitor), entry, entry)
    if home and visitor.partner:
        page = live(library, "page", "partner", visitor) or entry
        return Shown(address, laid_out(page, visitor, "partner"), entry, page)
    if entry is None and not home:
        return None
    return Shown(address, laid_out(entry, visitor, "home"), entry, entry)


def after_lead(page: Entry | None, visitor: Visitor) -> Layout:
    """The page that follows a lead: there without a file too, and never with another form."""
    laid = laid_out(page, visitor, "thanks")
    sections = AFTER_LEAD if laid.sections is USUAL else laid.sections
    return Layout(laid.name, tuple(one for one in sections if one.name != "lead-form"), page)


def niche_page(library: Library, address: Address, visitor: Visitor) -> Shown | None:
    entry = live(library, "niche", address.slug, visitor)
    if entry is None:
        return None
    name = "partner" if visitor.partner else (cast(Niche, entry.facts).page or "niche")
    page = live(library, "page", name, visitor)
    return Shown(address, laid_out(page, visitor, name), entry, page)


def content_page(library: Library, address: Address, visitor: Visitor) -> Shown | None:
    entry = live(library, address.kind, address.slug, visitor)
    if entry is None or (entry.facts.partners and visitor.partner not in entry.facts.partners):
        return None
    if isinstance(entry.facts, CaseStudy) and not on_website(library, entry, visitor.now).name:
        return None
    sections = tuple(Section(name=name, max=FEW.get(name)) for name in RELATED[address.kind])
    return Shown(address, Layout(address.path, sections, entry, website=True), entry, None)


def on_website(library: Library, entry: Entry, now: datetime) -> Any:
    """What the website may show of a case study at this moment."""
    day = now.astimezone(library.terms.timezone).date()
    return allowed(cast(CaseStudy, entry.facts).consents, Place("website"), day)


def live(library: Library, kind: str, slug: str, visitor: Visitor) -> Entry | None:
    entry = library.get(kind, slug)
    return entry if entry and version(entry, visitor.language, visitor.now)[1] is None else None


def laid_out(page: Entry | None, visitor: Visitor, name: str) -> Layout:
    if page is None:
        return Layout(name, USUAL)
    language, _ = version(page, visitor.language, visitor.now)
    sections = cast(Page, page.front(language)).sections
    return Layout(page.slug, sections or USUAL, page)


def interests(library: Library, address: Address, visitor: Visitor) -> Visitor:
    """The visitor with what the address itself says they care about: a use case's page, a case study's pain points."""
    entry = library.get(address.kind, address.slug)
    if entry is None or address.kind in ("page", "niche"):
        return visitor
    facts = entry.facts
    return visitor._replace(
        use_case=visitor.use_case or (entry.slug if entry.kind == "use-case" else next(iter(facts.use_cases), None)),
        pain=visitor.pain or next(iter(facts.pains), None),
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """Where the words of a hero come from: an entry, and the names of its headline and subhead."""

    entry: Entry
    language: str
    headline: str
    subhead: str


def hero_copy(library: Library, shown: Shown, visitor: Visitor) -> Copy | None:
    """What was asked for speaks first, then the niche, then the page; the first that has words."""
    return next(copies(library, shown, visitor), None)


def copies(library: Library, shown: Shown, visitor: Visitor) -> Iterator[Copy]:
    wanted = (
        (library.get("pain", visitor.pain), ("statement",), ("answer", "summary")),
        (library.get("use-case", visitor.use_case), ("job", "title"), ("summary",)),
        (shown.entry if shown.address.kind == "niche" else None, ("headline",), ("subhead", "summary")),
        (shown.page, ("headline",), ("subhead", "summary")),
        (shown.entry, ("headline", "title"), ("subhead", "summary")),
    )
    for entry, headlines, subheads in wanted:
        if entry is None:
            continue
        language, dead = version(entry, visitor.language, visitor.now)
        front = entry.front(language)
        headline = next((name for name in headlines if getattr(front, name, None)), None)
        if headline and not dead:
            subhead = next((name for name in subheads if getattr(front, name, None)), "")
            yield Copy(entry, language, headline, subhead)


def text_of(library: Library, shown: Shown, visitor: Visitor) -> tuple[Entry, str] | None:
    """The entry whose body is the page's text: the niche, else a wider one, else the page file; with its language."""
    line = (visitor.niche, *library.ancestors(visitor.niche)) if visitor.niche else ()
    entries = [library.get("niche", slug) for slug in line] if shown.address.kind == "niche" else []
    for entry in (*entries, shown.page):
        if entry is not None:
            language, dead = version(entry, visitor.language, visitor.now)
            if not dead and entry.text(language).html:
                return entry, language
    return None


def substantial(library: Library, niche: Entry, now: datetime) -> bool:
    """Whether a niche page has something of its own: an introduction, and a case study or use case that matches."""
    if not any(text.html for text in niche.texts.values()):
        return False
    pool = candidates(library)
    day = now.astimezone(library.terms.timezone).date()
    for one in (*pool["case-studies"], *pool["use-cases"]):
        if niche.slug not in one.niches or one.partners or version(one.entry, one.entry.default_language, now)[1]:
            continue
        if one.consents is None or allowed(one.consents, Place("website"), day):
            return True
    return False
