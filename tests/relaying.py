"""A way to a server that can be cut, or stop to carry anything: the server is away, as those who ask it see it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

from bench.ports import free_port


class Relay:
    """Listens at ``port`` of this machine and carries bytes to and from the server."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server, self.port = server, free_port()
        self._carrying = Event()
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        """All is well again."""
        self._carrying.set()
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Connections end and new ones are refused: the server was stopped."""
        listener, self._listener = self._listener, None
        if listener:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        while self._open:
            with suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def hang(self) -> None:
        """Connections stay, new ones are taken, and nobody says a word: the server's machine stands still."""
        self._carrying.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(self._server)
                self._open += [client, server]
                for source, target in ((client, server), (server, client)):
                    Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while text := source.recv(65_536):
                self._carrying.wait()
                target.sendall(text)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
        source.close()


@contextmanager
def relayed(url: str) -> Iterator[tuple[Relay, str]]:
    """A way to the database at ``url``, and the URL that leads over it."""
    parts = urlsplit(url)
    relay = Relay((parts.hostname or "", parts.port or 0))
    try:
        yield relay, url.replace(f":{parts.port}/", f":{relay.port}/")
    finally:
        relay.mend()
        relay.cut()
