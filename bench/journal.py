"""What it costs to write an arrival down, and how fast the drain makes rows of them."""

import contextlib
import gc
import io
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from flask import Flask

from bench.figures import Figure, Promise
from bench.server import REPOSITORY
from bench.sites import Workshop
from goodword import config, db, launch
from goodword.journal import Journals
from goodword.material.last_good import LastGood
from goodword.referrals import programs
from goodword.referrals.draining import Draining
from goodword.referrals.draining_recorders import recorders
from goodword.referrals.records import ClickSeen, encoded
from prove import postgres

APPEND = Promise("≤", 30.0)
DRAIN = Promise("≥", 10_000.0)
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
HEADERS = {
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept_language": "it,en;q=0.8",
    "fetch_dest": "document",
    "fetch_mode": "navigate",
    "fetch_site": "cross-site",
}
TOGETHER = 500  # appends between two looks at the clock
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36"


def journal(shop: Workshop) -> Iterator[Figure]:
    """Appending beside the thread that syncs; then the same clicks into each database, by one drain."""
    clicks = [encoded(arrival(number)) for number in range(shop.rounds(60_000, 20_000))]
    yield appending(shop.folder / "journal", clicks)
    rates: dict[str, list[tuple[float, float]]] = {}
    with databases(shop.folder) as new:
        for number in range(shop.rounds(5, 1)):
            for name, url in new(number).items():
                with recording(shop.folder / f"drain-{name}-{number}", url) as app:
                    rates.setdefault(name, []).append(draining(app, clicks))
    for name, each in rates.items():
        cpu = median(seconds for _, seconds in each) / len(clicks) * 1e6
        note = (
            f"{len(clicks):,} clicks by browsers of 200 versions, half of them duplicates; {cpu:.0f} µs of ours for one"
        )
        yield Figure(f"journal → {name}, one drain", tuple(rate for rate, _ in each), "clicks/s", DRAIN, note)


def appending(var: Path, clicks: list[dict[str, Any]]) -> Figure:
    """Microseconds of one append, as the request that makes it has to wait for it."""
    journals = Journals(var)
    journals.start()
    values = []
    for start in range(0, len(clicks), TOGETHER):
        some = clicks[start : start + TOGETHER]
        begun = time.perf_counter()
        for click in some:
            journals.clicks.append(click)
        values.append((time.perf_counter() - begun) / len(some) * 1e6)
    journals.stop()
    note = f"means of {TOGETHER}; synced every 50 ms by the thread beside it"
    return Figure("journal append, one click", tuple(values), "µs", APPEND, note)


def draining(app: Flask, clicks: list[dict[str, Any]]) -> tuple[float, float]:
    """Clicks in a second, and the seconds of processor time for all of them."""
    journals = Journals(app.extensions["goodword.settings"].var)
    journals.start()
    for click in clicks:
        journals.clicks.append(click)
    journals.stop()
    draining = Draining(journals, recorders(app))
    gc.collect()
    gc.freeze()  # as the worker does; and what was made for this measurement is no burden to it
    wall, cpu = time.perf_counter(), time.process_time()
    done = draining.everything()
    assert done.clicks == len(clicks), done
    return len(clicks) / (time.perf_counter() - wall), time.process_time() - cpu


@contextmanager
def recording(var: Path, url: str) -> Iterator[Flask]:
    """The sample company with its partners, as a process that drains sees it."""
    settings = config.load({}, root=REPOSITORY, var=var, database_url=url)
    with contextlib.redirect_stdout(io.StringIO()):
        launch.prepare(settings)
    app = Flask("goodword")
    app.extensions["goodword.settings"] = settings
    app.extensions[programs.NAME] = programs.Programs(REPOSITORY, ("en",), LastGood(var))
    db.init_app(app, settings)
    with app.app_context():
        yield app
        db.db.session.remove()
        db.db.engine.dispose()


@contextmanager
def databases(folder: Path) -> Iterator[Callable[[int], Mapping[str, str]]]:
    """New, empty ones: their URLs by name. PostgreSQL waits for its disk, as it does where it matters."""
    postgres.prepare()
    try:
        server = postgres.running()
        home = Path(os.environ[postgres.FOLDER])
        options = f"-p {server.rpartition(':')[2]} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        postgres.run(home, "pg_ctl", "restart", f"--pgdata={home / 'data'}", "--wait", f"--options={options}")

        def new(number: int) -> Mapping[str, str]:
            with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE bench_{number}".encode())
            return {"SQLite": f"sqlite:///{folder / f'{number}.db'}", "PostgreSQL": f"{server}/bench_{number}"}

        yield new
    finally:
        postgres.stop()


def arrival(number: int) -> ClickSeen:
    """One of many: by browsers of 200 versions, half of them of visitors who were there before."""
    return ClickSeen(
        id=f"clk_{number:032d}",
        at=BEGUN + timedelta(milliseconds=number),
        page=f"/it/for/niche-{number % 30}",
        language="it",
        partner=f"partner-{number % 50}",
        niche=f"niche-{number % 30}",
        sid="newsletter",
        utm={"source": "news", "medium": "mail"},
        referrer="news.example",
        plan=f"{number % 300:016x}",
        agent=AGENT.format(f"{100 + number % 200}.0.0.0"),
        headers=HEADERS,
        visitor=f"{number // 2:016x}",
    )
