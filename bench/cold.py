"""The cold start of one worker whose content was rendered before."""

from collections.abc import Iterable, Iterator
from statistics import median

from bench.figures import Figure, Promise
from bench.fresh import APPLICATION, FIRST_PAGE, FRAMEWORK, Start, start
from bench.sites import Workshop

START = Promise("≤", 1.5)


def cold_start(shop: Workshop) -> Iterator[Figure]:
    """Each time a new interpreter; Python's own files compiled and in memory, as on any second start."""
    environ = shop.sample[0].environ
    start(FIRST_PAGE, environ)
    rounds = shop.rounds(11, 3)
    triples = [tuple(start(code, environ) for code in (FRAMEWORK, APPLICATION, FIRST_PAGE)) for _ in range(rounds)]
    bare, made, answered = zip(*triples, strict=True)
    worked = f"{median(one.cpu for one in answered):.2f} s of processor time; "
    worked += "above that, waiting for the disk or for a core that others use"
    yield Figure("cold start of a worker until its first page", seconds(answered), "s", START, worked)
    yield Figure("the same until the application is there", seconds(made), "s")
    ratios = tuple(one.seconds / other.seconds for one, other in zip(made, bare, strict=True))
    alone = f"Flask and SQLAlchemy imported and nothing else: {median(seconds(bare)):.2f} s"
    yield Figure("the same ÷ Flask and SQLAlchemy imported", ratios, "×", note=alone)


def seconds(starts: Iterable[Start]) -> tuple[float, ...]:
    return tuple(one.seconds for one in starts)
