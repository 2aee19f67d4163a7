"""Receipts: of one entry, and after a check of whatever changed since the last one."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from goodword.content.kinds import FOLDERS
from goodword.content.library import Entry, Library
from goodword.site.asking import site_at
from goodword.site.receipt_telling import line
from goodword.site.receipts import Receipt, Site, own_candidates, receipt
from goodword.site.spots import spots_of
from goodword.site.states import state_of
from goodword.team.stock import key_of

MOST, SECONDS_IN_ALL = 20, 5.0  # receipts after a check
SECONDS = 1.5  # for how long a page of the desk may look at pages that nobody has asked for yet


def receipt_at(site: Site, entry: Entry, partners: Collection[str], seconds: float) -> Receipt:
    """The receipt of an entry; after so many seconds what is left to look at is only counted."""
    own = own_candidates(site.library, entry)
    return receipt(site, entry, spots_of(site.library, entry, own.keys(), partners, site.now), after(seconds))


def after(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds are over, from now on."""
    end = monotonic() + seconds
    return lambda: monotonic() > end


@dataclass(frozen=True, slots=True)
class Told:
    """What receipts after a check are made with. ``live`` is the live library, which may have to be read first;
    ``partners`` are those that may be shown, ``countries`` as in ``Site``."""

    live: Callable[[], Library]
    partners: Callable[[], Collection[str]]
    countries: Mapping[str, str | None]

    def lines(self, paths: Collection[str], library: Library | None = None) -> Iterator[str]:
        """For the entries of these files a line each that says where they are live, as far as time allows. ``library``
        is the live one, if somebody has made it already."""
        if not paths:
            return
        library = library or self.live()
        keys = list(dict.fromkeys(filter(None, (key_of(path, library) for path in paths))))
        broken = {key_of(problem.path, library) for problem in library.problems if problem.is_error}
        now, enough = datetime.now(UTC), after(SECONDS_IN_ALL)
        site, partners = site_at(library, now, self.countries), self.partners() if keys else ()
        if keys:
            yield ""
        for place, key in enumerate(keys):
            if place == MOST or enough():
                yield f"… and {len(keys) - place:,} more: /team/content shows where each is live."
                return
            entry = library.get(*key)
            if entry is None:
                yield f"{FOLDERS[key[0]]}/{key[1]}: not on the site"
            else:
                told = receipt_at(site, entry, partners, SECONDS)
                yield line(told, state_of(library, entry, now), key in broken)
