"""Secrets and what is kept of them: a keyed hash, which is useless to whoever only has the database."""

import hmac
import secrets

from flask import current_app

DIGITS = 8


def keyed(purpose: str, text: str) -> str:
    """HMAC-SHA256 with the site's secret key, 64 hex digits. One purpose's hash is never another's."""
    return keyed_with(current_app.extensions["goodword.settings"].secret_key, purpose, text)


def keyed_with(secret: str, purpose: str, text: str) -> str:
    """The same, for where there is no request of Flask's to find the key by."""
    return hmac.digest(secret.encode(), f"{purpose}\0{text}".encode(), "sha256").hex()


def new_token() -> str:
    """256 bits that nobody can guess, fit for a cookie and an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Eight digits: short enough to copy by hand, and far too many for the few tries that there are."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def same(given: str, expected: str) -> bool:
    """Whether what was given is what was expected, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
