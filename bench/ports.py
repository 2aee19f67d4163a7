"""Ports for servers of our own."""

import socket


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, and which nobody else gets for as long as this process lives.

    It stays bound: the system gives it to nobody who asks for any port, as a server or as a client. Who names it and
    allows others beside it (SO_REUSEADDR, as servers do) may listen there; until somebody does, it refuses.
    """
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        port: int = kept.getsockname()[1]
        kept.detach()
    return port
