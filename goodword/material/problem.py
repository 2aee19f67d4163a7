"""What is wrong with a piece of material, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from goodword.saying import Said


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something to mend in a file. ``path`` is relative to ROOT, posix; ``line`` and ``column`` count from 1.

    ``message`` says what was found and what is expected, ``hint`` what to do next.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    level: Literal["error", "advice"] = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"

    @property
    def is_error(self) -> bool:
        return self.level == "error"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that was probably meant, or None when nothing comes close."""
    by_lower = {choice.lower(): choice for choice in sorted(choices, reverse=True)}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint that names the nearest choice, or all of them when nothing comes close."""
    known = sorted(choices)
    near = nearest(word, known)
    if near:
        return Said("did you mean %(near)s?", near=near)
    return Said("choose one of: %(choices)s", choices=", ".join(known)) if known else ""


def sentence_end(hint: str) -> str:
    """The hint as the end of a sentence."""
    return hint if hint.endswith("?") else f"{hint}."
