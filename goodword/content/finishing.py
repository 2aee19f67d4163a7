"""What safe HTML still needs on a page: anchors, tables that scroll, code that reads left to right.

It only ever sees what nh3 wrote: every tag closed, every attribute in double quotes.
"""

import re
import unicodedata
from collections.abc import Mapping
from html import escape, unescape
from typing import TYPE_CHECKING

from goodword.content.body import Heading
from goodword.content.placeholders import Placeholder, fill

if TYPE_CHECKING:
    from goodword.content.library import Image

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*>")
HEADING = re.compile(r'<h([2-6])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
IMG = re.compile(r'<img src="([^"]*)"(?: alt="([^"]*)")?>|<img(?: alt="([^"]*)")?(?: src="([^"]*)")?>')
HEADER_CELL = re.compile(r"<th(?:\s[^>]*)?>(.*?)</th>", re.DOTALL)
ANCHOR_PREFIX = "h-"
WIDEST = "(min-width: 44rem) 42rem, 100vw"


def finish(html: str) -> tuple[str, tuple[Heading, ...]]:
    """The HTML with anchors on its headings, and those headings in order."""
    html, headings, ids = _anchored(html)
    html = re.sub(r'href="#([^"]*)"', lambda m: f'href="#{ids.get(unescape(m[1]), unescape(m[1]))}"', html)
    html = html.replace("<pre>", '<pre dir="ltr" tabindex="0">')
    return (_scrolling(html) if "<table>" in html else html), headings


def place_images(html: str, images: "Mapping[str, Image]") -> str:
    """The HTML with every ``./name`` as the image that is served; one that is not there is left out."""
    return IMG.sub(lambda m: _image(m, images), html) if "<img" in html else html


def plain(html: str) -> str:
    """The text without its tags; placeholder tokens stay."""
    return unescape(TAG.sub("", html)).strip()


def slug(text: str) -> str:
    """An anchor that can be read in an address, in any script: words joined by hyphens."""
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in _default_values(text).lower())
    return "-".join(unicodedata.normalize("NFC", kept).split())[:80].strip("-")


def _anchored(html: str) -> tuple[str, tuple[Heading, ...], dict[str, str]]:
    headings: list[Heading] = []
    ids: dict[str, str] = {}
    taken: dict[str, int] = {}

    def anchor(match: re.Match[str]) -> str:
        level, own, inner = int(match[1]), unescape(match[2] or ""), match[3]
        text = plain(inner)
        if not text:
            return ""
        name = wanted = slug(own or text) or "section"
        while name in taken:
            taken[wanted] += 1
            name = f"{wanted}-{taken[wanted]}"
        taken[name] = 1
        name = ANCHOR_PREFIX + name
        ids.setdefault(own or wanted, name)
        headings.append(Heading(level, name, text))
        return f'<h{level} id="{name}">{inner}</h{level}>'

    return HEADING.sub(anchor, html), tuple(headings), ids


def _scrolling(html: str) -> str:
    """Tables in regions that scroll, by keyboard too; each has its own name, from its column heads."""
    seen: dict[str, int] = {}

    def wrap(match: re.Match[str]) -> str:
        head = html[match.end() : html.find("</tr>", match.end())]
        name = ", ".join(filter(None, (_default_values(plain(cell)) for cell in HEADER_CELL.findall(head))))
        seen[name] = seen.get(name, 0) + 1
        number = f" ({seen[name]})" if seen[name] > 1 else ""
        label = f' role="region" aria-label="{escape(name + number)}"' if name else ""
        return f'<div class="table-scroll" tabindex="0"{label}><table>'

    return re.sub("<table>", wrap, html).replace("</table>", "</table></div>")


def _image(match: re.Match[str], images: "Mapping[str, Image]") -> str:
    image = images.get(unescape(match[1] or match[4] or ""))
    if image is None:
        return ""
    copies = [*image.sizes, (image.width, image.path)] if image.sizes else []
    sources = ", ".join(f"/media/{path} {width}w" for width, path in copies)
    sized = f' srcset="{escape(sources)}" sizes="{WIDEST}"' if sources else ""
    return (
        f'<img src="{escape(image.url)}" alt="{match[2] or match[3] or ""}" width="{image.width}"'
        f' height="{image.height}"{sized} loading="lazy" decoding="async">'
    )


def _default_values(text: str) -> str:
    return fill(text, default_of)


def default_of(placeholder: Placeholder) -> str:
    """What a placeholder says where nothing may be filled in: its default, else a word's general word."""
    return placeholder.default or placeholder.word or ""
