"""One plan over a library of 2,000 blocks, made from nothing."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bench.figures import Figure, Promise
from bench.fronts import Size
from bench.sites import Workshop
from goodword.app import SHELF, create_app
from goodword.content.library import Library
from goodword.site.addresses import Address
from goodword.site.candidates import candidates
from goodword.site.pages import page_at
from goodword.site.planning import plan
from goodword.site.visitor import Visitor

# A case study counts four times: itself, two results and a quote.
TWO_THOUSAND = Size(pains=60, use_cases=120, case_studies=400, guides=100, faqs=112, offers=8, characters=400)
PLAN = Promise("≤", 5.0)


def plans(shop: Workshop) -> Iterator[Figure]:
    """With what is the same for all plans of a library there already, as for every visitor; then with making it."""
    site = shop.site("blocks", shop.invent("blocks", TWO_THOUSAND))
    shelf = create_app(site.root, var=site.var).extensions[SHELF]
    library: Library = shelf.library
    shelf.close()
    pool = candidates(library)
    blocks = {(one.entry.kind, one.ref) for many in pool.values() for one in many}
    chance = random.Random(1)
    visitors = [invented(chance, library) for _ in range(shop.rounds(200, 50))]
    milliseconds(library, visitors[0])
    yield Figure(
        f"plan over {len(blocks):,} blocks",
        tuple(milliseconds(library, visitor) for visitor in visitors),
        "ms",
        PLAN,
        f"{sum(map(len, pool.values())):,} candidates for {len(pool)} sections; a partner's page of a niche, with a "
        "pain point and a use case, each at random",
    )
    yield Figure(
        "the first plan after an edit, with what all plans share",
        tuple(milliseconds(replace(library), visitor) for visitor in visitors[: shop.rounds(20, 5)]),
        "ms",
        note="candidates in order, their index, turning moments: made once per library and worker, before it is live",
    )
    anybody = [visitor._replace(niche=None) for visitor in visitors]
    yield Figure(
        "the same for a visitor without a niche, to whom every block is open",
        tuple(milliseconds(library, visitor) for visitor in anybody),
        "ms",
        PLAN,
        "the home page of a partner",
    )


def invented(chance: random.Random, library: Library) -> Visitor:
    def one_of(kind: str) -> str:
        return chance.choice(library.of(kind)).slug

    return Visitor(
        language=chance.choice(library.terms.languages),
        now=datetime(2026, 1, 1, tzinfo=UTC).replace(day=chance.randint(1, 28)),
        partner=f"partner-{chance.randint(1, 20)}",
        niche=one_of("niche"),
        pain=one_of("pain"),
        use_case=one_of("use-case"),
    )


def milliseconds(library: Library, visitor: Visitor) -> float:
    """Processor time of one plan: waiting for a core does not count. Sharing its caches does: while others work hard it
    may be twice as much, so two versions are only told apart when they take turns."""
    address = Address("niche", visitor.niche) if visitor.niche else Address("page", "home")
    shown = page_at(library, address, visitor)
    assert shown, visitor
    begun = time.thread_time()
    plan(library, shown.layout, visitor, "US")
    return (time.thread_time() - begun) * 1000
