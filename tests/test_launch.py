"""`bin/run` as people meet it: it starts, says where, refuses what cannot work, and stops whole."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from running import PATIENCE, wait_for

from bench.ports import free_port
from goodword import launch, welcome
from goodword.config import REPOSITORY
from goodword.errors import SettingError

COMMAND = [sys.executable, "-m", "goodword.launch"]  # bin/run without its look at the packages


@contextmanager
def running(var: Path, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """`bin/run` in a process group of its own, that the test leaves nothing behind of."""
    environ = {**os.environ, "GOODWORD_VAR": str(var), "PORT": str(free_port())} | environ
    process = subprocess.Popen(
        COMMAND,
        cwd=REPOSITORY,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def said(process: subprocess.Popen[str], until: str) -> list[str]:
    """What it prints, up to the line with ``until`` in it."""
    lines: list[str] = []
    assert process.stdout
    while not lines or until not in lines[-1]:
        line = process.stdout.readline()
        assert line, f"it ended after {lines} and {process.stderr and process.stderr.read()}"
        lines.append(line.rstrip())
    return lines


def group_is_gone(process: subprocess.Popen[str]) -> bool:
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


@dataclass(frozen=True)
class Run:
    """What one start said, and how it ended when it was told to."""

    var: Path
    lines: list[str]
    noted: str | None
    code: int | None


def started_and_stopped(var: Path, stop: signal.Signals) -> Run:
    with running(var) as process:
        lines, noted = said(process, "Goodword answers at"), welcome.noted_address(var)
        process.send_signal(stop)
        process.communicate(timeout=PATIENCE)
        wait_for(lambda: group_is_gone(process), "the end of all of its process group")
        return Run(var, lines, noted, process.returncode)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return started_and_stopped(tmp_path_factory.mktemp("launch") / "var", signal.SIGINT)


@pytest.fixture(scope="module")
def second(first: Run) -> Run:
    return started_and_stopped(first.var, signal.SIGTERM)


def test_it_starts_and_says_where(first: Run) -> None:
    assert [line.split()[1] for line in first.lines[:-1]] == ["made", "added", "reading"]
    assert first.lines[1] == "run: added 3 sample partners from partners/sample/partners.csv"
    assert str(first.noted) in first.lines[-1]


@pytest.mark.parametrize("name", ["first", "second"])
def test_it_stops_whole(name: str, request: pytest.FixtureRequest) -> None:
    """By ctrl-c, and by what a system sends when it goes down; of its process group nobody is left."""
    run: Run = request.getfixturevalue(name)
    assert run.code == 0


def test_a_second_start_adds_no_sample(first: Run, second: Run) -> None:
    assert [any("sample" in line for line in run.lines) for run in (first, second)] == [True, False]


def test_in_production_nobody_gets_sample_partners(tmp_path: Path) -> None:
    with running(tmp_path / "var", GOODWORD_BASE_URL="https://www.example.com") as process:
        assert not any("sample" in line for line in said(process, "Goodword answers at"))


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with running(tmp_path / "var", PORT=str(port)) as process:
            _, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"Something answers at 127.0.0.1, port {port}, already." in error


def test_a_wrong_setting_stops_the_start(tmp_path: Path) -> None:
    with running(tmp_path / "var", GOODWORD_BASE_URL="example.com") as process:
        _, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, error.count("\n")) == (2, 1)
    assert error.startswith("run: GOODWORD_BASE_URL is 'example.com'; legal is")


def test_it_serves_without_a_database(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    port = free_port()
    with running(tmp_path / "var", GOODWORD_DATABASE_URL=url, PORT=str(port)) as process:
        said(process, "Goodword answers at")
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/")
        assert connection.getresponse().status in (200, 404)
        connection.close()


@pytest.mark.parametrize(
    ("environ", "name"), [({"PORT": "http"}, "PORT"), ({"PORT": "70000"}, "PORT"), ({"WEB_CONCURRENCY": "0"}, "WEB_")]
)
def test_numbers_are_checked(environ: dict[str, str], name: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}.*legal is a number from 1 to"):
        launch.address(environ)


def test_where_to_reach_a_server_that_listens_everywhere() -> None:
    assert launch.address({}) == ("127.0.0.1", 8000)
    assert [welcome.reachable(host) for host in ("0.0.0.0", "::", "[::1]", "10.0.0.7")] == [
        "127.0.0.1",
        "::1",
        "::1",
        "10.0.0.7",
    ]


def test_whole_trades_are_shown_before_their_branches(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "niches"
    folder.mkdir(parents=True)
    for name, parent in (("a.md", "parent: c\n"), ("c.md", ""), ("c.it.md", "")):
        (folder / name).write_text(f"---\ntitle: x\n{parent}---\n", encoding="utf-8")
    assert launch.niches(tmp_path) == ["c", "a"]
