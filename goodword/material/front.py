"""Front matter: YAML between ``---`` lines, then the body."""

from dataclasses import dataclass
from typing import Any

from goodword.material.cut_off import cut_off
from goodword.material.fences import example, first_fence, last_fence, remarks
from goodword.material.marks import Marks
from goodword.material.pasted_yaml import straightened
from goodword.material.plain_yaml import read_mapping
from goodword.material.problem import Problem
from goodword.material.text import clean
from goodword.material.yaml_mending import NotYaml
from goodword.saying import Said


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
        return None, (*problems, Problem(path, 1, 1, Said("the file is empty"), example(())))
    if (first := first_fence(lines)) is None:
        missing = Said("there is no front matter: the first line is not ---")
        return None, (*problems, Problem(path, 1, 1, missing, example(lines)))
    if (end := last_fence(lines, first)) is None:
        unclosed = Said("the front matter that begins here has no end")
        return None, (*problems, Problem(path, first + 1, 1, unclosed, Said("write a line --- after the last key")))
    try:
        written = straightened(lines[first + 1 : end])
        values, marks, doubtful = read_mapping(path, written, first_line=first + 2)
    except NotYaml as error:
        return None, (*problems, error.problem)
    body = "\n".join(lines[end + 1 :])
    doubtful = (*remarks(path, lines, first, end), *cut_off(path, written, first + 2), *doubtful)
    return Front(values, marks, body, end + 2, text), (*problems, *doubtful)
