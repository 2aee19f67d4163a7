"""Lists as people and programs write them, made into lists as Python-Markdown wants them.

CommonMark nests by where the text of the item above begins, lets a list follow a paragraph at once, and knows ``1)``;
Python-Markdown wants four spaces, an empty line and ``1.``. Word pastes ``•``.
"""

import re
from collections.abc import Iterator

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
ITEM = re.compile(r"( *)([-*+•●▪◦‣]|\d{1,9}[.)])(?: {1,4}(?=\S)| +(?=\S))")
ANY = re.compile(r"^[ \t]*(?:[-*+•●▪◦‣]|\d{1,9}[.)])[ \t]", re.MULTILINE)
RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")
BOX = re.compile(r"^\[([ xX])\] +")
NO_PARAGRAPH = ("#", "|", ">", "<", ":", "[^")
INDENT = 4


def as_wanted(body: str) -> str:
    """The body with its lists indented by four, apart from what stands before them."""
    if not ANY.search(body):
        return body
    lines = body.expandtabs(INDENT).split("\n") if "\t" in body else body.split("\n")
    return "\n".join(Lists().rewritten(lines))


class Lists:
    """One pass over the lines; ``open`` holds, for each list that is open, the column in which its text begins."""

    def __init__(self) -> None:
        self.open: list[int] = []
        self.before = ""  # the line above
        self.fence = ""

    def rewritten(self, lines: list[str]) -> Iterator[str]:
        for line in lines:
            if self.in_code(line) or not line.strip():
                yield line
            elif (item := ITEM.match(line)) and not RULE.fullmatch(line) and self.begins(item):
                yield from self.item(line, item)
            else:
                yield self.text(line)
            self.before = line

    def in_code(self, line: str) -> bool:
        """Whether the line belongs to a fenced block, which stays as it is."""
        found = FENCE.match(line)
        if not self.fence:
            self.fence = found[1] if found else ""
            if found:
                self.open.clear()
            return bool(found)
        if found and found[1].startswith(self.fence) and not line[found.end() :].strip():
            self.fence = ""
        return True

    def begins(self, item: re.Match[str]) -> bool:
        """Whether it is an item, and not code, nor a number that a line of a paragraph happens to begin with."""
        if self.open:
            return True
        return len(item[1]) < INDENT and (not self.in_paragraph or not item[2][0].isdigit() or item[2][:-1] == "1")

    @property
    def in_paragraph(self) -> bool:
        return bool(self.before.strip()) and not self.before.lstrip().startswith(NO_PARAGRAPH)

    def item(self, line: str, item: re.Match[str]) -> Iterator[str]:
        column = len(item[1])
        while self.open and column < self.open[-1]:
            self.open.pop()
        if not self.open and self.in_paragraph and not ITEM.match(self.before):
            yield ""
        mark = f"{item[2][:-1]}." if item[2][0].isdigit() else item[2] if item[2] in "-*+" else "-"
        rest = BOX.sub(lambda box: "☐ " if box[1] == " " else "☑ ", line[item.end() :])
        yield f"{' ' * INDENT * len(self.open)}{mark} {rest}"
        self.open.append(item.end() if item.end() - item.end(2) <= INDENT else item.end(2) + 1)

    def text(self, line: str) -> str:
        """A line that goes on with the item above, if it is indented under it; else the end of the lists."""
        if not self.open or self.before.strip():
            return line
        column = len(line) - len(line.lstrip(" "))
        while self.open and column < self.open[-1]:
            self.open.pop()
        wanted = INDENT * len(self.open)
        return line if column >= wanted else " " * wanted + line.lstrip(" ")
