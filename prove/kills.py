"""Everything is killed under load, again and again, as if the power had failed for processes."""

import random
import time
from dataclasses import replace

from prove.asking import Site
from prove.findings import Finding, missing
from prove.ground import Ground, kill
from prove.load import Heard, load
from prove.workshop import Workshop

PROMISE = "0 acknowledged clicks, leads, sales missing; 0 twice"
LONGEST = 1.0  # seconds between the first answers and the kill
FIRST = 3  # answers
PATIENCE = 180.0


def kills(shop: Workshop, database: str) -> Finding:
    """A quick run makes its fifteen rounds of both databases together."""
    rounds = shop.rounds(full=200, quick=8 if database == "sqlite" else 7)
    ground = replace(shop.ground(f"kills-{database}", database), pause=0)
    heard = Heard()
    chance = random.Random(shop.seed)
    for _ in range(rounds):
        with ground.served() as (site, server), load(site, heard):
            under_way(heard)
            time.sleep(chance.uniform(0, LONGEST))
            kill(server)
    with ground.served() as (site, _):
        return judged(ground, site, heard, f"SIGKILL of everything under load, {rounds} times, {database}", PROMISE)


def under_way(heard: Heard) -> None:
    """Returns once a few more visits were answered."""
    deadline, before = time.monotonic() + PATIENCE, len(heard.clicks)
    while len(heard.clicks) < before + FIRST and time.monotonic() < deadline:
        time.sleep(0.01)


def judged(ground: Ground, site: Site, heard: Heard, fault: str, promise: str) -> Finding:
    """What is in the database once the server at ``site`` has emptied the journal, against what was acknowledged."""
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
        *((f"refused: {', '.join(sorted(set(heard.refused)))}",) if heard.refused else ()),
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
