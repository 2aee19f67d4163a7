"""What every page of one company is made with, read once at start: brand, words, templates, drawings, static files."""

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from babel.support import NullTranslations
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from goodword.config import REPOSITORY
from goodword.languages import Languages, load_catalogs
from goodword.site.brand import Brand
from goodword.site.slots import slot
from goodword.site.tongue import Tongue

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
speaking: ContextVar[NullTranslations] = ContextVar("speaking")


@dataclass(frozen=True, slots=True)
class Furniture:
    """Read once; a change of it needs a reload. ``previews`` are the default preview images under /media."""

    brand: Brand
    languages: Languages
    catalogs: Mapping[str, NullTranslations]
    templates: Environment
    icons: Mapping[str, Markup]
    logo: Markup
    previews: Mapping[str, str]

    def tongue(self, code: str) -> Tongue:
        language = self.languages.get(code) or self.languages.default
        return Tongue(language, self.languages, self.catalogs[language.code])

    def icon(self, name: str | None) -> Markup:
        """A drawing of site/icons, to stand inside the page."""
        return self.icons.get(name or "", Markup())

    def render(self, template: str, tongue: Tongue, **values: object) -> str:
        """The template with the interface words of this language."""
        token = speaking.set(tongue.words)
        try:
            return self.templates.get_template(template).render(**values)
        finally:
            speaking.reset(token)


def furnish(root: Path, brand: Brand, static: Callable[[str], str], previews: Mapping[str, str]) -> Furniture:
    """Read what the company's folder says over what ours says."""
    languages = brand.site_languages()
    folders = tuple(dict.fromkeys((REPOSITORY / "site" / "translations", root / "site" / "translations")))
    return Furniture(
        brand=brand,
        languages=languages,
        catalogs=load_catalogs(folders, languages.codes),
        templates=templates(root, static),
        icons={path.stem: drawing(path, "icon") for path in sorted((root / "site" / "icons").glob("*.svg"))},
        logo=drawing(root / "site" / brand.logo, "") if brand.logo else Markup("<span>{}</span>").format(brand.name),
        previews=previews,
    )


def templates(root: Path, static: Callable[[str], str]) -> Environment:
    """A template of the company's comes before ours of the same name."""
    folders = dict.fromkeys((root / "templates", REPOSITORY / "templates"))
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=200,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: speaking.get().ugettext(text),
        ngettext=lambda one, many, count: speaking.get().ungettext(one, many, count),
        pgettext=lambda context, text: speaking.get().upgettext(context, text),
        newstyle=True,
    )
    environment.globals.update(static=static, slot=slot)
    return environment


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
