"""The database is away under load: SQLite locked by somebody who does not let go, PostgreSQL stopped."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from prove import postgres
from prove.findings import Finding, percentile
from prove.ground import Ground
from prove.kills import judged
from prove.load import Heard, load
from prove.workshop import Workshop

PROMISE = "every landing page 200, every lead and sale accepted; after return all in the database; p99 unchanged"
SLOWER = 2.0
"""How much longer pages may take before we say that they got slower: other things run here as well."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Which pages are compared with those of before, by the ``share`` that is quicker; below ``noticed`` seconds nobody
    minds a factor."""

    share: float
    noticed: float


SLOWEST = Pages(share=0.99, noticed=0.05)
USUAL = Pages(share=0.5, noticed=1.0)
"""In a quick run, which asks few, while the machine does other things: who waits for a database waits longer, and all
of them do."""


def outages(shop: Workshop, database: str) -> Finding:
    away: Mapping[str, Callable[[Ground], AbstractContextManager[None]]] = {"sqlite": locked, "postgresql": stopped}
    ground = shop.ground(f"away-{database}", database)
    seconds, pages = shop.rounds(full=60, quick=4), USUAL if shop.quick else SLOWEST
    before, during, after = Heard(), Heard(), Heard()
    with ground.served() as (site, _):
        with load(site, before):
            time.sleep(seconds / 4)
        with away[database](ground), load(site, during):
            time.sleep(seconds)
        with load(site, after):
            time.sleep(1)
        word = "locked" if database == "sqlite" else "stopped"
        fault = f"database {word} for {seconds} s under load, {database}"
        finding = judged(ground, site, together(before, during, after), fault, PROMISE)
    return replace(finding, wrong=(*finding.wrong, *worse(before, during, after, pages)))


def worse(before: Heard, during: Heard, after: Heard, pages: Pages) -> tuple[str, ...]:
    """What people noticed."""
    usual, then = percentile(before.pages, pages.share), percentile(during.pages, pages.share)
    is_slower = then > max(usual * SLOWER, pages.noticed)
    refused = [no for each in (before, during, after) for no in (*each.refused, *each.broken)]
    return (
        *((f"{len(refused)} answers were no yes, such as {refused[0]}",) if refused else ()),
        *((f"p{pages.share * 100:.0f} of pages was {then:.3f} s, {usual:.3f} s before",) if is_slower else ()),
    )


def together(*heard: Heard) -> Heard:
    """Several loads as one."""
    return Heard(
        sent=sum(each.sent for each in heard),
        clicks=[click for each in heard for click in each.clicks],
        leads=[lead for each in heard for lead in each.leads],
        sales=[sale for each in heard for sale in each.sales],
        credits={what: partner for each in heard for what, partner in each.credits.items()},
    )


@contextmanager
def locked(ground: Ground) -> Iterator[None]:
    """Nobody can write, as while a backup program that knows no better holds the file."""
    connection = sqlite3.connect(Path(ground.database.removeprefix("sqlite:///")), isolation_level=None, timeout=30)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


@contextmanager
def stopped(ground: Ground) -> Iterator[None]:
    """Nobody answers."""
    assert ground.postgres, "a ground on PostgreSQL knows its server"
    port = str(urlsplit(ground.database).port)
    postgres.end(ground.postgres)
    try:
        yield
    finally:
        postgres.serve(ground.postgres, port)
