"""Pages for people who are signed in, or about to: the same brand and words, another frame, never kept by anyone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, current_app

from goodword.site.brand import said
from goodword.site.furniture import Furniture

EXTENSION = "goodword.inside"


@dataclass(frozen=True, slots=True)
class NavItem:
    """``name`` is an interface word, marked with ``N_`` where it is written; ``badge`` counts what waits there."""

    key: str
    name: str
    url: str
    badge: int = 0


@dataclass(frozen=True, slots=True)
class Inside:
    """Renders ``templates/inside/…``."""

    furniture: Furniture

    def language(self, code: str | None) -> str:
        """A language of the site: the one asked for, else the default."""
        languages = self.furniture.languages
        return (languages.get(code or "") or languages.default).code

    def page(
        self,
        template: str,
        language: str,
        values: Mapping[str, object] | None = None,
        frame: "Around | None" = None,
        status: int = 200,
    ) -> Response:
        """The page. ``template`` is relative to ``inside/``; it extends ``inside/base.html``."""
        tongue = self.furniture.tongue(language)
        brand = self.furniture.brand
        around = {
            "tongue": tongue,
            "language": tongue.code,
            "direction": tongue.language.direction,
            "brand": {
                "name": brand.name,
                "logo": self.furniture.logo,
                "tagline": said(brand.tagline, tongue.code, self.furniture.languages.default.code),
            },
            "frame": frame or Around(),
        }
        html = self.furniture.render(f"inside/{template}", tongue, **around, **(values or {}))
        return unkept(Response(html, status, content_type="text/html; charset=utf-8"))


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page inside: where one can go, where one is, as whom (empty before sign-in).

    ``home`` is where the logo leads.
    """

    nav: tuple[NavItem, ...] = ()
    here: str = ""
    who: str = ""
    account_url: str = ""
    sign_out_url: str = ""
    home: str = "/"
    csrf: str = field(default="", repr=False)


def unkept(response: Response) -> Response:
    """The response, to be kept by no cache and no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Vary"] = "Cookie"
    return response


def init_app(app: Flask, furniture: Furniture) -> None:
    app.extensions[EXTENSION] = Inside(furniture)


def inside() -> Inside:
    """The one of the current application."""
    found: Inside = current_app.extensions[EXTENSION]
    return found
