"""Receipts of the running site: made from the very plans that visitors get."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from time import monotonic

from flask import Flask

from goodword.content.kinds import FOLDERS
from goodword.content.library import Entry
from goodword.referrals import directory
from goodword.site.asking import site_of
from goodword.site.receipt_telling import line
from goodword.site.receipts import Receipt, own_candidates, receipt
from goodword.site.routes import service_of
from goodword.site.spots import spots_of
from goodword.site.states import state_of
from goodword.team.stock import key_of

MOST, SECONDS_IN_ALL = 20, 5.0  # receipts after a check
SECONDS = 1.5  # for how long a page of the desk may look at pages that nobody has asked for yet


def receipt_of(app: Flask, entry: Entry, now: datetime, seconds: float = SECONDS) -> Receipt:
    """The receipt of an entry of the live library; after so many seconds what is left to look at is only counted."""
    service = service_of(app)
    library = service.library()
    partners = directory.of(app).cards().keys()
    own = own_candidates(library, entry)
    spots = spots_of(library, entry, own.keys(), partners, now)
    return receipt(site_of(service, library, now), entry, spots, after(seconds))


def after(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds are over, from now on."""
    end = monotonic() + seconds
    return lambda: monotonic() > end


def lines(app: Flask, paths: Collection[str]) -> Iterator[str]:
    """For the entries of these files a line each that says where they are live, as far as time allows."""
    library = service_of(app).library()
    keys = list(dict.fromkeys(filter(None, (key_of(path, library) for path in paths))))
    broken = {key_of(problem.path, library) for problem in library.problems if problem.is_error}
    now, enough = datetime.now(UTC), after(SECONDS_IN_ALL)
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
            yield line(receipt_of(app, entry, now), state_of(library, entry, now), key in broken)
