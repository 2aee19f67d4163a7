"""How long something may take on whatever processor tests run on, slow or watched by other programs."""

import time

KNOWN = 0.0105
"""Seconds of processor time that ``work`` takes on the one that limits are given for."""


def allowed(seconds: float) -> float:
    """As many, or more where this processor is slower now than that one."""
    return seconds * max(1.0, *(work() / KNOWN for _ in range(3)))


def work() -> float:
    """Seconds of processor time that the same work takes here and now."""
    begun = time.process_time()
    sum(number * number % 7 for number in range(200_000))
    return time.process_time() - begun
