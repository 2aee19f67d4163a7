"""The drain where several do it at once, and where processes end in the middle of it."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from journaling import Crash, click, drained, left_behind, names, recorded

from goodword import journal
from goodword.config import REPOSITORY
from goodword.journal import Journals, finished
from goodword.journal.finished import segments
from goodword.journal.reading import records_of


@pytest.fixture
def journals(bare: Flask) -> Iterator[Journals]:
    journals = journal.of(bare)
    yield journals
    journals.stop()


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
