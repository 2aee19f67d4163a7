"""Pages rendered once and filled many times.

A rendered page is bytes with slots between them. What is the same for everybody who gets the same outcome is bytes;
what differs by partner or visit is a slot, filled without looking at the rest.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from goodword.content.placeholders import Placeholder, from_token

OPEN, CLOSE = "\ue002", "\ue003"
SLOT = re.compile(f"{OPEN}([a-z0-9_,:?&-]+){CLOSE}|\ue000([0-9a-f]*)\ue001")


def slot(name: str) -> Markup:
    """The mark of a slot, for templates."""
    return Markup(f"{OPEN}{name}{CLOSE}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A slot between bytes: a fragment by ``name``, or a placeholder of the partner's.

    ``plain`` is True inside a tag or a title, where no markup may come.
    """

    name: str
    placeholder: Placeholder | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into the slots of one answer: fragments by name, and values of placeholders."""

    fragments: Mapping[str, bytes]
    values: Mapping[str, str]

    def of(self, gap: Gap) -> bytes:
        if gap.placeholder is None:
            return self.fragments.get(gap.name, b"")
        return written(self.values.get(gap.placeholder.name) or gap.placeholder.default, gap.plain)


@lru_cache(maxsize=4_000)
def written(value: str, plain: bool) -> bytes:
    """A placeholder's value as it stands in the page."""
    return (escape(value) if plain else Markup("<bdi>{}</bdi>").format(value)).encode()


@dataclass(frozen=True, slots=True)
class Composed:
    """A rendered page: a bytes format whose keys are those of ``gaps``. A page has few, some of them many times."""

    form: bytes
    gaps: tuple[tuple[bytes, Gap], ...]

    def fill(self, filling: Filling) -> bytes:
        return self.form % {key: filling.of(gap) for key, gap in self.gaps}

    def embed(self, name: str, fragment: "Composed") -> "Composed":
        """The page with a fragment in place of the slot of this name; what the two have slots for in common is one.

        Filling one page is quicker than filling its fragments first.
        """
        keys = {
            gap: b"%d" % number for number, gap in enumerate(dict.fromkeys(self.open_gaps(name) + fragment.open_gaps()))
        }
        inner = fragment.renamed({key: b"%%(%b)b" % keys[gap] for key, gap in fragment.gaps})
        outer = {key: inner if gap.name == name else b"%%(%b)b" % keys[gap] for key, gap in self.gaps}
        return Composed(self.renamed(outer), tuple((key, gap) for gap, key in keys.items()))

    def open_gaps(self, but: str = "") -> list[Gap]:
        return [gap for _, gap in self.gaps if not but or gap.name != but]

    def renamed(self, keys: Mapping[bytes, bytes]) -> bytes:
        """The form, still a form, with other things in the places of its keys."""
        return self.form.replace(b"%%", b"%%%%") % keys

    @property
    def size(self) -> int:
        """Bytes that keeping it takes, about."""
        return len(self.form) + 250 * len(self.gaps)


def compose(html: str, constant: Callable[[Placeholder], str | None]) -> Composed:
    """Cut the page at its slots. ``constant`` gives a placeholder's value where it is the same for every visit."""
    text: list[str] = []
    keys: dict[Gap, str] = {}
    place = 0
    for match in SLOT.finditer(html):
        text.append(html[place : match.start()].replace("%", "%%"))
        place = match.end()
        if match[1]:
            gap = Gap(match[1])
        else:
            placeholder = from_token(match[2])
            if (value := constant(placeholder)) is not None:
                text.append(str(escape(value)).replace("%", "%%"))
                continue
            gap = Gap("", placeholder, plain=inside_tag(html, match.start()))
        text.append(f"%({keys.setdefault(gap, str(len(keys)))})b")
    text.append(html[place:].replace("%", "%%"))
    return Composed("".join(text).encode(), tuple((key.encode(), gap) for gap, key in keys.items()))


def inside_tag(html: str, place: int) -> bool:
    """Whether a place is inside a tag or a title. Attribute values hold no bare ``<`` or ``>`` of their own."""
    opened, closed = html.rfind("<", 0, place), html.rfind(">", 0, place)
    return opened > closed or html.startswith("<title>", opened)
