"""The best of many without looking at all of them. Pure.

Those that a visitor's wishes single out are weighed one by one. The others stand in rows of those that are alike: what
the best of a row can be worth is known beforehand, so a row is looked at only as far as it may hold the next best.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

READY, GUESSED, ROW = range(3)


class Rank(NamedTuple):
    """Smaller is better: what is asked for or pinned comes before everything, then what is worth more, then order."""

    standing: int
    minus_worth: int
    order: int


class Row(NamedTuple):
    """Places in their order. What is at each is worth ``base`` and what it adds itself, together at most ``most``."""

    places: Sequence[int]
    base: int
    most: int


# The rank of what is at a place, or None if it may not be shown.
Weigh = Callable[[int], Rank | None]


def best_first(single: Iterable[int], rows: Sequence[Row], added: Callable[[int], int], weigh: Weigh) -> Iterator[int]:
    """The places of all that may be shown, best first. ``added`` is what the one at a place adds to its row's base;
    some are worth less than that, which ``weigh`` knows."""
    apart = set(single)
    waiting = [(*rank, READY, 0, 0) for rank in map(weigh, apart) if rank]
    waiting += [(0, -row.most, row.places[0], ROW, number, 0) for number, row in enumerate(rows)]
    heapify(waiting)
    while waiting:
        standing, minus_worth, place, state, number, step = heappop(waiting)
        if state == ROW:
            row = rows[number]
            if step + 1 < len(row.places):
                heappush(waiting, (0, minus_worth, row.places[step + 1], ROW, number, step + 1))
            if place in apart:
                continue
            guessed = -row.base - added(place)
            if guessed > minus_worth:
                heappush(waiting, (0, guessed, place, GUESSED, 0, 0))
                continue
        if state != READY:
            rank = weigh(place)
            if rank is None:
                continue
            if rank != (standing, minus_worth, place):
                heappush(waiting, (*rank, READY, 0, 0))
                continue
        yield place
