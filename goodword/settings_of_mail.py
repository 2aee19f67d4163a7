"""The settings of mail: by which server it goes, and who it says it is from."""

import re
from urllib.parse import unquote, urlsplit

from goodword.errors import SettingError

SERVERS = "smtp://user:password@host:587 (STARTTLS where the server offers it) or smtps://user:password@host:465"
MOST_HOURLY = 100_000
SENDER = re.compile(r"[^\s@<>]+@[^\s@<>]+")


def smtp_url(text: str) -> str:
    """The address of the mail server, checked. Raises SettingError, which shows no password."""
    shown = re.sub(r":[^:@/]*@", ":…@", text)
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError as error:
        raise SettingError("GOODWORD_SMTP_URL", shown, SERVERS) from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        hint = "write @ in a user name or password as %40" if text.count("@") > 1 else ""
        raise SettingError("GOODWORD_SMTP_URL", shown, SERVERS, hint)
    return text


def strangers_hourly(text: str) -> int:
    """How many letters may go in an hour to addresses that nobody has proven to be theirs. Raises SettingError."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_HOURLY:
        raise SettingError("GOODWORD_CONFIRMATIONS_PER_HOUR", text, f"a number from 1 to {MOST_HOURLY}")
    return int(text)


def mail_from(text: str | None, base_url: str | None) -> str:
    """The sender of all mail: as set, else ``no-reply`` at the site's own host."""
    if text is None:
        host = (urlsplit(base_url).hostname if base_url else None) or "localhost"
        return f"no-reply@{unquote(host)}"
    if not SENDER.fullmatch(text):
        raise SettingError("GOODWORD_MAIL_FROM", text, "one e-mail address, such as hello@example.com")
    return text
