"""What rendering a body gives: safe HTML, and what checks and pages ask of it. Plain data, to be kept. Nothing of the
library stands here: the helper processes that render would have to load it too.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from goodword.content.packing import packing


class Heading(NamedTuple):
    level: int
    id: str
    text: str


class Flaw(NamedTuple):
    """Something wrong in a body. ``line`` counts from 1 at the body's first line, not the file's."""

    line: int
    message: str
    hint: str = ""
    level: Literal["error", "advice"] = "error"


class Link(NamedTuple):
    href: str
    line: int


class Picture(NamedTuple):
    """An image beside the entry, ``name`` as the body spells it: ``./chart.png``."""

    name: str
    alt: str
    line: int


@packing("html")
@dataclass(frozen=True)
class Body:
    """``html`` is safe as it stands; its images still point at ``./name`` and its placeholders are tokens."""

    html: str
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Picture, ...] = ()
    words: int = 0
    problems: tuple[Flaw, ...] = ()
    settled: bool = True

    @classmethod
    def refused(cls, message: str, hint: str, settled: bool = True) -> "Body":
        """A body that could not be rendered. Not ``settled``: for want of time just now, try again."""
        return cls("", problems=(Flaw(1, message, hint),), settled=settled)

    @property
    def sound(self) -> bool:
        return not any(flaw.level == "error" for flaw in self.problems)
