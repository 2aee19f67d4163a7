"""Leads and sales in the totals: where a row counted before, and where it counts now."""

from datetime import date
from typing import NamedTuple

from goodword.referrals.lead_rows import Lead
from goodword.referrals.recording.totals import Totals
from goodword.referrals.sale_rows import Sale


class Place(NamedTuple):
    """The totals that a lead or sale is counted in; without a page where none is known."""

    day: date
    partner_id: int | None
    link_id: int | None
    kind: str
    page: str = ""
    niche: str = ""
    language: str = ""


def place_of(row: Lead | Sale) -> Place | None:
    """None for a suspect lead: it is kept, and counts nowhere."""
    if isinstance(row, Sale):
        return Place(row.day, row.partner_id, row.link_id, "sale")
    if row.suspicion:
        return None
    page = (row.page, row.niche, row.language) if row.page else ()
    return Place(row.day, row.partner_id, row.link_id, "lead", *page)


class Counting:
    """Remembers each row as it was before it is changed; new ones counted nowhere."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[Lead | Sale, Place | None]] = {}

    def new(self, row: Lead | Sale) -> None:
        """Call it when the row is made."""
        self._before[row.id] = row, None

    def changing(self, row: Lead | Sale) -> None:
        """Call it before the row is changed; again does nothing."""
        self._before.setdefault(row.id, (row, place_of(row)))

    def close(self, totals: Totals) -> None:
        """Tells ``totals`` what moved."""
        for row, before in self._before.values():
            after = place_of(row)
            if before != after:
                _count(totals, before, -1)
                _count(totals, after, 1)
        self._before.clear()


def _count(totals: Totals, place: Place | None, by: int) -> None:
    if place is None:
        return
    totals.count_for(place.day, place.partner_id, place.link_id, place.kind, by)
    if place.page:
        totals.pages[place.day, place.page, place.niche, place.language, place.kind] += by
