"""Values that look like e-mail addresses have no place among clicks. Pure."""

import re
from collections.abc import Mapping
from typing import Any

MASK = "[e-mail]"
# It begins only where a word does, so that each word is looked at once, however long it is.
WORD = r"[\w.+%'-]"
ADDRESS = re.compile(rf"(?<!{WORD}){WORD}+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+")


def masked(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with MASK in place of everything that looks like an e-mail address, percent-encoded ones too."""
    return {name: _masked(value) for name, value in record.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return ADDRESS.sub(MASK, value) if "@" in value or "%40" in value else value
    if isinstance(value, Mapping):
        return masked(value)
    if isinstance(value, list | tuple):
        return [_masked(each) for each in value]
    return value
