"""Bytes from outside as clean text: what a keyboard, a word processor or another system leaves behind is
mended where nothing is lost, and reported where something is."""

import re
from bisect import bisect_right

from goodword.material.problem import Problem

LARGEST = 512 * 1024
# Byte order marks anywhere, and the characters that stand for placeholders further on.
REMOVED = re.compile("[\ufeff\ue000-\ue0ff]")
# What pasted text brings instead of a plain space; YAML would count some of them as line ends.
SPACES = re.compile("[\u00a0\u2007\u202f\u0085\u2028\u2029\x0b\x0c]")
UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def clean(path: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text with LF line ends, plain spaces and nothing invisible, and what in it cannot be read.

    A file that is too large gives no text at all.
    """
    if len(data) > LARGEST:
        size = f"the file is larger than {LARGEST // 1024} KB, which is the most that is read"
        return "", (Problem(path, 1, 1, size, "split it, or move what is not text out of it"),)
    problems: list[Problem] = []
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line, column = place_after(tidy(data[: error.start].decode()))
        byte = f"byte 0x{data[error.start]:02X} is not UTF-8"
        problems.append(Problem(path, line, column, byte, "save the file with UTF-8 encoding"))
        text = data.decode(errors="replace")
    text = tidy(text)
    for match in UNREADABLE.finditer(text):
        line, column = place_after(text[: match.start()])
        code = f"an invisible character (U+{ord(match[0]):04X}) that no text needs"
        problems.append(Problem(path, line, column, code, "delete it, or type the line again"))
        break
    return UNREADABLE.sub("", text), tuple(problems)


def tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SPACES.sub(" ", REMOVED.sub("", text))


def place_after(text: str) -> tuple[int, int]:
    """Line and column of what follows ``text``."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


class Places:
    """Line and column of many offsets in one text."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.first_line = first_line
        self.starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def __getitem__(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset) - 1
        return line + self.first_line, offset - self.starts[line] + 1
