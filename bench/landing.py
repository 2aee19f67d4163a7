"""A warm page beside a bare WSGI callable that returns the same bytes with the same headers."""

import random
from collections.abc import Iterator

from bench import bare
from bench.failing import BenchError
from bench.figures import Figure, Promise
from bench.load import Load
from bench.server import Server
from bench.sites import Workshop
from bench.slices import Pair, costs, in_turn, rates, told

THROUGHPUT = Promise("≥", 0.50)
RECORDED = Promise("≥", 0.45)
LATER = "a later round promises ≥ 0.65 of the throughput and ≤ 1.5 × the processor time"


def public_page(shop: Workshop) -> Iterator[Figure]:
    """The landing page as everybody gets it."""
    yield from beside_bare(shop, "/", "landing page")


def partner_page(shop: Workshop) -> Iterator[Figure]:
    """The landing page of a partner: put together for each visit, which is recorded first; the drain is running."""
    yield from beside_bare(shop, f"/with/{shop.sample[1]}", "landing page with click recorded", RECORDED)


def beside_bare(shop: Workshop, path: str, name: str, promise: Promise = THROUGHPUT) -> Iterator[Figure]:
    with shop.sample[0].server(path).running({shop.cores.server}, shop.log) as ours:
        for coding in ("identity", "gzip"):
            load = Load(shop.cores, path, coding)
            status, headers, body = ours.ask(path, load.headers)
            if status != 200 or (dict(headers).get("Content-Encoding", "identity") != coding):
                raise BenchError(f"{path} answered {status} with {dict(headers)}; 200 in {coding} is needed.")
            if promise is RECORDED and coding == "identity" and b"gw_id=clk_" not in body:
                raise BenchError(f"{path} answered without the id of a click: none was recorded.")
            folder = shop.folder / f"answer {name}, {coding}"
            bare.keep(folder, headers, body)
            it = Server({bare.FOLDER: str(folder)}, app="bench.bare:app()", config="python:bench.bare_config")
            with it.running({shop.cores.server}, shop.log):
                pairs = raced(shop, ours, it, load)
            yield from figures(f"{name}, {coding}", pairs, len(body), promise if coding == "identity" else None)


def raced(shop: Workshop, ours: Server, it: Server, load: Load) -> list[Pair]:
    """Slices of both in turn, the first of each thrown away; whoever is not measured stands still."""
    ours.pause()
    it.pause()
    for server in (ours, it):
        load.slice_of(server)
    pairs = in_turn(ours, it, load.slice_of, shop.rounds(11, 3), random.Random())
    ours.resume()
    return pairs


def figures(name: str, pairs: list[Pair], size: int, promise: Promise | None) -> Iterator[Figure]:
    ours, bares = zip(*pairs, strict=True)
    note = f"{told('Goodword', ours)}\n{told('bare callable', bares)}\n{size:,} bytes; {LATER}"
    throughput = Figure(f"{name}: throughput ÷ bare callable", rates(pairs), promise=promise)
    yield throughput
    yield Figure(f"{name}: processor time ÷ bare callable", costs(pairs), "×", note=note)
