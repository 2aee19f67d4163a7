"""Sending: over SMTP where a server is set, else into a folder where any mail program opens it."""

import os
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from goodword.config import LOOPBACK, Settings
from goodword.db import now
from goodword.mail.letters import Letter, message
from goodword.outbox import Hopeless, Job, Topic

KEPT = ("to", "language", "subject")
SECONDS = 20
PERMANENT = 500


class Unencrypted(Exception):
    """The server would have a password sent in clear."""


def mail_topic(settings: Settings, hourly: int | None = None) -> Topic:
    """What sends letters, ``hourly`` at most if that is set. Once sent, a row keeps who got what subject; the words,
    which may be secret, are gone."""

    def run(job: Job) -> None:
        until = job.payload["until"]
        if until and datetime.fromisoformat(until) < now():
            raise Hopeless(f"it was of use until {until} only")
        letter = Letter(**{name: job.payload[name] for name in Letter.__slots__ if name in job.payload})
        identity = f"goodword.{job.id}.{int(job.created.timestamp())}"
        made = message(letter, settings.mail_from, identity, job.created)
        if settings.smtp_url:
            send(urlsplit(settings.smtp_url), made)
        else:
            write(settings.var / "outbox", f"{job.created:%Y%m%dT%H%M%S}-{job.id}.eml", made.as_bytes())

    return Topic(run, keep=KEPT, hourly=hourly)


def write(folder: Path, name: str, data: bytes) -> None:
    """The whole file appears at once; one of the same name is replaced. Its owner alone may read it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / name)


def send(server: SplitResult, made: EmailMessage) -> None:
    """Hands the message over. Raises Hopeless where the server refuses this very message for good."""
    with connected(server) as connection:
        try:
            connection.send_message(made)
        except smtplib.SMTPNotSupportedError as error:
            raise Hopeless("the mail server knows no addresses with letters beyond ASCII (SMTPUTF8)") from error
        except smtplib.SMTPRecipientsRefused as error:
            ((code, words),) = error.recipients.values()
            refuse(code, words, error)
        except smtplib.SMTPDataError as error:
            refuse(error.smtp_code, error.smtp_error, error)


def refuse(code: int, words: bytes | str, error: smtplib.SMTPException) -> None:
    """RFC 5321, 4.2.1: what begins with 5 will be refused again; the rest is worth another try."""
    if code >= PERMANENT:
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        raise Hopeless(f"the mail server refused it: {code} {said}") from error
    raise error


def connected(server: SplitResult) -> smtplib.SMTP:
    """A connection, encrypted from the start (smtps) or as soon as the server offers it, and signed in to."""
    host = server.hostname or ""
    context = trusting(host)
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, server.port or 587, timeout=SECONDS)
    try:
        connection.ehlo()
        encrypted = server.scheme == "smtps"
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=context)
            encrypted = True
        if server.username:
            if not encrypted and not loopback(host):
                raise Unencrypted("the mail server offers no encryption, so it is not told the password")
            connection.login(unquote(server.username), unquote(server.password or ""))
    except BaseException:
        connection.close()
        raise
    return connection


def trusting(host: str) -> ssl.SSLContext:
    """Certificates are checked; not on this very machine, where nobody stands between, and few have a good one."""
    context = ssl.create_default_context()
    if loopback(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def loopback(host: str) -> bool:
    return host in (*LOOPBACK, "::1")
