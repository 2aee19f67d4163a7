"""The sample company, served as `bin/run` serves it: one server for all workers of a run, gone when it ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from bench.ports import free_port
from goodword.config import REPOSITORY
from prove.postgres import locked

FOLDER = "GW_TEST_SITE"  # set by the first pytest process, inherited by its workers
SECONDS = 300


def prepare() -> None:
    """Makes the folder where the server will keep its things if a test asks for it."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="goodword-site-")


def running() -> str:
    """Where the sample company is served; the first worker to ask starts the server."""
    folder = Path(os.environ[FOLDER])
    with locked(folder):
        port = folder / "port"
        if not port.exists():
            process, number = start(folder)
            (folder / "pid").write_text(str(process.pid))
            wait(process, number, folder / "log")
            port.write_text(str(number))
            LEFT_RUNNING.append(process)
        return f"http://127.0.0.1:{port.read_text()}"


LEFT_RUNNING: list[subprocess.Popen[bytes]] = []  # whoever forgets one is warned by Python; `stop` ends it


def stop() -> None:
    """Stops the server, if there is one, and removes its folder."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "pid").exists():
        end(int((folder / "pid").read_text()))
    for process in LEFT_RUNNING:
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)  # what was just killed may still be closing its files


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[str]:
    """Another server, with its things in ``folder``, for one test; where it answers."""
    process, port = start(folder, **environ)
    try:
        wait(process, port, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process.pid)
        process.wait()


def start(folder: Path, **environ: str) -> tuple[subprocess.Popen[bytes], int]:
    """`bin/run` without its look at the packages, in a process group of its own; with the port it will listen on."""
    port = free_port()
    given = {"GOODWORD_VAR": str(folder / "var"), "PORT": str(port), "WEB_CONCURRENCY": "2"} | environ
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "goodword.launch"]
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=os.environ | given, stdout=log, stderr=log, start_new_session=True
        )
    return process, port


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until the server answers."""
    deadline = time.monotonic() + SECONDS
    while not answers(port):
        assert process.poll() is None, f"the server ended: {log.read_text()}"
        assert time.monotonic() < deadline, f"no answer in {SECONDS} s: {log.read_text()}"
        time.sleep(0.1)


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/robots.txt")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def end(leader: int) -> None:
    """Ends a server started by ``start``, and everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
