"""Placeholders that are the same for everybody who gets the same outcome. Pure."""

from dataclasses import dataclass

from goodword.content.library import Library
from goodword.content.placeholders import TOKEN, Placeholder, fill, from_token
from goodword.site.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Constants:
    """Values of placeholders for one visitor's niche and language. ``link`` is where ``{{ link }}`` leads."""

    library: Library
    visitor: Visitor
    brand: str
    link: str

    def __call__(self, placeholder: Placeholder) -> str | None:
        """The value; None where only a visit can tell, because a partner sent it."""
        if placeholder.word is not None:
            return self.word(placeholder.word)
        if placeholder.name == "niche.title":
            niche = self.library.get("niche", self.visitor.niche)
            return niche.front(self.visitor.language).title if niche else placeholder.default
        if placeholder.name == "brand.name":
            return self.brand
        if self.visitor.partner:
            return None
        return self.link if placeholder.name == "link" else placeholder.default

    def word(self, general: str) -> str:
        """The niche's word for a general one, else the general one; a capital stays a capital."""
        words = self.library.words(self.visitor.niche, self.visitor.language)
        if general in words:
            return words[general]
        lower = general[:1].lower() + general[1:]
        found = words.get(lower, lower)
        return found[:1].upper() + found[1:] if general[:1].isupper() else found

    def settled(self, text: str) -> bool:
        """Whether the text is the same whoever sent the visitor."""
        return all(self(from_token(digits)) is not None for digits in TOKEN.findall(text))

    def plain(self, text: str) -> str:
        """The text as data, where nothing of the partner may come: partner placeholders give their defaults."""
        return fill(text, lambda one: self(one) or one.default)
