"""Pictures of 1200×630 pixels that links are shown with, set by typst in our own typefaces.

Text reaches typst as data, never as markup: no name or tagline can be code there.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typst

from goodword.content import media
from goodword.content.library import Image

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
WIDTH, HEIGHT = 1200, 630
LONGEST = 220
COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


@dataclass(frozen=True, slots=True)
class Preview:
    """What the picture says. Without a headline the tagline is set large."""

    name: str
    tagline: str
    accent: str
    language: str
    direction: Literal["ltr", "rtl"] = "ltr"
    headline: str = ""


def make(preview: Preview, var: Path) -> Image:
    """The picture, kept under ``VAR/media``, made once. ValueError when the accent is no #rrggbb."""
    if not COLOR.fullmatch(preview.accent):
        raise ValueError(f"the accent {preview.accent!r} is no color: #rrggbb is expected")
    data = {
        "name": _short(preview.name),
        "tagline": _short(preview.tagline),
        "headline": _short(preview.headline),
        "accent": preview.accent,
        "language": preview.language.split("-")[0].lower(),
        "direction": preview.direction,
    }
    hash_, name = (
        media.key((HERE / "preview.typ").read_bytes(), *data.values()),
        f"preview-{data['language']}.png",
    )
    if not (media.folder(var) / hash_).exists():
        media.keep(var, hash_, {name: _compiled("preview.typ", data)})
    return Image(hash_, name, WIDTH, HEIGHT, preview=f"{hash_}/{name}")


def drawn(svg: bytes) -> bytes:
    """A drawing, already cleaned, as such a picture."""
    return _compiled("drawing.typ", {"svg": svg.decode()})


def _compiled(template: str, data: dict[str, str]) -> bytes:
    made = typst.compile(
        str(HERE / template),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=72.0,
        sys_inputs=data,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst made more than one page")
    return made


def _short(text: str) -> str:
    """The text in one line, cut at a word where it is too long for any picture."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + "…"
