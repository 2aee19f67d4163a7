"""How long a user agent takes to be classed that was never seen before: one by one, nothing kept."""

import random
import time
from collections.abc import Iterator
from statistics import median, quantiles

from bench.figures import Figure, Promise
from bench.server import REPOSITORY
from bench.sites import Workshop
from goodword.referrals.agents.lists import machine, machines

PROMISED = Promise("≤", 20.0)
AGENTS = REPOSITORY / "tests" / "agents"


def classing(shop: Workshop) -> Iterator[Figure]:
    """Of each agent the median of its rounds: of people's and machines' alike, and of the slowest hundredth of them.

    The lists were read before, as in a process that runs.
    """
    machines()
    agents = [line for name in ("people.txt", "machines.txt") for line in lines(name)]
    chance, taken = random.Random(1), {agent: list[float]() for agent in agents}
    for _ in range(shop.rounds(40, 10)):
        chance.shuffle(agents)
        for agent in agents:
            taken[agent].append(microseconds(agent))
    usual = tuple(median(values) for values in taken.values())
    yield Figure("classing a new agent", usual, "µs", PROMISED, f"{len(agents)} agents of people and machines")
    yield Figure("the same, the slowest hundredth of agents", (quantiles(usual, n=100)[-1],), "µs", PROMISED)


def microseconds(agent: str) -> float:
    begun = time.perf_counter_ns()
    machine.__wrapped__(agent)
    return (time.perf_counter_ns() - begun) / 1000


def lines(name: str) -> list[str]:
    text = (AGENTS / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
