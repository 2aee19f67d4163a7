"""Two things measured in turn: short slices, who goes first left to chance, so that what else the machine does hits
both alike."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice:
    """What a server did in a while. ``cpu`` is seconds of processor time, of all its processes."""

    requests: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of processor time per request."""
        return self.cpu / self.requests * 1e6

    @property
    def share(self) -> float:
        """How much of one core it had: well under 1 means that something else was in its way."""
        return self.cpu / self.seconds


Pair = tuple[Slice, Slice]


def in_turn(one: T, other: T, measure: Callable[[T], Slice], rounds: int, chance: random.Random) -> list[Pair]:
    """``rounds`` pairs of slices, the first of each pair of ``one``; the order within a pair is left to chance."""
    pairs = []
    for _ in range(rounds):
        if chance.random() < 0.5:
            first = measure(one)
            pairs.append((first, measure(other)))
        else:
            last = measure(other)
            pairs.append((measure(one), last))
    return pairs


def rates(pairs: Sequence[Pair]) -> tuple[float, ...]:
    """The throughput of the first as a part of the other's, pair by pair."""
    return tuple(one.rate / other.rate for one, other in pairs)


def costs(pairs: Sequence[Pair]) -> tuple[float, ...]:
    """The processor time per request of the first as a multiple of the other's, pair by pair."""
    return tuple(one.cost / other.cost for one, other in pairs)


def told(name: str, slices: Sequence[Slice]) -> str:
    """The plain numbers behind a ratio."""
    rate, cost, share = (median(values) for values in zip(*((s.rate, s.cost, s.share) for s in slices), strict=True))
    return f"{name}: {rate:,.0f} a second, {cost:,.0f} µs of processor time each, {share:.0%} of its core"
