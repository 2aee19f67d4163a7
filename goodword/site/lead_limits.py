"""How often a form may come before a person should look at it.

Counted in memory, by each worker for itself: it needs no database, writes nobody's address down, and whoever is over
a limit loses nothing, for the lead is kept. With several workers the limits are at most that many times higher.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

MOST_KEPT = 20_000
FROM_ADDRESS, FOR_EMAIL = "address-limit", "email-limit"


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` times in a span that begins with the first."""

    most: int
    span: timedelta


LIMITS = {FROM_ADDRESS: Limit(20, timedelta(hours=1)), FOR_EMAIL: Limit(5, timedelta(hours=1))}


@dataclass(slots=True)
class Counting:
    """Safe to use from several threads; of more than MOST_KEPT the oldest spans are forgotten."""

    _seen: OrderedDict[tuple[str, str], tuple[datetime, int]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def over(self, limit: str, who: str, at: datetime) -> bool:
        """Counts one more; whether that is more than the limit."""
        key, allowed = (limit, who), LIMITS[limit]
        with self._lock:
            since, count = self._seen.get(key, (at, 0))
            if at - since >= allowed.span:
                del self._seen[key]
                since, count = at, 0
            self._seen[key] = (since, count + 1)
            while len(self._seen) > MOST_KEPT:
                self._seen.popitem(last=False)
        return count >= allowed.most
