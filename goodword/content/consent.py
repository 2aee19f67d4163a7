"""What of a case study may be shown: where, on whose page, on which day. Pure; the last word is always the customer's.

Law of this module: whatever is not covered by a consent record is not shown. A record covers a place if it names the
channel, if the partner is among its partners, and if the day lies in ``granted_on <= day <= expires_on`` and before
``revoked_on``. What several records cover adds up.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from typing import Literal
from zoneinfo import ZoneInfo

from goodword.content.kinds import Consent
from goodword.saying import Said

# Days beyond these have no moment in every time zone; nothing that a person wrote turns there.
NEAR, FAR = date(2, 1, 1), date(9998, 1, 1)

LEGAL_FORMS = frozenset(
    ["ab", "ag", "and", "bv", "co", "gmbh", "inc", "llc", "ltd", "oy", "plc", "sa", "sas", "spa", "srl", "the"]
)
TELLING = 5

Channel = Literal["website", "partner-pages", "kits", "email"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something would be shown. ``partner`` is None where no partner is involved."""

    channel: Channel = "website"
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """Parts that may be shown; ``refusals`` says of each record that does not count why not."""

    parts: frozenset[str]
    refusals: tuple[Said, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def reason(self) -> Said:
        if self.parts:
            return Said("covers %(parts)s", parts=", ".join(sorted(self.parts)))
        if not self.refusals:
            return Said("no consent record")
        return reduce(lambda first, more: Said("%(first)s; %(more)s", first=first, more=more), self.refusals)

    @property
    def name(self) -> bool:
        return "name" in self.parts

    @property
    def logo(self) -> bool:
        """A logo is the name drawn: it needs both."""
        return {"name", "logo"} <= self.parts

    @property
    def quote(self) -> bool:
        return "quote" in self.parts

    @property
    def metrics(self) -> bool:
        return "metrics" in self.parts

    @property
    def story(self) -> bool:
        """A story in short is the name with its summary, or a number: with neither there is nothing to tell."""
        return self.name or self.metrics

    @property
    def photo(self) -> bool:
        """A portrait says who it is: it needs the name as well."""
        return {"name", "photo"} <= self.parts

    @property
    def page(self) -> bool:
        """Title, summary, body, images and slug: all of them may give the name away."""
        return self.name


def allowed(consents: Iterable[Consent], place: Place, day: date) -> Allowed:
    """The parts that the records cover at this place on this local day."""
    parts: set[str] = set()
    refusals: list[Said] = []
    for consent in consents:
        if refusal := refused_by(consent, place, day):
            refusals.append(refusal)
        else:
            parts.update(consent.scope)
    return Allowed(frozenset(parts), tuple(refusals))


def refused_by(consent: Consent, place: Place, day: date) -> Said | None:
    """Why this record does not cover the place on that day; None where it does."""
    if day < consent.granted_on:
        return Said("granted only from %(day)s", day=str(consent.granted_on))
    if consent.revoked_on and day >= consent.revoked_on:
        return Said("revoked on %(day)s", day=str(consent.revoked_on))
    if consent.expires_on and day > consent.expires_on:
        return Said("expired on %(day)s", day=str(consent.expires_on))
    if place.channel not in consent.channels:
        return Said("does not cover %(place)s", place=place.channel)
    if place.partner and consent.partners != "all" and place.partner not in consent.partners:
        return Said("does not cover the partner %(partner)s", partner=place.partner)
    return None


def gives_away(text: str | None, name: str) -> bool:
    """Whether a text names the customer: by the whole name, by a first word long enough to be told by, or by the
    name run together, as in a web address.

    Legal forms count for nothing. Errs on the side of hiding: a wrong yes costs a sentence, a wrong no a promise.
    """
    said = words_of(text or "")
    parts = [word for word in words_of(name) if word not in LEGAL_FORMS]
    if not parts:
        return False
    if len(parts[0]) >= TELLING and parts[0] in said:
        return True
    whole = "".join(parts)
    if len(whole) >= TELLING and whole in "".join(said):
        return True
    return any(said[place : place + len(parts)] == parts for place in range(len(said)))


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def turning_points(consents: Iterable[Consent], zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every moment at which a record starts or ends to hold, in the company's time zone."""
    days = [
        day
        for consent in consents
        for day in (
            consent.granted_on,
            consent.revoked_on,
            day_after(consent.expires_on),
        )
        if day and NEAR < day < FAR
    ]
    return tuple(datetime.combine(day, time(), zone) for day in sorted(set(days)))


def day_after(day: date | None) -> date | None:
    """The day after, or None where there is none: a consent until the end of time never ends."""
    return day + timedelta(days=1) if day and day < FAR else None
