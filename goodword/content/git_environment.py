"""What `git` is run with: configuration and environment of our own, whatever this machine has."""

import os
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from goodword.settings_of_content import Forge, Repository

# Of the environment, only how to find programs and the network; never GIT_…, which could trace or redirect.
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
KEPT = ("PATH", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR", *PROXIES, *map(str.upper, PROXIES))
SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=10 -o ForwardAgent=no"
# Who a token belongs to is in the token; forges want some name beside it all the same.
NAMES: Mapping[Forge | None, str] = {"github": "x-access-token", "gitlab": "oauth2", "forgejo": "oauth2", None: "git"}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def configuration(repository: Repository) -> str:
    """The only configuration file that git reads, as text."""
    # Who sets a folder of this machine trusts it, whoever owns it.
    trusted = f'[safe]\n\tdirectory = "{quoted(folder)}"\n' if (folder := local_folder(repository.url)) else ""
    return f"""[core]
\thooksPath = /dev/null
\tsymlinks = false
\tfsmonitor = false
[fetch]
\trecurseSubmodules = false
\tunpackLimit = 1
[gc]
\tauto = 0
[maintenance]
\tauto = false
[http]
\tfollowRedirects = false
\tlowSpeedLimit = 500
\tlowSpeedTime = 30
[credential]
\thelper =
[protocol]
\tversion = 2
{trusted}"""


def environment(folder: Path, repository: Repository, token: bool = False) -> dict[str, str]:
    """The whole environment of a run in ``folder``. Only with ``token`` does it hold the token."""
    known = {name: os.environ[name] for name in KEPT if name in os.environ}
    ours = {
        "HOME": str(folder.parent),
        "XDG_CONFIG_HOME": str(folder.parent),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(folder.parent / "gitconfig"),
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "SSH_ASKPASS": "true",
        "GIT_SSH_COMMAND": SSH,
        "GIT_ALLOW_PROTOCOL": protocol(repository.url),
        "GIT_LFS_SKIP_SMUDGE": "1",
    }
    return known | ours | (authorization(repository) if token else {})


def authorization(repository: Repository) -> dict[str, str]:
    """The token, as configuration in the environment: command lines can be read by everybody on a machine. It is
    only sent where nobody on the way can read it."""
    parts = urlsplit(repository.url) if "://" in repository.url else None
    safe = parts and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
    if not repository.token or not parts or not safe:
        return {}
    pair = f"{NAMES[repository.forge]}:{repository.token}".encode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{parts.scheme}://{parts.netloc}/.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {b64encode(pair).decode()}",
    }


def protocol(url: str) -> str:
    """The one protocol that this address is reached by, as git names it."""
    if url.startswith("/"):
        return "file"
    return urlsplit(url).scheme if "://" in url else "ssh"


def local_folder(url: str) -> str:
    """The folder, where the address is one of this machine; else nothing."""
    return url if url.startswith("/") else url.removeprefix("file://") if url.startswith("file://") else ""


def quoted(text: str) -> str:
    """Text for between quotes in a file of git's configuration."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
