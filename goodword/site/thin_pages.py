"""Pages with too little of their own to be found by search engines, by the rule of ``canonical``. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

from goodword.content.checking import Places
from goodword.content.kinds import NOT_ADDRESSES, CaseStudy, Page, UseCase
from goodword.content.library import Entry, Library
from goodword.material import Problem
from goodword.saying import Said
from goodword.site.addresses import Address
from goodword.site.canonical import canonical, listed
from goodword.site.pages import substantial

# Fewer words than these are a card, not a page.
LEAST_WORDS: Mapping[str, int] = {"guide": 100, "case-study": 40, "use-case": 30, "page": 30}


def thin(library: Library, places: Places, now: datetime) -> Iterator[Problem]:
    """Remarks on the pages that anybody may read at this moment."""
    for entry in listed(library, "niche", now):
        if not substantial(library, entry, now):
            yield niche_problem(library, entry, places, now)
    for kind, least in LEAST_WORDS.items():
        for entry in listed(library, kind, now):
            count = words_of(entry)
            if count < least and not laid_out(entry):
                message = Said("%(count)s words: search engines seldom show a page as short as this", count=count)
                hint = Said("write at least %(least)s, or tell it in another entry", least=least)
                yield Problem(entry.path, *places(entry.path, ("title",)), message, hint, "advice")


def niche_problem(library: Library, niche: Entry, places: Places, now: datetime) -> Problem:
    address = Address("niche", niche.slug)
    kept = canonical(library, address, library.terms.default_language, now).address.path
    values = {"path": address.path, "kept": kept}
    if any(text.html for text in niche.texts.values()):
        message = Said("search engines are led from %(path)s to %(kept)s: no story of this niche is shown", **values)
        hint = Said("add niches: [%(slug)s] to a case study or use case that fits, or write one", slug=niche.slug)
    else:
        message = Said("search engines are led from %(path)s to %(kept)s: it has no text of its own", **values)
        hint = Said("write below the front matter what is different in this niche")
    return Problem(niche.path, *places(niche.path, ("title",)), message, hint, "advice")


def laid_out(entry: Entry) -> bool:
    """Whether the page consists of more than its file says."""
    return entry.kind == "page" and (entry.slug in NOT_ADDRESSES or bool(cast(Page, entry.facts).sections))


def words_of(entry: Entry) -> int:
    """Words of everything that stands on the entry's own page."""
    text = entry.texts[entry.default_language]
    front = text.front
    said = [front.summary or ""]
    if isinstance(front, UseCase):
        said += [f"{step.title} {step.text or ''}" for step in front.steps]
    if isinstance(front, CaseStudy):
        said += [quote.text for quote in front.quotes] + [result.metric for result in front.results]
    return text.words + sum(len(one.split()) for one in said)
