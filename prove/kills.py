"""Everything is killed under load, again and again, as if the power had failed for processes."""

import random
import time
from collections.abc import Iterator

from prove.findings import Finding, missing
from prove.ground import Ground, kill
from prove.load import Heard, load
from prove.workshop import Workshop

PROMISE = "0 acknowledged clicks, leads, sales missing; 0 twice"
SHORTEST, LONGEST = 0.2, 1.5  # seconds of load before a kill


def kills(shop: Workshop) -> Iterator[Finding]:
    """On SQLite and on PostgreSQL."""
    for database in shop.databases:
        rounds = shop.rounds(full=200, quick=15)
        ground = shop.ground(f"kills-{database}", database)
        heard = Heard()
        chance = random.Random(shop.seed)
        for _ in range(rounds):
            with ground.served() as (site, server), load(site, heard):
                time.sleep(chance.uniform(SHORTEST, LONGEST))
                kill(server)
        fault = f"SIGKILL of everything under load, {rounds} times, {database}"
        yield judged(ground, heard, fault, PROMISE)


def judged(ground: Ground, heard: Heard, fault: str, promise: str) -> Finding:
    """What is in the database once the journal is empty, against what was acknowledged."""
    with ground.served() as (site, _):
        ground.drained(site)
    clicks, sales = ground.kept("click", "id"), ground.kept("sale", "invoice_id")
    leads, credited = ground.kept("lead", "email"), ground.credited()
    totals = ground.totals()
    wrong = (
        *missing("clicks", heard.clicks, clicks),
        *missing("leads", heard.leads, leads),
        *missing("sales", heard.sales, sales),
        *(() if len(clicks) <= heard.sent else (f"{len(clicks)} clicks of {heard.sent} visits",)),
        *(() if totals["difference"] == 0 else (f"totals differ from rows by {totals['difference']}",)),
        *miscredited(heard, credited),
    )
    found = (
        f"{len(heard.clicks):,} clicks, {len(heard.leads):,} leads, {len(heard.sales):,} sales acknowledged; "
        f"{len(clicks):,}, {len([each for each in leads if each]):,}, {len(sales):,} kept; "
        f"totals differ by {totals['difference']}"
    )
    return Finding(fault, promise, found, wrong)


def miscredited(heard: Heard, credited: dict[str, str]) -> tuple[str, ...]:
    wrong = [what for what, partner in heard.credits.items() if credited.get(what) != partner]
    return (f"{len(wrong)} leads and sales are not credited to who sent them, such as {wrong[0]}",) if wrong else ()
