"""The publication receipt of an entry: on which pages it is live now, for whom, in which section; where not, and why.

Pure. It asks what the site itself asks: the plans that visitors get, and the reasons of ``explaining``. So it cannot
say anything else than what visitors see.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from goodword.content.kinds import CaseStudy
from goodword.content.library import Entry, Library
from goodword.content.liveness import version
from goodword.saying import Said
from goodword.site.addresses import Address
from goodword.site.candidates import Candidate
from goodword.site.explaining import Weighing
from goodword.site.nearness import indexes
from goodword.site.pages import Shown, hero_copy, interests, page_at, text_of
from goodword.site.planning import Filled, Plan, start
from goodword.site.spots import Spot, own_address, visitor_at
from goodword.site.visitor import ANYONE, Visitor

Own = Mapping[str, tuple[Candidate, ...]]
# What keeps an entry off a page, from what is nearest to being there to what is farthest.
NEAREST = (
    "passed over",
    "variety",
    "consent",
    "dates",
    "status",
    "language",
    "fallback",
    "niche",
    "partner-only",
    "excluded",
    "itself",
    "no section",
)


MOST_BELOW = 60


@dataclass(frozen=True, slots=True)
class Site:
    """What a receipt is made from. ``planned`` is what the site shows at an address to a visitor, kept or made now;
    ``countries`` says whose formats a language uses."""

    library: Library
    now: datetime
    planned: Callable[[Address, Visitor], tuple[Plan, Shown] | None]
    countries: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One place on a page. ``section`` is empty for the page as a whole; ``item`` is the result or quote, if it is one;
    ``chosen`` says how it came there: asked, pinned, scored, about (the page is about it), layout (its file lays the
    page out), words (it speaks there)."""

    section: str
    item: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Standing:
    spot: Spot
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A page that does not show the entry: the filter's name or what else kept it out, and why in words."""

    spot: Spot
    fate: str
    why: Said


@dataclass(frozen=True)
class Receipt:
    """``waiting`` counts the pages that there was no time to look at; ``below`` those of other stories, use cases and
    guides, where it could stand underneath."""

    entry: Entry
    standings: tuple[Standing, ...]
    gaps: tuple[Gap, ...]
    waiting: int = 0
    below: int = 0

    @cached_property
    def pages(self) -> int:
        """On how many pages it stands for everyone, each language counted."""
        return sum(one.spot.partner is None for one in self.standings)

    @cached_property
    def partner_pages(self) -> int:
        return len(self.standings) - self.pages

    @cached_property
    def niches(self) -> tuple[str, ...]:
        """The niches on whose pages it stands, whoever comes."""
        found = {one.spot.address.slug for one in self.standings if one.spot.address.kind == "niche"}
        return tuple(sorted(found))


def receipt(site: Site, entry: Entry, spots: Iterable[Spot], enough: Callable[[], bool] = lambda: False) -> Receipt:
    """Looks at the ``spots`` in their order until that is ``enough``; what is left is counted as waiting. Of pages of
    other entries, where it would be one of the last things on the page, it looks at the first few only."""
    own = own_candidates(site.library, entry)
    standings, gaps, left, below = [], [], Counter[bool](), 0
    for spot in spots:
        below += spot.of_entry and spot.address != own_address(entry)
        if left or below > MOST_BELOW or enough():
            left[spot.of_entry] += 1
            continue
        found = Look(site, entry, own, spot).found()
        if isinstance(found, Standing):
            standings.append(found)
        elif found:
            gaps.append(found)
    return Receipt(entry, tuple(standings), tuple(gaps), left[False], left[True])


def own_candidates(library: Library, entry: Entry) -> Own:
    """Section name → what this entry can fill it with."""
    found = {}
    for name, index in indexes(library).items():
        named = [index.whole[place] for place in index.by_slug.get(entry.slug, ())]
        if mine := tuple(one for one in named if one.entry is entry):
            found[name] = mine
    return found


