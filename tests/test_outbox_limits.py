"""No more than so much of one kind in an hour: what is over waits, the newest goes first, and somebody is told."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from goodword.db import db, writing
from goodword.outbox import Due, Job, Topic, leasing, put, working
from goodword.outbox.gathering import close, gather
from goodword.outbox.limits import held
from goodword.outbox.working import Worker

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
done: list[int] = []
TOPICS = {"rare": Topic(lambda job: done.append(job.payload["n"]), hourly=3), "usual": Topic(lambda job: None)}


@pytest.fixture(autouse=True)
def nothing_done(bare: Flask) -> Iterator[None]:
    done.clear()
    yield
    db.session.remove()


def place(n: int, topic: str = "rare", at: datetime = AT, to: str = "") -> None:
    with time_machine.travel(at, tick=False), writing() as session:
        put(session, topic, {"n": n, "to": to}, at=at, key=f"{topic} {n}")


def work(at: datetime) -> list[int]:
    """What a worker does at a moment."""
    done.clear()
    with time_machine.travel(at, tick=False):
        Worker(TOPICS, (), Event()).once()
    return [*done]


def test_what_is_over_the_limit_waits_and_goes_later_the_newest_first() -> None:
    for n in range(7):
        place(n, at=AT + n * timedelta(seconds=1))
    assert work(AT + MINUTE) == [6, 5, 4]
    assert work(AT + 60 * MINUTE) == []
    assert work(AT + 61 * MINUTE) == [3, 2, 1]
    assert work(AT + 122 * MINUTE) == [0]


def test_any_hour_is_an_hour_not_only_those_of_the_clock() -> None:
    for n, minute in enumerate((50, 55, 59)):
        place(n, at=AT + minute * MINUTE)
        work(AT + minute * MINUTE)
    place(9, at=AT + 70 * MINUTE)
    assert work(AT + 109 * MINUTE) == []
    assert work(AT + 110 * MINUTE) == [9]


def test_nothing_else_waits_with_it_and_all_else_goes_first() -> None:
    place(1)
    place(2, topic="usual", at=AT + MINUTE)
    with writing() as session:
        first = leasing.take(session, TOPICS, AT + MINUTE)
    assert first and first[0].topic == "usual"
    for n in range(3, 8):
        place(n)
    work(AT + MINUTE)
    place(8, topic="usual", at=AT + 2 * MINUTE)
    work(AT + 2 * MINUTE)
    open_ones = db.session.scalars(select(Due.topic).where(Due.done_at.is_(None), Due.lease.is_(None))).all()
    assert set(open_ones) == {"rare"}


def test_what_failed_takes_nobodys_place() -> None:
    def fail(job: Job) -> None:
        raise ValueError("no route")

    for n in range(3):
        place(n)
    with time_machine.travel(AT, tick=False):
        Worker({"rare": Topic(fail, hourly=3)}, (), Event()).once()
    place(9, at=AT + timedelta(seconds=1))
    assert 9 in work(AT + timedelta(seconds=2))


def test_many_workers_keep_to_the_limit_together(bare: Flask) -> None:
    for n in range(12):
        place(n)
    together = Barrier(4)

    def take_all() -> None:
        with bare.app_context():
            together.wait()
            for _ in range(4):
                with writing() as session:
                    if leasing.take(session, TOPICS, AT):
                        taken.append(1)
            db.session.remove()

    taken: list[int] = []
    threads = [Thread(target=take_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 3


def test_the_log_says_when_it_begins_to_hold_and_when_nothing_waits_any_more(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, working.__name__)
    worker = Worker(TOPICS, (), Event())
    for n in range(5):
        place(n)
    for minute in (0, 1, 2, 61, 62):
        with time_machine.travel(AT + minute * MINUTE, tick=False):
            worker.once()
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "2 pieces of work (rare) wait: no more than 3 are done in an hour.",
        "Nothing waits for its hour any more (rare).",
    ]


def test_how_many_wait_is_known() -> None:
    for n in range(5):
        place(n)
    assert held(db.session(), "rare", 3, AT) == 0
    work(AT)
    assert (held(db.session(), "rare", 3, AT), held(db.session(), "rare", None, AT)) == (2, 0)


def job(n: int) -> Job:
    row = db.session.scalars(select(Due).where(Due.key == f"rare {n}")).one()
    return Job(row.id, row.topic, row.payload, row.created_at, 1)


def test_work_that_belongs_together_is_done_at_once_and_only_once() -> None:
    for n, to in enumerate(("a", "b", "a", "a")):
        place(n, to=to)
    place(9, at=AT + MINUTE, to="a")
    with writing() as session:
        assert [each["n"] for each in gather(session, job(2), "to", AT)] == [0, 2, 3]
    place(8, to="a")
    with writing() as session:
        assert gather(session, job(0), "to", AT) == [], "it was done with the others"
    assert work(AT + MINUTE) == []


def test_what_something_else_has_done_is_closed() -> None:
    place(1)
    place(2)
    with writing() as session:
        close(session, ["rare 1", "rare 7"], AT)
    assert work(AT) == [2]
