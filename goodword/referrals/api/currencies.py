"""Which currencies there are: those of ISO 4217 that Unicode's CLDR knows, past ones too. Pure."""

from functools import cache

from babel.numbers import list_currencies

NONE_AT_ALL = frozenset({"XXX", "XTS"})
"""ISO 4217's codes for no currency and for tests."""


@cache
def currencies() -> frozenset[str]:
    """Codes in lower case, as they are kept."""
    return frozenset(code.lower() for code in list_currencies() - NONE_AT_ALL)