@dataclass(frozen=True)
class Look:
    """A look at one page for one entry."""

    site: Site
    entry: Entry
    own: Own
    spot: Spot

    def found(self) -> Standing | Gap | None:
        """Where it stands, or why it does not; None where there is no such page, or nobody would expect it there."""
        if self.shown is None:
            return self.no_page() if self.spot.address == own_address(self.entry) else None
        weighed = list(self.weighed(self.shown, {}))
        filled: Mapping[str, Filled] = {}
        if any(fate == "passed over" for fate, _ in weighed) and (made := self.site.planned(*self.asked)):
            filled = {one.section.name: one for one in made[0].sections}
            weighed = list(self.weighed(self.shown, filled))
        parts = (*self.words(self.shown), *self.blocks(filled.values()))
        if parts:
            return Standing(self.spot, parts)
        return self.gap(weighed)

    @cached_property
    def visitor(self) -> Visitor:
        return visitor_at(self.site.library, self.spot, self.site.now)

    @property
    def asked(self) -> tuple[Address, Visitor]:
        return self.spot.address, self.visitor

    @cached_property
    def shown(self) -> Shown | None:
        if self.spot.address.kind == "niche" and not self.live_niche():
            return None
        return page_at(self.site.library, self.spot.address, self.visitor)

    def live_niche(self) -> bool:
        niche = self.site.library.get("niche", self.spot.address.slug)
        return niche is not None and version(niche, self.spot.language, self.site.now)[1] is None

    def words(self, shown: Shown) -> Iterator[Part]:
        """What of the page is the entry's own, without anything having been chosen."""
        if shown.entry is self.entry:
            yield Part("", "", "about")
        if shown.page is self.entry:
            yield Part("", "", "layout")
        names = {one.name for one in shown.layout.sections}
        copy = hero_copy(self.site.library, shown, self.visitor) if "hero" in names else None
        if copy and copy.entry is self.entry:
            yield Part("hero", "", "words")
        text = text_of(self.site.library, shown, self.visitor) if "text" in names else None
        if text and text[0] is self.entry:
            yield Part("text", "", "words")

    def blocks(self, filled: Iterable[Filled]) -> Iterator[Part]:
        for one in filled:
            for block in one.blocks:
                if block.slug == self.entry.slug and block.kind == self.entry.kind:
                    yield Part(one.section.name, block.item, block.chosen)

    def weighed(self, shown: Shown, filled: Mapping[str, Filled]) -> Iterator[tuple[str, Said]]:
        """The fate of each of the entry's candidates in each section of the page. Without what fills them, whoever
        passes every filter is "passed over"."""
        sections = [one for one in shown.layout.sections if one.name in self.own]
        if not sections:
            return
        library, spot = self.site.library, self.spot
        who = interests(library, spot.address, self.visitor)
        context = start(library, shown.layout, who, self.site.countries.get(spot.language))
        for section in sections:
            made = filled.get(section.name) or Filled(section, ())
            weighing = Weighing(made, context, shown.layout, Counter(), library.terms.timezone)
            customers = {block.slug for block in made.blocks if block.kind == "case-study"}
            for one in self.own[section.name]:
                yield weighing.fate(one, customers)

    def gap(self, weighed: Sequence[tuple[str, Said]]) -> Gap | None:
        """The nearest of the reasons. That a page of another entry has others below it is what one expects, and so it
        is that a page is not about another niche."""
        if not self.own or self.spot.of_entry:
            return None
        nearest = min(weighed, key=lambda one: NEAREST.index(one[0]), default=None)
        fate, why = nearest or ("no section", Said("the page has no section for it"))
        if fate == "consent" and self.spot.partner == ANYONE:
            why = Said("would be shown if a consent for the pages of all partners covered it")
        return Gap(self.spot, fate, why)

    def no_page(self) -> Gap:
        """Why an entry that has an address does not answer there."""
        entry, spot = self.entry, self.spot
        if (fate := version(entry, spot.language, self.site.now)[1]) is not None:
            return Gap(spot, fate, Said("is not live in this language now"))
        if entry.facts.partners:
            only = Said("is only for the partners %(partners)s", partners=", ".join(sorted(entry.facts.partners)))
            return Gap(spot, "partner-only", only)
        assert isinstance(entry.facts, CaseStudy)
        return Gap(spot, "consent", Said("has no page of its own: no consent for website covers name"))
