"""The secret key that is made once and kept in VAR."""

import os
import secrets
from pathlib import Path

from goodword.errors import SettingError


def kept_secret(var: Path) -> str:
    """The key in ``var``, made now if there is none. Of processes starting together, one makes it for all."""
    path = var / "secret-key"
    if not path.exists():
        _make(path)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        hint = f"delete {path} to have a new one made; everybody has to sign in again then"
        raise SettingError("GOODWORD_SECRET_KEY", f"{len(key)} characters long", "32 characters or more", hint)
    return key


def _make(path: Path) -> None:
    """A whole file appears or none does: a link to a finished file cannot be seen half written."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key is the key
    finally:
        draft.unlink()
