"""What entries are called where nobody in particular reads: with the usual word in each placeholder. Pure."""

from goodword.content.finishing import default_of
from goodword.content.library import Entry
from goodword.content.placeholders import fill


def title_of(entry: Entry, language: str = "") -> str:
    """The title in that language, where it has one, else in the default one."""
    return plain(entry.front(language).title)


def plain(text: str) -> str:
    return fill(text, default_of)


def path_of(entry: Entry, language: str = "") -> str:
    """The entry's file in that language, where there is one, else the default one's."""
    if language in entry.texts and language != entry.default_language:
        return f"{entry.path.removesuffix('.md')}.{language}.md"
    return entry.path
