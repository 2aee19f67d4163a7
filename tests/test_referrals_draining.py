"""The drain: from the journal into the database, each record exactly once, whatever happens in between."""

import gzip
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from journaling import RECORDERS, click, count_clicks, ids, left_behind, recorded, refund
from sqlalchemy import delete, select, update

from goodword import journal
from goodword.config import REPOSITORY
from goodword.db import db, now, writing
from goodword.journal import Journals, finished
from goodword.journal.archive import of_day
from goodword.journal.finished import segments
from goodword.journal.lines import line_of
from goodword.journal.reading import records_of
from goodword.referrals.click_rows import JournalPosition
from goodword.referrals.draining import Draining
from goodword.referrals.draining_keeping import forget_archives
from goodword.referrals.draining_steps import Away
from goodword.referrals.sale_rows import Refund


@pytest.fixture
def journals(bare: Flask) -> Iterator[Journals]:
    journals = journal.of(bare)
    yield journals
    journals.stop()


def drained(journals: Journals) -> Draining:
    """A drain of everything, by somebody who has just come."""
    draining = Draining(journals, RECORDERS)
    draining.everything()
    return draining


def names(make: Any, count: int) -> list[str]:
    return [make(number)["id"] for number in range(count)]


def test_what_was_appended_is_in_the_database(journals: Journals) -> None:
    for number in range(3):
        journals.clicks.append(click(number))
        journals.facts.append(refund(number))
    done = drained(journals).done
    assert recorded() == (names(click, 3), 3, names(refund, 3))
    assert (done.clicks, done.facts, done.refused, done.damaged) == (3, 3, 0, 0)


def test_what_is_appended_later_follows(journals: Journals) -> None:
    draining = Draining(journals, RECORDERS)
    for number in range(5):
        journals.clicks.append(click(number))
        assert draining.turn()
        assert recorded()[:2] == (names(click, number + 1), number + 1)


def test_the_place_is_noted_with_what_was_recorded(journals: Journals) -> None:
    journals.clicks.append(click(1))
    drained(journals)
    (path,) = segments(journals.clicks.folder)
    (position,) = db.session.scalars(select(JournalPosition))
    assert (position.segment, position.offset) == (f"clicks/{path.name}", path.stat().st_size)


def test_many_are_recorded_in_batches_of_a_blink(journals: Journals) -> None:
    left_behind(journals.clicks.folder, map(click, range(2500)))
    sizes: list[int] = []

    def record(session: Any, clicks: Any) -> None:
        sizes.append(len(clicks))
        count_clicks(session, clicks)

    Draining(journals, {**RECORDERS, "clicks": record}).everything()
    assert recorded()[1] == sum(sizes) == 2500
    assert len(sizes) > 2 and max(sizes) <= 2000


