"""Drawings of ours that stand inside pages: the logo, and icons by name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

from markupsafe import Markup

from goodword.content.checking import Places
from goodword.content.kinds import UseCase
from goodword.content.library import Library
from goodword.material import Problem, did_you_mean
from goodword.saying import Said

FOLDER = "site/icons"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = frozenset(
    {
        "svg",
        "g",
        "path",
        "circle",
        "ellipse",
        "rect",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "defs",
    }
)
NOT_DRAWN = re.compile(r"^on|style$|href$", re.IGNORECASE)


def icons(root: Path) -> Mapping[str, Markup]:
    """Every icon of the company, by its name."""
    return {path.stem: drawing(path, "icon") for path in sorted((root / FOLDER).glob("*.svg"))}


def icon_problems(root: Path, library: Library, places: Places, now: datetime) -> Iterator[Problem]:
    """Use cases that name an icon nobody drew."""
    names = [path.stem for path in (root / FOLDER).glob("*.svg")]
    for entry in library.of("use-case"):
        icon = cast(UseCase, entry.facts).icon
        if icon and icon not in names:
            drawn = Said("draw %(path)s", path=f"{FOLDER}/{icon}.svg")
            hint = did_you_mean(icon, names) or drawn
            message = Said("there is no icon %(icon)s in %(folder)s", icon=icon, folder=FOLDER)
            yield Problem(entry.path, *places(entry.path, ("icon",)), message, hint)


def drawing_problems(root: Path, named: Iterable[str]) -> Iterator[Problem]:
    """Drawings that no page can show: of those that the brand file names, relative to ``site/``, and of the icons."""
    icons = sorted(path.relative_to(root).as_posix() for path in (root / FOLDER).glob("*.svg"))
    for path in dict.fromkeys((*(f"site/{name}" for name in named), *icons)):
        again = Said("save it again as %(formats)s", formats="svg")
        try:
            ElementTree.fromstring((root / path).read_bytes())
        except OSError as error:
            yield Problem(path, 1, 1, Said("it cannot be read: %(reason)s", reason=error.strerror), again)
        except ElementTree.ParseError as error:
            line, column = error.position
            message = Said("it cannot be read as an image (%(reason)s)", reason=error.msg)
            yield Problem(path, line, column + 1, message, again)


def drawing(path: Path, css_class: str) -> Markup:
    """An SVG as it may stand inside a page: shapes only, nothing that runs, loads or styles. Empty without a file."""
    try:
        tree = ElementTree.fromstring(path.read_bytes())
    except (OSError, ElementTree.ParseError):
        return Markup()
    for parent in list(tree.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.removeprefix(SVG) not in DRAWN:
                parent.remove(child)
    for element in tree.iter():
        for name in [name for name in element.attrib if NOT_DRAWN.search(name)]:
            del element.attrib[name]
        element.tag = element.tag.removeprefix(SVG)
    tree.attrib.update({"aria-hidden": "true", "focusable": "false"} | ({"class": css_class} if css_class else {}))
    return Markup(ElementTree.tostring(tree, encoding="unicode"))
