"""Pages over connections that stay open: what a request leaves unread is in nobody else's way."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import PATIENCE, Site, serving

NEXT = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
"""Asked for behind each on the same connection, which then ends."""


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("sockets"), sqlite_template) as site:
        yield site


def said(site: Site, head: str, body: bytes = b"") -> bytes:
    """Everything that is answered."""
    first, *headers = head.split("; ")
    lines = [f"{first} HTTP/1.1", "Host: localhost", *headers, "", ""]
    with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as connection:
        connection.sendall("\r\n".join(lines).encode() + body + NEXT)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    ("head", "body", "statuses"),
    [
        ("GET /", b"", ["200", "200"]),
        ("HEAD /with/ada", b"", ["200", "200"]),
        ("GET /; If-None-Match: *", b"", ["304", "200"]),
        ("GET /IT?x=[]", b"", ["308", "200"]),
        ("GET /nothing", b"", ["404", "200"]),
        ("GET /; SCRIPT_NAME: /shop", b"", ["200", "200"]),
        ("GET /nothing; PATH_INFO: /", b"", ["404", "200"]),
        ("GET /; Accept-Encoding: gzip", b"", ["200", "200"]),
        ("GET /; Content-Length: 5", b"hello", ["200", "200"]),
        ("GET /; Transfer-Encoding: chunked", b"5\r\nhello\r\n0\r\n\r\n", ["200", "200"]),
        (f"GET /; Content-Length: {len(NEXT)}", NEXT, ["200", "200"]),
        ("GET /; Expect: 100-continue; Content-Length: 2", b"ab", ["100", "200", "200"]),
        ("GET /; Content-Length: 2000000", b"x" * 2_000_000, ["200"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_request_has_its_own_answer(site: Site, head: str, body: bytes, statuses: list[str]) -> None:
    """A body so large that it is not worth reading ends the connection."""
    answered = said(site, head, body)
    assert re.findall(rb"HTTP/1\.1 (\d+) ", answered) == [status.encode() for status in statuses]
    assert answered.count(b"\r\nX-Frame-Options: DENY\r\n") == len([status for status in statuses if status != "100"])
