"""Appending where it cannot be: disks that fail or are full, processes that are killed. Nothing is acknowledged
that is not kept."""

import errno
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from journaling import click, ids, refund
from running import wait_for

from goodword.config import REPOSITORY
from goodword.journal import JournalError, Journals, appending, segments
from goodword.journal.finished import segments as all_segments
from goodword.journal.lines import line_of
from goodword.journal.probing import trouble


@pytest.fixture
def journals(tmp_path: Path) -> Iterator[Journals]:
    journals = Journals(tmp_path)
    yield journals
    journals.stop()


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_sync_that_fails_is_not_acknowledged_and_never_tried_again(
    journals: Journals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journals.facts.append(refund(1))
    given_up = journals.facts.open_segment
    monkeypatch.setattr(segments, "data_sync", failing(errno.EIO))
    with pytest.raises(JournalError, match=r"cannot be written \(Input/output error\)"):
        journals.facts.append(refund(2))
    monkeypatch.setattr(segments, "data_sync", os.fdatasync)
    journals.facts.append(refund(3))
    assert journals.facts.open_segment not in (None, given_up)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_all_who_waited_for_a_sync_that_fails_are_told(journals: Journals, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails once all of them have written; what is asked of the disk after that it does."""
    failed: list[int] = []

    def fail(file: int) -> None:
        if failed:
            return os.fdatasync(file)
        wait_for(lambda: len(ids(journals.facts.folder)) == 6, "what all of them wrote")
        failed.append(file)
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(segments, "data_sync", fail)

    def append(number: int) -> bool:
        try:
            journals.facts.append(refund(number))
        except JournalError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert not any(pool.map(append, range(6)))


def test_a_group_sync_that_fails_gives_the_segment_up(
    journals: Journals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, appending.__name__)
    monkeypatch.setattr(segments, "data_sync", failing(errno.EIO))
    journals.start()
    journals.clicks.append(click(1))
    given_up = journals.clicks.open_segment
    wait_for(lambda: bool(caplog.records), "word of it")
    monkeypatch.setattr(segments, "data_sync", os.fdatasync)
    journals.clicks.append(click(2))
    assert journals.clicks.open_segment != given_up
    assert sorted(ids(journals.clicks.folder)) == [click(1)["id"], click(2)["id"]]


def test_half_a_write_is_taken_back(journals: Journals, monkeypatch: pytest.MonkeyPatch) -> None:
    journals.facts.append(refund(1))
    write = os.write
    monkeypatch.setattr(segments.os, "write", lambda file, line: write(file, line[: len(line) // 2]))
    with pytest.raises(JournalError, match="No space left on device"):
        journals.facts.append(refund(2))
    monkeypatch.undo()
    journals.facts.append(refund(3))
    (path,) = all_segments(journals.facts.folder)
    assert path.read_bytes() == line_of(refund(1)) + line_of(refund(3))


@pytest.mark.parametrize(("code", "there"), [(errno.ENOSPC, 1), (errno.EDQUOT, 1), (errno.EFBIG, 2), (errno.EIO, 2)])
def test_only_a_full_disk_leaves_a_segment_fit_to_go_on(
    journals: Journals, monkeypatch: pytest.MonkeyPatch, code: int, there: int
) -> None:
    journals.facts.append(refund(1))
    with monkeypatch.context() as patch:
        patch.setattr(segments.os, "write", failing(code))
        with pytest.raises(JournalError):
            journals.facts.append(refund(2))
    journals.facts.append(refund(3))
    assert len(all_segments(journals.facts.folder)) == there
    assert sorted(ids(journals.facts.folder)) == [refund(1)["id"], refund(3)["id"]]


def test_half_a_write_that_cannot_be_taken_back_is_the_last_of_its_segment(
    journals: Journals, monkeypatch: pytest.MonkeyPatch
) -> None:
    journals.facts.append(refund(1))
    write = os.write
    monkeypatch.setattr(segments.os, "write", lambda file, line: write(file, line[: len(line) // 2]))
    monkeypatch.setattr(segments.os, "ftruncate", failing(errno.EIO))
    with pytest.raises(JournalError):
        journals.facts.append(refund(2))
    monkeypatch.undo()
    journals.facts.append(refund(3))
    assert len(all_segments(journals.facts.folder)) == 2
    assert sorted(ids(journals.facts.folder)) == [refund(1)["id"], refund(3)["id"]]


@contextmanager
def small_disk(folder: Path, size: str = "256k") -> Iterator[Path]:
    """A file system that is soon full. Who may not mount one takes the limit of a file's size instead."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    else:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 10, limits[1]))
        try:
            yield folder
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        journals = Journals(disk)
        kept = []
        with pytest.raises(JournalError, match=r"Make room on that disk|See to that disk"):
            for number in range(4000):
                journals.facts.append(refund(number))
                kept.append(refund(number)["id"])
        for number in range(5000, 5020):
            try:
                journals.facts.append(refund(number, note="x" * 4000))
            except JournalError:
                continue
            kept.append(refund(number)["id"])
        assert len(kept) > 500
        assert sorted(ids(journals.facts.folder)) == sorted(kept)
        assert sum(record.levelname == "ERROR" for record in caplog.records) < 10
        journals.stop()


def test_a_disk_that_has_room_again_needs_nobody(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        journals = Journals(disk)
        journals.facts.append(refund(0))
        filler = disk / "filler"
        try:
            filler.write_bytes(b"x" * (1 << 20))
        except OSError:
            assert trouble(journals) or resource.getrlimit(resource.RLIMIT_FSIZE)[0] == 256 << 10
        with pytest.raises(JournalError):
            for number in range(1, 4000):
                journals.facts.append(refund(number))
        filler.unlink()
        journals.facts.append(refund(9999))
        assert trouble(journals) == ""
        assert ids(journals.facts.folder)[-1] == refund(9999)["id"]
        journals.stop()


def test_a_folder_that_cannot_be_is_an_error_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way")
    journals = Journals(tmp_path)
    with pytest.raises(JournalError, match=r"Not a directory|File exists"):
        journals.facts.append(refund(1))
    assert trouble(journals) in [f"clicks: {why}; facts: {why}" for why in ("Not a directory", "File exists")]


WRITER = """
import sys, threading
sys.path.insert(0, "tests")
from pathlib import Path
from journaling import click, refund
from goodword.journal import Journals

journals = Journals(Path(sys.argv[1]))
journals.start()
out = open(1, "wb", buffering=0)

def append(thread):
    for number in range(thread, 10_000_000, 4):
        journals.clicks.append(click(number))
        out.write(f"clicks {click(number)['id']}\\n".encode())
        if number % 16 == thread:
            journals.facts.append(refund(number))
            out.write(f"facts {refund(number)['id']}\\n".encode())

for thread in range(4):
    threading.Thread(target=append, args=(thread,)).start()
"""


@pytest.mark.parametrize("lines", [1, 200, 3000])
def test_what_a_killed_process_acknowledged_is_there(tmp_path: Path, lines: int) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += [line for line in process.stdout.read().splitlines(keepends=True) if line.endswith(b"\n")]
    acknowledged = {tuple(line.decode().split()) for line in said}
    there = {(name, each) for name in ("clicks", "facts") for each in ids(tmp_path / "journal" / name)}
    assert len(acknowledged) >= lines
    assert acknowledged <= there
