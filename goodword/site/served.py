"""Where the site is served, as far as a command can know."""

import os

from flask import current_app

from goodword.config import Settings


def served_at() -> str:
    """The site's address, without a slash at the end; in development, where `bin/run` would serve it."""
    settings: Settings = current_app.extensions["goodword.settings"]
    return settings.base_url or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
