"""Appending: what is on disk when, in which segment, and whose that is."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from zlib import crc32

import pytest
import time_machine
from journaling import click, ids, left_behind, open_files, refund, resting
from running import wait_for

from goodword.config import REPOSITORY
from goodword.journal import Journals, finished, segments, syncing
from goodword.journal.finished import put_away, taken
from goodword.journal.finished import segments as all_segments


@pytest.fixture
def journals(tmp_path: Path) -> Iterator[Journals]:
    journals = Journals(tmp_path)
    yield journals
    journals.stop()


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How large the file was, each time the disk was waited for; the disk is really asked."""
    done: list[int] = []

    def sync(file: int) -> None:
        os.fdatasync(file)
        done.append(os.fstat(file).st_size)

    monkeypatch.setattr(segments, "data_sync", sync)
    return done


def test_a_record_is_a_line_with_its_checksum_that_any_tool_reads(journals: Journals) -> None:
    journals.facts.append(refund(1, note="قهوة"))
    assert journals.facts.open_segment
    line = journals.facts.open_segment.read_text(encoding="utf-8")
    checksum, space, rest = line.partition(" ")
    assert (space, checksum, line[-1]) == (" ", f"{crc32(rest[:-1].encode()):08x}", "\n")
    assert json.loads(rest) == refund(1, note="قهوة")
    assert "قهوة" in line


def test_clicks_and_facts_lie_in_folders_that_only_their_owner_reads(journals: Journals, tmp_path: Path) -> None:
    assert not (tmp_path / "journal").exists(), "nothing is made before there is something to write"
    journals.clicks.append(click(1))
    journals.facts.append(refund(1))
    for name in ("clicks", "facts"):
        (path,) = (tmp_path / "journal" / name).iterdir()
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_fact_is_synced_before_it_is_acknowledged(journals: Journals, syncs: list[int]) -> None:
    for number in range(3):
        journals.facts.append(refund(number))
        assert len(syncs) == number + 1


