"""What partners are checked against in the material: programs and languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from goodword.errors import UsageError
from goodword.material.problem import did_you_mean, sentence_end
from goodword.referrals.programs import FOLDER, Program, read_program

NO_PROGRAM = "default"


@dataclass(frozen=True, slots=True)
class Terms:
    """The kinds of the programs by slug, in order; and the site's languages, the default one first."""

    programs: Mapping[str, str]
    languages: tuple[str, ...]

    @classmethod
    def read(cls, root: Path) -> Self:
        """What the files under ``root`` say now."""
        found = {path.stem: read_program(root, path) for path in sorted((root / FOLDER).glob("*.md"))}
        kinds = {slug: program.kind for slug, program in found.items() if isinstance(program, Program)}
        return cls(kinds, _languages(root))

    def program_for(self, kind: str, asked: str = "") -> str:
        """What a partner of ``kind`` joins: that asked for, else the first of its kind, or ``default``."""
        if asked and self.programs and asked not in self.programs:
            raise UsageError(f"There is no program {asked!r}; {sentence_end(did_you_mean(asked, self.programs))}")
        return asked or next((slug for slug, its_kind in self.programs.items() if its_kind == kind), NO_PROGRAM)


def _languages(root: Path) -> tuple[str, ...]:
    try:
        brand = tomllib.loads((root / "site" / "brand.toml").read_text(encoding="utf-8"))
        return tuple(str(language["code"]) for language in brand["languages"]) or ("en",)
    except (OSError, ValueError, KeyError, TypeError):
        return ("en",)
