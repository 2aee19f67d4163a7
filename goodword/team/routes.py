"""The desk's addresses."""

from flask import Flask

from goodword.config import Settings
from goodword.team import desktop, refusing
from goodword.team.account import account
from goodword.team.conflicts import conflicts
from goodword.team.content import content
from goodword.team.leads import leads
from goodword.team.members import members
from goodword.team.preview import views as preview
from goodword.team.sales import sales
from goodword.team.today import today


def init_app(app: Flask, settings: Settings) -> None:
    """Adds the desk to ``app``."""
    desktop.init_app(app, settings)
    app.register_blueprint(today)
    app.register_blueprint(leads)
    app.register_blueprint(conflicts)
    app.register_blueprint(sales)
    app.register_blueprint(content)
    app.register_blueprint(account)
    app.register_blueprint(members)
    preview.init_app(app)
    refusing.init_app(app)