def test_facts_that_come_while_the_disk_works_share_one_sync(
    journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk works on the first, the others come and are written; one more sync is for all of these."""
    synced: list[int] = []

    def sync(file: int) -> None:
        if not synced:
            others.extend(pool.submit(journals.facts.append, refund(number)) for number in range(1, 8))
            wait_for(lambda: len(ids(journals.facts.folder)) == 8, "the other facts")
        os.fdatasync(file)
        synced.append(len(ids(journals.facts.folder)))

    monkeypatch.setattr(segments, "data_sync", sync)
    others: list[Future[None]] = []
    with ThreadPoolExecutor(8) as pool:
        journals.facts.append(refund(0))
    assert [each.result() for each in others] == [None] * 7
    assert sorted(ids(journals.facts.folder)) == sorted(refund(number)["id"] for number in range(8))
    assert synced == [8, 8]


def test_clicks_are_synced_together_within_a_blink(
    journals: Journals, syncs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that come while the thread rests, and it rests for 50 ms; a disk at rest is left alone."""
    rests, come = resting(monkeypatch, syncing), Event()
    wait = syncing.Event.wait

    def resting_until_all_come(event: Event, timeout: float | None = None) -> bool:
        come.wait()
        return wait(event, timeout)

    monkeypatch.setattr(syncing.Event, "wait", resting_until_all_come)
    journals.start()
    for number in range(200):
        journals.clicks.append(click(number))
    assert syncs == []
    come.set()
    wait_for(lambda: len(rests) > 5, "five rounds of the thread")
    (path,) = all_segments(journals.clicks.folder)
    assert (set(rests), syncs) == ({0.05}, [path.stat().st_size])


def test_without_the_thread_each_click_is_synced(journals: Journals, syncs: list[int]) -> None:
    journals.clicks.append(click(1))
    assert len(syncs) == 1


def test_what_came_before_the_thread_ended_is_synced(journals: Journals, syncs: list[int]) -> None:
    journals.start()
    journals.clicks.append(click(1))
    journals.stop()
    assert len(syncs) >= 1
    journals.clicks.append(click(2))
    assert ids(journals.clicks.folder) == [click(1)["id"], click(2)["id"]]


def test_the_owner_of_a_segment_holds_its_lock_until_it_gives_it_up(journals: Journals) -> None:
    journals.facts.append(refund(1))
    path = journals.facts.open_segment
    assert path
    with path.open("rb") as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        journals.facts.finish()
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_segment_has_its_name_only_when_it_is_locked(journals: Journals, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else somebody could take it for one that a dead process left."""
    rename = Path.rename

    def renaming(draft: Path, path: Path) -> Path:
        assert all_segments(journals.facts.folder) == []
        with draft.open("rb") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return rename(draft, path)

    monkeypatch.setattr(Path, "rename", renaming)
    journals.facts.append(refund(1))
    assert len(all_segments(journals.facts.folder)) == 1


def test_who_comes_late_to_a_segment_takes_nothing_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened, then put away by somebody else, then locked."""
    path = left_behind(tmp_path / "facts", [refund(1)])
    locked = finished._locked

    def late(file: int) -> bool:
        put_away(path, tmp_path / "archive")
        return locked(file)

    with monkeypatch.context() as patch:
        patch.setattr(finished, "_locked", late)
        with taken(path) as ours:
            assert not ours


def test_two_cannot_take_the_same(tmp_path: Path) -> None:
    path = left_behind(tmp_path / "facts", [refund(1)])
    with taken(path) as first, taken(path) as second:
        assert (first, second) == (True, False)
    with taken(path) as again:
        assert again


def test_a_full_segment_is_followed_by_another(journals: Journals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST_BYTES", 1000)
    for number in range(40):
        journals.facts.append(refund(number))
    paths = all_segments(journals.facts.folder)
    assert len(paths) > 3 and all(path.stat().st_size < 1400 for path in paths)
    assert sorted(ids(journals.facts.folder)) == [refund(number)["id"] for number in range(40)]


@pytest.mark.parametrize(
    ("begun", "later", "another"),
    [
        ("09:00", timedelta(minutes=59), False),
        ("09:00", timedelta(minutes=61), True),
        ("23:59", timedelta(minutes=2), True),
    ],
    ids=["young", "old", "of yesterday"],
)
def test_a_segment_lives_an_hour_and_never_in_two_days(
    journals: Journals, begun: str, later: timedelta, another: bool
) -> None:
    start = datetime.fromisoformat(f"2026-07-01T{begun}:00").replace(tzinfo=UTC)
    with time_machine.travel(start) as clock:
        journals.facts.append(refund(1))
        clock.shift(later)
        journals.facts.append(refund(2))
    assert (len(all_segments(journals.facts.folder)) == 2) is another


def test_an_old_segment_is_finished_though_nothing_is_appended(journals: Journals) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=UTC)) as clock:
        journals.facts.append(refund(1))
        journals.facts.finish_if_due()
        assert journals.facts.open_segment
        clock.shift(timedelta(hours=2))
        journals.facts.finish_if_due()
        assert journals.facts.open_segment is None


def test_a_segment_is_finished_when_all_older_ones_are_asked_for(journals: Journals) -> None:
    journals.facts.append(refund(1))
    journals.facts.finish_if_due(before=time.time() - 60)
    assert journals.facts.open_segment
    journals.facts.finish_if_due(before=time.time())
    assert journals.facts.open_segment is None


@pytest.mark.parametrize("record", [{"x": object()}, {"x": "a" * (1 << 19)}], ids=["no JSON", "too long"])
def test_what_can_be_no_record_is_refused(journals: Journals, record: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError), match=r"JSON|bytes"):
        journals.facts.append(record)
    assert all_segments(journals.facts.folder) == []


def test_a_forked_child_writes_into_a_segment_of_its_own(journals: Journals) -> None:
    """In a process of its own: forking one with threads is what pytest's workers may not do."""
    journals.facts.append(refund(0))
    script = f"""
import os, sys
sys.path.insert(0, "tests")
from pathlib import Path
from journaling import refund
from goodword.journal import Journals
journals = Journals(Path({str(journals.var)!r}))
journals.facts.append(refund(1))
held = journals.facts.open_segment
child = os.fork()
if not child:
    assert journals.facts.open_segment is None
    journals.facts.append(refund(2))
    assert journals.facts.open_segment != held
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
journals.facts.append(refund(3))
assert journals.facts.open_segment == held
"""
    subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, check=True)
    assert sorted(ids(journals.facts.folder)) == [refund(number)["id"] for number in range(4)]
    assert len(all_segments(journals.facts.folder)) == 3


def test_files_are_closed_when_segments_are_given_up(journals: Journals) -> None:
    for number in range(5):
        journals.facts.append(refund(number))
        assert open_files(journals.var) == 1
        journals.facts.finish()
    assert open_files(journals.var) == 0
