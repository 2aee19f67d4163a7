"""Where the site is served, as far as commands and mails can know."""

import os

from flask import current_app

from goodword.config import Settings
from goodword.welcome import noted_address


def served_at() -> str:
    """The address of the site of the app at hand."""
    return home_of(current_app.extensions["goodword.settings"])


def home_of(settings: Settings) -> str:
    """The site's address, without a slash at the end; in development, where `bin/run` served it last or would."""
    if settings.base_url:
        return settings.base_url
    if port := os.environ.get("PORT"):
        return f"http://127.0.0.1:{port}"
    return noted_address(settings.var) or "http://127.0.0.1:8000"
