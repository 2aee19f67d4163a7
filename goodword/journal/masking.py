"""Values that look like e-mail addresses have no place among clicks. Pure.

An address is known in the spellings that software gives it on its way into ours, once or several times over:
percent-encoding, HTML's and JavaScript's, full-width and international letters. Not known are those that only people
write (``ada at example dot com``) or that look like anything else (base64, ``=40`` of quoted-printable).
"""

import re
from collections.abc import Mapping
from typing import Any

MASK = "[e-mail]"
LONG = 64
"""Characters from which on a value may have been cut, an address at its end too."""
# Letters, with the marks above and below them that make syllables of Arabic, Indic and Thai ones.
LETTER = r"\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0eff"
# It begins only where a word does, so that each word is looked at once, however long it is.
WORD = rf"[{LETTER}.+%'’!#$*^`{{|}}~-]"
LOCAL = rf"""(?:(?<!{WORD}){WORD}+|"[^"\r\n]{{1,64}}")"""
PERCENT = "%(?:25)*+"  # encoded again and again, it becomes %25
AT = rf"(?:[@＠﹫]|{PERCENT}40|{PERCENT}EF{PERCENT}BC{PERCENT}A0|&(?:amp;)*+(?:commat|#0*+64|#x0*+40);|\\(?:u00|x)40)"
DOT = rf"(?:[.。．｡]|{PERCENT}2E)"
FOREIGN = f"{PERCENT}[89A-F][0-9A-F]"  # a byte of a letter beyond ASCII
LABEL = rf"(?:[{LETTER}-]|{FOREIGN})++"
HOST = rf"(?:{LABEL}{DOT})+(?:[^\W\d_]|{FOREIGN}){LABEL}|\[[\w.:]{{3,64}}\]"
ADDRESS = re.compile(f"{LOCAL}{AT}(?:{HOST})", re.IGNORECASE)
CUT = re.compile(rf"{LOCAL}{AT}(?:{LABEL}|{DOT})*+\Z", re.IGNORECASE)


def suspicious(line: bytes) -> bool:
    """Whether a record may hold one, by its line: what is no AT there is none in its values."""
    return b"@" in line or b"%" in line or b"&" in line or b"\\" in line or not line.isascii()


def _hints(text: str) -> bool:
    return "@" in text or "%" in text or "&" in text or "\\" in text or not text.isascii()


def masked(value: Any) -> Any:
    """A record with MASK in place of everything that looks like an e-mail address."""
    if isinstance(value, str):
        return _masked(value)
    if isinstance(value, Mapping):
        return {name: masked(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each) for each in value]
    return value


def _masked(text: str) -> str:
    if not _hints(text):
        return text
    plain = ADDRESS.sub(MASK, text)
    return CUT.sub(MASK, plain) if len(text) >= LONG else plain
