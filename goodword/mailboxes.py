"""How an e-mail address is spelled: by people, by mail servers, and where two are compared. Pure.

What somebody said is what is shown. Whether two addresses are one is decided by ``compared`` alone, whoever said them:
a form, the product, the command line.
"""

import re
import unicodedata
from collections.abc import Callable

CODED = "xn--"
LONGEST_LABEL = 63  # octets (RFC 1035, 2.3.4)
DOTS = re.compile("[.\u3002\uff0e\uff61]")  # (RFC 3490, 3.1)


def compared(address: str) -> str:
    """The form in which addresses are compared: composed (NFKC), in lower case, the domain as mail servers know it.

    Whatever is no address is only put in lower case.
    """
    return for_servers(plain(address))


def plain(address: str) -> str:
    """The address composed and in lower case; its domain in the letters that it was said in."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).lower()).strip()


def for_servers(address: str) -> str:
    """The address with its domain in ASCII (RFC 5891); the name before the @ stays as it is."""
    return _with_labels(address, _coded)


def readable(address: str) -> str:
    """The address with its domain in the letters that people know it by (RFC 5890, U-labels)."""
    return _with_labels(address, _decoded)


def spellings(address: str) -> frozenset[str]:
    """The forms in which it may have been kept while there was no one form; the one of ``compared`` among them."""
    return frozenset((address.strip().lower(), compared(address), readable(compared(address))))


def _with_labels(address: str, spelled: Callable[[str], str]) -> str:
    local, at, domain = address.rpartition("@")
    return f"{local}@{'.'.join(map(spelled, DOTS.split(domain)))}" if at else address


def _coded(label: str) -> str:
    if label.isascii():
        return label
    folded = plain(label)
    try:
        coded = folded if folded.isascii() else CODED + folded.encode("punycode").decode("ascii")
    except UnicodeError:
        return label
    return coded if len(coded) <= LONGEST_LABEL else label


def _decoded(label: str) -> str:
    """The letters, if they are coded in just this way: what else begins so stays as it is."""
    if not label.lower().startswith(CODED):
        return label
    try:
        letters = label[len(CODED) :].lower().encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return letters if _coded(letters) == label.lower() else label
