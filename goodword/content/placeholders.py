"""Placeholders in text: ``{{ partner.name | our partners }}``.

They become tokens before Markdown sees the text and slots after the HTML was sanitized. A token is two
private-use characters around hex digits, so that neither Markdown, nor a sanitizer, nor HTML escaping can
change it; whoever reads text from outside removes these characters first.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPEN, CLOSE = "\ue000", "\ue001"
WRITTEN = re.compile(r"\{\{([^{}]*)\}\}")
TOKEN = re.compile(f"{OPEN}([0-9a-f]*){CLOSE}")
PLAIN_NAMES = ("partner.name", "partner.company", "niche.title", "brand.name", "link")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``name`` is one of PLAIN_NAMES or ``word.<general word>``; ``default`` is used where no value is."""

    name: str
    default: str

    @classmethod
    def parse(cls, written: str) -> "Placeholder":
        name, _, default = written.partition("|")
        return cls(name.strip(), default.strip())

    @property
    def word(self) -> str | None:
        """The general word of a ``word.…`` placeholder."""
        return self.name.removeprefix("word.").strip() if self.name.startswith("word.") else None

    @property
    def token(self) -> str:
        return f"{OPEN}{f'{self.name}|{self.default}'.encode().hex()}{CLOSE}"


def written_in(text: str) -> Iterator[tuple[int, Placeholder]]:
    """Every placeholder as it was written, with its offset in the text."""
    for match in WRITTEN.finditer(text):
        yield match.start(), Placeholder.parse(match[1])


def tokenize(text: str) -> str:
    """The text with each written placeholder as its token."""
    return WRITTEN.sub(lambda m: Placeholder.parse(m[1]).token, text) if "{{" in text else text


def fill(text: str, value: Callable[[Placeholder], str]) -> str:
    """The text with each token replaced by what ``value`` gives for it."""
    if OPEN not in text:
        return text
    return TOKEN.sub(lambda m: value(from_token(m[1])), text)


def from_token(digits: str) -> Placeholder:
    return Placeholder.parse(bytes.fromhex(digits).decode())
