"""The lines that front matter stands between: ``---``, and what word processors make of it."""

import re
from collections.abc import Sequence

from goodword.material.problem import Problem
from goodword.saying import Said

FENCE = re.compile(r"---[ \t]*")
# Dashes that were one, two or three hyphens, and hyphens behind the backslash of an exporter.
DASHES = re.compile(r"\\?(?:-{3,}|-*[‐‑‒–—―−][-‐‑‒–—―−]*)[ \t]*")
HEADING = re.compile(r"#{1,6} +(.*)")


def first_fence(lines: Sequence[str]) -> int | None:
    """The number of the line on which front matter begins; nothing but empty lines may stand before it."""
    number = next((n for n, line in enumerate(lines) if line.strip()), 0)
    return number if DASHES.fullmatch(lines[number].strip()) else None


def last_fence(lines: Sequence[str], first: int) -> int | None:
    """The number of the line on which it ends. Where it begins with ``---`` and a ``---`` follows, that is it:
    nothing else may cut off what stands below, a withdrawn consent, say."""
    rest = range(first + 1, len(lines))
    exact = next((n for n in rest if FENCE.fullmatch(lines[n])), None)
    if exact is not None and FENCE.fullmatch(lines[first]):
        return exact
    return next((n for n in rest if DASHES.fullmatch(lines[n])), None)


def remarks(path: str, lines: Sequence[str], *fences: int) -> list[Problem]:
    """Advice on fences that are not written as ``---``."""
    hint = Said("write --- there, so that other programs read the file too")
    return [
        Problem(path, number + 1, 1, Said("%(found)s is read as ---", found=lines[number].strip()), hint, "advice")
        for number in fences
        if not FENCE.fullmatch(lines[number])
    ]


def example(lines: Sequence[str]) -> str:
    """How to begin a file that has no front matter; one with a heading on top has its title already."""
    first = next((line.strip() for line in lines if line.strip()), "")
    if not (heading := HEADING.fullmatch(first)) or len(first) > 200:
        return Said("begin the file with a line ---, then keys such as title: …, then another line ---")
    title = heading[1].strip(' #*_"').replace("\\", "").replace('"', "'")
    return Said("begin the file with three lines: ---, then title: %(title)s, then another ---", title=f'"{title}"')
