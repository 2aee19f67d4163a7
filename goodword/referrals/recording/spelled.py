"""An address wherever it stands: in any case, raw or percent-encoded, inside of other words. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from goodword.mailboxes import compared, readable
from goodword.referrals.natural_ids import customer_id, sale_id

MARK = "[erased]"
AT = "(?:@|%40|%2540|&#64;|&#x40;)"
DOT = r"(?:[.\u3002\uff0e\uff61]|%2e|%252e|&#0*46;|&#x0*2e;)"
# It is not the end or the beginning of another address; behind something percent-encoded it may begin, and behind an
# apostrophe, unless that stands in a name.
BEFORE = r"(?:(?<![\w.+%-])|(?<=%(?!2[bde]|5f)[0-9a-f]{2}))(?<!\w['’])(?<!\w%27)(?<!\w&#39;)(?<!\w&#x27;)"
AFTER = r"(?![\w-]|\.\w)"
ERASED = "erased:"


def nameless(number: str) -> str:
    """Stands for an external id, or an invoice's, that held an address; ``number`` is the id derived from it."""
    return f"{ERASED}{number}"


def customer_of(external_id: str) -> str:
    """The customer's id, also of one whose external id was an address and is gone."""
    return external_id.removeprefix(ERASED) if external_id.startswith(ERASED) else customer_id(external_id)


def sale_of(invoice_id: str) -> str:
    """The same of the sale of an invoice."""
    return invoice_id.removeprefix(ERASED) if invoice_id.startswith(ERASED) else sale_id(invoice_id, "")


NAMES: Mapping[str, Callable[[str], str]] = {
    "external_id": lambda name: nameless(customer_of(name)),
    "invoice_id": lambda name: nameless(sale_of(name)),
}
"""What others are found by: it becomes a name that says nothing, and stays the same one."""


@lru_cache(maxsize=64)
def spelled(email: str) -> re.Pattern[str]:
    """Finds the address, its domain in letters or as mail servers know it."""
    local, _, domain = compared(email).rpartition("@")
    labels = zip(domain.split("."), readable(f"@{domain}")[1:].split("."), strict=True)
    host = DOT.join(_either(*pair) for pair in labels)
    return re.compile(BEFORE + _either(local) + AT + host + AFTER, re.IGNORECASE)


def holds(value: Any, email: str) -> bool:
    """Whether the address stands anywhere in what JSON can hold."""
    if isinstance(value, str):
        return spelled(email).search(value) is not None
    if isinstance(value, Mapping):
        return any(holds(part, email) for pair in value.items() for part in pair)
    return isinstance(value, list | tuple) and any(holds(part, email) for part in value)


def swept(value: Any, email: str, name: str = "") -> Any:
    """The value without the address; ``name`` is what a record or a row calls it. What was nothing else is empty."""
    if isinstance(value, str):
        if not holds(value, email):
            return value
        return NAMES[name](value) if name in NAMES else _without(value, email)
    if isinstance(value, Mapping):
        return {_without(key, email): swept(part, email, key) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [swept(part, email) for part in value]
    return value


def rough(email: str) -> str:
    """A pattern for LIKE that fits whatever holds the address, and more."""
    # A label's letters of ASCII stand in the same order in the form that mail servers know.
    return f"%{'%'.join(re.findall('[a-z0-9]+', readable(compared(email))))}%"


def _without(text: str, email: str) -> str:
    less = spelled(email).sub(MARK, text)
    return "" if less.strip() == MARK else less


def _either(*words: str) -> str:
    """Each of the words, its letters composed or not."""
    forms = {unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")}
    return f"(?:{'|'.join(''.join(map(_spellings, each)) for each in sorted(forms))})"


def _spellings(char: str) -> str:
    if char.isascii() and char.isalnum():
        return char
    once, *others = dict.fromkeys("".join(f"%{byte:02x}" for byte in each.encode()) for each in (char, char.upper()))
    number = f"&#0*{ord(char)};|&#x0*{ord(char):x};"
    twice = once.replace("%", "%25")
    named = "|&amp;" if char == "&" else ""
    return f"(?:{'|'.join((re.escape(char), once, *others))}|{re.escape(quote(char))}|{twice}|{number}{named})"
