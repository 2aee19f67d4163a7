"""What `flask content check` is made with: in the whole application, and alone.

Whoever checks is waiting, and the pages of the portal, say, take time to load that no check needs. So the command
itself, asked for from a terminal, is given an application that can do nothing else.
"""

import os
from collections.abc import Callable, Sequence
from functools import partial

from flask import Flask

from goodword import config, db
from goodword.config import Settings
from goodword.content.checking import Checks
from goodword.content.commands import EXTENSION, content
from goodword.content.library import Library, Terms
from goodword.content.shelf import Shelf
from goodword.content.source import content_root
from goodword.material.last_good import LastGood
from goodword.referrals import directory
from goodword.referrals.partners import known_slugs
from goodword.referrals.programs import Programs
from goodword.referrals.window_problems import window_problems
from goodword.site.brand import Brand, brand_problems, read_brand
from goodword.site.drawings import drawing_problems, icon_problems
from goodword.site.health import health
from goodword.site.preparing import prepare
from goodword.team import reports
from goodword.team.publishing import Told

STARTS = (["content", "check"], ["--app", "wsgi", "content", "check"])


def is_all(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for a check, and so for nothing else."""
    return any(list(arguments[: len(start)]) == start for start in STARTS)


def create_app() -> Flask:
    """An application that can check content and no more. Raises GoodwordError."""
    settings = config.load(os.environ)
    app = Flask("goodword", template_folder=None, static_folder=None)
    app.extensions["goodword.settings"] = settings
    db.init_app(app, settings)
    directory.init_app(app, settings)
    kept = LastGood(settings.var)
    brand, _ = read_brand(settings.root, kept)
    terms = Terms(brand.site_languages().codes, brand.zone)
    shelf = Shelf(content_root(settings), settings.var, terms, prepare)
    programs = Programs(settings.root, terms.languages, kept)
    app.extensions[EXTENSION] = checks_of(app, settings, brand, programs, lambda: shelf.library)
    app.cli.add_command(content)
    return app


def checks_of(app: Flask, settings: Settings, brand: Brand, programs: Programs, live: Callable[[], Library]) -> Checks:
    """Everything there is to check. ``live`` is the library that visitors see."""
    languages, partners = brand.site_languages(), directory.of(app)
    told = Told(live, lambda: partners.cards().keys(), {one.code: one.territory for one in languages.all})
    return Checks(
        content_root(settings),
        settings.var,
        Terms(languages.codes, brand.zone),
        more=(
            partial(brand_problems, settings.root),
            programs.problems,
            partial(window_problems, settings.root, programs, settings.keeping.clicks),
            partial(drawing_problems, settings.root, [name for name in (brand.logo, brand.favicon) if name]),
        ),
        partners=known_slugs,
        of_library=(partial(icon_problems, settings.root), partial(health, languages.default.territory)),
        receipts=told.lines,
        keep=partial(reports.keep, settings.var),
    )
