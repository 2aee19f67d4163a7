"""What is wrong in a body, found in what Markdown made of it and located in what was written.

Python-Markdown keeps no lines. As a rule, what stands n-th in its output stands n-th in the source too; where
the two disagree (notes, link definitions) the line is that of the same text nearby.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape

from goodword.content.body import Flaw, Link, Picture
from goodword.content.placeholders import OPEN, TOKEN, from_token
from goodword.content.sanitizing import HREF, SRC, TAGS, is_link_token
from goodword.saying import Said

RAW_TAG = re.compile(r"<([a-zA-Z][\w:-]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)")
ATTRIBUTE = re.compile(r"([^\s\"'=<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
SAFE_TAG = re.compile(r"<[a-z][a-z0-9]*((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*>")
TOP_HEADING = re.compile(r"^ {0,3}#(?!#).*$|^.*\S.*\n=+[ \t]*$|<h1\b", re.MULTILINE | re.IGNORECASE)
CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^ {0,3}(?P=fence)|(?P<span>`+)(?!`)[^\n]*?(?<!`)(?P=span)(?!`)",
    re.MULTILINE | re.DOTALL,
)


class Written:
    """The body as its author wrote it, to find lines in; code is blanked, for nothing in it counts."""

    def __init__(self, body: str) -> None:
        self._text = CODE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), body)
        self._starts = [0, *(m.end() for m in re.finditer("\n", body))]
        self._from: dict[str, int] = {}

    def line(self, text: str) -> int:
        """The line of this text: of its first occurrence, then of the next each time it is asked for."""
        at = self._text.find(text, self._from.get(text, 0)) if text else -1
        if at < 0:
            at = max(0, self._text.find(text))
        self._from[text] = at + len(text)
        return self.line_at(at)

    def line_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def decorative(self, name: str) -> bool:
        """Whether the image is written as HTML says that one is for the eye alone: a tag with an empty alt."""
        tags = re.finditer(rf"<img\b[^<>]*{re.escape(name)}[^<>]*>", self._text, re.IGNORECASE)
        return any(re.search(r"\balt=(?:\"\"|'')", tag[0]) for tag in tags)

    def top_headings(self) -> Iterator[int]:
        """Lines of the headings of level 1."""
        return (self.line_at(match.start()) for match in TOP_HEADING.finditer(self._text))


def in_output(raw: str, written: Written) -> tuple[list[Flaw], tuple[Link, ...], tuple[Picture, ...]]:
    """Flaws, links and images of what Markdown made, before anything was taken out of it."""
    flaws: list[Flaw] = []
    links: list[Link] = []
    pictures: list[Picture] = []
    known: set[str] = set()  # what was said already: a word processor leaves the same hundreds of times
    for match in RAW_TAG.finditer(raw):
        tag = match[1].lower()
        attributes = _attributes(match[2])
        if tag == "img":
            pictures += _picture(attributes, written, flaws)
        elif tag == "a" and "href" in attributes:
            links += _link(attributes["href"].strip(), written, flaws)
        elif tag == "h1" and tag not in known:
            flaws.append(_top_heading(next(written.top_headings(), 1)))
        elif tag not in TAGS and tag not in known:
            flaws.append(_left_out(f"<{tag}>", written.line(f"<{match[1]}")))
        for name in attributes.keys() - known:
            if name.startswith("on") or name == "style":
                flaws.append(_left_out(Said("the attribute %(name)s", name=name), written.line(name)))
        known |= {tag, *attributes}
    return flaws, tuple(links), tuple(pictures)


def of_placeholders(safe: str, written: Written) -> Iterator[Flaw]:
    """Placeholders that stand where their value could not be put safely."""
    whole_href = dict(_in_tags(safe))
    for match in TOKEN.finditer(safe):
        line, name = written.line(match[0]), from_token(match[1]).name
        if whole_href.get(match.start()) is False:
            written_name = f"{{{{ {name} }}}}"
            message = Said("%(name)s stands inside a tag: a placeholder cannot stand inside a tag", name=written_name)
            yield Flaw(line, message, Said("put it in the text around; only [text]({{ link }}) may be a target"))
        elif name == "link" and match.start() not in whole_href:
            message = Said("{{ link }} stands in the text: it can only be the whole target of a link")
            yield Flaw(line, message, Said("write [what happens next]({{ link }})"))


def of_order(levels: list[tuple[int, str]], written: Written) -> Iterator[Flaw]:
    """Headings that jump over a level: who listens to a page finds the way by them."""
    before = 1
    for level, text in levels:
        line = written.line(text)
        if level > before + 1:
            message = Said(
                "“%(text)s” jumps from heading level %(before)s to %(level)s; level %(expected)s is expected",
                text=text,
                before=before,
                level=level,
                expected=before + 1,
            )
            yield Flaw(line, message, Said("write %(text)s", text=f"{'#' * (before + 1)} {text}"), "advice")
        before = level


def _attributes(written: str) -> dict[str, str]:
    return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(written)}


def _in_tags(safe: str) -> Iterator[tuple[int, bool]]:
    """The offset of each token in a tag, and whether it is ``{{ link }}`` as a whole href."""
    for tag in SAFE_TAG.finditer(safe):
        for token in TOKEN.finditer(tag[1]) if OPEN in tag[1] else ():
            whole = tag[1][: token.start()].endswith(' href="') and tag[1][token.end() :].startswith('"')
            yield tag.start(1) + token.start(), whole and is_link_token(token[0])


def _top_heading(line: int) -> Flaw:
    message = Said("a heading of level 1 in a body: all its headings are shown one level lower, below the title")
    hint = Said("take it out if it repeats the title; else write ## for it, and one # more for those below it")
    return Flaw(line, message, hint, "advice")


def _left_out(what: str, line: int) -> Flaw:
    message = Said("%(what)s is left out: a body is prose", what=what)
    return Flaw(line, message, Said("write it in Markdown, or take it out"), "advice")


def _picture(attributes: dict[str, str], written: Written, flaws: list[Flaw]) -> list[Picture]:
    name, alt = attributes.get("src", ""), attributes.get("alt", "")
    line = written.line(name)
    if not SRC.fullmatch(name):
        message = Said("the image %(name)s cannot be shown: ./name.png beside the entry is expected", name=name or "—")
        hint = Said("put the file beside the entry; png, jpg, webp, avif or svg, no spaces")
        flaws.append(Flaw(line, message, hint))
        return []
    if silent(alt, name) and not written.decorative(name):
        message = Said("the image %(name)s says nothing to those who cannot see it", name=name)
        hint = Said("write ![what it shows](%(name)s)", name=name)
        flaws.append(Flaw(line, message, hint, "advice"))
    return [Picture(name, alt, line)]


def silent(alt: str, name: str) -> bool:
    """Whether a text tells nothing of the picture: none, the name of the file, or only that it is one."""
    told = alt.strip().lower()
    file = name.removeprefix("./").lower()
    return told in {"", file, file.rpartition(".")[0], "image", "picture", "photo", "img"}


def _link(href: str, written: Written, flaws: list[Flaw]) -> list[Link]:
    if href.startswith(("#fn-", "#fnref")):
        return []
    line = written.line(href.removeprefix("mailto:"))
    if HREF.fullmatch(href) or OPEN in href:
        return [Link(href, line)] if OPEN not in href else []
    message = Said("a link to “%(href)s”: https://…, mailto:…, tel:…, /path or #anchor is expected", href=href[:80])
    flaws.append(Flaw(line, message, Said("write a path of this site with / first, spaces as %20")))
    return []
