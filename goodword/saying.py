"""Messages that are made in English and can be said in the reader's language later."""

from collections.abc import Callable, Mapping
from typing import Any


class Said(str):
    """A message in English, with what it was made of: ``template`` with ``%(name)s`` places, and their values.

    It is its English text wherever a text is wanted. Values that are themselves ``Said`` are translated too. The
    template is what stands in the catalogs, so write it as one literal: ``Said("no file %(path)s", path=path)``.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> "Said":
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return again, (self.template, self.values)


def again(template: str, values: Mapping[str, object]) -> Said:
    return Said(template, **values)


def translated(text: str, translate: Callable[[str], str]) -> str:
    """The message in another language; a text that remembers nothing stays as it is. ``translate`` maps templates."""
    if not isinstance(text, Said):
        return text
    template = translate(text.template)
    values = {name: translated(one, translate) if isinstance(one, str) else one for name, one in text.values.items()}
    return template % values if values else template


def packed(text: str) -> object:
    """The message as JSON can hold it: a text that remembers nothing is a string, else ``[template, values]``."""
    if not isinstance(text, Said):
        return text
    values = {name: packed(one) if isinstance(one, str) else one for name, one in text.values.items()}
    return [text.template, values]


def unpacked(data: object) -> str:
    """The message that was packed."""
    if not isinstance(data, list):
        return str(data)
    template, values = data
    return Said(template, **{name: unpacked(one) if isinstance(one, list) else one for name, one in values.items()})
