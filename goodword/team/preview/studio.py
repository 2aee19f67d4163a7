"""What previews are made with: the site's own tools, and libraries of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from goodword.config import Settings
from goodword.content.branches import Branches
from goodword.content.forges import edit_url
from goodword.content.library import Library
from goodword.errors import GoodwordError
from goodword.referrals.cards import Card
from goodword.saying import Said
from goodword.site.drafts import drafts_of, with_drafts, with_some_drafts
from goodword.site.furniture import Furniture
from goodword.site.serving import Service
from goodword.site.tongue import Tongue
from goodword.team.preview.context import PATH, Context, moment_of
from goodword.team.preview.links import Leading, made_fit
from goodword.team.preview.looking import Libraries
from goodword.team.preview.signing import PICTURE, PICTURES_FOR, Pass, marks, signed
from goodword.team.spoken import spoken

FOLDER = "inside/preview"


@dataclass(frozen=True, slots=True)
class Studio:
    """``furniture`` lets each section of a page leave its mark; the service's own does not."""

    service: Service
    furniture: Furniture
    settings: Settings
    cards: Callable[[], Mapping[str, Card]]
    branches: Callable[[], Branches | None]

    def branch_names(self) -> tuple[str, ...] | None:
        branches = self.branches()
        return branches.names() if branches else None

    def saved(self, branch: str) -> Library:
        """The library as it was saved, here or on a branch. Raises GoodwordError."""
        if not branch:
            return self.service.library()
        branches = self.branches()
        if branches is None:
            raise GoodwordError(Said("There are no branches: no content repository is set."))
        return branches.library(branch)

    def libraries(self, context: Context, only: frozenset[str] | None = None) -> Libraries:
        """What was saved and what is looked at. ``only`` are the marks of the drafts that count, else all do. Raises
        GoodwordError."""
        saved = self.saved(context.branch)
        if not context.drafts:
            return Libraries(saved, saved)
        if only is None:
            return Libraries(saved, with_drafts(saved))
        names = ((entry.kind, entry.slug) for entry in drafts_of(saved))
        return Libraries(saved, with_some_drafts(saved, frozenset(name for name in names if marks([name]) <= only)))

    def moment(self, context: Context, now: datetime) -> datetime:
        """The moment that is looked at. Raises ValueError for what is none."""
        try:
            return moment_of(context.at, self.service.library().terms.timezone) or now
        except OverflowError as error:
            raise ValueError(context.at) from error

    def edit(self, branch: str) -> Callable[[str], str | None]:
        return lambda path: edit_url(self.settings.content_git, path, branch or None)

    def signed(self, given: Pass, purpose: str) -> str:
        return signed(given, purpose, self.settings.secret_key)

    def fit(self, html: str, given: Pass, onward: Callable[[str], str | None], origin: str, now: datetime) -> str:
        """The page made fit for being looked at, its pictures under a pass of their own."""
        context = given.context
        what = Context(at=context.at, drafts=context.drafts, branch=context.branch)
        until = min(given.until, now.replace(second=0, microsecond=0) + PICTURES_FOR)
        token = self.signed(Pass(what, until, given.maker, given.drafts), PICTURE)
        hosts = frozenset(self.furniture.brand.product.hosts)
        return made_fit(html, Leading(onward, origin, hosts), lambda path: f"{PATH}/media/{token}/{path}")

    def render(self, template: str, tongue: Tongue, **values: object) -> str:
        """A piece of the preview's own, in this language."""

        def say(text: str) -> Markup:
            return spoken(text, tongue.words)

        own = {"language": tongue.code, "direction": tongue.language.direction, "say": say, "tongue": tongue}
        return self.furniture.render(f"{FOLDER}/{template}", tongue, **own, **values)
