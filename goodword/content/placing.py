"""Where placeholders and comments stand in one file, and which placeholders cannot be."""

from collections.abc import Iterator

from goodword.content.mentions import Mention, leaves
from goodword.content.placeholders import PLAIN_NAMES, WRITTEN, Placeholder, written_in
from goodword.material import Front, Problem, nearest
from goodword.material.marks import KeyPath
from goodword.material.text import Places
from goodword.saying import Said

COMMENT, COMMENT_END = "<!--", "-->"
KNOWN = ", ".join(f"{{{{ {name} }}}}" for name in (*PLAIN_NAMES, "word.customers"))


def blanked(path: str, body: str, first_line: int) -> tuple[str, tuple[Problem, ...]]:
    """The body without HTML comments, every line where it was. An open one takes the rest along."""
    kept, at = [], 0
    while (start := body.find(COMMENT, at)) >= 0:
        kept.append(body[at:start])
        end = body.find(COMMENT_END, start + len(COMMENT))
        if end < 0:
            place = Places(body, first_line)[start]
            problem = Problem(path, *place, Said("a comment begins here and has no end"), Said("write -->"))
            return "".join(kept), (problem,)
        at = end + len(COMMENT_END)
        kept.append("\n" * body.count("\n", start, at))
    return "".join((*kept, body[at:])), ()


def placeholders(path: str, front: Front, body: str) -> tuple[tuple[Mention, ...], tuple[Problem, ...]]:
    """The words that the file asks niches for, and the placeholders that nothing fills."""
    words: list[Mention] = []
    problems: list[Problem] = []
    for line, column, placeholder, key in everywhere(front, body):
        if placeholder.word and key[:1] != ("words",):
            words.append(Mention("word", placeholder.word, line, column))
        elif fault := wrong(placeholder, key):
            problems.append(Problem(path, line, column, *fault))
    for line, column in unclosed(front, body):
        message = Said("{{ begins a placeholder that has no end")
        hint = Said("close it with }}, or write &#123;&#123; for itself")
        problems.append(Problem(path, line, column, message, hint))
    return tuple(words), tuple(problems)


def wrong(placeholder: Placeholder, key: KeyPath) -> tuple[str, str] | None:
    """``key`` is empty in the body."""
    if key[:1] == ("words",):
        return Said("a word is filled into other texts and cannot have placeholders itself"), Said("write it out")
    if placeholder.name not in PLAIN_NAMES:
        near = nearest(placeholder.name, (*PLAIN_NAMES, "word."))
        meant = Said("did you mean %(near)s?", near=f"{{{{ {near} }}}}") if near and near != "word." else None
        written = f"{{{{ {' '.join(placeholder.name.split())[:60]} }}}}"
        return Said("unknown placeholder %(written)s", written=written), meant or Said(
            "known are %(names)s", names=KNOWN
        )
    if placeholder.name == "link" and key and key != ("cta", "target"):
        hint = Said('in front matter it is only for cta: target: "{{ link }}"')
        return Said("{{ link }} cannot stand in a text"), hint
    return None


def everywhere(front: Front, body: str) -> Iterator[tuple[int, int, Placeholder, KeyPath]]:
    """Every placeholder with its line, its column and its front-matter key."""
    lines = front.text.split("\n")
    for key, text in leaves(front.values, ()):
        for match in WRITTEN.finditer(text) if "{{" in text else ():
            yield *found_again(lines, front.marks.value(key), match[0]), Placeholder.parse(match[1]), key
    places = Places(body, front.body_line)
    for offset, placeholder in written_in(body):
        yield *places[offset], placeholder, ()


def unclosed(front: Front, body: str) -> Iterator[tuple[int, int]]:
    for key, text in leaves(front.values, ()):
        if "{{" in text and "{{" in WRITTEN.sub("", text):
            yield front.marks.value(key)
    rest = WRITTEN.sub(lambda match: " " * len(match[0]), body)
    if (at := rest.find("{{")) >= 0:
        yield Places(body, front.body_line)[at]


def found_again(lines: list[str], start: tuple[int, int], written: str) -> tuple[int, int]:
    """Where a placeholder stands in a value that begins at ``start`` and may go on for some lines."""
    line, column = start
    for number in range(line, min(line + 20, len(lines) + 1)):
        if (at := lines[number - 1].find(written, column - 1 if number == line else 0)) >= 0:
            return number, at + 1
    return start
