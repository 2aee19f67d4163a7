"""Files as they are served, under ``VAR/media/<hash>/<name>``: written once, whole, never changed."""

import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

NOTE = ".image"
MAKING = ".making-"
ABANDONED_AFTER = 3600.0


def key(*parts: bytes | str) -> str:
    """The hash part of an address, for what these parts make."""
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:20]


def folder(var: Path) -> Path:
    return var / "media"


def safe_name(name: str) -> str:
    """The file name in letters that stay as they are in an address: ``Café plan.PNG`` → ``cafe-plan.png``."""
    ascii_only = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem, _, ending = ascii_only.rpartition(".")
    stem = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60]
    return f"{stem or 'image'}.{re.sub(r'[^a-z0-9]', '', ending)}"


def keep(var: Path, hash_: str, files: Mapping[str, bytes]) -> None:
    """Writes all files of one hash in one step; what is there already is the same and stays."""
    target = folder(var) / hash_
    if target.exists():
        return
    folder(var).mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder(var)))
    try:
        making.chmod(0o755)
        for name, data in files.items():
            (making / name).write_bytes(data)
        os.rename(making, target)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        if not target.exists():
            raise


def sweep(var: Path) -> None:
    """Takes away what a killed process left half made."""
    for path in folder(var).glob(f"{MAKING}*"):
        if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
            shutil.rmtree(path, ignore_errors=True)
