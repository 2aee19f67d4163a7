"""The settings of a content repository: where it lies, which forge serves it, and the secrets shared with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import urlsplit

from goodword.errors import SettingError

Forge = Literal["github", "gitlab", "forgejo"]
FORGES = ("github", "gitlab", "forgejo")
KNOWN_HOSTS: Mapping[str, Forge] = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "forgejo"}
ADDRESSES = "an address of a git repository and #branch, such as https://github.com/acme/content.git#main"
SCP_LIKE = re.compile(r"(?:\w[\w.-]*@)?(?P<host>\w[\w.-]*):/?(?P<path>[^/:].*)")
BRANCH = re.compile(r"(?![-/.])(?!.*(?:\.\.|//|@\{|\.lock$))[\w./+@-]{1,200}(?<![/.])")
SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class Repository:
    """``url`` is what git is given, without a token; ``host`` and ``path`` (``acme/content``) are empty for a folder of
    this machine. ``forge`` is None where nothing is known of it."""

    url: str
    branch: str
    host: str = ""
    path: str = ""
    forge: Forge | None = None
    token: str | None = field(default=None, repr=False)
    hook_secret: str | None = field(default=None, repr=False)


def content_git(given: Mapping[str, str]) -> Repository | None:
    """The repository named by CONTENT_GIT and what CONTENT_FORGE, CONTENT_TOKEN and CONTENT_HOOK_SECRET add."""
    text = given.get("CONTENT_GIT")
    if text is None:
        for name in ("CONTENT_FORGE", "CONTENT_TOKEN", "CONTENT_HOOK_SECRET"):
            if name in given:
                raise SettingError(f"GOODWORD_{name}", "set", "only together with GOODWORD_CONTENT_GIT")
        return None
    url, _, branch = text.partition("#")
    if not BRANCH.fullmatch(branch):
        raise SettingError("GOODWORD_CONTENT_GIT", shown(text), ADDRESSES, "name the branch behind a #")
    host, path = place(url)
    token, secret = given.get("CONTENT_TOKEN"), hook_secret(given)
    return Repository(url, branch, host, path, forge(given, host), token, secret)


def place(url: str) -> tuple[str, str]:
    """Host and path of a repository; both empty for a folder of this machine. Raises SettingError."""
    if url.startswith("/"):
        return "", ""
    if "://" not in url and (match := SCP_LIKE.fullmatch(url)):
        return match["host"].lower(), match["path"].removesuffix(".git")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise SettingError("GOODWORD_CONTENT_GIT", shown(url), ADDRESSES) from error
    if parts.password or (parts.username and parts.scheme != "ssh"):
        raise SettingError("GOODWORD_CONTENT_GIT", shown(url), ADDRESSES, "put the token into GOODWORD_CONTENT_TOKEN")
    if parts.scheme == "file" and parts.path:
        return "", ""
    if parts.scheme not in ("https", "http", "ssh") or not host or not parts.path.strip("/"):
        raise SettingError("GOODWORD_CONTENT_GIT", shown(url), ADDRESSES)
    return parts.netloc.rpartition("@")[2].lower(), parts.path.strip("/").removesuffix(".git")


def forge(given: Mapping[str, str], host: str) -> Forge | None:
    named = given.get("CONTENT_FORGE")
    if named is None:
        return KNOWN_HOSTS.get(host)
    if named not in FORGES:
        raise SettingError("GOODWORD_CONTENT_FORGE", named, ", ".join(FORGES), "Gitea goes by forgejo")
    return cast(Forge, named)


def hook_secret(given: Mapping[str, str]) -> str | None:
    secret = given.get("CONTENT_HOOK_SECRET")
    if secret is not None and len(secret) < SHORTEST_SECRET:
        found = f"{len(secret)} characters long"
        raise SettingError("GOODWORD_CONTENT_HOOK_SECRET", found, f"{SHORTEST_SECRET} characters or more")
    return secret


def shown(text: str) -> str:
    return re.sub(r"//[^@/]*@", "//…@", text)
