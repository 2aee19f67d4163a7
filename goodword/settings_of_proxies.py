"""The setting of trusted proxies, and what their header says of whom a request came from. Pure."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from goodword.errors import SettingError

Network = IPv4Network | IPv6Network
LEGAL = "addresses or networks, separated by commas, such as 127.0.0.1,10.0.0.0/8"
MOST = 20
WITH_PORT = re.compile(r"\[(?P<six>[^]]*)\](?::[0-9]{1,5})?|(?P<four>[0-9.]+):[0-9]{1,5}")
"""How some proxies write an address, of either kind: with the port that it asked from."""


def trusted_proxies(text: str) -> tuple[Network, ...]:
    """The networks named. Raises SettingError."""
    try:
        return tuple(ip_network(one.strip()) for one in text.split(","))
    except ValueError as error:
        raise SettingError("GOODWORD_TRUSTED_PROXIES", text, LEGAL, str(error)) from error


def came_from(peer: str, forwarded: str, trusted: Sequence[Network]) -> IPv4Address | IPv6Address | None:
    """The address that a request came from: the last one in X-Forwarded-For that no trusted proxy has.

    What stands before it was written by nobody we know. Without a trusted peer the header counts for nothing. None
    where there is no address.
    """
    found = parsed(peer)
    for one in reversed(forwarded.split(",")[-MOST:]):
        if found is None or not any(found in network for network in trusted):
            break
        if (before := parsed(one)) is None:
            break
        found = before
    return found


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address, without the port; of one that is IPv4 inside IPv6 the IPv4 one. The zone of a link-local one,
    ``%eth0``, names a network card: it tells nobody apart, and Python cannot write such addresses out."""
    plain = text.strip()
    if told := WITH_PORT.fullmatch(plain):
        plain = told["six"] or told["four"] or ""
    try:
        found = ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
