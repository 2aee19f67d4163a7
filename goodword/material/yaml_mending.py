"""What a YAML parser says, in words that help the person who wrote the file."""

import re
from collections.abc import Sequence

import yaml

from goodword.material.problem import Problem
from goodword.saying import Said

KEY_AND_TEXT = re.compile(r"^(\s*(?:- )?[\w-]+:\s+)(.+)$")
COLON_INSIDE = re.compile(r"[\w-]+:\s.*:(?:\s|$)")
QUOTES = Said("put the text in quotes")
SIGN = Said("the text begins with a sign that means something in YAML")
# What the parser's words contain, what to say instead, and the mend; the first that fits.
PHRASES = (
    ("mapping values are not allowed", Said("a colon inside a text that is not in quotes"), QUOTES),
    (
        "quoted scalar",
        Said("a quotation mark is opened here and not closed"),
        Said("close it, or use the other quotes"),
    ),
    ("cannot start any token", SIGN, QUOTES),
    ("anchor", SIGN, QUOTES),
    ("alias", SIGN, QUOTES),
    ("tag", SIGN, QUOTES),
    (
        "expected ':'",
        Said("a line without a colon after its key"),
        Said("write key: value, or indent it to continue a text"),
    ),
    (
        "flow",
        Said("a bracket is opened and not closed, or closed and not opened"),
        Said("close it, or quote the text"),
    ),
    (
        "block",
        Said("this line does not fit the lines around it"),
        Said("indent the keys of one group alike; quote a text as a whole (quotes inside it: \\\" or '')"),
    ),
)


class NotYaml(ValueError):
    """The text is not YAML that we read; ``problem`` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def mended(path: str, error: yaml.YAMLError, lines: Sequence[str], first_line: int) -> Problem:
    """The parser's error as a problem in the file."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    if mark is None or mark.line >= len(lines) or "quoted scalar" in context:
        mark = getattr(error, "context_mark", None) or mark
    line = min(mark.line, max(len(lines) - 1, 0)) if mark else 0
    text = lines[line] if lines else ""
    column = min(mark.column, len(text)) if mark else 0
    message, hint = words_for(f"{said} {context}", text)
    return Problem(path, line + first_line, column + 1, message, hint)


def words_for(said: str, text: str) -> tuple[str, str]:
    if text.lstrip(" ").startswith("\t"):
        return Said("a tab where spaces are expected"), Said("indent with two spaces instead of a tab")
    if "mapping values" in said and not COLON_INSIDE.search(text[:2000]):
        return Said("the line before this one has no colon after its key"), Said("write key: value in it")
    for phrase, message, mend in PHRASES:
        if phrase in said:
            return message, (quoted(text) or mend) if mend is QUOTES else mend
    message = Said("this is not YAML: %(reason)s", reason=said.strip())
    return message, Said("compare it with a file beside it that works")


def quoted(text: str) -> str | None:
    """The line as it should be, its text in quotes."""
    match = KEY_AND_TEXT.match(text)
    if not match or match[2].startswith(("[", '"', "'")) or len(text) > 200:
        return None
    value = match[2].rstrip().replace("\\", "\\\\").replace('"', '\\"')
    key = match[1].strip()
    name = key.lstrip("- ").rstrip(":")
    return Said("put the %(key)s in quotes: %(line)s", key=name, line=f'{key} "{value}"')
