"""Rendering in helper processes, so that no body, however hostile, costs more than two seconds of a processor.

``Renderer`` is the parent's side. ``python -m goodword.content.render_process`` is the child's: bodies in,
answers out, each after its length, until the input ends; what the child sends was pickled by our own code.
"""

import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from goodword.content.body import Body
from goodword.content.readable import readable
from goodword.saying import Said

CPU_SECONDS = 1.6
SECONDS = 2.0  # what people are told
PATIENCE = 20.0  # for a helper that its own clock does not end, since a busy machine gives it no processor
START_SECONDS = 60.0
MEMORY = 1 << 30
PER_PROCESS = 40
IDLE_SECONDS = 30.0
TOO_LONG = (
    Said("the body takes longer to render than %(seconds)s seconds", seconds=f"{SECONDS:g}"),
    Said("look for long runs of brackets, asterisks or quotes, or split the text into several files"),
)
TOO_DEEP = (Said("the body is nested too deeply"), Said("take out levels of quotes or lists: ten are plenty"))
BROKEN = (
    Said("the body cannot be rendered"),
    Said("take out parts until it renders, and tell us which part it was"),
)
REPEATABLE = {-signal.SIGPROF, -signal.SIGSEGV, -signal.SIGABRT}
READY = b"ready"


class Renderer:
    """A few helper processes, started when there is work and closed when there has been none for a while."""

    def __init__(self, most: int = os.cpu_count() or 1) -> None:
        self._most = most
        self._idle: list[_Helper] = []
        self._lock = Lock()

    def render_many(self, bodies: Mapping[str, str]) -> dict[str, Body]:
        """The rendered bodies by the same keys. A body that cannot be rendered has an error that says so."""
        if not bodies:
            return {}
        workers = min(self._most, 1 + len(bodies) // PER_PROCESS)
        share = [dict(list(bodies.items())[n::workers]) for n in range(workers)]
        with ThreadPoolExecutor(workers) as pool:
            return {key: body for part in pool.map(self._render_some, share) for key, body in part}

    def warm(self) -> None:
        """Have one helper ready: something is about to be rendered."""
        with self._lock:
            if not self._idle:
                self._idle.append(_Helper())

    def close_idle(self) -> None:
        """Ends the helpers that nobody needed for a while."""
        self._end(time.monotonic() - IDLE_SECONDS)

    def close(self) -> None:
        """Ends all helpers."""
        self._end(float("inf"))

    def _end(self, unused_since: float) -> None:
        with self._lock:
            ended = [helper for helper in self._idle if helper.used <= unused_since]
            self._idle = [helper for helper in self._idle if helper not in ended]
        for helper in ended:
            helper.kill()

    def _render_some(self, bodies: Mapping[str, str]) -> list[tuple[str, Body]]:
        with self._lock:
            helper = self._idle.pop() if self._idle else None
        rendered = []
        for key, text in bodies.items():
            helper = helper if helper and helper.alive else _Helper()
            rendered.append((key, helper.render(text)))
        if helper and helper.alive:
            with self._lock:
                self._idle.append(helper)
        return rendered


class _Helper:
    """One helper process. Its own clock of processor time ends it, in a session of its own no Ctrl-C does."""

    def __init__(self) -> None:
        path = filter(None, [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH")])
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "goodword.content.render_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            start_new_session=True,
        )
        self._ready = False
        self.alive = True
        self.used = time.monotonic()

    def render(self, text: str) -> Body:
        try:
            if not self._ready and self._answer(START_SECONDS) != READY:
                raise EOFError("no greeting")
            self._ready = True
            _send(self._input, text.encode("utf-8", "replace"))
            body = pickle.loads(self._answer(PATIENCE))
            assert isinstance(body, Body)
        except TimeoutError:
            self.kill()
            return Body.refused(*TOO_LONG, settled=False)
        except (OSError, EOFError):
            code = self.kill()
            why = TOO_LONG if code == -signal.SIGPROF else BROKEN
            return Body.refused(*why, settled=code in REPEATABLE)
        self.used = time.monotonic()
        return body

    def kill(self) -> int:
        """Ends the process; returns how it had ended if it already had."""
        self.alive = False
        try:
            code = self._process.wait(0.2 if self._process.poll() is None and self._ended() else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._input.close()
        self._output.close()
        return code

    def _ended(self) -> bool:
        """Whether its side of the pipe is closed: then it is about to be gone."""
        return readable(self._output, 0)

    @property
    def _input(self) -> BinaryIO:
        assert self._process.stdin
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _output(self) -> BinaryIO:
        assert self._process.stdout
        return self._process.stdout  # type: ignore[return-value]

    def _answer(self, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        length = int.from_bytes(self._read(4, deadline), "big")
        return self._read(length, deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        data = b""
        while len(data) < size:
            if not readable(self._output, deadline - time.monotonic()):
                raise TimeoutError
            if not (part := os.read(self._output.fileno(), min(size - len(data), 1 << 16))):
                raise EOFError
            data += part
        return data


def _send(pipe: BinaryIO, data: bytes) -> None:
    whole = memoryview(len(data).to_bytes(4, "big") + data)
    while whole:
        whole = whole[pipe.write(whole) :]


def main() -> None:
    """The child: renders what comes in until nothing more comes."""
    from goodword.content.markdown import render  # noqa: PLC0415 (only the child needs Markdown in memory)

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    source, sink = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    _send(sink, READY)
    for text in _bodies(source):
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        try:
            body = render(text)
        except RecursionError:
            body = Body.refused(*TOO_DEEP)
        except Exception as error:
            body = Body.refused(
                Said("the body cannot be rendered (%(reason)s)", reason=type(error).__name__), BROKEN[1]
            )
        answer = pickle.dumps(body)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(sink, answer)


def _bodies(source: BinaryIO) -> Iterator[str]:
    while head := source.read(4):
        yield source.read(int.from_bytes(head, "big")).decode()


if __name__ == "__main__":
    main()
