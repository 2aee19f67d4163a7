"""A member's look at a page: the page, the bar, and the reasons behind each section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from goodword.errors import GoodwordError
from goodword.saying import Said
from goodword.site.reasons import local
from goodword.site.tongue import Tongue
from goodword.team.preview.absence import Wanted, absence
from goodword.team.preview.bar import Notice, drafts_on, file_notices, summary, unknown_notices
from goodword.team.preview.card import Card, card
from goodword.team.preview.context import PATH, Context, led_to, local_time, public_address
from goodword.team.preview.document import document, marked
from goodword.team.preview.fields import Choices
from goodword.team.preview.looking import Look, around, composed, look
from goodword.team.preview.signing import DAYS, PICTURES_FOR, SHARE, Pass, marks
from goodword.team.preview.studio import FOLDER, Studio
from goodword.team.preview.whys import Why, Whys, entries_on

SHARED = f"{PATH}/shared"
ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Sitting:
    """As what, in which language, when. ``maker`` is the member's mark, ``days`` how long an address that is shared
    lasts (0: none is), ``fresh`` opens the bar."""

    studio: Studio
    tongue: Tongue
    context: Context
    now: datetime
    origin: str
    maker: str
    days: int = 0
    fresh: bool = False

    def html(self) -> str:
        seen, notices = self.look()
        page = self.page(seen)
        whys = [why for why in self.whys(seen).all() if why]
        here = marked(page)
        last = "".join(self.render("why.html", why=why) for why in whys if not why.hidden and why.id not in here)
        after = {why.id: self.render("why.html", why=why) for why in whys if why.id in here}
        if seen.shown is None:
            after[ABSENCE] = self.absence(seen)
        told = card(page, self.origin) if seen.shown else None
        bar = self.bar(seen, notices, told, [why for why in whys if why.hidden])
        return document(page, self.render("head.html"), self.render("bar.html", bar=bar), after, last)

    def render(self, template: str, **values: object) -> str:
        return self.studio.render(template, self.tongue, **values)

    def whys(self, seen: Look) -> Whys:
        return Whys(seen, self.tongue, self.studio.edit(self.context.branch))

    def look(self) -> tuple[Look, list[Notice]]:
        """The page that was asked for. What cannot be had is said, and the usual taken in its place."""
        notices: list[Notice] = []
        context, moment = self.context, self.now
        try:
            moment = self.studio.moment(context, self.now)
        except ValueError:
            text = Said("%(text)s is no moment. This is the page as it is now.", text=context.at)
            notices.append(Notice("bad", text))
        try:
            libraries = self.studio.libraries(context)
        except GoodwordError as error:
            notices.append(Notice("bad", error.args[0]))
            context = replace(context, branch="")
            libraries = self.studio.libraries(context)
        seen = look(self.studio.service, libraries, context, moment)
        notices += [*unknown_notices(seen.who), *file_notices(seen.saved, entries_on(seen))]
        return seen, notices

    def page(self, seen: Look) -> str:
        if seen.shown:
            html = composed(self.studio.service, self.studio.furniture, seen, self.origin)
        else:
            title = self.tongue.interface("There is no page to show")
            html = around(self.studio.furniture, seen, self.origin, f"{FOLDER}/absent.html", title=title, mark=ABSENCE)
        given = Pass(seen.context, self.now + PICTURES_FOR, self.maker)
        return self.studio.fit(html, given, self.onward, self.origin, self.now)

    def onward(self, address: str) -> str:
        """The preview of what a link of the page leads to."""
        return led_to(self.context, address, self.codes, link=True).address

    @property
    def chosen(self) -> bool:
        """Whether a moment was chosen, and is one."""
        try:
            return bool(self.context.at and self.studio.moment(self.context, self.now))
        except ValueError:
            return False

    @property
    def codes(self) -> tuple[str, ...]:
        return self.studio.furniture.languages.codes

    def absence(self, seen: Look) -> str:
        """Why there is no page, and what would show one."""
        names = {one.code: one.name for one in self.studio.furniture.languages.all}
        found = absence(Wanted(seen.library, self.context, seen.place, seen.who, names))
        return self.render("absence.html", absence=found)

    def bar(
        self, seen: Look, notices: Sequence[Notice], told: Card | None, whys: Sequence[Why]
    ) -> Mapping[str, object]:
        """What the bar is given; ``whys`` are those of hidden sections."""
        studio, context = self.studio, self.context
        choices = Choices(context, seen.saved, studio.cards(), studio.branch_names(), self.tongue).all()
        zone = seen.saved.terms.timezone
        files = self.whys(seen)
        own = (seen.shown.page, seen.shown.entry) if seen.shown else ()
        drafts = drafts_on(seen)
        at = local_time(seen.who.now, zone) if self.chosen else ""
        return {
            "context": context,
            "at": at,
            "choices": choices,
            "title": choices[0].said,
            "summary": summary(choices, at.replace("T", " "), context.campaign),
            "campaigns": sorted(seen.saved.campaigns),
            "zone": zone.key,
            "notices": notices,
            "address": self.origin + public_address(context, seen.place, self.codes),
            "shown": seen.shown,
            "card": told,
            "whys": whys,
            "files": [files.file(entry) for entry in {id(one): one for one in own if one}.values()],
            "drafts": [files.file(entry) for entry in drafts],
            "days": DAYS,
            "shared": self.shared(seen) if self.days and seen.shown else None,
            "fresh": self.fresh,
        }

    def shared(self, seen: Look) -> Mapping[str, object]:
        """The address for somebody who has no account, and until when it opens."""
        until = self.now + timedelta(days=self.days)
        names = [(entry.kind, entry.slug) for entry in drafts_on(seen)]
        given = Pass(seen.context, until, self.maker, marks(names) if seen.context.drafts else None)
        zone = seen.saved.terms.timezone
        address = f"{self.origin}{SHARED}/{self.studio.signed(given, SHARE)}"
        return {"address": address, "until": local(until, zone), "days": self.days}
