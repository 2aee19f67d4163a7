"""Settings: read once from the environment, checked at once, handed to whoever needs them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from goodword.errors import SettingError, UnknownSettingError
from goodword.material.problem import did_you_mean
from goodword.secret import kept_secret
from goodword.settings_of_content import Repository, content_git
from goodword.settings_of_mail import mail_from, smtp_url, strangers_hourly
from goodword.settings_of_proxies import Network, trusted_proxies
from goodword.settings_of_referrals import Keeping, cookie_consent, keeping

PREFIX = "GOODWORD_"
NAMES = (
    "ROOT",
    "VAR",
    "DATABASE_URL",
    "SECRET_KEY",
    "BASE_URL",
    "TRUSTED_HOSTS",
    "TRUSTED_PROXIES",
    "SMTP_URL",
    "MAIL_FROM",
    "CONFIRMATIONS_PER_HOUR",
    "CONTENT_GIT",
    "CONTENT_FORGE",
    "CONTENT_TOKEN",
    "CONTENT_HOOK_SECRET",
    "COOKIE_CONSENT",
    "ARCHIVE_DAYS",
    "CLICK_DAYS",
    "LEAD_DAYS",
)
REPOSITORY = Path(__file__).resolve().parent.parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
DATABASES = "sqlite:////full/path.db or postgresql+psycopg://user:password@host/name"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, checked. docs/settings.md explains each for the people who set them."""

    root: Path
    var: Path
    database_url: str
    secret_key: str
    base_url: str | None
    trusted_hosts: tuple[str, ...]
    smtp_url: str | None = None
    mail_from: str = "no-reply@localhost"
    strangers_hourly: int = 200
    content_git: Repository | None = None
    trusted_proxies: tuple[Network, ...] = ()
    cookie_consent: Literal["ask", "never"] = "ask"
    keeping: Keeping = field(default_factory=Keeping)

    @property
    def development(self) -> bool:
        """Whether nobody but ourselves is looking: no public address is set."""
        return self.base_url is None or _host(self.base_url) in LOOPBACK

    @property
    def https(self) -> bool:
        """Whether visitors come by https."""
        return self.base_url is not None and self.base_url.startswith("https:")

    @property
    def sample(self) -> bool:
        """Whether ROOT is this repository, with the sample company in it."""
        return self.root == REPOSITORY


def load(environ: Mapping[str, str], **overrides: object) -> Settings:
    """The settings of ``environ``; ``overrides``, named as the fields of Settings, come before it.

    Makes VAR and the kept secret key if they do not exist. Raises SettingError.
    """
    given = _given(environ) | {name.upper(): _text(value) for name, value in overrides.items()}
    _refuse_unknown(given)
    root = _root(given.get("ROOT", str(REPOSITORY)))
    var = _var(given.get("VAR", str(REPOSITORY / "var")))
    base_url = _base_url(given["BASE_URL"]) if "BASE_URL" in given else None
    return Settings(
        root=root,
        var=var,
        database_url=_database_url(given.get("DATABASE_URL", f"sqlite:///{var / 'goodword.db'}")),
        secret_key=_secret_key(given["SECRET_KEY"]) if "SECRET_KEY" in given else kept_secret(var),
        base_url=base_url,
        trusted_hosts=_trusted_hosts(given.get("TRUSTED_HOSTS"), base_url),
        smtp_url=smtp_url(given["SMTP_URL"]) if "SMTP_URL" in given else None,
        mail_from=mail_from(given.get("MAIL_FROM"), base_url),
        strangers_hourly=strangers_hourly(given.get("CONFIRMATIONS_PER_HOUR", "200")),
        content_git=content_git(given),
        trusted_proxies=trusted_proxies(given["TRUSTED_PROXIES"]) if "TRUSTED_PROXIES" in given else (),
        cookie_consent=cookie_consent(given.get("COOKIE_CONSENT", "ask")),
        keeping=keeping(given),
    )


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    """Settings by their name without prefix; an empty variable counts as unset, as in most shells' habits."""
    return {name.removeprefix(PREFIX): text for name, text in environ.items() if name.startswith(PREFIX) and text}


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in sorted(set(given) - set(NAMES)):
        known = [PREFIX + each for each in NAMES]
        raise UnknownSettingError(PREFIX + name, ", ".join(known), did_you_mean(PREFIX + name, known))


def _root(text: str) -> Path:
    folder = Path(text).expanduser().absolute()
    if not folder.is_dir():
        raise SettingError("GOODWORD_ROOT", text, "a folder with site/, content/ and partners/ in it")
    return folder.resolve()


def _var(text: str) -> Path:
    folder = Path(text).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise SettingError("GOODWORD_VAR", text, "a folder that can be written", str(error.strerror)) from error
    return folder.resolve()


def _database_url(text: str) -> str:
    shown = re.sub(r":[^:@/]*@", ":…@", text)
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise SettingError("GOODWORD_DATABASE_URL", shown, DATABASES) from error
    if url.drivername == "sqlite" and url.database and Path(url.database).is_absolute():
        return text
    if url.drivername == "postgresql+psycopg":
        return text
    hint = "mind the +psycopg" if url.drivername.startswith("postgres") else ""
    raise SettingError("GOODWORD_DATABASE_URL", shown, DATABASES, hint)


def _secret_key(text: str) -> str:
    if len(text) < 32:
        hint = "make one with: python3 -c 'import secrets; print(secrets.token_hex())'"
        raise SettingError("GOODWORD_SECRET_KEY", f"{len(text)} characters long", "32 characters or more", hint)
    return text


def _base_url(text: str) -> str:
    legal = "an address without a path, such as https://www.example.com"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise SettingError("GOODWORD_BASE_URL", text, legal) from error
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not plain or not HOST.fullmatch(_host(text)):
        raise SettingError("GOODWORD_BASE_URL", text, legal)
    return f"{parts.scheme}://{_host(text)}{f':{port}' if port else ''}"


def _host(url: str) -> str:
    """The host of a URL as a Host header spells it, lower case, IPv6 in brackets."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def _trusted_hosts(text: str | None, base_url: str | None) -> tuple[str, ...]:
    if text is None:
        return (*LOOPBACK, _host(base_url)) if base_url and _host(base_url) not in LOOPBACK else LOOPBACK
    hosts = tuple(host.strip().lower() for host in text.split(",") if host.strip())
    for host in hosts or ("",):
        if not HOST.fullmatch(host):
            legal = "host names without ports, separated by commas; .example.com means its subdomains too"
            raise SettingError("GOODWORD_TRUSTED_HOSTS", host, legal)
    return hosts
