"""Questions about the running site, put to what answers its visitors."""

from datetime import datetime

from goodword.content.library import Library
from goodword.site.addresses import Address, Place
from goodword.site.pages import Shown
from goodword.site.planning import Plan
from goodword.site.receipts import Site
from goodword.site.serving import Service
from goodword.site.visitor import Visitor


def site_of(service: Service, library: Library, now: datetime) -> Site:
    """The site as receipts and coverage see it: with the plans that visitors get, kept ones while they hold."""

    def planned(address: Address, who: Visitor) -> tuple[Plan, Shown] | None:
        return service.planned(library, Place(who.language, who.partner, address), who)

    countries = {one.code: one.territory for one in service.furniture.languages.all}
    return Site(library, now, planned, countries)
