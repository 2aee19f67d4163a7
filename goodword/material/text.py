"""Bytes from outside as clean text: what a keyboard, a word processor or another system leaves behind is
mended where nothing is lost, and reported where something is."""

import re
from bisect import bisect_right

from goodword.material.problem import Problem
from goodword.saying import Said

LARGEST = 512 * 1024
# Byte order marks, zero-width spaces and soft hyphens anywhere, and the characters that stand for placeholders.
REMOVED = re.compile("[\u00ad\u200b\u2060\ufeff\ue000-\ue0ff]")
# Joiners shape Arabic and Indic letters and emoji; between any others they are left over.
JOINERS = re.compile("(?<![^\x00-\u024f])[\u200c\u200d]+(?![^\x00-\u024f])")
# What pasted text brings instead of a plain space; YAML would count some of them as line ends.
SPACES = re.compile("[\u00a0\u2007\u202f\u0085\u2028\u2029\x0b\x0c]")
UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
PASTED = re.compile(rb"data:image/[\w.+-]+;base64,", re.IGNORECASE)


def clean(path: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text with LF line ends, plain spaces and nothing invisible, and what in it cannot be read.

    A file that is too large gives no text at all.
    """
    if len(data) > LARGEST:
        return "", (too_large(path, data),)
    problems: list[Problem] = []
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line, column = place_after(tidy(data[: error.start].decode()))
        byte = Said("byte %(byte)s is not UTF-8", byte=f"0x{data[error.start]:02X}")
        problems.append(Problem(path, line, column, byte, Said("save the file with UTF-8 encoding")))
        text = data.decode(errors="replace")
    text = tidy(text)
    for match in UNREADABLE.finditer(text):
        line, column = place_after(text[: match.start()])
        code = Said("an invisible character (%(code)s) that no text needs", code=f"U+{ord(match[0]):04X}")
        problems.append(Problem(path, line, column, code, Said("delete it, or type the line again")))
        break
    return UNREADABLE.sub("", text), tuple(problems)


def too_large(path: str, data: bytes) -> Problem:
    """Why nothing of the file is read; most often a picture was pasted into it."""
    most = LARGEST // 1024
    if not (picture := PASTED.search(data)):
        message = Said("the file is larger than %(most)s KB, which is the most that is read", most=most)
        return Problem(path, 1, 1, message, Said("split it, or move what is not text out of it"))
    line, column = place_after(tidy(data[: picture.start()].decode(errors="replace")))
    message = Said(
        "the file is larger than %(most)s KB, which is the most that is read: a picture begins here that was pasted"
        " into the text as base64",
        most=most,
    )
    hint = Said(
        "save the picture beside the file as ./name.png, write ![what it shows](./name.png) where it belongs, and"
        " delete the long text that begins with data:image"
    )
    return Problem(path, line, column, message, hint)


def tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = SPACES.sub(" ", REMOVED.sub("", text))
    return JOINERS.sub("", text) if "\u200c" in text or "\u200d" in text else text


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
