"""Few partners and many: what a visit costs, and what a worker holds."""

import random
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from bench.company import files_of
from bench.failing import BenchError
from bench.figures import Figure, Promise
from bench.fronts import Size
from bench.load import Load
from bench.server import Server
from bench.sites import Site, Workshop
from bench.slices import Slice, in_turn, rates, told

FEW, MANY = 10, 10_000
ALIKE = Promise("≥", 0.80)
PATH = "/with/partner-1/for/niche-1"


def crowds(shop: Workshop) -> Iterator[Figure]:
    """Pages of partners and niches at random: with many partners, beside the same with few."""
    root = shop.invent("crowds", Size())
    on = {shop.cores.server}
    with (
        populated(shop, root, FEW).server(PATH).running(on, shop.log) as few,
        populated(shop, root, MANY).server(PATH).running(on, shop.log) as many,
    ):
        yield from measured(shop, few, many)


def populated(shop: Workshop, root: Path, count: int) -> Site:
    site = shop.site(f"{count}-partners", root)
    site.prepare()
    site.add_partners(count)
    return site


def measured(shop: Workshop, few: Server, many: Server) -> Iterator[Figure]:
    size = Size()
    loads = {few.port: Load(shop.cores, partners=FEW, niches=size.niches)}
    loads[many.port] = Load(shop.cores, partners=MANY, niches=size.niches)
    held = [proportional(many)]
    for server in (few, many):
        warmed(server, size.niches)
        server.pause()

    def slice_of(server: Server) -> Slice:
        return loads[server.port].slice_of(server)

    warm = [slice_of(server) for server in (few, many) for _ in range(2)]
    held.append(proportional(many))
    pairs = in_turn(many, few, slice_of, shop.rounds(11, 3), random.Random())
    held.append(proportional(many))
    for server in (few, many):
        server.resume()
    manys, fews = zip(*pairs, strict=True)
    each = f"each with {size.niches} niches and 3 languages, all at random; {files_of(size):,} files of content"
    note = f"{told(f'{MANY:,} partners', manys)}\n{told(f'{FEW} partners', fews)}\n{each}"
    yield Figure(f"{MANY:,} partners: throughput ÷ {FEW} partners", rates(pairs), promise=ALIKE, note=note)
    visits = [sum(one.requests for one in some) for some in (warm[len(warm) // 2 :], manys)]
    start, middle, end = held
    grown = f"{start:.0f} MB before the first visit, "
    grown += f"{middle:.0f} after every page and {visits[0]:,} visits, {end:.0f} after {sum(visits):,}"
    yield Figure(f"{MANY:,} partners: memory of a worker (PSS)", (end,), "MB", note=grown)


def warmed(server: Server, niches: int) -> None:
    """Every page once in, most likely, each worker: what is measured are visits, not first visits. Content names the
    first two partners, who have plans of their own, and nobody else."""
    for number in [*range(1, niches + 1)] * 4:
        for partner in (1, 2, 3):
            for language in ("", "/it", "/ar"):
                path = f"{language}/with/partner-{partner}/for/niche-{number}"
                if (status := server.ask(path)[0]) != 200:
                    raise BenchError(f"{path} answered {status}; 200 is needed.")


def proportional(server: Server) -> float:
    """Megabytes of a worker, what is shared divided; the mean of the workers."""
    return mean(pss for _, pss in server.memory())
