"""The address that a request comes from, for limits. It is never kept."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import current_app, request

from goodword.config import Settings
from goodword.settings_of_proxies import Network, came_from, parsed

log = logging.getLogger(__name__)
UNTRUSTED = "goodword.untrusted_proxy"


def client_address() -> str | None:
    """The peer's address, or whom a trusted proxy says it asks for; of IPv6 the network that one household has.

    None where it stands for everybody: a proxy on this machine that is not trusted.
    """
    return client_of(request.environ, current_app.extensions["goodword.settings"])


def client_of(environ: Mapping[str, Any], settings: Settings) -> str | None:
    """The same, of a request as PEP 3333 has it. Of a proxy that nobody named Flask's is warned."""
    peer, forwarded = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
    found = known_by(peer, forwarded, settings.trusted_proxies, settings.development)
    if found is None and "HTTP_X_FORWARDED_FOR" in environ:
        warn_of_proxy()
    return found


@lru_cache(maxsize=1_000)
def known_by(peer: str, forwarded: str, trusted: tuple[Network, ...], development: bool) -> str | None:
    """What limits and visits know a client by; None where that would stand for everybody. Pure."""
    address = came_from(peer, forwarded, trusted)
    if address is None or (address.is_loopback and (forwarded or not development)):
        return None
    return f"{str(address.exploded)[:19]}::/64" if address.version == 6 else str(address)


def untrusted_proxy() -> bool:
    """Whether requests come through a proxy of this machine that nobody has named."""
    settings: Settings = current_app.extensions["goodword.settings"]
    peer = parsed(request.remote_addr or "")
    named = any(peer in network for network in settings.trusted_proxies) if peer else False
    here = peer is not None and peer.is_loopback and "X-Forwarded-For" in request.headers and not named
    return here or UNTRUSTED in current_app.extensions


def warn_of_proxy() -> None:
    """Once per process."""
    if UNTRUSTED not in current_app.extensions and untrusted_proxy():
        current_app.extensions[UNTRUSTED] = True
        log.warning("A proxy of this machine is not in GOODWORD_TRUSTED_PROXIES: there is no limit per address.")
