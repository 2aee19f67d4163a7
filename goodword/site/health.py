"""Whether content comes to something on the site: advice that only who makes the pages can give. Pure."""

from collections.abc import Iterator
from datetime import datetime

from goodword.content.checking import Places
from goodword.content.library import Library
from goodword.material import Problem
from goodword.site.empty_sections import never_filled
from goodword.site.ending_consents import ending
from goodword.site.thin_pages import thin
from goodword.site.ties import tied


def health(country: str | None, library: Library, places: Places, now: datetime) -> Iterator[Problem]:
    """Everything that is worth saying at this moment. ``country`` is the one whose formats the default language uses,
    as ISO 3166."""
    yield from never_filled(library, places, now)
    yield from thin(library, places, now)
    yield from ending(country, library, places, now)
    yield from tied(country, library, places, now)
