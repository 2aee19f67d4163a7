"""Says where a server that is just starting answers, once it does, and names addresses worth opening."""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

SECONDS = 600
NOTE = "served-at"
"""A file in VAR: where `bin/run` served the site last."""


def main(listens: str, port: str, host: str, *groups: str) -> None:
    """Waits for the server, then prints its address and the first path of each group that is a page."""
    parent = os.getppid()
    deadline = time.monotonic() + SECONDS
    while status(listens, int(port), host, "/") is None:
        if os.getppid() != parent or time.monotonic() > deadline:
            return
        time.sleep(0.1)
    site = address_of(listens, int(port))
    print(f"run: Goodword answers at {site} (ctrl-c stops it). Worth opening:")
    for group in ("/", *groups):
        good = (path for path in group.split(",") if path and status(listens, int(port), host, path) == 200)
        if path := next(good, ""):
            print(f"     {site}{path}", flush=True)


def address_of(listens: str, port: int) -> str:
    return f"http://{f'[{listens}]' if ':' in listens else listens}:{port}"


def note_address(var: Path, host: str, port: int) -> None:
    """Notes for commands, which cannot know it otherwise, where this machine reaches the site."""
    (var / NOTE).write_text(address_of(reachable(host), port), encoding="ascii")


def noted_address(var: Path) -> str | None:
    """What was noted, if anything was."""
    try:
        return (var / NOTE).read_text(encoding="ascii")
    except OSError:
        return None


def reachable(host: str) -> str:
    """An address at which this machine reaches a server that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"}.get(host, host.strip("[]"))


def status(listens: str, port: int, host: str, path: str) -> int | None:
    """The status of a page, None if nobody answers."""
    connection = HTTPConnection(listens, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host.lstrip("."), "Connection": "close"})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
