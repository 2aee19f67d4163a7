"""``/media/<hash>/<name>``: images of content and partners, only while something may show them."""

import mimetypes
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, send_file
from werkzeug.exceptions import NotFound

from goodword.content.consent import Place, allowed
from goodword.content.kinds import CaseStudy, Consent
from goodword.content.library import Entry, Library
from goodword.content.liveness import dead
from goodword.content.uses import Part, uses
from goodword.referrals.cards import Card
from goodword.site.planning import next_moment
from goodword.site.visitor import ANYONE

NAME = "goodword.media"
SECONDS = 300
NEEDS: Mapping[str, frozenset[str]] = {
    "logo": frozenset({"name", "logo"}),
    "photo": frozenset({"name", "photo"}),
    "image": frozenset({"name"}),
    "body": frozenset({"name"}),
}
# A drawing that is opened by itself may style itself and do nothing else.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
images = Blueprint("media", __name__)
media_uses = lru_cache(maxsize=4)(uses)


class Media:
    """Says which file may be served at a moment."""

    def __init__(
        self,
        folder: Path,
        library: Callable[[], Library],
        cards: Callable[[], Mapping[str, Card]],
        always: frozenset[str],
    ) -> None:
        self.folder = folder
        self.library = library
        self.cards = cards
        self.always = always
        self._of_partners: tuple[Mapping[str, Card], frozenset[str]] = ({}, frozenset())

    def may_show(self, path: str, now: datetime) -> bool:
        """Whether the site, an entry or a partner shows this image at the moment."""
        if path in self.always:
            return True
        library = self.library()
        if any(showable(library, entry, part, now) for entry, part in media_uses(library).get(path, ())):
            return True
        return path in self.of_partners()

    def of_partners(self) -> frozenset[str]:
        """Photos and logos of partners that may be shown; gathered anew when a partner changed."""
        cards = self.cards()
        if self._of_partners[0] is not cards:
            paths = (path for card in cards.values() for path in (*card.photos.values(), *card.logos.values()))
            self._of_partners = (cards, frozenset(paths))
        return self._of_partners[1]


def showable(library: Library, entry: Entry, part: Part, now: datetime) -> bool:
    """Whether an entry may show an image of its own somewhere: in some language, on some channel of the web."""
    if all(dead(text.front, now) for text in entry.texts.values()):
        return False
    if not isinstance(entry.facts, CaseStudy):
        return True
    day = now.astimezone(library.terms.timezone).date()
    consents = entry.facts.consents
    return any(allowed(consents, place, day).parts >= NEEDS[part] for place in places(consents))


def places(consents: Iterable[Consent]) -> Iterator[Place]:
    """The website, the page of each partner that a record names, and that of any other."""
    yield Place("website")
    named = {slug for consent in consents if consent.partners != "all" for slug in consent.partners}
    for slug in (*sorted(named), ANYONE):
        yield Place("partner-pages", slug)


def init_app(app: Flask, media: Media) -> None:
    app.extensions[NAME] = media
    app.register_blueprint(images)


@images.get("/media/<hash_>/<name>")
def image(hash_: str, name: str) -> Response:
    media: Media = current_app.extensions[NAME]
    now = datetime.now(UTC)
    path = f"{hash_}/{name}"
    if not media.may_show(path, now):
        raise NotFound
    file = media.folder / hash_ / name
    if not file.is_file():
        raise NotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer = send_file(file, mimetype=kind, conditional=True, etag=f"{hash_}-{name}", max_age=0)
    until = next_moment(media.library(), now)
    seconds = min(SECONDS, int((until - now).total_seconds())) if until else SECONDS
    answer.headers["Cache-Control"] = f"public, max-age={max(0, seconds)}"
    # Mail and other sites may show what a partner passes on.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if kind == "image/svg+xml":
        answer.headers["Content-Security-Policy"] = DRAWING_POLICY
    return answer
