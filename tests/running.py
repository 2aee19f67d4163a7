"""A folder that people edit, served by a real gunicorn with two workers; and what each worker answers."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path

from factories import COMPANY, ran_before

from bench.ports import free_port
from goodword.config import REPOSITORY

PATIENCE = 180.0
SURE = 0.6  # seconds without an old answer, from whichever worker is quicker to take a connection


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: HTTPMessage
    text: str

    @property
    def revision(self) -> str:
        return str(self.headers["Content-Revision"])


class Site:
    """Where ``root`` is served. Files are named from ``content/`` on."""

    def __init__(self, root: Path, var: Path, port: int, master: int) -> None:
        self.root, self.var, self.port, self.master = root, var, port, master

    def file(self, path: str) -> Path:
        return self.root / "content" / path

    def write(self, path: str, text: str) -> None:
        self.file(path).parent.mkdir(parents=True, exist_ok=True)
        self.file(path).write_text(text, encoding="utf-8")

    def replace(self, path: str, text: str) -> None:
        """As many editors save: a temporary file, renamed."""
        draft = self.file(path).with_name(f".{self.file(path).name}.new")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.file(path))

    def ask(self, path: str = "/") -> Answer:
        """On a connection of its own, which either worker may take."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Connection": "close"})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    def ask_each(self, path: str = "/") -> dict[int, Answer]:
        """What each worker answers, while all others stand still."""
        workers = self.workers
        found = {}
        for worker in workers:
            with standing_still(*(pid for pid in workers if pid != worker)):
                found[worker] = self.ask(path)
        return found

    def until(self, path: str, holds: Callable[[Answer], bool]) -> float:
        """Seconds until every answer is so; it then stays so in each worker."""
        begun = last = time.monotonic()
        there: set[int] = set()
        while len(there) < 2:
            assert time.monotonic() - begun < PATIENCE, f"{path} is not as it should be; {self.log()}"
            if not holds(self.ask(path)):
                last = time.monotonic()
            elif time.monotonic() - last >= SURE:
                answers = self.ask_each(path)
                found = {worker for worker, answer in answers.items() if holds(answer)}
                assert there <= found or len(answers) < 2, f"{path}: {answers}"
                there, last = found, last if len(found) == 2 else time.monotonic()
            time.sleep(0.01)
        return last - begun

    def shows(self, path: str, text: str) -> float:
        """Seconds until the page says so in every worker."""
        return self.until(path, lambda answer: answer.status == 200 and text in answer.text)

    @property
    def workers(self) -> list[int]:
        """The workers' process ids, without one that has ended and that the master has yet to notice."""
        ps = ["ps", "-o", "pid=,stat=", "--ppid", str(self.master)]
        out = subprocess.run(ps, capture_output=True, text=True, check=False)
        return [int(pid) for pid, state in map(str.split, out.stdout.splitlines()) if not state.startswith("Z")]

    def two_workers(self) -> list[int]:
        """The workers once there are two that answer again."""
        wait_for(lambda: len(self.workers) == 2, "two workers")
        wait_for(lambda: all(answer.status == 200 for answer in self.ask_each("/healthz").values()), "their answers")
        return self.workers

    @property
    def holder(self) -> int:
        """The worker that watches the files: it holds the lock on a file in VAR. 0 where none does yet."""
        lock = self.var / "content-watch.lock"
        inode = lock.stat().st_ino if lock.exists() else 0
        held = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
        return next((int(one[4]) for one in held if one[5].endswith(f":{inode}") and int(one[4]) in self.workers), 0)

    def log(self) -> str:
        return (self.var.parent / "log").read_text(encoding="utf-8")[-3_000:]


@contextmanager
def serving(folder: Path, database: Path, **environ: str) -> Iterator[Site]:
    """The tests' company in a folder of its own, served until the end of the block."""
    root, var, port = folder / "root", folder / "var", free_port()
    shutil.copytree(COMPANY, root)
    ran_before(var)
    shutil.copyfile(database, var / "goodword.db")
    given = {"GOODWORD_ROOT": str(root), "GOODWORD_VAR": str(var), "PORT": str(port), "WEB_CONCURRENCY": "2"}
    command = [sys.executable, "-m", "gunicorn", *environ.pop("GUNICORN", "").split()]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=os.environ | given | environ, stdout=log, stderr=log, start_new_session=True
        )
    site = Site(root, var, port, process.pid)
    try:
        wait_for(lambda: answers(site, process), "an answer")
        wait_for(lambda: len(site.workers) == 2 and site.holder != 0, "two workers, one of them watching")
        yield site
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(site: Site, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, f"the server ended: {site.log()}"
    try:
        return site.ask().status == 200
    except (OSError, HTTPException):
        return False


@contextmanager
def standing_still(*processes: int) -> Iterator[None]:
    """These do nothing until the end of the block; not even what they had begun when it was said."""
    try:
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        wait_for(lambda: all(map(stands, processes)), "an end of all that goes on")
        yield
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


def stands(process: int) -> bool:
    """Whether no thread of it does anything."""
    try:
        stats = [stat.read_text() for stat in Path(f"/proc/{process}/task").glob("*/stat")]
    except OSError:  # one of them ended
        return False
    return all(stat.rpartition(")")[2].split()[0] in "TtZX" for stat in stats)


def wait_for(what: Callable[[], bool], name: str) -> float:
    """Seconds until it is so."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < PATIENCE, f"there is not: {name}"
        time.sleep(0.02)
    return time.monotonic() - begun
