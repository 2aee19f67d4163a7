"""How much one API key may ask: a bucket of MOST that fills evenly over a minute (token bucket). In memory, so each
process counts for itself."""

from threading import Lock
from time import monotonic

MOST = 6_000
SPAN = 60.0


class Limits:
    """What each key has used up."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def wait(self, name: str) -> float:
        """Counts a request of the key ``name``: 0, or the seconds after which the next one is answered."""
        with self._lock:
            now = monotonic()
            left, then = self._left.get(name, (float(self._most), now))
            left = min(float(self._most), left + (now - then) * self._most / SPAN)
            self._left[name] = (max(left - 1, 0.0) if left >= 1 else left, now)
            return 0.0 if left >= 1 else (1 - left) * SPAN / self._most
