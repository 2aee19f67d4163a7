"""What is due later: put once, taken once, tried again, given up in sight of people, forgotten in time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from goodword.db import db, writing
from goodword.outbox import Due, Hopeless, Job, Topic, keeping, leasing, put
from goodword.outbox.leasing import MOST_TRIES, take, wait
from goodword.outbox.topics import LEASE
from goodword.outbox.working import Worker

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
done: list[int] = []


def note(job: Job) -> None:
    done.append(job.payload["n"])


TOPICS = {"count": Topic(note, keep=("n",))}


@pytest.fixture(autouse=True)
def nothing_done(bare: Flask) -> Flask:
    done.clear()
    return bare


def place(n: int = 1, topic: str = "count", at: datetime = AT, key: str | None = None) -> bool:
    with writing() as session:
        return put(session, topic, {"n": n, "secret": "s"}, at=at, key=key)


def taken(at: datetime = AT) -> tuple[Job, str] | None:
    with writing() as session:
        return take(session, TOPICS, at)


def take_one(at: datetime = AT) -> tuple[Job, str]:
    found = taken(at)
    assert found
    return found


def rows() -> list[Due]:
    db.session.rollback()
    return list(db.session.scalars(select(Due).order_by(Due.id)))


def test_work_is_done_and_only_what_is_to_be_kept_is_kept() -> None:
    place(7, at=datetime.now(UTC))
    assert Worker(TOPICS, (), Event()).once() == 1
    (row,) = rows()
    assert (done, row.payload, row.done_at is not None) == ([7], {"n": 7}, True)


def test_of_one_key_there_is_one_row() -> None:
    assert [place(1, key="a"), place(2, key="a"), place(3, key="b"), place(4), place(5)] == [
        True,
        False,
        True,
        True,
        True,
    ]
    assert [row.payload["n"] for row in rows()] == [1, 3, 4, 5]


def test_without_its_cause_there_is_no_work() -> None:
    with pytest.raises(ZeroDivisionError), writing() as session:
        put(session, "count", {}, at=AT)
        raise ZeroDivisionError
    assert rows() == []


def test_what_is_due_first_is_taken_first_and_nothing_before_its_time() -> None:
    place(2, at=AT)
    place(1, at=AT - SECOND)
    place(3, at=AT + SECOND)
    assert [take_one()[0].payload["n"], take_one()[0].payload["n"], taken()] == [1, 2, None]


def test_what_nobody_here_knows_is_left_to_others() -> None:
    place(topic="of a newer version")
    assert taken() is None


def test_what_is_taken_is_not_taken_again_until_its_lease_is_over() -> None:
    place()
    take_one()
    assert taken(AT + LEASE) is None
    job, _ = take_one(AT + LEASE + SECOND)
    assert job.tries == 2


def test_who_lost_the_lease_changes_nothing_any_more() -> None:
    place()
    first, old = take_one()
    _, new = take_one(AT + LEASE + SECOND)
    with writing() as session:
        assert not leasing.finish(session, first, old, (), AT)
        assert not leasing.fail(session, first, old, ValueError("x"), AT)
    (row,) = rows()
    assert (row.lease, row.done_at, row.error) == (new, None, "")


def test_what_failed_is_tried_later() -> None:
    place()
    job, lease = take_one()
    with writing() as session:
        leasing.fail(session, job, lease, ValueError("no route"), AT)
    (row,) = rows()
    assert (row.error, row.due_at, row.payload) == ("ValueError: no route", AT + wait(1), {"n": 1, "secret": "s"})
    assert taken(AT + wait(1) - SECOND) is None
    assert take_one(AT + wait(1))[0].tries == 2


@pytest.mark.parametrize(
    ("tries", "seconds"), [(1, 15), (2, 60), (3, 240), (5, 3840), (6, 15360), (7, 21600), (8, 21600)]
)
def test_waits_grow_up_to_six_hours(tries: int, seconds: int) -> None:
    assert wait(tries) == timedelta(seconds=seconds)


def test_what_failed_eight_times_is_given_up() -> None:
    place()
    at = AT
    for _ in range(MOST_TRIES):
        job, lease = take_one(at)
        with writing() as session:
            leasing.fail(session, job, lease, ValueError("again"), at)
        at += timedelta(days=1)
    (row,) = rows()
    assert (row.dead_at is not None, row.tries, taken(at + timedelta(days=9))) == (True, MOST_TRIES, None)


def test_what_is_hopeless_is_given_up_at_once() -> None:
    place()
    job, lease = take_one()
    with writing() as session:
        leasing.fail(session, job, lease, Hopeless("nobody of that name"), AT)
    (row,) = rows()
    assert (row.dead_at, row.error) == (AT, "nobody of that name")


def test_what_kills_its_worker_each_time_is_given_up_too() -> None:
    place(1)
    place(2)
    at = AT
    for _ in range(MOST_TRIES):
        take_one(at)
        take_one(at)
        at += LEASE + SECOND
    assert taken(at) is None
    assert [row.dead_at for row in rows()] == [at, at]


def test_many_workers_take_each_row_once(bare: Flask) -> None:
    for n in range(40):
        place(n)
    start, found = Barrier(8), []

    def work() -> None:
        with bare.app_context():
            start.wait()
            while (one := taken()) is not None:
                found.append(one[0].payload["n"])

    in_threads(work)
    assert sorted(found) == list(range(40))


def test_of_many_who_put_the_same_key_one_does(bare: Flask) -> None:
    start, put_it = Barrier(8), []

    def work() -> None:
        with bare.app_context():
            start.wait()
            put_it.append(place(key="once"))

    in_threads(work)
    assert sorted(put_it) == [False] * 7 + [True]


def test_one_that_fails_keeps_nobody_from_the_rest() -> None:
    def run(job: Job) -> None:
        if job.payload["n"] == 1:
            raise ValueError("no")
        note(job)

    for n in (1, 2):
        place(n, at=datetime.now(UTC))
    Worker({"count": Topic(run)}, (), Event()).once()
    assert done == [2]
    assert [row.error for row in rows()] == ["ValueError: no", ""]


def test_a_handler_may_write_itself() -> None:
    def run(job: Job) -> None:
        with writing() as session:
            put(session, "more", {}, at=AT, key=f"of {job.id}")

    place(at=datetime.now(UTC))
    Worker({"count": Topic(run)}, (), Event()).once()
    assert [row.topic for row in rows()] == ["count", "more"]


def test_what_is_old_is_forgotten() -> None:
    for n in range(4):
        place(n)
    with writing() as session:
        old, dead, late, _ = session.scalars(select(Due).order_by(Due.id))
        old.done_at, dead.dead_at = AT - keeping.DONE - SECOND, AT - keeping.DEAD - SECOND
        late.done_at = AT - keeping.DONE + SECOND
    with writing() as session:
        keeping.forget_old(session, AT)
    assert [row.payload["n"] for row in rows()] == [2, 3]


def in_threads(work: Callable[[], None]) -> None:
    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
