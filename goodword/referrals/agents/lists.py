"""The lists of machines, read once and arranged for looking up."""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

from goodword.referrals.agents.manners import manners, no_browser, without_device
from goodword.referrals.agents.sieve import Name, Sieve, pattern, word

HERE = files("goodword.referrals.agents")
DATA = "crawler-user-agents"
SPARED = " :: "


MANY = 8_192
"""So many agents' answers are kept: some two megabytes."""


@lru_cache(MANY)
def machine(agent: str) -> str | None:
    """Why an agent is a machine's, as ``key=value``; None where it is a person's."""
    if not agent.strip():
        return "no-agent"
    sieve = machines()
    near = sieve.near(agent)
    found = sieve.first_of(near, agent)
    if found and "Android" in agent:
        bare, seam = without_device(agent)
        if found.partition("=")[2] not in bare:
            found = sieve.first_of(near + sieve.near(seam), bare)
    return found or no_browser(agent)


@cache
def machines() -> Sieve:
    """Ours, the data's, then manners: in this order they say most of what a machine is for."""
    return Sieve([*our_names(), *data_names(), *manners()])


def our_names() -> Iterator[Name]:
    kind = ""
    for line in _lines("machines.txt"):
        if line.startswith("["):
            kind = line.strip("[]")
        else:
            yield word(line, kind)


def data_names() -> Iterator[Name]:
    """The patterns of the crawler-user-agents data, but for those that fit people too."""
    left_out = spared()
    for entry in data():
        if entry["pattern"] not in left_out:
            yield from pattern(entry["pattern"], entry["tags"][0] if entry["tags"] else "machine")


def data() -> list[dict[str, Any]]:
    """The crawler-user-agents data, as they come: the file is read, the package is not run."""
    file = distribution(DATA).locate_file(f"crawleruseragents/{DATA}.json")
    entries: list[dict[str, Any]] = json.loads(Path(str(file)).read_text(encoding="utf-8"))
    return entries


def spared() -> frozenset[str]:
    """The data's patterns that are not used."""
    return frozenset(line.partition(SPARED)[0] for line in _lines("spared.txt"))


def _lines(name: str) -> Iterator[str]:
    for line in HERE.joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line
