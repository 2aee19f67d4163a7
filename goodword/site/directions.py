"""Numbers within right-to-left text. Pure.

After an Arabic letter a browser takes "4.1%" apart and shows the sign on the wrong side, and turns "10-20" around
(Unicode's bidirectional algorithm, rules W2 and W5). Kept together by an isolate, both read as written.
"""

import re

ISOLATE, END = "\u2066", "\u2069"  # left-to-right isolate, pop directional isolate
SIGN = "%‰€$£°"
# Not plain numbers, which stand right by themselves: one with a sign before or after it, or a range.
NUMBER = re.compile(
    rf"(?<![0-9A-Za-z_.,{ISOLATE}])(?:"
    rf"[+−-]?[{SIGN}]\d[\d.,]*(?:[–-]\d[\d.,]*)?"
    rf"|[+−-]\d[\d.,:]*(?:[\u00a0\u202f ]?[{SIGN}])?"
    rf"|\d[\d.,:]*(?:[\u00a0\u202f ]?[{SIGN}])?(?:\s?[–-]\s?\d[\d.,:]*)?(?:[\u00a0\u202f ]?[{SIGN}])"
    rf"|\d[\d.,:]*\s?[–-]\s?\d[\d.,:]*(?:-\d+)*"
    rf")(?<![.,:])"
)
ASIDE = re.compile(r"<(code|pre|kbd|samp)\b.*?</\1>|<[^>]*>|&[#\w]+;", re.DOTALL)


def isolated(text: str) -> str:
    """The text with its signed numbers and ranges kept left to right."""
    return NUMBER.sub(rf"{ISOLATE}\g<0>{END}", text)


def isolated_html(html: str) -> str:
    """The same between the tags of ``html``, and outside code."""
    pieces, place = [], 0
    for aside in ASIDE.finditer(html):
        pieces += [isolated(html[place : aside.start()]), aside[0]]
        place = aside.end()
    return "".join([*pieces, isolated(html[place:])])
