"""What everything is measured against: a WSGI callable that does nothing but return one answer, kept in a folder."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

FOLDER = "BENCH_ANSWER"
OF_THE_SERVER = frozenset({"connection", "date", "server", "transfer-encoding"})


def keep(folder: Path, headers: Iterable[tuple[str, str]], body: bytes) -> None:
    """Keeps an answer as the application gave it, without the headers that gunicorn adds."""
    folder.mkdir()
    own = [header for header in headers if header[0].lower() not in OF_THE_SERVER]
    (folder / "headers.json").write_text(json.dumps(own))
    (folder / "body").write_bytes(body)


class Bare:
    """Serves what ``keep`` kept."""

    def __init__(self, folder: Path) -> None:
        self._headers = [(name, value) for name, value in json.loads((folder / "headers.json").read_text())]
        self._answer = [(folder / "body").read_bytes()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", self._headers)
        return self._answer


def app() -> Bare:
    """For gunicorn, as ``bench.bare:app()``."""
    return Bare(Path(os.environ[FOLDER]))