def test_facts_do_not_wait_until_all_clicks_are_through(journals: Journals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodword.referrals.draining.TURN", 0.0)
    left_behind(journals.clicks.folder, map(click, range(1000)))
    left_behind(journals.facts.folder, map(refund, range(1)))
    draining = Draining(journals, RECORDERS)
    assert not draining.turn()
    assert recorded()[2] == names(refund, 1) and 0 < recorded()[1] < 1000
    while not draining.turn():
        pass
    assert recorded()[1] == 1000


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


def test_a_segment_that_somebody_writes_to_is_read_by_a_command_and_stays(journals: Journals) -> None:
    journals.clicks.append(click(0))
    other = Journals(journals.var)
    assert Draining(other, RECORDERS).turn()
    assert recorded()[1] == 0, "its owner will do it"
    drained(other)
    assert recorded()[1] == 1
    journals.clicks.append(click(1))
    assert len(segments(journals.clicks.folder)) == 1
    assert Draining(journals, RECORDERS).turn()
    assert recorded()[:2] == (names(click, 2), 2)


def test_a_journal_drained_twice_comes_to_the_same_totals(journals: Journals) -> None:
    everything = {name: [make(number) for number in range(50)] for name, make in (("clicks", click), ("facts", refund))}
    for each in journals:
        left_behind(each.folder, everything[each.name])
    drained(journals)
    before = recorded()
    with writing() as session:
        session.execute(delete(JournalPosition))
    for each in journals:
        left_behind(each.folder, everything[each.name], "20260702T080000-000000-1-again")
        left_behind(each.folder, everything[each.name][::-1])
    drained(journals)
    assert recorded() == before == (names(click, 50), 50, names(refund, 50))


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


def test_damage_is_left_out_told_and_kept_in_the_archive(journals: Journals, caplog: pytest.LogCaptureFixture) -> None:
    path = left_behind(journals.clicks.folder, [click(0)])
    with path.open("ab") as file:
        file.write(b"\0" * 100 + line_of(click(1)) + line_of(click(2))[:40])
    text = path.read_bytes()
    done = drained(journals).done
    assert recorded()[:2] == (names(click, 2), 2)
    assert (done.clicks, done.damaged, done.archived) == (2, 2, 1)
    assert caplog.text.count("What is no record was left out") == 2
    (archived,) = journals.clicks.archive.rglob("*.gz")
    assert subprocess.run(["gzip", "-dc", archived], capture_output=True, check=True).stdout == text


BAD = {
    "one that breaks recording": click(7, agent="boom"),
    "one of no known kind": {"kind": "riddle", "id": "x", "at": "2026-07-01T08:00:00+00:00"},
    "one that lacks something": {"kind": "click", "id": "x"},
    "one that the database cannot take": click(7, at="2026-07-01T08:00:00+00:00", page={"no": "text"}),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_record_that_cannot_be_recorded_is_set_aside_and_stops_no_other(
    journals: Journals, caplog: pytest.LogCaptureFixture, bad: dict[str, Any]
) -> None:
    good = [click(number) for number in range(100) if number != 7]
    left_behind(journals.clicks.folder, [*good[:60], bad, *good[60:]])
    draining = drained(journals)
    assert recorded()[:2] == ([each["id"] for each in good], 99)
    assert (draining.done.clicks, draining.done.refused, draining.refused.count()) == (99, 1, 1)
    (file,) = draining.refused.files()
    (refused,) = records_of(file)
    assert (refused["record"], refused["segment"]) == (bad, "clicks/20260701T080000-000000-1-dead.log")
    assert refused["reason"] and refused["place"] > 0
    assert "could not be recorded" in caplog.text


def test_what_the_database_says_of_values_is_not_in_the_log(
    journals: Journals, caplog: pytest.LogCaptureFixture
) -> None:
    journals.facts.append(refund(1, invoice_id="ada@example.com", amount=1 << 80))
    assert drained(journals).done.refused == 1
    assert "ada@" not in caplog.text


def test_many_bad_ones_are_each_set_aside(journals: Journals) -> None:
    left_behind(journals.clicks.folder, [click(n, agent="boom" if n % 3 == 0 else "") for n in range(30)])
    draining = drained(journals)
    assert (recorded()[1], draining.refused.count()) == (20, 10)


def test_what_was_set_aside_is_recorded_once_the_reason_is_gone(journals: Journals) -> None:
    def better(session: Any, clicks: Any) -> None:
        count_clicks(session, [replace(each, agent="") for each in clicks])

    left_behind(journals.clicks.folder, [click(n, agent="boom" if n < 2 else "") for n in range(5)])
    draining = drained(journals)
    assert draining.refused.give_back(journals) == 2
    assert drained(journals).refused.count() == 2, "the reason is still there"
    assert draining.refused.give_back(journals) == 2
    Draining(journals, {**RECORDERS, "clicks": better}).everything()
    assert (recorded()[:2], draining.refused.count()) == ((names(click, 5), 5), 0)


def test_a_record_refused_again_after_a_crash_is_set_aside_once(
    journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_behind(journals.clicks.folder, [click(0), click(1, agent="boom"), click(2)])
    with monkeypatch.context() as patch:
        patch.setattr("goodword.referrals.draining_steps.note", crash_at(2))
        with pytest.raises(Crash):
            drained(journals)
    assert Draining(journals, RECORDERS).refused.count() == 1
    assert drained(journals).refused.count() == 1
    assert recorded()[1] == 2


class Crash(BaseException):
    """As if the process ended there."""


def crash_at(call: int) -> Any:
    """In place of ``note``: works, but for one call."""
    from goodword.referrals.draining_steps import note  # noqa: PLC0415

    calls = iter(range(1, 1000))

    def noting(*given: Any) -> None:
        if next(calls) == call:
            raise Crash
        note(*given)

    return noting


STEPS = [
    ("goodword.referrals.draining_steps.note", "before the place is noted"),
    ("goodword.referrals.draining.put_away", "before it is put away"),
    ("goodword.journal.finished.make_folder", "before the archive has a folder"),
    ("goodword.journal.finished.shutil.copyfileobj", "in the middle of packing"),
    ("goodword.journal.finished.os.fsync", "before the archive is on disk"),
    ("goodword.journal.finished.Path.replace", "before the archive has its name"),
    ("goodword.journal.finished.sync_folder", "before the name is on disk"),
    ("goodword.journal.finished.Path.unlink", "before the segment is removed"),
]


@pytest.mark.parametrize(("step", "_"), STEPS, ids=[each[1] for each in STEPS])
def test_a_crash_between_any_two_steps_costs_nothing(
    journals: Journals, monkeypatch: pytest.MonkeyPatch, step: str, _: str
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise Crash

    records = [click(number) for number in range(20)]
    left_behind(journals.clicks.folder, records)
    with monkeypatch.context() as patch:
        patch.setattr(step, crash)
        with pytest.raises(Crash):
            drained(journals)
    drained(journals)
    assert recorded()[:2] == (names(click, 20), 20)
    (archived,) = journals.clicks.archive.rglob("2*.gz")
    assert (list(records_of(archived)), segments(journals.clicks.folder)) == (records, [])


def test_an_archive_that_cannot_be_written_stops_no_record(
    journals: Journals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    for name in ("1", "2"):
        left_behind(journals.clicks.folder, [click(int(name))], f"20260701T080000-000000-1-{name}")
    with monkeypatch.context() as patch:
        patch.setattr(finished, "replace", full)
        draining = drained(journals)
        draining.everything()
    assert (recorded()[1], len(segments(journals.clicks.folder)), draining.done.archived) == (2, 2, 0)
    assert caplog.text.count("cannot be put away") == 1
    assert drained(journals).done.archived == 2
    assert recorded()[1] == 2


def test_drains_in_many_threads_record_each_once(bare: Flask, journals: Journals) -> None:
    for number in range(4):
        records = [click(n) for n in range(number * 150, number * 150 + 300)]  # half of each is in the next one too
        left_behind(journals.clicks.folder, records, f"20260701T080000-000000-1-{number}")
    for number in range(50):
        journals.clicks.append(click(5000 + number))
    errors: list[BaseException] = []
    handed: list[int] = []

    def drain() -> None:
        try:
            with bare.app_context():
                handed.append(drained(Journals(journals.var)).done.clicks)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=drain) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    assert sum(handed) == 4 * 300 + 50, "ids need not save what places decide"
    expected = sorted({click(n)["id"] for n in (*range(750), *range(5000, 5050))})
    assert recorded()[:2] == (expected, len(expected))
    assert len(segments(journals.clicks.folder)) == 1


PROCESS = """
import sys, time
sys.path.insert(0, "tests")
from pathlib import Path
from flask import Flask
from journaling import RECORDERS, click, refund
from goodword import config, db
from goodword.journal import Journals
from goodword.referrals import lead_rows
from goodword.referrals.draining import Draining

var, url, first = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
app = Flask("goodword")
db.init_app(app, config.Settings(Path(), var, url, "", None, ()))
journals = Journals(var)
journals.start()
draining = Draining(journals, RECORDERS)
with app.app_context():
    for number in range(first, first + 100_000):
        journals.clicks.append(click(number))
        print(click(number)["id"], flush=True)
        if number % 10 == 0:
            journals.facts.append(refund(number))
            print(refund(number)["id"], flush=True)
        if number % 37 == 0:
            try:
                draining.turn() if number % 2 else draining.everything()
            except Exception as error:
                print(f"error {error!r}", flush=True)
"""


def test_killed_processes_lose_nothing_and_leave_nothing_twice(bare: Flask, journals: Journals) -> None:
    """Three that append and drain, each killed at a moment of its own, while the others go on."""
    url = bare.extensions["goodword.settings"].database_url
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(journals.var), url, str(each * 1_000_000)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
        )
        for each in range(3)
    ]
    said: list[bytes] = []
    for number, process in enumerate(running):
        assert process.stdout
        said += [process.stdout.readline() for _ in range(60 + 70 * number)]
        process.send_signal(signal.SIGKILL)
    for process in running:
        said += process.communicate()[0].splitlines(keepends=True)
    acknowledged = {line.decode().strip() for line in said if line.endswith(b"\n")}
    assert len(acknowledged) > 300 and not [each for each in acknowledged if each.startswith("error")]
    drained(journals)
    clicks, total, refunds = recorded()
    assert acknowledged <= {*clicks, *refunds}
    assert total == len(clicks)
    assert segments(journals.clicks.folder) == segments(journals.facts.folder) == []
    archived = {
        record["id"] for each in journals for path in each.archive.rglob("2*.gz") for record in records_of(path)
    }
    assert archived == {*clicks, *refunds}


def test_a_database_that_lacks_its_tables_is_waited_for(
    make_bare: Any, blank_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_bare(database_url=blank_database_url)
    with app.app_context():
        journals = journal.of(app)
        left_behind(journals.clicks.folder, map(click, range(5)))
        draining = Draining(journals, RECORDERS)
        with pytest.raises(Away, match="journal_position"):
            draining.everything()
        assert draining.refused.count() == 0
        assert ids(journals.clicks.folder) == names(click, 5)


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
    assert draining.settle(patience=20)
    thread.join()
    archived = [record["id"] for path in journals.facts.archive.rglob("2*.gz") for record in records_of(path)]
    assert sorted(archived) == [refund(1)["id"], refund(2)["id"]]


def test_a_segment_that_somebody_removed_is_not_written_to_any_more(
    journals: Journals, caplog: pytest.LogCaptureFixture
) -> None:
    journals.facts.append(refund(1))
    draining = Draining(journals, RECORDERS)
    draining.turn()
    (path,) = segments(journals.facts.folder)
    path.unlink()
    draining.turn()
    assert f"{path} is gone" in caplog.text
    journals.facts.append(refund(2))
    draining.turn()
    assert recorded()[2] == [refund(1)["id"], refund(2)["id"]]


def test_a_drain_gives_its_segments_up_when_asked_to(journals: Journals) -> None:
    journals.facts.append(refund(1))
    asking = Draining(Journals(journals.var), RECORDERS)
    assert not asking.settle(patience=0)
    assert Draining(journals, RECORDERS).turn()
    assert (journals.facts.open_segment, recorded()[2]) == (None, [refund(1)["id"]])
    journals.facts.append(refund(2))
    assert Draining(journals, RECORDERS).turn()
    assert journals.facts.open_segment, "what was opened since stays"


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


def test_one_word_of_the_log_is_enough(journals: Journals, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for number in range(20):
        journals.clicks.append(click(number))
        drained(journals)
    assert [record for record in caplog.records if record.name.startswith("goodword")] == []
