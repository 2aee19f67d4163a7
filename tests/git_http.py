"""A repository served over http by git's own program for that, to whoever brings the right token."""

import os
import subprocess
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from git_remote import ENVIRON, run


class GitServer(ThreadingHTTPServer):
    """Serves the repositories of a folder. ``token`` is what to bring, None for everybody; ``moved_to`` sends them on.

    ``commands`` are the command lines of all processes, as anybody on this machine could read them meanwhile.
    """

    daemon_threads = True

    def __init__(self, folder: Path, token: str | None) -> None:
        super().__init__(("127.0.0.1", 0), Backend)
        self.folder, self.token, self.moved_to = folder, token, ""
        self.commands: set[str] = set()
        self.users: set[str] = set()

    def url(self, bare: Path) -> str:
        return f"http://127.0.0.1:{self.server_port}/{bare.name}"


class Backend(BaseHTTPRequestHandler):
    server: GitServer

    def answer(self) -> None:
        self.server.commands |= set(command_lines())
        if self.server.moved_to:
            self.send_response(302)
            self.send_header("Location", self.server.moved_to + self.path)
            self.end_headers()
        elif self.server.token and not self.known():
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
        else:
            self.run_backend()

    do_GET = do_POST = answer

    def known(self) -> bool:
        user, _, given = b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode().partition(":")
        self.server.users.add(user)
        return given == self.server.token

    def run_backend(self) -> None:
        path, _, query = self.path.partition("?")
        environ = ENVIRON | {
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        program = Path(run("--exec-path")) / "git-http-backend"
        done = subprocess.run([program], input=body, env=environ, capture_output=True, check=True)
        head, _, said = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None: ...


def command_lines() -> Iterator[str]:
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                yield (process / "cmdline").read_text(errors="replace")
            except OSError:
                continue


@contextmanager
def git_server(folder: Path, token: str | None = None) -> Iterator[GitServer]:
    with GitServer(folder, token) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
