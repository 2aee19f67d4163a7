"""What every page of the desk is made from: the content of the moment, what is wrong with it, who reads."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Flask, Response, current_app

from goodword.accounts.persons import Person, current
from goodword.config import Settings
from goodword.content.forges import edit_url, new_file_url
from goodword.content.library import Entry, Library
from goodword.material import Problem
from goodword.saying import Said
from goodword.site.addresses import Address
from goodword.site.candidates import moments
from goodword.site.coverage import Coverage
from goodword.site.inside import inside
from goodword.site.lru import Lru
from goodword.site.routes import service_of
from goodword.team.framing import around
from goodword.team.names import STATES
from goodword.team.preview.context import Context
from goodword.team.reports import Kept, Reports, digest
from goodword.team.stock import Key, Mistake, Stock, key_of, language_of, marked, mistakes, stock_of
from goodword.team.telling import Telling

REPORTS, STOCKS, COVERAGES = "goodword.reports", "goodword.stocks", "goodword.coverages"
STALE = "%(original)s changed after this was written: %(parts)s"


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[REPORTS] = Reports(settings)
    app.extensions[STOCKS] = Lru[Stock](2)
    app.extensions[COVERAGES] = Lru[Coverage](2)


def start(app: Flask) -> None:
    """Lets the desk start checks: here runs a server."""
    app.extensions[REPORTS].starting = True


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk for one request. ``kept`` is the last report; ``checking`` says that a newer one is on its way."""

    person: Person
    settings: Settings
    library: Library
    now: datetime
    telling: Telling
    kept: Kept | None
    checking: bool
    stocks: Lru[Stock]
    coverages: Lru[Coverage]

    @property
    def moment(self) -> tuple[str, int]:
        """The same as long as the content, and what dates make of it, is."""
        return digest(self.library), bisect_right(moments(self.library), self.now)

    @property
    def day(self) -> date:
        return self.now.astimezone(self.library.terms.timezone).date()

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Files that are wrong now: content as the site reads it, and of other material what the last check said."""
        others = [one for one in self.found if not one.path.startswith("content/")]
        return mistakes(self.library, (*self.library.problems, *others))

    @property
    def found(self) -> tuple[Problem, ...]:
        """Everything that the last check said."""
        return self.kept.problems if self.kept else ()

    def problems(self, entry: Entry) -> tuple[Problem, ...]:
        """Those of an entry's files: errors as they are now, advice as the last check gave it."""
        stem = entry.path.removesuffix(".md")
        here = [one for one in self.library.problems if of_file(one.path, stem)]
        advice = [one for one in self.found if not one.is_error and of_file(one.path, stem)]
        return tuple(sorted({*here, *advice}, key=lambda one: (not one.is_error, one)))

    @property
    def stale(self) -> Mapping[Key, tuple[str, ...]]:
        """Entries with translations that fell behind, and their languages."""
        found: dict[Key, tuple[str, ...]] = {}
        for problem in self.found:
            key = key_of(problem.path, self.library) if is_stale(problem) else None
            if key and self.library.get(*key):
                found[key] = (*found.get(key, ()), language_of(problem.path))
        return found

    def stock(self) -> Stock:
        """Every entry with its state; made anew when the content, the day, or what a date decides is another."""
        checked = self.kept.at if self.kept else None
        key = (*self.moment, self.day, checked)
        made = self.stocks.get(key)
        if made is None:
            broken = [one.key for one in self.mistakes if one.key]
            made = self.stocks.put(key, marked(stock_of(self.library, self.now), broken, self.stale))
        return made

    def edit(self, path: str) -> str | None:
        """Where the forge edits this file, if there is one."""
        return edit_url(self.settings.content_git, path)

    def write(self, path: str) -> str | None:
        """Where the forge begins such a file."""
        return new_file_url(self.settings.content_git, path)

    def preview(self, address: Address, language: str = "", partner: str = "", drafts: bool = False) -> str:
        """The page in preview."""
        lang = "" if language == self.library.terms.default_language else language
        return Context(page=address.path, via=partner, lang=lang, drafts=drafts).address

    def page(self, template: str, here: str, values: Mapping[str, object]) -> Response:
        given = {"desk": self, "tell": self.telling, "library": self.library, "states": STATES}
        return inside().page(f"desk/{template}", self.telling.tongue.code, {**given, **values}, around(here))


def desk() -> Desk:
    """The desk for who is signed in."""
    person = current()
    assert person is not None, "everything under /team is guarded"
    settings: Settings = current_app.extensions["goodword.settings"]
    service = service_of(current_app)
    library, now = service.library(), datetime.now(UTC)
    reports: Reports = current_app.extensions[REPORTS]
    tongue = service.furniture.tongue(inside().language(person.language))
    return Desk(
        person=person,
        settings=settings,
        library=library,
        now=now,
        telling=Telling(tongue, library.terms.timezone),
        kept=reports.last(),
        checking=reports.renew(library, now),
        stocks=current_app.extensions[STOCKS],
        coverages=current_app.extensions[COVERAGES],
    )


def is_stale(problem: Problem) -> bool:
    return isinstance(problem.message, Said) and problem.message.template == STALE


def of_file(path: str, stem: str) -> bool:
    """Whether a path is an entry's file, in any language."""
    return path.startswith(f"{stem}.") and path.count(".") <= stem.count(".") + 2
