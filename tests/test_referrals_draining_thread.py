"""The drain beside requests: how soon, what while the database is away, and how it ends."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Any

import psycopg
import pytest
import sqlalchemy
from conftest import plain
from flask import Flask
from journaling import RECORDERS, click, left_behind, recorded, refund, resting
from running import wait_for
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from goodword import journal
from goodword.db import db, writing
from goodword.journal import Journals
from goodword.journal.finished import segments
from goodword.referrals import draining, draining_steps, draining_thread
from goodword.referrals.draining import Draining
from goodword.referrals.draining_steps import Record
from goodword.referrals.draining_thread import GRACE, SERVING, WHILE_AWAY, WORKING, start_draining, stop_draining

LONG = 60.0
"""Seconds that no machine stands still for."""


@pytest.fixture
def journals(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journals]:
    """The database has as long as it likes for each statement, unless the test says otherwise."""
    monkeypatch.setattr(draining_thread, "PATIENCE", LONG)
    yield journal.of(bare)
    stop_draining(bare)
    journal.of(bare).stop()


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Somebody else writes, and takes his time."""
    engine = sqlalchemy.create_engine(app.extensions["goodword.settings"].database_url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("LOCK TABLE journal_position IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()
    engine.dispose()


@contextmanager
def stopped(url: str) -> Iterator[None]:
    """PostgreSQL throws everybody out of this database and lets nobody in."""
    server, _, name = plain(url).rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def clicks_come_to(count: int) -> Callable[[], bool]:
    return lambda: recorded()[1] == count


def turns(caplog: pytest.LogCaptureFixture) -> list[bool]:
    """What is said of the database, in order: whether it is away."""
    said = [record.getMessage() for record in caplog.records if record.name == draining_thread.__name__]
    assert all("waits for the database" in words or "has its database back" in words for words in said), said
    return ["waits for the database" in words for words in said]


@pytest.mark.parametrize("manner", [SERVING, WORKING], ids=["who serves", "the worker"])
def test_totals_lag_two_seconds_at_most(
    bare: Flask, journals: Journals, monkeypatch: pytest.MonkeyPatch, manner: draining_thread.Manner
) -> None:
    """And what the machine takes for it: so long does the thread rest between an append and when it reads that."""
    rests, read = resting(monkeypatch, draining_thread), {}

    def noting(record: Record) -> Record:
        def note(plain: Sequence[Mapping[str, Any]]) -> Callable[[Session], object]:
            read.update({each["id"]: len(rests) for each in plain})
            return record(plain)

        return note

    start_draining(bare, {name: noting(record) for name, record in RECORDERS.items()}, manner)
    for number in range(3):
        under_way = max(0, len(rests) - 1)
        journals.clicks.append(click(number))
        journals.facts.append(refund(number))
        wait_for(clicks_come_to(number + 1), "the click in the totals")
        wait_for(lambda number=number: len(recorded()[2]) == number + 1, "the refund")  # type: ignore[misc]
        assert sum(rests[under_way : read[click(number)["id"]]]) <= 2
        assert sum(rests[under_way : read[refund(number)["id"]]]) <= 2


def test_who_serves_begins_new_segments_when_asked_to(bare: Flask, journals: Journals) -> None:
    start_draining(bare, RECORDERS)
    journals.facts.append(refund(1))
    assert Draining(Journals(journals.var), RECORDERS).settle(patience=LONG)
    assert (journals.facts.open_segment, recorded()[2]) == (None, [refund(1)["id"]])
    journals.facts.append(refund(2))
    wait_for(lambda: len(recorded()[2]) == 2, "the other refund")
    assert journals.facts.open_segment, "what was opened since stays"


def test_a_segment_that_somebody_removed_is_not_written_to_any_more(
    bare: Flask, journals: Journals, caplog: pytest.LogCaptureFixture
) -> None:
    start_draining(bare, RECORDERS)
    journals.facts.append(refund(1))
    wait_for(lambda: len(recorded()[2]) == 1, "the refund")
    (path,) = segments(journals.facts.folder)
    path.unlink()
    wait_for(lambda: f"{path} is gone" in caplog.text, "word of it")
    journals.facts.append(refund(2))
    wait_for(lambda: len(recorded()[2]) == 2, "the other refund")


def test_what_dead_processes_left_is_taken_over(bare: Flask, journals: Journals) -> None:
    start_draining(bare, RECORDERS)
    left_behind(journals.clicks.folder, map(click, range(300)))
    wait_for(clicks_come_to(300), "the clicks in the totals")
    wait_for(lambda: segments(journals.clicks.folder) == [], "an empty folder")


def test_who_appends_does_not_wait_for_who_waits_for_the_database(
    bare: Flask, journals: Journals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The thread waits for as long as the database is locked, and that is until all is appended."""
    waits = Event()

    @contextmanager
    def waiting(patience: float) -> Iterator[Session]:
        waits.set()
        with writing(patience) as session:
            yield session

    monkeypatch.setattr(draining_steps, "writing", waiting)
    with locked(bare):
        start_draining(bare, RECORDERS)
        journals.clicks.append(click(0))
        waits.wait()
        for number in range(1, 150):
            journals.clicks.append(click(number))
        assert turns(caplog) == [], "nobody had to give up first"
    wait_for(clicks_come_to(150), "the clicks in the totals")


def test_a_locked_database_is_waited_for_and_the_log_says_so_once(
    bare: Flask, journals: Journals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(draining_thread, "PATIENCE", 0.2)
    rests = resting(monkeypatch, draining_thread)
    caplog.set_level(logging.WARNING, "goodword")
    with locked(bare):
        start_draining(bare, RECORDERS)
        journals.clicks.append(click(0))
        wait_for(lambda: rests.count(WHILE_AWAY) >= 2, "two tries")
        assert turns(caplog) == [True]
    wait_for(clicks_come_to(1), "the click in the totals")
    wait_for(lambda: turns(caplog)[-1] is False, "that it has its database back")
    assert turns(caplog) == [True, False] * (len(turns(caplog)) // 2)


def test_a_stopped_database_is_asked_once_a_second(
    make_bare: Callable[..., Flask],
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app, rests = make_bare(database_url=postgres_url), resting(monkeypatch, draining_thread)
    with app.app_context():
        journals, tries = journal.of(app), []
        event.listen(db.engine, "do_connect", lambda *_: tries.append(len(rests)))
        start_draining(app, RECORDERS)
        journals.clicks.append(click(0))
        wait_for(clicks_come_to(1), "the first click")
        db.session.remove()
        with stopped(postgres_url):
            for number in range(1, 200):
                journals.clicks.append(click(number))
            wait_for(lambda: turns(caplog) == [True], "word of it")
            begun = len(rests)
            wait_for(lambda: len(rests) >= begun + 4, "three tries")
            assert set(rests[begun:]) == {WHILE_AWAY} and WHILE_AWAY >= 1
            assert [tries.count(number) for number in range(begun + 1, begun + 4)] == [1] * 3
        wait_for(clicks_come_to(200), "the clicks in the totals")
        wait_for(lambda: turns(caplog)[-1] is False, "that it has its database back")
        assert turns(caplog) == [True, False] * (len(turns(caplog)) // 2)
        db.session.remove()
        stop_draining(app)


def test_who_stops_drains_what_there_is_and_puts_it_away(bare: Flask, journals: Journals) -> None:
    start_draining(bare, RECORDERS)
    for number in range(500):
        journals.clicks.append(click(number))
    journals.facts.append(refund(1))
    stop_draining(bare, LONG)
    assert recorded()[1:] == (500, [refund(1)["id"]])
    assert segments(journals.clicks.folder) == segments(journals.facts.folder) == []
    assert len(list(journals.clicks.archive.rglob("2*.gz"))) == 1


def test_who_cannot_drain_stops_soon_and_leaves_it_to_the_next(
    bare: Flask, journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining_thread, "PATIENCE", 0.5)
    with locked(bare):
        start_draining(bare, RECORDERS)
        journals.clicks.append(click(1))
        begun = time.monotonic()
        stop_draining(bare)
        assert GRACE <= 5 and time.monotonic() - begun < LONG
        assert len(segments(journals.clicks.folder)) == 1
    start_draining(bare, RECORDERS)
    wait_for(clicks_come_to(1), "the click in the totals")
    wait_for(lambda: segments(journals.clicks.folder) == [], "an empty folder")


def test_a_bug_does_not_end_the_thread(
    bare: Flask, journals: Journals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("goodword.referrals.draining_thread.AFTER_BUG", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(draining, "chunk_of", None)
        start_draining(bare, RECORDERS)
        journals.clicks.append(click(1))
        wait_for(lambda: "could not be drained" in caplog.text, "word of it")
    wait_for(clicks_come_to(1), "the click in the totals")
