"""Words that a line must not end in the middle of: `e-mail`, whose hyphen is no place to break it. Pure."""

import re

from markupsafe import Markup, escape

WORD = re.compile(r"(<[^>]*>)|\b(\w-\w+)")


def unbroken(text: object) -> Markup:
    """The text as HTML, each word of one letter and a hyphen before another kept on one line; tags stay as they are."""
    return Markup(WORD.sub(lambda found: found[1] or f'<span class="unbroken">{found[2]}</span>', str(escape(text))))
