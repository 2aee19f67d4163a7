"""The moments at which what an entry may show changes. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from goodword.content.consent import FAR, NEAR, turning_points
from goodword.content.kinds import CaseStudy, Common, Guide
from goodword.content.library import Entry

FRESH = timedelta(days=365)
MINUTE = timedelta(minutes=1)


def turning_minutes(entry: Entry, zone: ZoneInfo, own: Iterable[datetime]) -> set[datetime]:
    """Every minute at which a decision about the entry could change, UTC; ``own`` are moments of what it offers."""
    found = set(own)
    for text in entry.texts.values():
        found.update(moment for moment in (text.front.publish_at, text.front.expires_at) if moment)
    if isinstance(entry.facts, CaseStudy):
        found.update(turning_points(entry.facts.consents, zone))
    return {whole_minute(moment) for moment in found}


def whole_minute(moment: datetime) -> datetime:
    """The first whole minute not before the moment: plans are made for whole minutes."""
    floor = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return floor if floor == moment else floor + MINUTE


def last_change(facts: Common) -> date | None:
    if isinstance(facts, Guide):
        return facts.updated_on or facts.published_on
    if isinstance(facts, CaseStudy):
        return max((r.measured_on for r in facts.results if r.measured_on), default=None)
    return None


def fresh_until(day: date | None, zone: ZoneInfo) -> datetime | None:
    return start_of(day + FRESH, zone) if day and day < FAR - FRESH else None


def start_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The moment a local day starts, UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC) if day and NEAR < day < FAR else None
