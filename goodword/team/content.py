"""`/team/content`: how the content is, entry by entry, and how well it covers each niche."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from flask import Blueprint, Flask, Response, abort, current_app, request

from goodword.content.library import Entry
from goodword.referrals import directory
from goodword.site.addresses import Address
from goodword.site.asking import site_of
from goodword.site.canonical import HOME
from goodword.site.coverage import MATCHES, Coverage, coverage
from goodword.site.helping import helps
from goodword.site.receipts import Receipt
from goodword.site.routes import service_of
from goodword.site.spots import own_address
from goodword.site.states import permissions, state_of, upcoming
from goodword.team import paging
from goodword.team.desktop import Desk, desk
from goodword.team.names import KINDS, NEW, STANDINGS, STATES
from goodword.team.paging import Paged
from goodword.team.publishing import SECONDS, after, receipt_at
from goodword.team.slips import audiences, has_named, refusals
from goodword.team.stock import Item

content = Blueprint("team-content", __name__)
FILTER_KEYS = ("kind", "state", "language", "q")


@content.get("/team/content")
def entries() -> Response:
    here = desk()
    asked = asked_for(here)
    stock = here.stock()
    found = list(stock.narrowed(asked["kind"], asked["state"], asked["language"], asked["q"]))
    values = {"stock": stock, "asked": asked, "filters": tuple(STATES), "choices": choices(here)}
    kept = here.coverages.get(here.moment)
    values |= {"paged": paged(found, asked), "share": share(kept) if kept else None}
    return here.page("content.html", "content", values)


def choices(here: Desk) -> Mapping[str, list[tuple[str, str]]]:
    """What the list can be narrowed to, in words; first of all: not at all."""
    tongue = here.telling.tongue
    languages = [(code, tongue.languages.get(code)) for code in here.library.terms.languages]
    return {
        "kind": [
            ("", tongue.interface("every kind")),
            *((code, tongue.interface(name)) for code, name in KINDS.items()),
        ],
        "state": [
            ("", tongue.interface("every state")),
            *((code, tongue.interface(name)) for code, name in STATES.items()),
        ],
        "language": [("", tongue.interface("every language")), *((code, one.name) for code, one in languages if one)],
    }


def asked_for(here: Desk) -> dict[str, str]:
    """How the list is to be narrowed; what is not known narrows nothing."""
    known = {"kind": KINDS, "state": STATES, "language": here.library.terms.languages}
    given = {key: request.args.get(key, "").strip()[:200] for key in FILTER_KEYS}
    return {key: value if key == "q" or value in known[key] else "" for key, value in given.items()}


def paged(found: Sequence[Item], asked: Mapping[str, str]) -> Paged[Item]:
    page = request.args.get("page", "1")
    return paging.paged("/team/content", asked, page, len(found), lambda start, most: found[start : start + most])


@content.get("/team/content/<kind>/<slug>")
def entry(kind: str, slug: str) -> Response:
    here = desk()
    found = here.library.get(kind, slug) if kind in KINDS else None
    if found is None:
        return missing(here, kind, slug)
    receipt = receipt_of(current_app, found, here.now)
    values = {
        "entry": found,
        "state": state_of(here.library, found, here.now),
        "problems": here.problems(found),
        "receipt": receipt,
        "audiences": audiences(receipt),
        "refusals": refusals(receipt),
        "named": has_named(receipt),
        "permissions": permissions(found, here.day),
        "standings": STANDINGS,
        "ahead": upcoming(found, here.now, here.library.terms),
        "stale": here.stale.get((kind, slug), ()),
        "address": own_address(found),
        "home": HOME,
        "files": files_of(here, found),
    }
    return here.page("entry.html", "content", values)


def missing(here: Desk, kind: str, slug: str) -> Response:
    """An entry that is not on the site because its file is wrong; 404 where there is no such file."""
    wrong = [one for one in here.mistakes if one.key == (kind, slug)]
    if not wrong:
        abort(404)
    return here.page("refused.html", "content", {"mistakes": wrong, "kind": kind, "slug": slug})


def files_of(here: Desk, entry: Entry) -> Mapping[str, str]:
    """Language → the path of its file, written or not."""
    stem = entry.path.removesuffix(".md")
    default = entry.default_language
    return {code: entry.path if code == default else f"{stem}.{code}.md" for code in here.library.terms.languages}


def receipt_of(app: Flask, entry: Entry, now: datetime, seconds: float = SECONDS) -> Receipt:
    """The receipt of an entry of the live library; after so many seconds what is left to look at is only counted."""
    service = service_of(app)
    return receipt_at(site_of(service, service.library(), now), entry, directory.of(app).cards().keys(), seconds)


@content.get("/team/content/coverage")
def covered() -> Response:
    here = desk()
    site = site_of(service_of(current_app), here.library, here.now)
    found = here.coverages.get(here.moment) or coverage(site, after(SECONDS))
    if not found.waiting:
        here.coverages.put(here.moment, found)
    values = {"coverage": found, "helps": helps(found, here.library), "matches": MATCHES, "share": share(found)}
    values |= {"new": NEW, "page_of": partial(Address, "niche")}
    return here.page("coverage.html", "content", values)


def share(found: Coverage) -> Mapping[str, int]:
    """What is exact, wider and so on, as whole hundredths of all sections."""
    total = sum(len(row.cells) for row in found.rows)
    return {match: round(100 * found.count(match) / total) if total else 0 for match in MATCHES}
