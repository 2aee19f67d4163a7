"""Partners' photos and logos: checked, made small, stripped of metadata, and kept in VAR."""

import hashlib
import io
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageOps

from goodword.errors import GoodwordError

LONGEST_SIDE = 480
MOST_PIXELS = 40_000_000
MOST_BYTES = 20_000_000
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
HARMLESS = re.compile(
    r"svg|g|defs|symbol|use|title|desc|metadata|switch|path|rect|circle|ellipse|line|polyline|polygon|text|tspan"
    r"|textPath|linearGradient|radialGradient|stop|clipPath|mask|pattern|marker|style|filter|fe[A-Z][A-Za-z]+"
)
OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


class PictureError(GoodwordError):
    """A file that cannot be a partner's picture, and why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture fit to be served: the bytes and a plain file name."""

    name: str
    data: bytes

    @property
    def key(self) -> str:
        """``<hash>/<name>``: its place under VAR/media, and in addresses."""
        return f"{hashlib.sha256(self.data).hexdigest()[:20]}/{self.name}"

    def keep(self, var: Path) -> None:
        """Writes it to its place, whole or not at all; the same picture twice is one file."""
        place = var / "media" / self.key
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        draft.write_bytes(self.data)
        draft.replace(place)


def read_picture(path: Path) -> Picture:
    """The picture in ``path``, an SVG, PNG, JPEG or WebP file. Raises PictureError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PictureError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"{path.name} cannot be read ({error.strerror})") from error
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "picture"
    if path.suffix.lower() == ".svg":
        _check_svg(path.name, data)
        return Picture(f"{stem}.svg", data)
    suffix, small = _small(path.name, data)
    return Picture(stem + suffix, small)


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height of a kept picture in pixels, of a drawing in its own units; None where nobody can tell."""
    try:
        if path.suffix == ".svg":
            root = ElementTree.parse(path).getroot()
            box = (root.get("viewBox") or f"0 0 {root.get('width')} {root.get('height')}").replace(",", " ").split()
            return round(float(box[2])), round(float(box[3]))
        with Image.open(path) as image:
            return image.size
    except (OSError, ValueError, IndexError, ElementTree.ParseError):
        return None


def _small(name: str, data: bytes) -> tuple[str, bytes]:
    """The picture upright, at most LONGEST_SIDE long, without metadata; and the suffix for its format."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; they are refused below
            image: Image.Image = Image.open(io.BytesIO(data), formats=tuple(SUFFIXES))
        if image.width * image.height > MOST_PIXELS:
            raise PictureError(f"{name} has more than {MOST_PIXELS // 1_000_000} million pixels")
        kind = image.format or ""
        image = ImageOps.exif_transpose(image)
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureError(f"{name} is not an SVG, PNG, JPEG or WebP picture") from error
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, kind, quality=85, optimize=True)
    return SUFFIXES[kind], out.getvalue()


def _check_svg(name: str, data: bytes) -> None:
    """Raises PictureError unless it is nothing but a drawing: no script, nothing loaded from elsewhere."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<?xml-stylesheet" in data:
        raise PictureError(f"{name} has a document type, an entity or a style sheet of its own")
    try:
        drawing = ElementTree.fromstring(data.decode("utf-8-sig"))
    except (ElementTree.ParseError, ValueError) as error:
        raise PictureError(f"{name} is not a well-formed SVG in UTF-8") from error
    if _local(drawing.tag) != "svg":
        raise PictureError(f"{name} is not an SVG drawing")
    for element in drawing.iter():
        if not HARMLESS.fullmatch(_local(element.tag)):
            raise PictureError(f"{name} has an element <{_local(element.tag)}>, which drawings here may not have")
        for key, value in element.items():
            _check_attribute(name, _local(key), value)
        if _local(element.tag) == "style" and OUTSIDE.search(element.text or ""):
            raise PictureError(f"{name} has a style that loads something from outside")


def _check_attribute(name: str, key: str, value: str) -> None:
    if key.lower().startswith("on"):
        raise PictureError(f"{name} has an attribute {key}, which would run a script")
    if key == "href" and not value.strip().startswith("#"):
        raise PictureError(f"{name} refers to {value[:60]!r}; only its own parts (#…) are allowed")
    if OUTSIDE.search(value):
        raise PictureError(f"{name} has an attribute {key} that loads something from outside")


def _local(name: str) -> str:
    """An element's or attribute's name without its namespace."""
    return name.rpartition("}")[2] if isinstance(name, str) else "processing instruction"
