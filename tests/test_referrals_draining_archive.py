"""What is drained goes into the archive, stays there for as long as is set, and can be put back."""

import gzip
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from journaling import RECORDERS, click, drained, left_behind, names, recorded, refund
from sqlalchemy import delete, select, update

from goodword import journal
from goodword.db import db, now, writing
from goodword.journal import Journals
from goodword.journal.archive import of_day
from goodword.journal.finished import segments
from goodword.journal.reading import records_of
from goodword.referrals.click_rows import JournalPosition
from goodword.referrals.draining import Draining
from goodword.referrals.draining_keeping import forget_archives
from goodword.referrals.sale_rows import Refund


@pytest.fixture
def journals(bare: Flask) -> Iterator[Journals]:
    journals = journal.of(bare)
    yield journals
    journals.stop()


def test_what_dead_processes_left_is_recorded_and_archived(journals: Journals) -> None:
    path = left_behind(journals.clicks.folder, map(click, range(3)))
    text = path.read_bytes()
    assert Draining(journals, RECORDERS).turn()
    assert recorded()[:2] == (names(click, 3), 3)
    (archived,) = of_day(journals.clicks.archive, datetime(2026, 7, 1).date())
    assert (segments(journals.clicks.folder), archived.name) == ([], f"{path.name}.gz")
    assert subprocess.run(["gzip", "-dc", archived], capture_output=True, check=True).stdout == text
    assert archived.stat().st_mode & 0o777 == 0o600


def test_a_segment_that_never_held_anything_is_just_removed(journals: Journals) -> None:
    left_behind(journals.clicks.folder, [])
    drained(journals)
    assert (segments(journals.clicks.folder), journals.clicks.archive.exists()) == ([], False)


def test_what_is_put_back_from_the_archive_is_recorded_where_the_database_lost_it(journals: Journals) -> None:
    for number in range(20):
        journals.facts.append(refund(number))
        if number == 5:
            Draining(journals, RECORDERS).turn()
            (position,) = db.session.scalars(select(JournalPosition.offset))
    journals.stop()
    drained(journals)
    with writing() as session:  # as in a copy that was made after the first six
        session.execute(delete(Refund).where(Refund.id > refund(5)["id"]))
        session.execute(update(JournalPosition).values(offset=position))
    (packed,) = journals.facts.archive.rglob("2*.gz")
    (journals.facts.folder / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
    assert drained(journals).done.facts == 14
    assert recorded()[2] == names(refund, 20)
    assert segments(journals.facts.folder) == []


def test_settled_is_what_no_open_segment_holds(journals: Journals) -> None:
    other = Journals(journals.var)
    journals.facts.append(refund(1))
    other.facts.append(refund(2))
    draining = Draining(journals, RECORDERS)
    assert not draining.settle(patience=0.1), "the other one still writes"
    assert recorded()[2] == [refund(1)["id"], refund(2)["id"]]

    def obey() -> None:
        time.sleep(0.2)
        other.facts.finish_if_due(float((journals.var / "journal" / "finish").read_text()))

    thread = threading.Thread(target=obey)
    thread.start()
    assert draining.settle(patience=60)
    thread.join()
    archived = [record["id"] for path in journals.facts.archive.rglob("2*.gz") for record in records_of(path)]
    assert sorted(archived) == [refund(1)["id"], refund(2)["id"]]


def test_the_archive_is_kept_for_as_long_as_is_set(make_bare: Any, sqlite_url: str) -> None:
    app = make_bare(database_url=sqlite_url, archive_days=10)
    with app.app_context():
        journals = journal.of(app)
        for day in (1, 9, 10, 19):
            left_behind(journals.clicks.folder, [click(day)], f"202607{day:02d}T080000-000000-1-{day}")
        drained(journals)
        stale = journals.clicks.archive / "2026-07-19" / ".half-done.log.gz.1.new"
        stale.write_bytes(b"half")
        os.utime(stale, (0, 0))
        with writing() as session:
            forget_archives(app.extensions["goodword.settings"])(session, datetime(2026, 7, 20, 12, tzinfo=UTC))
        assert [path.name for path in sorted(journals.clicks.archive.iterdir())] == ["2026-07-10", "2026-07-19"]
        assert not stale.exists()
        assert recorded()[1] == 4, "rows are none of its business"


def test_noted_places_go_with_the_archive(journals: Journals, bare: Flask) -> None:
    left_behind(journals.clicks.folder, [click(1)])
    drained(journals)
    with writing() as session:
        forget_archives(bare.extensions["goodword.settings"])(session, now())
        assert session.scalar(select(JournalPosition.offset))
        session.execute(JournalPosition.__table__.update().values(at=datetime(2020, 1, 1, tzinfo=UTC)))
        forget_archives(bare.extensions["goodword.settings"])(session, now())
    assert db.session.scalar(select(JournalPosition.offset)) is None
