"""What is known of the content repository: which commit is live, and how the last attempt to fetch went."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from goodword.content.git import Commit
from goodword.content.git_trouble import GitError
from goodword.content.source import material
from goodword.material import Problem
from goodword.saying import Said, packed, unpacked

STATE, REQUEST, TOLD = "state.json", "request.json", "told.json"


@dataclass(frozen=True, slots=True)
class PullState:
    """``live`` is the commit that was taken last, at ``live_since``; ``errors`` is how many its content has,
    ``problems`` the first few of them. ``rewritten``: it does not follow from the commit before it.

    ``trouble`` is why the last attempt, at ``tried_at``, changed nothing though it should; ``refused`` the commit that
    was not taken, where it came that far; ``failures`` how many attempts in a row went like that.
    """

    source: str = ""
    tried_at: datetime | None = None
    live: Commit | None = None
    live_since: datetime | None = None
    rewritten: bool = False
    errors: int = 0
    problems: tuple[Problem, ...] = ()
    trouble: Said | None = None
    passing: bool = False
    refused: Commit | None = None
    failures: int = 0
    answered: str = ""

    @property
    def newest(self) -> Commit | None:
        """The commit that the last attempt found."""
        return self.refused or self.live

    @property
    def bad(self) -> bool:
        """Whether somebody has something to mend."""
        return self.trouble is not None or self.errors > 0

    def failed(self, error: GitError, refused: Commit | None, now: datetime) -> "PullState":
        """The state after an attempt that changed nothing."""
        return replace(
            self,
            tried_at=now,
            trouble=error.said,
            passing=error.passing,
            refused=refused,
            failures=self.failures + 1,
        )

    def went_well(self, now: datetime) -> "PullState":
        """The state after an attempt that found nothing in its way."""
        return replace(self, tried_at=now, trouble=None, passing=False, refused=None, failures=0)


def state(var: Path) -> PullState:
    """The state as kept in VAR; an empty one where nothing was tried yet."""
    known = _read(var / "material" / STATE)
    if not known:
        return PullState()
    for name in ("tried_at", "live_since"):
        known[name] = known[name] and datetime.fromisoformat(known[name])
    for name in ("live", "refused"):
        known[name] = known[name] and Commit(**{**known[name], "at": datetime.fromisoformat(known[name]["at"])})
    known["trouble"] = known["trouble"] and cast(Said, unpacked(known["trouble"]))
    known["problems"] = problems_of(known["problems"])
    return PullState(**known)


def save(var: Path, now: PullState) -> None:
    """Keeps the state, whole or not at all."""
    plain = asdict(replace(now, trouble=None, problems=()))
    said = {"trouble": now.trouble and packed(now.trouble), "problems": plain_problems(now.problems)}
    _write(material(var) / STATE, {**plain, **said})


def plain_problems(problems: Iterable[Problem]) -> list[list[Any]]:
    """Problems as JSON can hold them; what they say can still be said in any language afterwards."""
    return [[one.path, one.line, one.column, packed(one.message), packed(one.hint)] for one in problems]


def problems_of(plain: Iterable[Any]) -> tuple[Problem, ...]:
    """The same problems again: errors."""
    return tuple(
        Problem(path, line, column, unpacked(message), unpacked(hint)) for path, line, column, message, hint in plain
    )


def ask(var: Path, why: str, at: datetime) -> str:
    """Asks for a pull; the request outlives this process. Its name."""
    name = f"{at.isoformat()}-{os.urandom(6).hex()}"
    _write(material(var) / REQUEST, {"name": name, "why": why})
    return name


def note_told(var: Path, outcome: str, bad: bool) -> None:
    """Notes what others were told of last."""
    _write(material(var) / TOLD, {"outcome": outcome, "bad": bad})


def told(var: Path) -> tuple[str, bool]:
    """What others were told of last, and whether that was bad."""
    known = _read(var / "material" / TOLD)
    return str(known.get("outcome", "")), bool(known.get("bad"))


def asked(var: Path) -> str:
    """The name of the last request; empty if there never was one. Who answers it answers those before it, too."""
    return str(_read(var / "material" / REQUEST).get("name", ""))


def _read(path: Path) -> dict[str, Any]:
    try:
        known: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return known


def _write(path: Path, data: Mapping[str, Any]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, default=datetime.isoformat)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
