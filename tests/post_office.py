"""A real mail server, and what was handed to it."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from bench.ports import free_port

SECRET = "p@ss word"


@dataclass
class PostOffice:
    """Takes what is handed to it, or answers as it is told to."""

    answer: str = "250 OK"
    after_sender: str = "250 OK"
    received: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if self.after_sender.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.after_sender

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.received.append(cast(bytes, envelope.content))
            self.recipients += envelope.rcpt_tos
            self.encrypted.append(session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None)
        return self.answer

    @property
    def messages(self) -> list[EmailMessage]:
        return [cast(EmailMessage, message_from_bytes(data, policy=default)) for data in self.received]


@contextmanager
def open_post(host: str = "127.0.0.1", **options: Any) -> Iterator[PostOffice]:
    """One that is open for the length of a test; ``options`` are aiosmtpd's."""
    office = PostOffice(port=free_port())
    controller = Controller(office, hostname=host, port=office.port, ready_timeout=60, **options)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def password_needed(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    good = given == LoginPassword(b"mina", SECRET.encode())
    return AuthResult(success=good, handled=good)


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A certificate for ``host`` that only those trust who are told to, and where it lies."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout {key} -out {cert}"
    names = ["-subj", "/CN=test", "-addext", f"subjectAltName=IP:{host}"]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert
