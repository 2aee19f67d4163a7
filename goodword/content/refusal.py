"""Why a file is not taken: said about the file, to be shown where something refers to it."""

from typing import NamedTuple

from goodword.content.library import Image


class Refusal(NamedTuple):
    """``instead`` is the picture that was there when it was last good."""

    message: str
    hint: str = ""
    instead: Image | None = None
