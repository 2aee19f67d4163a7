"""Whether a message really comes from the forge: each forge proves in its own way that it knows the secret.

GitHub: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
GitLab: the secret itself in ``X-Gitlab-Token``; with a signing token (``whsec_…``) https://www.standardwebhooks.com
Forgejo, Gitea: the body's HMAC in ``X-Forgejo-Signature`` or ``X-Gitea-Signature``
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable

SIGNING = "whsec_"
Header = Callable[[str], str | None]


def genuine(header: Header, body: bytes, secret: str) -> bool:
    """Whether one of the proofs holds. ``header`` gives a header by its name. Takes as long for any wrong one."""
    expected = hmac.new(secret.encode(), body, "sha256").hexdigest()
    proofs = (
        (header("X-Hub-Signature-256"), f"sha256={expected}"),
        (header("X-Forgejo-Signature"), expected),
        (header("X-Gitea-Signature"), expected),
        (header("X-Gitlab-Token"), secret),
    )
    held = [equal(given, wanted) for given, wanted in proofs if given]
    return any([*held, signed(header, body, secret)])


def signed(header: Header, body: bytes, secret: str) -> bool:
    """Whether one of the signatures is that of a signing token. An old message proves as much as a new one: all that
    it can cause is a look at the repository."""
    given = header("Webhook-Signature")
    if not given or not secret.startswith(SIGNING):
        return False
    try:
        key = b64decode(secret.removeprefix(SIGNING), validate=True)
    except binascii.Error:
        return False
    head = f"{header('Webhook-Id')}.{header('Webhook-Timestamp')}."
    wanted = "v1," + b64encode(hmac.digest(key, head.encode() + body, "sha256")).decode()
    return any([equal(one, wanted) for one in given.split()])


def equal(given: str, wanted: str) -> bool:
    """In constant time, for any text."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())
