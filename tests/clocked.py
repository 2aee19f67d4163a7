"""The application with a clock that a test sets while it runs: for gunicorn, as ``clocked:app``."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import time_machine

from wsgi import app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FILE = "CLOCK_FILE"
EXACT = 0.01  # seconds


def since_boot() -> float:
    """Seconds on a clock that all processes share and no test sets."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


class Clocked:
    """Looks at the file before each answer: ``<time to be> <seconds since boot when it is that>``."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app, self._said = app, ""
        self._coordinates = time_machine.travel(time.time(), tick=True).start()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        said = Path(os.environ[FILE]).read_text(encoding="utf-8")
        if said != self._said:
            self._set(*map(float, said.split()))
            self._said = said
        return self._app(environ, start_response)

    def _set(self, moment: float, then: float) -> None:
        """Once more where it took so long that it is later by now."""
        late = True
        while late:
            begun = since_boot()
            self._coordinates.move_to(moment + begun - then)
            late = since_boot() - begun > EXACT


app.wsgi_app = Clocked(app.wsgi_app)  # type: ignore[method-assign]
