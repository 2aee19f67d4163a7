"""What somebody with a pass sees: one page, read only, with nothing on it that is said to the team alone."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from goodword.errors import GoodwordError
from goodword.site.media import Media, media_uses, showable
from goodword.site.reasons import local
from goodword.team.preview.document import document
from goodword.team.preview.looking import composed, look
from goodword.team.preview.signing import PICTURE, SHARE, NoPass, Pass, still_there, unsigned
from goodword.team.preview.studio import Studio

Closed = Literal["altered", "ended", "gone"]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came by a signed address."""

    studio: Studio
    now: datetime
    origin: str

    def pass_of(self, token: str, purpose: str = SHARE) -> Pass | Closed:
        """The pass, while it opens anything; else why it does not. It dies with its maker's place on the team."""
        settings, zone = self.studio.settings, self.studio.service.library().terms.timezone
        try:
            given = unsigned(token, purpose, settings.secret_key, zone)
        except NoPass:
            return "altered"
        return given if self.now < given.until and still_there(given.maker) else "ended"

    def html(self, given: Pass, signed_in: bool) -> str | None:
        """The page; None where it cannot be shown any more."""
        studio, context = self.studio, given.context
        only = given.drafts or frozenset()
        try:
            seen = look(studio.service, studio.libraries(context, only), context, studio.moment(context, self.now))
        except (GoodwordError, ValueError):
            return None
        if seen.shown is None:
            return None
        page = composed(studio.service, studio.furniture, seen, self.origin)
        page = studio.fit(page, given, lambda address: None, self.origin, self.now)
        tongue = studio.furniture.tongue(seen.who.language)
        until = local(given.until, seen.saved.terms.timezone)
        values = {"until": until, "brand": studio.furniture.brand.name, "own": context.address if signed_in else ""}
        bar = studio.render("shared.html", tongue, **values)
        return document(page, studio.render("head.html", tongue), bar, {})

    def picture(self, token: str, path: str, media: Media) -> Path | None:
        """The file of a picture that the previewed library, or the live site, may show; None for any other."""
        given = self.pass_of(token, PICTURE)
        if not isinstance(given, Pass):
            return None
        if not self.may_show(given, path) and not media.may_show(path, self.now):
            return None
        file = media.folder / path
        return file if file.is_file() else None

    def may_show(self, given: Pass, path: str) -> bool:
        context = given.context
        try:
            library = self.studio.libraries(context, given.drafts).library
            moment = self.studio.moment(context, self.now)
        except (GoodwordError, ValueError):
            return False
        return any(showable(library, entry, part, moment) for entry, part in media_uses(library).get(path, ()))
