"""What the pages of sign-in share: the reader's language, where they wanted to go, limits, refusals."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from urllib.parse import urlencode

from flask import current_app, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from goodword.accounts import signing_in, throttling
from goodword.accounts.addresses import own_path
from goodword.accounts.clients import client_address
from goodword.accounts.origins import from_our_page
from goodword.accounts.throttling import Limit
from goodword.config import Settings
from goodword.languages import fit, wished
from goodword.saying import Said, translated
from goodword.site.inside import inside
from goodword.site.routes import origin


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who is not signed in. ``chosen`` is the language they asked for by hand, if any."""

    language: str
    chosen: str
    wanted: str

    @classmethod
    def read(cls) -> "Asking":
        """From the request: the language of ``?lang=``, else the one that the browser's settings fit best."""
        codes = inside().furniture.languages.codes
        chosen = request.values.get("lang", "")
        wishes = wished(request.headers.get("Accept-Language", "")[:500])
        best = max(codes, key=lambda code: fit(code, wishes))
        chosen = chosen if chosen in codes else ""
        return cls(chosen or best, chosen, own_path(request.values.get("next", "")))

    def page(self, template: str, status: int = 200, error: str = "", **values: object) -> Response:
        """The page, in their language, as ``error`` is."""
        words = inside().furniture.tongue(self.language).words
        given = {
            "typed": "",
            "email": "",
            "wanted": self.wanted,
            "chosen": self.chosen,
            "twins": self.twins(),
            "error": translated(error, words.ugettext),
        }
        return inside().page(template, self.language, {**given, **values}, status=status)

    def twins(self) -> list[dict[str, object]]:
        """This page in every language."""
        every, path = inside().furniture.languages.all, request.path
        return [
            {"language": one, "url": self._url(path, one.code), "current": one.code == self.language} for one in every
        ]

    def here(self, path: str) -> str:
        """The path with what was asked for."""
        return self._url(path, self.chosen)

    def refuse_others(self) -> None:
        """Only forms of our own pages count: others could sign somebody in as somebody else."""
        settings: Settings = current_app.extensions["goodword.settings"]
        headers = request.headers
        if not from_our_page(headers.get("Origin"), headers.get("Sec-Fetch-Site"), request.host, settings.https):
            raise Forbidden(Said("This form was not sent from a page of this site. Open sign-in anew and try again."))

    def for_whom(self, email: str) -> signing_in.Request:
        return signing_in.Request(email, self.wanted, self.language, origin())

    def count(
        self, session: Session, by_address: Limit, by_account: Limit, email: str, at: datetime
    ) -> datetime | None:
        """Counts one more for address and account; when to try again, if that is too often."""
        address = client_address()
        waits = [throttling.count(session, by_account, email, at)] if email else []
        waits += [throttling.count(session, by_address, address, at)] if address else []
        return max((wait for wait in waits if wait), default=None)

    def wait(self, until: datetime, at: datetime) -> Response:
        """Says when to try again, and nothing about whom."""
        seconds = (until - at).total_seconds()
        language = inside().furniture.tongue(self.language).language
        minutes = ceil(seconds / 60)
        span = language.span(minutes, "minute") if minutes < 60 else language.span(ceil(minutes / 60), "hour")
        answer = self.page("sign-in-wait.html", 429, span=span)
        answer.headers["Retry-After"] = str(ceil(seconds))
        return answer

    def _url(self, path: str, language: str) -> str:
        given = {"lang": language, "next": self.wanted if self.wanted != "/team" else ""}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{path}?{query}" if query else path
