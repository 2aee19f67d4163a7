"""What machines read: the sitemap, robots.txt, and whether we are well."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, jsonify
from markupsafe import escape
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from goodword.accounts.clients import untrusted_proxy
from goodword.content.library import Library
from goodword.db import db, now
from goodword.languages import Languages
from goodword.referrals.draining_state import journal_state
from goodword.site.addresses import in_language
from goodword.site.answers import REVISION, shortened
from goodword.site.candidates import moments
from goodword.site.canonical import indexable, twins_of
from goodword.site.routes import origin, service_of

machines = Blueprint("machines", __name__)
# A rule is the beginning of a path, in just these letters; $ is its end (RFC 9309, 2.2.2 and 2.2.3). A page of the
# company's whose address begins like one of ours is for everybody.
ROOMS = tuple(f"/{room}{end}" for room in ("portal", "team") for end in ("$", "/", "?"))
NOT_FOR_ROBOTS = (*ROOMS, "/r/", "/R/", "/api/", "/hooks/")


@machines.get("/sitemap.xml")
def sitemap() -> Response:
    service = service_of(current_app)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    library, site = service.library(), origin()
    refers = service.told() is not None
    key = (library.revision, site, bisect_right(moments(library), now), refers)
    body = service.sitemaps.get(key)
    if body is None:
        body = "\n".join(sitemap_lines(library, service.furniture.languages, site, now, refers))
        service.sitemaps.put(key, body, len(body))
    answer = kept(Response(body, content_type="application/xml; charset=utf-8"))
    answer.headers[REVISION] = shortened(library.revision)
    return answer


def sitemap_lines(
    library: Library, languages: Languages, site: str, now: datetime, refers: bool = False
) -> Iterator[str]:
    """The sitemap (sitemaps.org 0.9) with each page's twins as alternates."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    for address in indexable(library, now, refers):
        twins = twins_of(library, address, now)
        urls = {code: escape(site + in_language(address.path, languages.prefix(code))) for code in twins}
        links = [(code, url) for code, url in urls.items()] + [("x-default", urls[languages.default.code])]
        for url in urls.values():
            yield f"  <url><loc>{url}</loc>"
            if len(urls) > 1:
                yield from (f'    <xhtml:link rel="alternate" hreflang="{c}" href="{u}"/>' for c, u in links)
            yield "  </url>"
    yield "</urlset>"


@machines.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), f"Sitemap: {origin()}/sitemap.xml"]
    return kept(Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


def kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=30"
    return response


@machines.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return unkept(Response("ok\n", content_type="text/plain; charset=utf-8"))


@machines.get("/readyz")
def readyz() -> tuple[Response, int]:
    """503 only when the journal cannot be written; what else is amiss is said with a 200."""
    library = service_of(current_app).library()
    answers = database_answers()
    state = journal_state(current_app, answers)
    errors = sum(1 for problem in library.problems if problem.is_error)
    answer = jsonify(
        ready=not state.trouble,
        journal=state.told(now()),
        database="answers" if answers else "away",
        **({"proxy": "not in GOODWORD_TRUSTED_PROXIES"} if untrusted_proxy() else {}),
        content={"revision": library.revision, "errors": errors},
    )
    return unkept(answer), 503 if state.trouble else 200


def unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def database_answers() -> bool:
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
