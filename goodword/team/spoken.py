"""A message in the reader's language, as HTML in which each value keeps its own direction."""

from babel.support import NullTranslations
from markupsafe import Markup, escape

from goodword.saying import Said


def spoken(text: str, words: NullTranslations) -> Markup:
    """A text that remembers nothing of how it was made stays as it is."""
    if not isinstance(text, Said):
        return escape(text)
    template = escape(words.ugettext(text.template))
    return template % {name: value(one, words) for name, one in text.values.items()} if text.values else template


def value(one: object, words: NullTranslations) -> Markup:
    said = spoken(one, words) if isinstance(one, str) else escape(one)
    return said if isinstance(one, Said) else Markup("<bdi>{}</bdi>").format(said)
