"""The commands of all rooms, under `flask`."""

from flask import Flask

from goodword.referrals.commands import partners


def init_app(app: Flask) -> None:
    """Adds every room's commands to ``app``."""
    app.cli.add_command(partners)
