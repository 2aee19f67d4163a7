"""Whether an entry is live at a moment, and in which language a reader gets it. Pure."""

from datetime import datetime

from goodword.content.kinds import Common
from goodword.content.library import Entry


def version(entry: Entry, language: str, now: datetime, steady: bool = False) -> tuple[str, str | None]:
    """The language in which a reader gets the entry: their own, else the default one; and the filter, if not live.

    ``steady`` says that every text of the entry is always live, which saves looking.
    """
    own = entry.texts.get(language)
    if own and (steady or not dead(own.front, now)):
        return language, None
    default = entry.default_language
    if steady or not (filter_name := dead(entry.facts, now)):
        return default, None
    elsewhere = any(not dead(text.front, now) for text in entry.texts.values())
    return default, "language" if elsewhere else filter_name


def dead(front: Common, now: datetime) -> str | None:
    """The filter that a text does not pass at the moment: ``status`` or ``dates``; None where it is live."""
    if front.status != "published":
        return "status"
    early = front.publish_at and now < front.publish_at
    late = front.expires_at and now >= front.expires_at
    return "dates" if early or late else None
