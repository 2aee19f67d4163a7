"""API keys: who may report. Known in memory, so that nobody waits for the database; of a key only its hash is kept.

A key is 160 random bits and needs no slow hash: nobody can guess what to try (NIST SP 800-63B, 5.1.2.2).
"""

import json
import logging
import os
import re
import secrets
from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from threading import Lock
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.api.patience import Asking, Away
from goodword.referrals.sale_rows import ApiKey

KEY = re.compile(r"gw_[a-z2-7]{32}")
SNAPSHOT = "api-keys.json"
"""In VAR."""
FRESH = 0.4
"""Seconds after which what is known is looked at again: a key that was revoked is refused within one."""
log = logging.getLogger(__name__)


def new_key() -> str:
    return f"gw_{b32encode(secrets.token_bytes(20)).decode().lower()}"


def hashed(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def valid_keys(session: Session) -> dict[str, str]:
    """Names by hash, without those that were revoked."""
    rows = session.execute(select(ApiKey.hash, ApiKey.name).where(ApiKey.revoked_at.is_(None)).order_by(ApiKey.id))
    return {digest: name for digest, name in rows}


class Keyring:
    """The keys as this process knows them. ``snapshot`` is what it goes by if it starts without a database."""

    def __init__(self, asking: Asking, snapshot: Path) -> None:
        self._asking, self._snapshot = asking, snapshot
        self._names: Mapping[str, str] | None = None
        self._asked = 0.0
        self._refreshing = Lock()

    def name_of(self, key: str) -> str | None:
        """Whose key this is; None if it is none, or was revoked. One that is not known yet is looked for at once.

        Raises Away where no key at all was ever known, and the database does not say.
        """
        if not KEY.fullmatch(key):
            return None
        digest, came = hashed(key), monotonic()
        self._refresh(came - FRESH)
        return self._find(digest) or (self._find(digest) if self._refresh(came) else None)

    def _find(self, digest: str) -> str | None:
        found = next((known for known in self._names or () if compare_digest(known, digest)), None)
        return self._names[found] if self._names and found else None

    def _refresh(self, since: float) -> bool:
        """Looks again, unless somebody did after ``since``; whether it asked the database."""
        with self._refreshing:
            if self._names is not None and self._asked > since:
                return False
            began = monotonic()
            try:
                self._names = self._asking.read(valid_keys)
            except Away:  # the command line, too, writes the snapshot: what was revoked last is not in it
                kept = read_snapshot(self._snapshot)
                self._names = self._names if kept is None else kept
                if self._names is None:
                    raise
                return False
            self._asked = began
            keep_snapshot(self._snapshot, self._names)
            return True


def read_snapshot(path: Path) -> dict[str, str] | None:
    """Names by hash; None if there is none that can be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def keep_snapshot(path: Path, names: Mapping[str, str]) -> None:
    """Writes it if it is another one, whole or not at all, for this user only."""
    if read_snapshot(path) == names:
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(names, file)
        draft.replace(path)
    except OSError as error:
        log.warning("The snapshot of API keys could not be written: %s", error)
