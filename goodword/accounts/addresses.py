"""What may stand in the one field of sign-in, and where somebody may be sent afterwards. Pure."""

import re
import unicodedata
from urllib.parse import quote

from goodword.mailboxes import compared

# Before the @ every character of a dot-atom (RFC 5322, 3.2.3) and letters beyond ASCII (RFC 6531), with dots wherever
# browsers let them stand in a field for addresses. Not quoted names, which nobody has, and nothing that a mail header
# would be decoded at (RFC 2047): another address would come out.
LOCAL = r"(?!.*=\?.*\?[bq]\?)[^@\s,;:<>\"()\[\]\\\x00-\x1f\x7f-\x9f]+"
EMAIL = re.compile(LOCAL + r"@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
LONGEST_EMAIL = 254
LONGEST_PATH = 2000
# RFC 3986's path and query, spelled with nothing that a browser would read as something else: no backslash, no
# empty segment, no control character.
OURS = re.compile(
    r"/(?:team|portal)(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*/?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?", re.ASCII
)
DOTS = re.compile(r"/(?:\.|%2e){1,2}(?=[/?]|$)", re.IGNORECASE)
TO_SIGN_IN = re.compile(r"/portal/sign-(?:in|out)(?=[/?]|$)")


def email_address(text: str) -> str | None:
    """The address in the form in which addresses are compared, which is how accounts keep it; None if it is none."""
    if len(text := text.strip()) > 2 * LONGEST_EMAIL:  # composing takes the square of the marks on one letter
        return None
    spelled = compared(text)
    return spelled if len(spelled) <= LONGEST_EMAIL and EMAIL.fullmatch(spelled) else None


def mailto(address: str) -> str:
    """The link that writes to the address (RFC 6068): all is encoded but the @ between its halves."""
    local, _, domain = address.rpartition("@")
    return f"mailto:{quote(local, safe='')}@{quote(domain, safe='')}"


def own_path(wanted: str) -> str:
    """``wanted`` if it is a path of ours under ``/team`` or ``/portal``, else ``/team``.

    Sign-in itself is none: whoever came from there would come back to it.
    """
    good = len(wanted) <= LONGEST_PATH and OURS.fullmatch(wanted)
    return wanted if good and not DOTS.search(wanted) and not TO_SIGN_IN.match(wanted) else "/team"


def plain_digits(text: str) -> str:
    """The digits of a code as somebody typed it: Arabic ones too, spaces and dashes left out."""
    return "".join(str(unicodedata.digit(char)) for char in text[:50] if char.isdecimal())
