"""Consents that run out within a month, and the pages that lose something by it; those that have all run out. Pure."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import cast

from goodword.content.checking import Places
from goodword.content.consent import Channel, Place, allowed
from goodword.content.kinds import SCOPES, CaseStudy, Consent
from goodword.content.library import Entry, Library
from goodword.content.liveness import version
from goodword.material import Problem
from goodword.saying import Said
from goodword.site.addresses import Address
from goodword.site.empty_sections import over
from goodword.site.planning import plan
from goodword.site.walking import landing_pages
from goodword.site.wording import counted_out

SOON = timedelta(days=30)
MOST_NAMED = 5
CHANNELS: tuple[Channel, ...] = ("website", "partner-pages", "kits", "email")


def ending(country: str | None, library: Library, places: Places, now: datetime) -> Iterator[Problem]:
    """Remarks on case studies that are published."""
    day = now.astimezone(library.terms.timezone).date()
    standing = Standing(library, now, country)
    for entry in library.of("case-study"):
        if version(entry, entry.default_language, now)[1]:
            continue
        consents = cast(CaseStudy, entry.facts).consents
        if run_out(consents, day):
            message = Said("every consent has run out: nothing of this case study is shown")
            hint = Said("ask the customer again, or set status: draft")
            yield Problem(entry.path, *places(entry.path, ("consents",)), message, hint, "advice")
        for number, consent in enumerate(consents):
            end = consent.expires_on
            if end and day <= end <= day + SOON and (lost := lost_after(entry, end)):
                message = Said(
                    "this consent runs out after %(day)s; then %(pages)s may no longer show: %(parts)s",
                    day=end.isoformat(),
                    pages=standing.pages(entry, lost),
                    parts=", ".join(lost_parts(lost)),
                )
                hint = Said("ask the customer for a new one, and add it to consents")
                yield Problem(
                    entry.path, *places(entry.path, ("consents", number, "expires_on")), message, hint, "advice"
                )


def run_out(consents: Collection[Consent], day: date) -> bool:
    """Whether nothing holds any more, and not because the customer withdrew: then nobody would ask again."""
    withdrawn = any(consent.revoked_on and consent.revoked_on <= day for consent in consents)
    return bool(consents) and not withdrawn and all(over(consent, day) for consent in consents)


Lost = Mapping[Channel, frozenset[str]]


def lost_after(entry: Entry, last: date) -> Lost:
    """channel → parts that are covered on that day and not on the next, by any record."""
    consents = cast(CaseStudy, entry.facts).consents
    after = last + timedelta(days=1)
    found: dict[Channel, frozenset[str]] = {}
    for channel in CHANNELS:
        place = Place(channel)
        if lost := allowed(consents, place, last).parts - allowed(consents, place, after).parts:
            found[channel] = lost
    return found


def lost_parts(lost: Lost) -> list[str]:
    every = frozenset[str]().union(*lost.values())
    return [part for part in SCOPES if part in every]


class Standing:
    """Which pages show which customers now; looked up only if somebody asks."""

    def __init__(self, library: Library, now: datetime, country: str | None) -> None:
        self.library, self.now, self.country = library, now, country
        self._found: dict[str, list[str]] | None = None

    def pages(self, entry: Entry, lost: Lost) -> str:
        """Every page that shows the case study and loses something; channels beside the website by their names."""
        if self._found is None:
            self._found = self._look()
        shown: list[str] = []
        if "website" in lost:
            own = [Address("case-study", entry.slug).path] if "name" in lost["website"] else []
            shown = [*own, *self._found.get(entry.slug, ())] or ["website"]
        return counted_out([*shown, *(name for name in CHANNELS[1:] if name in lost)], MOST_NAMED)

    def _look(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for stop in landing_pages(self.library, self.now):
            made = plan(self.library, stop.layout, stop.visitor, self.country)
            blocks = (block for filled in made.shown for block in filled.blocks)
            for slug in {block.slug for block in blocks if block.kind == "case-study"}:
                found.setdefault(slug, []).append(stop.path)
        return found
