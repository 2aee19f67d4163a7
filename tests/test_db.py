"""goodword.db: a change is never lost, and never made by the way."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from uuid import uuid4

import psycopg
import pytest
from conftest import drop_postgres, plain
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError

from goodword import db as database
from goodword.db import db, reading, writing
from goodword.referrals.models import Revision
from goodword.referrals.sale_rows import Churn
from prove import postgres

COUNT = select(Revision).where(Revision.name == "partners")


def number() -> int:
    db.session.rollback()
    return db.session.scalars(COUNT).one().number


def test_a_change_is_kept(bare: Flask) -> None:
    with writing() as session:
        session.scalars(COUNT).one().number = 7
    assert number() == 7


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_first_and_the_last_moment_can_be_kept_wherever_the_server_is(bare: Flask, zone: str) -> None:
    """Programs mean "never" by them: a customer who left then could not be read any more, nor who paid."""
    if db.engine.dialect.name == "postgresql":
        with writing() as session:
            session.execute(text(f"ALTER DATABASE {db.engine.url.database} SET timezone TO '{zone}'"))
        db.engine.dispose()
    moments = [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
    with writing() as session:
        for at in moments:
            session.add(Churn(id=f"evt_{at.year}", at=at, external_id="cy", churned_at=at))
    db.session.expunge_all()
    assert db.session.scalars(select(Churn.churned_at).order_by(Churn.churned_at)).all() == moments


def test_a_database_without_all_of_unicode_counts_as_away() -> None:
    server, name = postgres.running(), f"latin_{uuid4().hex}"
    with psycopg.connect(f"{plain(server)}/postgres", autocommit=True) as connection:
        postgres.alone(connection, f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0")
    engine = create_engine(f"{server}/{name}")
    database._set_up_postgres(engine)
    with pytest.raises(OperationalError, match="in LATIN1; make one in UTF-8"):
        engine.connect()
    drop_postgres(f"{server}/{name}")


def test_an_exception_undoes_the_change(bare: Flask) -> None:
    with pytest.raises(ZeroDivisionError), writing() as session:
        session.scalars(COUNT).one().number = 1 // 0
    assert number() == 0


@pytest.fixture
def usually_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever does not say otherwise waits for others for a minute, on SQLite; on PostgreSQL they wait for ever."""
    monkeypatch.setattr(database, "USUAL_PATIENCE", 60.0)
    monkeypatch.setattr(database, "PRAGMAS", ("busy_timeout=60000", *database.PRAGMAS[1:]))


def test_six_threads_adding_a_hundred_times_make_six_hundred(usually_patient: None, bare: Flask) -> None:
    def add() -> None:
        for _ in range(100):
            with bare.app_context(), writing() as session:
                session.scalars(COUNT.with_for_update()).one().number += 1

    threads = [Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert number() == 600


def test_a_read_before_writing_does_not_make_it_write_what_was(bare: Flask) -> None:
    assert number() == 0
    with bare.app_context(), writing() as session:
        session.scalars(COUNT).one().number += 1
    with writing() as session:
        session.scalars(COUNT.with_for_update()).one().number += 1
    assert number() == 2


def test_writing_inside_writing_is_refused(bare: Flask) -> None:
    with writing(), pytest.raises(RuntimeError, match="inside"), writing():
        pass


def test_a_change_outside_writing_is_refused(bare: Flask) -> None:
    db.session.scalars(COUNT).one().number = 5
    with pytest.raises(RuntimeError, match=r"outside goodword\.db\.writing"):
        db.session.commit()
    with pytest.raises(RuntimeError, match="outside"):
        db.session.execute(Revision.__table__.delete())


def test_a_change_before_writing_is_refused(bare: Flask) -> None:
    db.session.scalars(COUNT).one().number = 5
    with pytest.raises(RuntimeError, match="before writing"), writing():
        pass


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10000)],
)
def test_sqlite_is_set_up_to_lose_nothing(
    make_bare: Callable[..., Flask], sqlite_url: str, pragma: str, value: object
) -> None:
    with make_bare(database_url=sqlite_url).app_context():
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value


def test_its_owner_alone_may_read_the_file(make_bare: Callable[..., Flask], tmp_path: Path) -> None:
    file = tmp_path / "own.db"
    with make_bare(database_url=f"sqlite:///{file}").app_context(), writing() as session:
        session.execute(text("CREATE TABLE person (name TEXT)"))
        beside = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("own.db*")}
    assert beside == dict.fromkeys(("own.db", "own.db-shm", "own.db-wal"), 0o600)


def test_a_short_patience_ends_a_wait_for_others(usually_patient: None, bare: Flask) -> None:
    held, done = Event(), Event()

    def hold() -> None:
        with bare.app_context(), writing() as session:
            session.scalars(COUNT.with_for_update()).one().number += 1
            held.set()
            done.wait(60)

    holder = Thread(target=hold)
    holder.start()
    held.wait()
    try:
        begun = monotonic()
        with pytest.raises(OperationalError), writing(patience=0.1) as session:
            session.scalars(COUNT.with_for_update()).one()
        assert 0.05 < monotonic() - begun < 30
    finally:
        done.set()
        holder.join()
    with reading(patience=20) as session:
        assert session.scalars(COUNT).one().number == 1


def test_patience_is_usual_again_afterwards(bare: Flask) -> None:
    asked = "PRAGMA busy_timeout" if db.engine.name == "sqlite" else "SHOW lock_timeout"
    usual = db.session.scalar(text(asked))
    db.session.rollback()
    with reading(patience=20) as session:
        assert str(session.scalar(text(asked))) in ("20000", "20s")
    with writing() as session:
        assert session.scalar(text(asked)) == usual
