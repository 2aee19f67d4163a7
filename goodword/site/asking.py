"""Questions about the site, put to what answers its visitors."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from goodword.content.library import Library
from goodword.site.addresses import Address, Place
from goodword.site.pages import Shown, interests, page_at
from goodword.site.planning import Plan, plan
from goodword.site.receipts import Site
from goodword.site.visitor import Visitor

if TYPE_CHECKING:  # who serves knows how pages are put together, which a check need not load
    from goodword.site.serving import Service


def site_of(service: "Service", library: Library, now: datetime) -> Site:
    """The running site as receipts and coverage see it: with the plans that visitors get, kept ones while they
    hold."""

    def planned(address: Address, who: Visitor) -> tuple[Plan, Shown] | None:
        return service.planned(library, Place(who.language, who.partner, address), who)

    countries = {one.code: one.territory for one in service.furniture.languages.all}
    return Site(library, now, planned, countries)


def site_at(library: Library, now: datetime, countries: Mapping[str, str | None]) -> Site:
    """The same where nothing runs: each plan is made when it is asked for first."""
    plans: dict[tuple[Address, Visitor], tuple[Plan, Shown] | None] = {}

    def planned(address: Address, who: Visitor) -> tuple[Plan, Shown] | None:
        if (address, who) not in plans:
            plans[address, who] = made(address, who)
        return plans[address, who]

    def made(address: Address, who: Visitor) -> tuple[Plan, Shown] | None:
        shown = page_at(library, address, who)
        if shown is None:
            return None
        return plan(library, shown.layout, interests(library, address, who), countries.get(who.language)), shown

    return Site(library, now, planned, countries)
