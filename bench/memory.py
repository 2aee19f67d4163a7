"""The memory of a worker that has answered for every page there is, or the first of them."""

import re
from collections.abc import Iterator
from statistics import mean

from bench.failing import BenchError
from bench.figures import Figure
from bench.server import Server
from bench.sites import ADDRESS, Workshop

MOST = 300
TIMES = 4  # so that, most likely, each of two workers has made each page
LOC = re.compile(rf"<loc>{re.escape(ADDRESS)}([^<]*)</loc>")


def sample_memory(shop: Workshop) -> Iterator[Figure]:
    """With the sample company."""
    site, _ = shop.sample
    with site.server().running(shop.cores.every, shop.log) as server:
        yield from memory_of(server, "sample company")


def memory_of(server: Server, name: str) -> Iterator[Figure]:
    resident, own = held(server)
    pages = sitemap(server)
    for path in pages[:MOST] * TIMES:
        status = server.ask(path)[0]
        if status != 200:
            raise BenchError(f"{path} is in the sitemap and answered {status}.")
    toured, toured_own = held(server)
    visited = f"{min(len(pages), MOST)} of {len(pages)} pages of the sitemap"
    note = f"{resident:.0f} and {own:.0f} MB before {visited} were asked for {TIMES} times"
    yield Figure(f"{name}: a worker's memory, resident", (toured,), "MB")
    yield Figure(f"{name}: the same, shared parts divided (PSS)", (toured_own,), "MB", note=note)


def held(server: Server) -> tuple[float, float]:
    """Resident and proportional megabytes; the mean of the workers."""
    resident, proportional = zip(*server.memory(), strict=True)
    return mean(resident), mean(proportional)


def sitemap(server: Server) -> list[str]:
    """The paths of all pages that are indexed."""
    found: list[str] = []
    waiting = ["/sitemap.xml"]
    while waiting:
        paths = LOC.findall(server.ask(waiting.pop())[2].decode())
        waiting += [path for path in paths if path.endswith(".xml")]
        found += [path or "/" for path in paths if not path.endswith(".xml")]
    return found
