"""Drawings that may be served: nothing in them runs, fetches or tells who drew them.

What is dangerous is refused, so that its author learns of it; what is merely a tool's note is taken out.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from goodword.content.refusal import Refusal
from goodword.saying import Said

SVG, XLINK, XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
SHAPES = "path rect circle ellipse line polyline polygon text tspan textPath image use"
PARTS = "svg g defs symbol switch clipPath mask pattern marker title desc style"
PAINTS = "linearGradient radialGradient stop"
FILTERS = (
    "filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feFlood"
    " feDisplacementMap feDistantLight feDropShadow feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge"
    " feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence"
)
ELEMENTS = frozenset(f"{SHAPES} {PARTS} {PAINTS} {FILTERS}".split())
DROPPED = frozenset({"metadata", "view", "cursor", "font", "color-profile"})
EMBEDDED = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=\s]+")
OUTSIDE = re.compile(r"url\(\s*(?!['\"]?#)|@import|@font-face|expression\s*\(|javascript:|\\", re.IGNORECASE)
LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px|pt|pc|mm|cm|in|)\s*")
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
DEEPEST = 100
LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Drawing:
    data: bytes
    width: int
    height: int


PLAIN = Said("save it again as plain SVG")
INSIDE = Said("put what it needs into the file itself")


class _Refused(Exception):
    """Carries what is said about the drawing."""


def clean(data: bytes) -> Drawing | Refusal:
    """The drawing without notes of tools, and its size in pixels; or why it cannot be shown."""
    try:
        if re.search(rb"<!ENTITY|<!DOCTYPE[^>]*\[", data, re.IGNORECASE):
            raise _Refused(Said("it declares entities"), PLAIN)
        root = ET.fromstring(data)
        if root.tag != f"{{{SVG}}}svg":
            hint = Said('begin with <svg xmlns="http://www.w3.org/2000/svg">')
            raise _Refused(Said("it is no SVG: its root is not svg"), hint)
        _clean(root, 0)
        width, height = _size(root)
    except (ET.ParseError, UnicodeError, ValueError, LookupError) as error:
        return Refusal(Said("it cannot be read as SVG: %(reason)s", reason=str(error)), PLAIN)
    except _Refused as refused:
        return Refusal(*refused.args)
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    return Drawing(ET.tostring(root, encoding="utf-8"), width, height)


def _clean(element: ET.Element, depth: int) -> None:
    if depth > DEEPEST:
        raise _Refused(Said("it is nested more than %(most)s levels deep", most=DEEPEST), Said("ungroup its shapes"))
    for name, value in list(element.attrib.items()):
        if not _keeps(element, name, value):
            del element.attrib[name]
    if element.tag == f"{{{SVG}}}style" and OUTSIDE.search(element.text or ""):
        hint = Said("keep to plain rules: no url(), no @import")
        raise _Refused(Said("its <style> reaches outside of it"), hint)
    for child in list(element):
        namespace, _, name = child.tag.rpartition("}")
        if namespace != "{" + SVG or name in DROPPED:
            element.remove(child)
        elif name not in ELEMENTS:
            raise _Refused(Said("it holds <%(tag)s>", tag=name), Said("keep to shapes, text and gradients"))
        else:
            _clean(child, depth + 1)


def _keeps(element: ET.Element, name: str, value: str) -> bool:
    """Whether the attribute stays; refuses what would run or fetch."""
    namespace, _, local = name.rpartition("}")
    if local.lower().startswith("on"):
        raise _Refused(Said("it runs a script (%(name)s)", name=local), Said("take scripts out of it"))
    if local == "href":
        embedded = element.tag == f"{{{SVG}}}image" and EMBEDDED.fullmatch(value)
        if not (value.startswith("#") or embedded):
            raise _Refused(Said("it refers to %(target)s", target=value[:60]), INSIDE)
        return namespace in ("", "{" + XLINK)
    if OUTSIDE.search(value):
        message = Said("its %(name)s reaches outside of it (%(target)s)", name=local, target=value[:60])
        raise _Refused(message, INSIDE)
    return namespace in ("", "{" + XML) and not local.startswith("data-")


def _size(root: ET.Element) -> tuple[int, int]:
    box = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        width = width or (height * box[2] / box[3] if height else box[2])
        height = height or width * box[3] / box[2]
    if not width or not height:
        raise _Refused(Said("it says no size"), Said("give its <svg> width and height, or a viewBox"))
    if max(width, height) > LARGEST:
        message = Said("it is %(width)s×%(height)s pixels", width=f"{width:g}", height=f"{height:g}")
        raise _Refused(message, Said("give it a size below %(most)s", most=LARGEST))
    if len(box) != 4:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    size = max(1, round(width)), max(1, round(height))
    root.set("width", str(size[0]))
    root.set("height", str(size[1]))
    return size


def _pixels(written: str | None) -> float:
    found = LENGTH.fullmatch(written or "")
    return float(found[1]) * PIXELS[found[2]] if found else 0.0
