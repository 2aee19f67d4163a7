"""Flask keeps nothing in a session of its own."""

import pytest
from flask import Flask, session

from goodword.plain import NoSessions


def test_nothing_is_kept_in_a_session_of_flasks() -> None:
    app = Flask("p")
    app.session_interface = NoSessions()

    @app.get("/")
    def page() -> str:
        assert not session
        session["seen"] = "yes"
        return ""

    app.testing = True
    with pytest.raises(RuntimeError, match="session is unavailable"):
        app.test_client().get("/")
