"""Receipts of the running site: made from the very plans that visitors get."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from flask import Flask

from goodword.content.library import Entry
from goodword.referrals import directory
from goodword.site.asking import site_of
from goodword.site.receipts import Receipt, own_candidates, receipt
from goodword.site.routes import service_of
from goodword.site.spots import spots_of

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
