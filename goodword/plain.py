"""Flask without sessions of its own."""

from flask import Flask, Request
from flask.sessions import NullSession, SessionInterface


class NoSessions(SessionInterface):
    """Whoever is signed in has a row (`goodword.accounts.sessions`). Who reads a session of Flask's finds it empty, who
    writes to one gets an error."""

    nobodys = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self.nobodys
