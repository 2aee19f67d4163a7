"""Bodies that were pasted from Google Docs, Word or Notion: what their exports leave behind, mended or refused.

Every line stays where it was, so that whatever is said of a line later is said of the right one. What Markdown
itself has to understand differently is in ``markdown_dialect``.
"""

import re
from collections.abc import Iterator

from goodword.content.lists import FENCE
from goodword.content.pasted_pictures import without_pictures
from goodword.material import Problem
from goodword.saying import Said

MARKS = re.compile(r"\]\{[.#]|</?[adsADS]|data:image/|\\\n")  # what may be there to mend, found quickly
LONGEST = 5_000  # of a line; beyond that nothing is looked for
WRAPPER = re.compile(r"\s*</?(aside|details)\b[^>]*>\s*", re.IGNORECASE)
SUMMARY = re.compile(r"(\s*)<summary>\s*(?:<(?:b|strong)>)?(.*?)(?:</(?:b|strong)>)?\s*</summary>\s*", re.IGNORECASE)
SPAN = re.compile(r"(?<!!)\[([^\[\]\n]*)\]\{[.#][^}\n]{0,200}\}")
PROPERTY = re.compile(r"[^\W\d_][\w ()/&-]{0,40}: +\S.*")
EXPORTED = re.compile(r"(?:Created|Last edited|Status|Tags|Owner|URL|Person|Date|Date created|Assign)[\w ]*: ")


def mended(path: str, body: str, first_line: int) -> tuple[str, tuple[Problem, ...]]:
    """The body as its author sees it in the program it came from, and what to do about the rest."""
    if not MARKS.search(body) and not body.lstrip().startswith("# "):
        return body, ()
    body, refused = without_pictures(path, body, first_line)
    lines = body.split("\n")
    remarks = [*properties(path, lines, first_line), *wrappers(path, lines, first_line)]
    return "\n".join(lines), (*refused, *remarks)


def properties(path: str, lines: list[str], first_line: int) -> Iterator[Problem]:
    """The lines of properties that Notion puts under the heading on top, which are not for visitors; taken out."""
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if not lines[start].startswith("# "):
        return
    start = next((n for n in range(start + 1, len(lines)) if lines[n].strip()), len(lines))
    end = next((n for n in range(start, len(lines)) if not lines[n].strip()), len(lines))
    block = lines[start:end]
    known = block and all(EXPORTED.match(line) for line in block)
    if known or (len(block) > 1 and all(PROPERTY.fullmatch(line.strip()) for line in block)):
        found = block[0][:60]
        lines[start:end] = [""] * len(block)
        message = Said("“%(found)s” looks like the properties of an exported page: left out", found=found)
        hint = Said("delete these lines; what the site should know stands in the front matter")
        yield Problem(path, first_line + start, 1, message, hint, "advice")


def wrappers(path: str, lines: list[str], first_line: int) -> Iterator[Problem]:
    """Callouts, toggles and marked words lose what is around them; what is in them is Markdown like the rest. A
    backslash at the end of a line means a new line (CommonMark 6.7)."""
    for number in outside_code(lines):
        line = lines[number]
        if len(line) > LONGEST:
            continue
        if wrapper := WRAPPER.fullmatch(line):
            lines[number] = ""
            if not wrapper[0].lstrip().startswith("</"):
                message = Said("<%(tag)s> is left out: a body is prose", tag=wrapper[1].lower())
                hint = Said("write it in Markdown, or take it out")
                yield Problem(path, first_line + number, 1, message, hint, "advice")
        elif summary := SUMMARY.fullmatch(line):
            lines[number] = f"{summary[1]}**{summary[2].strip()}**" if summary[2].strip() else ""
        else:
            line = SPAN.sub(r"\1", line) if "]{" in line else line
            broken = line.endswith("\\") and not line.endswith("\\\\")
            lines[number] = f"{line[:-1]}  " if broken else line


def outside_code(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that are not in a fenced block."""
    fence = ""
    for number, line in enumerate(lines):
        found = FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
        elif found:
            fence = found[1]
        else:
            yield number
