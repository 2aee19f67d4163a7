"""Markdown → safe HTML with placeholder tokens. Pure; it runs in a helper process, never in a request.

Python-Markdown is quadratic on hostile input, hence ``render_process`` with its two seconds.
"""

import hashlib
import re

from markdown import Markdown

from goodword.content import flaws
from goodword.content.body import Body
from goodword.content.finishing import finish, plain
from goodword.content.placeholders import TOKEN
from goodword.content.sanitizing import clean

ALIGNED = re.compile(r'<(t[dh]) align="(left|center|right)">')
SIDES = {"left": "start", "center": "center", "right": "end"}


def render(body: str) -> Body:
    """The body as HTML. Hostile input may take long or raise RecursionError: the caller is ready for both."""
    raw = ALIGNED.sub(lambda m: f'<{m[1]} class="cell-{SIDES[m[2]]}">', _parser(body).convert(body))
    written = flaws.Written(body)
    found, links, images = flaws.in_output(raw, written)
    safe = clean(raw, frozenset(m[0] for m in TOKEN.finditer(body)))
    found += flaws.of_placeholders(safe, written)
    html, headings = finish(safe)
    found += flaws.of_order([(h.level, h.text) for h in headings], written)
    words = len(plain(html).split())
    return Body(html, headings, links, images, words, tuple(sorted(set(found))))


def _parser(body: str) -> Markdown:
    """A parser for this body alone. Notes are numbered per body: several bodies may stand on one page."""
    return Markdown(
        extensions=["tables", "footnotes", "def_list", "attr_list", "sane_lists", "fenced_code"],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {
                "SEPARATOR": f"-{hashlib.sha256(body.encode()).hexdigest()[:6]}-",
                "BACKLINK_TEXT": "↑",
                "BACKLINK_TITLE": "",
            },
        },
        output_format="html",
    )
