"""The last version of a file that was good, kept in VAR across restarts, for material that is read at start."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LastGood:
    """Keeps bytes by their path relative to ROOT."""

    var: Path

    def keep(self, path: str, data: bytes) -> None:
        """This version was good. What cannot be kept is not worth failing for."""
        kept = self._place(path)
        try:
            if not kept.is_file() or kept.read_bytes() != data:
                kept.parent.mkdir(parents=True, exist_ok=True)
                draft = kept.with_name(f".{kept.name}.{os.getpid()}")
                draft.write_bytes(data)
                draft.replace(kept)
        except OSError:
            return

    def recall(self, path: str) -> bytes | None:
        """The last good version, or None where there never was one."""
        try:
            return self._place(path).read_bytes()
        except OSError:
            return None

    def _place(self, path: str) -> Path:
        return self.var / "last-good" / path
