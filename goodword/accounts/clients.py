"""The address that a request comes from, for limits. It is never kept."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request

from goodword.config import Settings
from goodword.settings_of_proxies import Network, came_from, parsed

log = logging.getLogger(__name__)
UNTRUSTED = "goodword.untrusted_proxy"


def client_address() -> str | None:
    """The peer's address, or whom a trusted proxy says it asks for; of IPv6 the network that one household has.

    None where it stands for everybody: a proxy on this machine that is not trusted, or one that is and does not say.
    """
    return client_of(request.environ, current_app)


def client_of(environ: Mapping[str, Any], app: Flask) -> str | None:
    """The same, of a request as PEP 3333 has it. The log warns of a proxy that nobody named, once per process."""
    settings: Settings = app.extensions["goodword.settings"]
    peer, forwarded = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
    found = known_by(peer, forwarded, settings.trusted_proxies, settings.development)
    if found is None and "HTTP_X_FORWARDED_FOR" in environ:
        warn_of_proxy(environ, app)
    return found


def warn_of_proxy(environ: Mapping[str, Any], app: Flask) -> None:
    if UNTRUSTED not in app.extensions and by_unnamed(environ, app.extensions["goodword.settings"]):
        app.extensions[UNTRUSTED] = True
        log.warning("A proxy of this machine is not in GOODWORD_TRUSTED_PROXIES: there is no limit per address.")


@lru_cache(maxsize=1_000)
def known_by(peer: str, forwarded: str, trusted: tuple[Network, ...], development: bool) -> str | None:
    """What limits and visits know a client by; None where that would stand for everybody, as the address of a proxy
    does that says of nobody, or nothing that can be read, for whom it asks. Pure."""
    address = came_from(peer, forwarded, trusted)
    if address is None or (address.is_loopback and (forwarded or not development)):
        return None
    if not address.is_loopback and any(address in network for network in trusted):
        return None
    return f"{str(address.exploded)[:19]}::/64" if address.version == 6 else str(address)


def untrusted_proxy() -> bool:
    """Whether requests come through a proxy of this machine that nobody has named."""
    named: Settings = current_app.extensions["goodword.settings"]
    return by_unnamed(request.environ, named) or UNTRUSTED in current_app.extensions


def by_unnamed(environ: Mapping[str, Any], settings: Settings) -> bool:
    """Whether a request came through such a proxy."""
    peer = parsed(environ.get("REMOTE_ADDR", ""))
    if peer is None or not peer.is_loopback or "HTTP_X_FORWARDED_FOR" not in environ:
        return False
    return not any(peer in network for network in settings.trusted_proxies)
