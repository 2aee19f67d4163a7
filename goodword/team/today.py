"""`/team`: what needs a decision today."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response

from goodword import mail
from goodword.content.pulling import PullState, state
from goodword.db import db
from goodword.outbox.keeping import unfinished
from goodword.outbox.limits import held
from goodword.outbox.rows import Due
from goodword.referrals import leads
from goodword.referrals.leads import Found, Wanted
from goodword.team.conflicts import unsettled_count
from goodword.team.desktop import Desk, desk
from goodword.team.stock import Item, Mistake, Stock, soon

today = Blueprint("team-today", __name__)
SHOWN = 5  # of each kind of decision; the rest is a link away


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a decision, most pressing first, and what will happen by itself within a week."""

    leads: "Leads"
    mistakes: tuple[Mistake, ...]
    pull: PullState | None
    held: int
    """Mails to people who wrote that wait because enough went out within the hour; they go by themselves."""
    dead: tuple[Due, ...]
    ending: tuple[Item, ...]
    stale: tuple[Item, ...]
    coming: Sequence[Item]

    @property
    def count(self) -> int:
        trouble = int(self.pull is not None and self.pull.trouble is not None)
        content = len(self.mistakes) + len(self.ending) + len(self.stale)
        return self.leads.waiting + content + trouble + len(self.dead)


@dataclass(frozen=True, slots=True)
class Leads:
    """How many leads nobody has done anything about, the newest of them, and what a person should look at."""

    new: int
    newest: tuple[Found, ...]
    suspects: int
    conflicts: int

    @property
    def waiting(self) -> int:
        """Things to do: all suspects are one, for they are looked through in one go."""
        return self.new + self.conflicts + int(self.suspects > 0)


@today.get("/team")
def home() -> Response:
    here = desk()
    stock = here.stock()
    return here.page(
        "today.html",
        "today",
        {"waiting": waiting(here, stock), "stock": stock, "shown": SHOWN, "hourly": here.settings.strangers_hourly},
    )


def waiting(here: Desk, stock: Stock) -> Waiting:
    ending = sorted((one for one in stock.items if one.ending), key=first_to_end)
    return Waiting(
        leads_waiting(),
        here.mistakes,
        state(here.settings.var) if here.settings.content_git else None,
        held(db.session(), mail.STRANGERS, here.settings.strangers_hourly, here.now),
        tuple(row for row in unfinished() if row.dead_at),
        tuple(ending),
        tuple(one for one in stock.items if one.stale),
        soon(stock.items, here.now),
    )


def leads_waiting() -> Leads:
    session = db.session()
    counts = leads.counts(session)
    newest = leads.listed(session, Wanted(status="new"), most=SHOWN) if counts["new"] else []
    return Leads(counts["new"], tuple(newest), counts["suspect"], unsettled_count(session))


def first_to_end(item: Item) -> tuple[int, str]:
    return min(one.days or 0 for one in item.ending), item.entry.slug
