"""Texts of front matter that YAML cuts off: `` #`` begins a comment, and nobody sees what follows."""

import re
from collections.abc import Iterator, Sequence

from goodword.material.problem import Problem
from goodword.saying import Said

# A key, or a dash, with a text that is not in quotes, and a # with a word right behind it: a comment has a space.
CUT = re.compile(r"(\s*(?:- +)*(?:([\w-]+): +)?)(?![\"'#|>\[{])\S[^#]*?\s(#[^\s#])")


def cut_off(path: str, lines: Sequence[str], first_line: int) -> Iterator[Problem]:
    """Advice on each such text, at its ``#``."""
    for number, line in enumerate(lines, first_line):
        cut = CUT.match(line) if " #" in line and len(line) < 2_000 else None
        if cut and (cut[2] or cut[1].strip()):
            message = Said("the text ends before #: in YAML what follows it is a note that nobody sees")
            mend = f'{cut[1].strip()} "{line[cut.end(1) :].strip()}"'
            hint = Said("put the whole text in quotes: %(line)s", line=mend)
            yield Problem(path, number, cut.start(3) + 1, message, hint, "advice")
