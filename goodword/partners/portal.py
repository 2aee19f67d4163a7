"""Opening the portal: its pages are given to Flask."""

from flask import Flask

from goodword.partners.sign_in import sign_in


def init_app(app: Flask) -> None:
    """Adds sign-in. What else is under ``/portal`` is for partners, and closed."""
    app.register_blueprint(sign_in)
