"""Error pages that look like the site, in the language of the address."""

import logging
from datetime import UTC, datetime

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from goodword.content.library import Library
from goodword.referrals.api import routes as api
from goodword.saying import Said, translated
from goodword.site.addresses import canonical_spelling
from goodword.site.answers import REVISION, shortened
from goodword.site.carrying import carried_on
from goodword.site.composing import Composer
from goodword.site.serving import Service
from goodword.site.slots import Filling, compose
from goodword.site.tongue import Tongue
from goodword.site.visitor import Visitor

log = logging.getLogger(__name__)


def error_page(error: HTTPException) -> Response:
    """The error as a page; should that fail too, as one line of text. Under ``/api`` as programs want it."""
    status = error.code or 500
    if request.path.startswith("/api/"):
        return api.refusal(error)
    if status < 400:
        return Response(error.get_response().get_data(), status, dict(error.get_headers()))
    try:
        service: Service = current_app.extensions["goodword.site"]
        library = service.library()
        body = page_of(service, library, status, error.description or "")
        made = Response(body, status, content_type="text/html; charset=utf-8")
        made.headers[REVISION] = shortened(library.revision)
    except Exception:
        log.exception("The error page for a %s failed itself.", status)
        made = Response(f"{status} {error.name}\n", status, content_type="text/plain; charset=utf-8")
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            made.headers[name] = value
    made.headers["Cache-Control"] = "no-store"
    return made


def page_of(service: Service, library: Library, status: int, description: str) -> bytes:
    languages = service.furniture.languages
    first = canonical_spelling(request.path, languages.codes).split("/")[1]
    code = first if first in languages.codes else languages.default.code
    who = Visitor(code, datetime.now(UTC).replace(second=0, microsecond=0))
    origin = request.host_url.rstrip("/") if status != 400 else ""
    composer = Composer(service.furniture, library, who, origin, service.asking())
    title, text = words(composer.tongue, status, description)
    query = request.query_string.decode("latin-1")
    html = carried_on(composer.error(status, title, text), request.path, query, service.is_partner)
    return compose(html, composer.constants).fill(Filling({}, {}))


def words(tongue: Tongue, status: int, description: str) -> tuple[str, str]:
    """What went wrong and what to do next, in words. A 400 says what was wrong with the request, and so does whatever
    says it in every language."""
    if status == 400 or isinstance(description, Said):
        return tongue.interface("This request cannot be answered"), translated(description, tongue.words.ugettext)
    known = {
        404: (
            tongue.interface("There is no page at this address"),
            tongue.interface(
                "It may have moved, or the link has a typing mistake. You can start again from the home page."
            ),
        ),
        405: (tongue.interface("This page can only be read"), tongue.interface("Go back and try the link again.")),
        413: (
            tongue.interface("This is more than we can take"),
            tongue.interface("Go back, shorten what you wrote, and send it again."),
        ),
        500: (
            tongue.interface("Something broke on our side"),
            tongue.interface("It has been written down. Try again in a minute."),
        ),
    }
    unknown = tongue.interface("This request cannot be answered"), tongue.interface("Go back and try the link again.")
    return known.get(status, unknown)
