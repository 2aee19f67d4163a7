"""What every answer says to browsers, and which Host a request may name."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, request
from werkzeug.sansio.utils import host_is_trusted

from goodword.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: pages that send none post forms with `Origin: null`, and an Origin check needs more.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TWO_YEARS = 63_072_000
LARGEST_BODY = 1 << 20
"""Of a request, in bytes; addresses that take more or less say so themselves."""


def headers_for(settings: Settings) -> dict[str, str]:
    """The headers of every answer, static files included. HSTS only where visitors come by https."""
    hsts = {"Strict-Transport-Security": f"max-age={TWO_YEARS}"} if settings.https else {}
    return HEADERS | hsts


def init_app(app: Flask, settings: Settings) -> None:
    """Refuses requests for other hosts."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    @app.before_request
    def check_host() -> None:
        if not trusted(request.host, settings.trusted_hosts):
            abort(
                400,
                f"{request.host} is not a host of this site: GOODWORD_TRUSTED_HOSTS names them.",
            )


def add_headers(app: Flask, settings: Settings) -> None:
    """Adds the headers to every answer of ``app``, whoever gives it. One that has set one of them keeps its own."""
    app.wsgi_app = with_headers(app.wsgi_app, headers_for(settings))  # type: ignore[assignment]


def with_headers(app: "WSGIApplication", headers: dict[str, str]) -> "WSGIApplication":
    """``app`` with the headers on every answer. Here and not in Flask, where they cost a tenth of a request."""

    @lru_cache(maxsize=500)
    def missing(names: tuple[str, ...]) -> list[tuple[str, str]]:
        present = {name.lower() for name in names}
        return [pair for pair in headers.items() if pair[0].lower() not in present]

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, given + missing(tuple([name for name, _ in given])), *error)

        return app(environ, start)

    return answer


@lru_cache(maxsize=500)
def trusted(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a Host header names one of ``hosts``, at any port, in any case (RFC 9110, 4.2.3: codes to scan are often
    in capitals). Werkzeug cannot match IPv6 addresses, and for names below ours it takes those, too, that nobody can
    have (RFC 1035, 2.3.4)."""
    host = host.lower()
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    if host.startswith("["):
        return host_is_trusted(host) and f"{host.partition(']')[0]}]" in hosts
    return host_is_trusted(host, hosts)
