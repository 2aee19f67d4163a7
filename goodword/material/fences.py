"""The lines that front matter stands between: ``---``, and what word processors make of it."""

import re
from collections.abc import Iterator, Sequence

from goodword.material.problem import Problem
from goodword.saying import Said

FENCE = re.compile(r"---[ \t]*")
# Dashes that were one, two or three hyphens, and hyphens behind the backslash of an exporter.
DASHES = re.compile(r"\\?(?:-{3,}|-*[‐‑‒–—―−][-‐‑‒–—―−]*)[ \t]*")
HEADING = re.compile(r"#{1,6} +(.*)")
KEY = re.compile(r"[a-z_\\]+:")


def first_fence(lines: Sequence[str]) -> int | None:
    """The number of the line on which front matter begins. Before it may stand empty lines, and the name of the page
    as a heading, which exports put on top."""
    full = (n for n, line in enumerate(lines) if line.strip())
    number = next(full, 0)
    if HEADING.fullmatch(lines[number].strip()):
        number, key = next(full, 0), next(full, 0)
        if not KEY.match(lines[key]):
            return None
    return number if DASHES.fullmatch(lines[number].strip()) else None


def last_fence(lines: Sequence[str], first: int) -> int | None:
    """The number of the line on which it ends. Where it begins with ``---`` and a ``---`` follows, that is it:
    nothing else may cut off what stands below, a withdrawn consent, say."""
    rest = range(first + 1, len(lines))
    exact = next((n for n in rest if FENCE.fullmatch(lines[n])), None)
    if exact is not None and FENCE.fullmatch(lines[first]):
        return exact
    return next((n for n in rest if DASHES.fullmatch(lines[n])), None)


def remarks(path: str, lines: Sequence[str], first: int, last: int) -> Iterator[Problem]:
    """Advice on what stands above the front matter, and on fences that are not written as ``---``."""
    if any(map(str.strip, lines[:first])):
        message = Said("a heading above the first --- is left out: the title is a key")
        number = next(n for n, line in enumerate(lines) if line.strip())
        yield Problem(path, number + 1, 1, message, Said("delete it"), "advice")
    hint = Said("write --- there, so that other programs read the file too")
    for number in (first, last):
        if not FENCE.fullmatch(lines[number]):
            message = Said("%(found)s is read as ---", found=lines[number].strip())
            yield Problem(path, number + 1, 1, message, hint, "advice")


def example(lines: Sequence[str]) -> str:
    """How to begin a file that has no front matter; one with a heading on top has its title already."""
    first = next((line.strip() for line in lines if line.strip()), "")
    if not (heading := HEADING.fullmatch(first)) or len(first) > 200:
        return Said("begin the file with a line ---, then keys such as title: …, then another line ---")
    title = heading[1].strip(' #*_"').replace("\\", "").replace('"', "'")
    return Said("begin the file with three lines: ---, then title: %(title)s, then another ---", title=f'"{title}"')
