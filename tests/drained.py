"""What the thread beside requests does, done now."""

from flask import Flask

from goodword import journal
from goodword.referrals.draining import Draining
from goodword.referrals.draining_recorders import recorders


def drain(app: Flask) -> None:
    """All that was appended is in the database."""
    with app.app_context():
        assert Draining(journal.of(app), recorders(app)).everything().refused == 0
