"""Saying things in one language: texts of entries, interface words, numbers with their units."""

from dataclasses import dataclass

from babel.support import NullTranslations
from markupsafe import Markup

from goodword.content.kinds import Result
from goodword.content.library import Entry, Image, Text, at
from goodword.languages import Language, Languages
from goodword.site.addresses import in_language, prefix_links
from goodword.site.directions import isolated, isolated_html
from goodword.site.shapes import Picture, Rich, Say

POINTS = "points"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language that a page speaks."""

    language: Language
    languages: Languages
    words: NullTranslations

    @property
    def code(self) -> str:
        return self.language.code

    @property
    def prefix(self) -> str:
        return self.languages.prefix(self.code)

    def path(self, path: str) -> str:
        """A path of ours in this language."""
        return in_language(path, self.prefix)

    def interface(self, message: str, **values: object) -> str:
        """An interface word, translated."""
        text = self.words.ugettext(message)
        return text % values if values else text

    def say(self, text: str, language: str | None = None) -> Say:
        """A text that is in ``language``: marked where that is not the page's."""
        code = language or self.code
        direction = self.languages.direction(code)
        return Say(isolated(text) if direction == "rtl" else text, code, direction, code != self.code)

    def of(self, entry: Entry, part: str, language: str) -> Say | None:
        """``part`` of an entry (``summary``, ``quotes.maud.text``) as the reader of ``language`` gets it."""
        value = at(entry.front(language), part)
        return self.say(str(value), entry.language_of(part, language)) if value not in (None, "") else None

    def title(self, entry: Entry, language: str) -> Say:
        return self.say(entry.front(language).title, entry.language_of("title", language))

    def body(self, entry: Entry, language: str) -> Rich:
        """The entry's body. An entry may be translated and its body not yet."""
        text: Text = entry.text(language)
        spoken = entry.language_of("body", language)
        html = isolated_html(text.html) if self.languages.direction(spoken) == "rtl" else text.html
        return Rich(Markup(prefix_links(html, self.prefix)), self.say("", spoken).attrs)

    def picture(self, image: Image | None, alt: str = "") -> Picture | None:
        if image is None:
            return None
        srcset = ", ".join(f"/media/{path} {width}w" for width, path in image.sizes)
        whole = f", {image.url} {image.width}w" if srcset else ""
        return Picture(image.url, image.width, image.height, alt, srcset + whole)

    def measure(self, value: float, result: Result) -> Markup:
        """A value of a result with its unit."""
        if result.unit == POINTS:
            count = self.words.ungettext("%(num)s point", "%(num)s points", int(value) if value == int(value) else 100)
            return Markup("<bdi>{}</bdi>").format(count % {"num": self.language.number(value)})
        return self.language.measure(value, result.unit)
