"""One look at a page: what was asked for, and what it came to. No Flask, and nothing that is kept for visitors."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from jinja2 import BaseLoader, Environment

from goodword.content.library import Library
from goodword.site.addresses import REFER, Place
from goodword.site.composing import Composer
from goodword.site.explaining import Explanation, explain
from goodword.site.filling import Visit
from goodword.site.furniture import Furniture
from goodword.site.pages import Shown, interests, page_at
from goodword.site.planning import Plan
from goodword.site.serving import Service
from goodword.site.slots import Filling, compose
from goodword.site.visitor import Asked, Visitor, visitor
from goodword.team.preview.context import Context, niche_of

# Behind each section of a previewed page; content cannot write a comment.
AFTER_SECTION = "<!--after:{{ section.id }}-->"


@dataclass(frozen=True, slots=True)
class Look:
    """``saved`` is the library as it is, ``library`` the one that the page is made of: with drafts, if they count.

    Without ``shown`` there is no such page for this visitor.
    """

    context: Context
    saved: Library
    library: Library
    place: Place
    who: Visitor
    shown: Shown | None
    explanation: Explanation | None

    @property
    def plan(self) -> Plan | None:
        return self.explanation.plan if self.explanation else None


@dataclass(frozen=True, slots=True)
class Libraries:
    """The library as saved, and what is made of it for looking at."""

    saved: Library
    library: Library


def look(service: Service, libraries: Libraries, context: Context, now: datetime) -> Look:
    """The page at the context's address, as it is at ``now``."""
    languages = service.furniture.languages
    place = context.at_place(languages.codes)
    query = {key: [value] for key, value in asked_of(context).items()}
    asked = Asked(place.language, context.via or None, niche_of(place.address), query)
    library = libraries.library
    who = visitor(asked, library, lambda slug: service.partner(slug) is not None, now)
    there = place.address != REFER or service.told() is not None
    shown = page_at(library, place.address, who) if there else None
    told = None
    if shown:
        country = (languages.get(who.language) or languages.default).territory
        told = explain(library, shown.layout, interests(library, place.address, who), country)
    return Look(context, libraries.saved, library, place, who, shown, told)


def asked_of(context: Context) -> dict[str, str]:
    given = {"pain": context.pain, "use-case": context.use_case, "utm_campaign": context.campaign}
    return {key: value for key, value in given.items() if value}


def composed(service: Service, furniture: Furniture, seen: Look, origin: str) -> str:
    """The page as a visitor would get it, marked behind each section."""
    if seen.shown is None or seen.plan is None:
        raise ValueError("there is no page to compose")
    composer = Composer(furniture, seen.library, seen.plan.visitor, origin, service.asking())
    made = composer.page(seen.shown, seen.plan)
    card = service.partner(seen.who.partner) if seen.who.partner else None
    return made.composed.fill(service.filler.filling(made, Visit(seen.place, seen.who, card, None, origin))).decode()


def around(furniture: Furniture, seen: Look, origin: str, template: str, **values: object) -> str:
    """A page of the preview's own that looks like the site."""
    composer = Composer(furniture, seen.library, seen.who._replace(partner=None), origin)
    frame = composer.frames.bare(str(values.get("title", "")))
    html = furniture.render(template, composer.tongue, frame=frame, sections=(), **values)
    return compose(html, composer.constants).fill(Filling({}, {})).decode()


def marking(furniture: Furniture) -> Furniture:
    """The furniture for previews: the same, and each section leaves its mark behind it."""
    templates = furniture.templates
    if templates.loader is None:
        raise ValueError("templates come from folders")
    return replace(furniture, templates=templates.overlay(loader=Marking(templates.loader), cache_size=200))


class Marking(BaseLoader):
    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, filename, uptodate = self._inner.get_source(environment, template)
        if template.startswith("sections/"):
            source += AFTER_SECTION
        return source, filename, uptodate
