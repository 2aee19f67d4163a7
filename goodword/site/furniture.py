"""What every page of one company is made with, read once at start: brand, words, templates, drawings, static files."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from babel.support import NullTranslations
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from goodword.accounts.addresses import mailto
from goodword.config import REPOSITORY
from goodword.languages import Languages, load_catalogs
from goodword.site.brand import Brand
from goodword.site.drawings import drawing, icons
from goodword.site.slots import slot
from goodword.site.tongue import Tongue
from goodword.site.unbroken import unbroken

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

    def render(self, template: str, tongue: Tongue, /, **values: object) -> str:
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
        icons=icons(root),
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
    environment.filters.update(mailto=mailto, unbroken=unbroken)
    return environment
