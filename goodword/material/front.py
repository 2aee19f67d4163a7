"""Front matter: YAML between ``---`` lines, then the body."""

import re
from dataclasses import dataclass
from typing import Any

from goodword.material.marks import Marks
from goodword.material.plain_yaml import read_mapping
from goodword.material.problem import Problem
from goodword.material.text import clean
from goodword.material.yaml_mending import NotYaml

FENCE = re.compile(r"---[ \t]*")
EXAMPLE = "begin the file with a line ---, then keys such as title: …, then another line ---"


@dataclass(frozen=True, slots=True)
class Front:
    """A file taken apart. ``body_line`` is the line the body begins on; ``text`` is the whole clean file."""

    values: dict[str, Any]
    marks: Marks
    body: str
    body_line: int
    text: str


def read_front(path: str, data: bytes) -> tuple[Front | None, tuple[Problem, ...]]:
    """The file's values, their places and its body; None when the front matter cannot be read at all.

    Problems may come with a front too: duplicate keys or a stray byte, say.
    """
    text, problems = clean(path, data)
    lines = text.split("\n")
    if problems and not text:
        return None, problems
    if not text.strip():
        return None, (*problems, Problem(path, 1, 1, "the file is empty", EXAMPLE))
    if not FENCE.fullmatch(lines[0]):
        missing = "there is no front matter: the first line is not ---"
        return None, (*problems, Problem(path, 1, 1, missing, EXAMPLE))
    end = next((n for n, line in enumerate(lines[1:], 1) if FENCE.fullmatch(line)), None)
    if end is None:
        unclosed = "the front matter that begins here has no end"
        return None, (*problems, Problem(path, 1, 1, unclosed, "write a line --- after the last key"))
    try:
        values, marks, doubtful = read_mapping(path, lines[1:end], first_line=2)
    except NotYaml as error:
        return None, (*problems, error.problem)
    body = "\n".join(lines[end + 1 :])
    return Front(values, marks, body, end + 2, text), (*problems, *doubtful)
