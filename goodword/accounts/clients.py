"""The address that a request comes from, for limits. It is never kept."""

import ipaddress

from flask import request


def client_address() -> str | None:
    """The peer's address; of IPv6 the network that one customer of a provider has. None where it says nothing.

    That is so behind a proxy on this machine: all visitors would have its address, and count as one.
    """
    peer = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return None
    if address.is_loopback and "X-Forwarded-For" in request.headers:
        return None
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
