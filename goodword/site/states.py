"""In which state an entry is, what its customer allows for how long, and when any of it will change by itself. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from goodword.content.consent import FAR, Place, allowed, day_after
from goodword.content.kinds import CaseStudy, Consent
from goodword.content.library import Entry, Library, Terms
from goodword.content.liveness import dead
from goodword.saying import Said
from goodword.site.receipts import Own, own_candidates
from goodword.site.targeting import showable
from goodword.site.turning import start_of

Name = Literal["live", "draft", "scheduled", "expired", "hidden"]
SOON = 30  # days: a consent that runs out within them is worth asking about


@dataclass(frozen=True, slots=True)
class State:
    """``at`` is when a scheduled entry opens, or when an expired one closed."""

    name: Name
    at: datetime | None = None


def state_of(library: Library, entry: Entry, now: datetime) -> State:
    """The state of the default-language text, which decides for the whole entry."""
    own = own_candidates(library, entry) if entry.kind in ("case-study", "offer") else {}
    return state_among(own, entry, now, library.terms)


def state_among(own: Own, entry: Entry, now: datetime, terms: Terms) -> State:
    """The same, where the entry's candidates are at hand."""
    facts = entry.facts
    if dead(facts, now) == "status":
        return State("draft")
    opens = [moment for moment in (facts.publish_at, *(one.opens for one in own.get("offer", ()))) if moment]
    closes = [moment for moment in (facts.expires_at, *(one.closes for one in own.get("offer", ()))) if moment]
    if closes and min(closes) <= now:
        return State("expired", min(closes))
    if opens and max(opens) > now:
        return State("scheduled", max(opens))
    return State("hidden" if is_hidden(own, now, terms) else "live")


def is_hidden(own: Own, now: datetime, terms: Terms) -> bool:
    """Whether nothing of a case study may be shown anywhere on this day."""
    day = now.astimezone(terms.timezone).date()
    places = (Place("website"), Place("partner-pages"))
    return any(
        not any(showable(one, allowed(one.consents or (), place, day)) for place in places)
        for one in own.get("case-studies", ())
    )


@dataclass(frozen=True, slots=True)
class Permission:
    """A consent record as it stands on a day. ``days`` are those left, the present one included; None: for good."""

    consent: Consent
    standing: Literal["valid", "early", "expired", "revoked"]
    days: int | None = None

    @property
    def soon(self) -> bool:
        return self.standing == "valid" and self.days is not None and self.days <= SOON


def permissions(entry: Entry, day: date) -> tuple[Permission, ...]:
    """The consent records of a case study, in the order of its file."""
    consents = entry.facts.consents if isinstance(entry.facts, CaseStudy) else ()
    return tuple(permission(consent, day) for consent in consents)


def permission(consent: Consent, day: date) -> Permission:
    if consent.revoked_on and day >= consent.revoked_on:
        return Permission(consent, "revoked")
    if consent.expires_on and day > consent.expires_on:
        return Permission(consent, "expired")
    if day < consent.granted_on:
        return Permission(consent, "early")
    ends = [end for end in (consent.revoked_on, day_after(consent.expires_on)) if end]
    days = (min(ends) - day).days if ends and min(ends) < FAR else None
    return Permission(consent, "valid", days)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that will happen without anybody touching anything."""

    at: datetime
    what: Said


def upcoming(entry: Entry, now: datetime, terms: Terms) -> tuple[Moment, ...]:
    """What lies ahead of an entry, soonest first."""
    return tuple(sorted({one for one in moments_of(entry, terms) if one.at > now}, key=lambda one: one.at))


def moments_of(entry: Entry, terms: Terms) -> Iterator[Moment]:
    for code, text in entry.texts.items():
        if text.front.status == "published" and text.front.publish_at:
            yield Moment(text.front.publish_at, Said("goes live (%(language)s)", language=code))
    if entry.facts.expires_at:
        yield Moment(entry.facts.expires_at, Said("goes offline"))
    zone = terms.timezone
    for end in ("valid_from", "valid_through"):
        day = getattr(entry.facts, end, None)
        if moment := start_of(day_after(day) if end == "valid_through" else day, zone):
            yield Moment(moment, Said("the offer opens") if end == "valid_from" else Said("the offer ends"))
    for consent in getattr(entry.facts, "consents", ()):
        if starts := start_of(consent.granted_on, zone):
            yield Moment(starts, Said("the consent of %(who)s begins", who=consent.granted_by))
        for last in (consent.revoked_on, day_after(consent.expires_on)):
            if ends := start_of(last, zone):
                yield Moment(ends, Said("the consent of %(who)s ends", who=consent.granted_by))


def missing_languages(entry: Entry, languages: Collection[str]) -> tuple[str, ...]:
    """The languages in which readers get this entry in the default one."""
    return tuple(code for code in languages if code not in entry.texts)
