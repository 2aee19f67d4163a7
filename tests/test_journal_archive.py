"""The archive: what is finished, by journal and day; changed only where somebody must be forgotten."""

import fcntl
import io
import os
import time
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from journaling import left_behind, refund

from goodword.journal import finished
from goodword.journal.archive import days, forget_old, of_day, rewrite
from goodword.journal.finished import locked, opened_at, put_away, segments
from goodword.journal.reading import records_of

FIRST, SECOND = "20260701T235959-999999-1-a", "20260702T000000-000000-1-b"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two days with a segment each."""
    for number, name in enumerate((FIRST, SECOND)):
        put_away(
            left_behind(tmp_path / "journal" / "facts", [refund(number), refund(number + 10)], name), folder(tmp_path)
        )
    return folder(tmp_path)


def folder(var: Path) -> Path:
    return var / "archive" / "facts"


def amounts(path: Path) -> list[int]:
    return [record["amount"] for record in records_of(path)]


def test_a_segment_lies_in_the_day_on_which_it_was_opened(archive: Path) -> None:
    assert days(archive) == [date(2026, 7, 1), date(2026, 7, 2)]
    assert [path.name for path in of_day(archive, date(2026, 7, 1))] == [f"{FIRST}.log.gz"]
    assert of_day(archive, date(2026, 7, 3)) == []


def test_a_file_that_somebody_put_there_is_of_the_day_on_which_it_was_written(tmp_path: Path) -> None:
    path = left_behind(tmp_path, [refund(1)], "from-a-backup")
    assert time.time() - opened_at(path) < 60


def test_records_are_changed_and_left_out_where_they_lie(archive: Path) -> None:
    def change(record: Any) -> Any:
        return None if record["id"] == refund(0)["id"] else {**record, "amount": 7}

    (path,) = of_day(archive, date(2026, 7, 1))
    assert rewrite(path, change) == 2
    assert (amounts(path), path.stat().st_mode & 0o777) == ([7], 0o600)
    assert os.listdir(path.parent) == [path.name]


def test_a_segment_that_is_not_packed_is_rewritten_alike(tmp_path: Path) -> None:
    path = left_behind(tmp_path, [refund(1), refund(2)])
    assert rewrite(path, lambda record: {**record, "amount": 7}) == 2
    assert amounts(path) == [7, 7]


def test_where_nothing_changes_nothing_is_written(archive: Path) -> None:
    (path,) = of_day(archive, date(2026, 7, 1))
    before = path.stat()
    assert rewrite(path, lambda record: record) == 0
    assert path.stat() == before


def test_what_was_taken_out_does_not_come_back_with_a_segment_that_a_crash_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = left_behind(tmp_path / "journal" / "facts", [refund(1), refund(2)])
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(finished.Path, "unlink", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        put_away(path, folder(tmp_path))
    (packed,) = folder(tmp_path).rglob("2*.gz")
    rewrite(packed, lambda record: record if record["id"] == refund(1)["id"] else None)
    put_away(path, folder(tmp_path))
    assert [record["id"] for record in records_of(packed)] == [refund(1)["id"]]
    assert segments(path.parent) == []


def test_days_go_when_their_time_is_over(archive: Path, tmp_path: Path) -> None:
    assert forget_old(tmp_path, ("clicks", "facts"), date(2026, 7, 11), keep=10) == 0
    assert forget_old(tmp_path, ("clicks", "facts"), date(2026, 7, 12), keep=10) == 1
    assert days(archive) == [date(2026, 7, 2)]


def test_folders_that_are_no_days_are_let_be(archive: Path, tmp_path: Path) -> None:
    (archive / "2026-07-old").mkdir()
    (archive / "notes.txt").write_text("mine")
    assert forget_old(tmp_path, ("facts",), date(2030, 1, 1), keep=10) == 2
    assert sorted(os.listdir(archive)) == ["2026-07-old", "notes.txt"]


def test_who_waits_for_a_file_that_is_replaced_gets_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has opened the old one, and is about to lock it."""
    path = left_behind(tmp_path, [refund(1)])
    opened, flock, seen = Event(), fcntl.flock, []

    def locking(file: int, how: int) -> None:
        opened.set()
        flock(file, how)

    def wait() -> None:
        with locked(path) as file:
            seen.append(os.fstat(file).st_ino)

    with locked(path):
        monkeypatch.setattr(finished.fcntl, "flock", locking)
        thread = Thread(target=wait)
        thread.start()
        opened.wait()
        finished.replace(path, io.BytesIO(b"new"), packed=False)
    thread.join()
    assert seen == [path.stat().st_ino]
