"""Watching: an edit is live within a second in every process, whichever of them dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goodword.content.library import Terms
from goodword.content.noticing import Notices
from goodword.content.scanning import Scan, scan
from goodword.content.shelf import Shelf
from goodword.content.watching import Watcher, pause_after, start_watching

PATIENCE = 90.0
WORKER = """
import sys, time
from pathlib import Path
from threading import Thread
from goodword.content.library import Terms
from goodword.content.shelf import Shelf
from goodword.content.watching import start_watching
root = Path(sys.argv[1])
shelf = Shelf(root, root / "var", Terms())
shelf.load()
watcher = start_watching(shelf)
said = None
while True:
    entry = shelf.library.get("faq", "why")
    now = f"{'holds' if watcher.holds else 'follows'} {entry.text('en').html if entry else 'nothing'}"
    if now != said:
        print(now, flush=True)
        said = now
    time.sleep(0.02)
"""


def wait_for(what: Callable[[], bool]) -> float:
    """How long it took."""
    before = time.monotonic()
    while not what():
        assert time.monotonic() - before < PATIENCE, "it did not happen"
        time.sleep(0.01)
    return time.monotonic() - before


def write(root: Path, body: str, name: str = "why") -> None:
    folder = root / "content/faqs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f".{name}.new").write_text(f"---\ntitle: Why\n---\n{body}\n")
    os.replace(folder / f".{name}.new", folder / f"{name}.md")


class Worker:
    """A process with a shelf and a watcher of its own."""

    def __init__(self, root: Path) -> None:
        environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        self.log = (root / f"worker-{time.monotonic_ns()}.log").open("w+")
        self.process = subprocess.Popen([sys.executable, "-c", WORKER, str(root)], stdout=self.log, env=environ)

    @property
    def says(self) -> str:
        """Its last line: whether it holds the lock, and the answer it shows."""
        self.log.seek(0)
        return ([line.strip() for line in self.log if line.endswith("\n")] or [""])[-1]

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[list[Worker]]:
    write(tmp_path, "First.")
    workers = [Worker(tmp_path), Worker(tmp_path)]
    yield workers
    for worker in workers:
        if not worker.log.closed:
            worker.kill()


@pytest.fixture(params=["told", "looking"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How changes are found: the system says so, or files are looked at again and again."""
    if request.param == "looking":
        monkeypatch.setattr("goodword.content.watching.notices", lambda _: None)
    return str(request.param)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    write(tmp_path, "First.")
    shelf = Shelf(tmp_path, tmp_path / "var", Terms())
    shelf.load()
    yield shelf
    shelf.close()


def shown(shelf: Shelf, name: str = "why") -> str | None:
    entry = shelf.library.get("faq", name)
    return entry.text("en").html if entry else None


@pytest.mark.usefixtures("way")
def test_an_edit_goes_live_by_itself(shelf: Shelf, tmp_path: Path) -> None:
    watcher = start_watching(shelf)
    wait_for(lambda: watcher.holds)
    write(tmp_path, "Second.")
    wait_for(lambda: shown(shelf) == "<p>Second.</p>")
    (tmp_path / "content/faqs/why.md").unlink()
    wait_for(lambda: shown(shelf) is None)
    watcher.stop()
    assert not watcher.holds


def test_files_that_come_one_after_the_other_are_one_swap(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(shelf, tmp_path, tmp_path / "var")
    watcher.look()
    before, waits, wait = shelf.library, iter(range(3)), Notices.wait

    def pull(notices: Notices, seconds: float) -> bool:
        """Whenever the watcher waits to be told of more, there is one more."""
        if (n := next(waits, None)) is not None:
            assert shelf.library is before
            write(tmp_path, f"Number {n}.", f"n{n}")
        return wait(notices, seconds)

    monkeypatch.setattr("goodword.content.watching.LONGEST_WAIT", PATIENCE)
    monkeypatch.setattr(Notices, "wait", pull)
    watcher.look()
    assert [shown(shelf, f"n{n}") for n in range(3)] == [f"<p>Number {n}.</p>" for n in range(3)]
    watcher.stop()


def test_what_comes_while_files_are_looked_at_is_of_the_same_swap(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(shelf, tmp_path, tmp_path / "var")
    watcher.look()
    before, looks = shelf.library, iter(range(3))

    def look(root: Path) -> Scan:
        found = scan(root)
        if (n := next(looks, None)) is not None:
            assert shelf.library is before
            write(tmp_path, f"Number {n}.", f"n{n}")
        return found

    monkeypatch.setattr("goodword.content.watching.LONGEST_WAIT", PATIENCE)
    monkeypatch.setattr("goodword.content.watching.scan", look)
    write(tmp_path, "Second.")
    watcher.look()
    assert [shown(shelf, f"n{n}") for n in range(3)] == [f"<p>Number {n}.</p>" for n in range(3)]
    assert shown(shelf) == "<p>Second.</p>"
    watcher.stop()


def test_where_nothing_is_said_they_are_one_swap_too(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goodword.content.watching.notices", lambda _: None)
    monkeypatch.setattr("goodword.content.watching.LONGEST_WAIT", PATIENCE)
    watcher = Watcher(shelf, tmp_path, tmp_path / "var")
    watcher.look()
    before, scans = shelf.library, iter(range(3))

    def pull(_: float) -> bool:
        """While the watcher waits for quiet, more files come."""
        if (n := next(scans, None)) is not None:
            assert shelf.library is before
            write(tmp_path, f"Number {n}.", f"n{n}")
        return False

    watcher._stopped.wait = pull  # type: ignore[assignment, method-assign]
    write(tmp_path, "Second.")
    watcher.look()
    assert [shown(shelf, f"n{n}") for n in range(3)] == [f"<p>Number {n}.</p>" for n in range(3)]
    assert shown(shelf) == "<p>Second.</p>"
    watcher.stop()


def test_a_mistake_of_ours_stops_no_watcher(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("goodword.content.watching.AFTER_ERROR", 0.05)
    tries: list[str] = []

    def fail(**_: object) -> bool:
        tries.append("one more")
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(shelf, "refresh", fail)
        watcher = start_watching(shelf)
        wait_for(lambda: len(tries) > 3)
    assert caplog.text.count("could not be brought up to date") == 1
    write(tmp_path, "Second.")
    wait_for(lambda: shown(shelf) == "<p>Second.</p>")
    watcher.stop()


def test_two_processes_have_one_watcher_and_the_other_takes_over(workers: list[Worker], tmp_path: Path) -> None:
    wait_for(lambda: sorted(w.says for w in workers) == ["follows <p>First.</p>", "holds <p>First.</p>"])
    write(tmp_path, "Second.")
    wait_for(lambda: sorted(w.says for w in workers) == ["follows <p>Second.</p>", "holds <p>Second.</p>"])
    holder, other = sorted(workers, key=lambda worker: worker.says, reverse=True)
    holder.kill()
    wait_for(lambda: other.says == "holds <p>Second.</p>")
    write(tmp_path, "Third.")
    wait_for(lambda: other.says == "holds <p>Third.</p>")


@pytest.mark.parametrize(("cost", "pause"), [(0.0, 0.25), (0.02, 0.25), (0.03, 0.3), (0.06, 0.35), (2.0, 0.35)])
def test_the_more_there_is_to_look_at_the_longer_the_rest(cost: float, pause: float) -> None:
    assert pause_after(cost) == pytest.approx(pause)
