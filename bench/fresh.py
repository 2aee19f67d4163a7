"""New interpreters, and how long until they are ready."""

import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bench.failing import BenchError
from bench.processes import cpu_seconds, family
from bench.server import REPOSITORY, clean_environ

READY = "print('READY', flush=True); import sys; sys.stdin.read()"
FRAMEWORK = f"import flask, flask_sqlalchemy, sqlalchemy.orm; {READY}"
APPLICATION = f"from wsgi import app; {READY}"  # as gunicorn's workers load it
FIRST_PAGE = (
    f"from wsgi import app; answer = app.test_client().get('/'); assert answer.status_code == 200, answer; {READY}"
)


@dataclass(frozen=True, slots=True)
class Start:
    """``seconds`` from the start of the interpreter; ``cpu`` of it and of its helpers."""

    seconds: float
    cpu: float


def start(code: str, environ: Mapping[str, str], limit: float = 60.0) -> Start:
    """Runs ``code`` in a new interpreter until it says that it is ready."""
    begun = time.monotonic()
    with interpreter(code, environ) as process:
        assert process.stdout
        found, _, _ = select.select([process.stdout], [], [], limit)
        said = process.stdout.readline() if found else b""
        seconds = time.monotonic() - begun
        if said != b"READY\n":
            raise BenchError(f"A new interpreter was not ready in {seconds:.0f} s; it said {said.decode()!r}.")
        return Start(seconds, sum(map(cpu_seconds, family(process.pid))))


@contextmanager
def interpreter(code: str, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env=clean_environ() | dict(environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        assert process.stdin and process.stdout
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
