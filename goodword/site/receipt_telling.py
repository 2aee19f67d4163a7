"""A receipt as a line for people. Pure."""

from collections.abc import Iterator

from goodword.content.kinds import FOLDERS
from goodword.site.receipts import NEAREST, Receipt
from goodword.site.states import State
from goodword.site.visitor import ANYONE

STATES = {
    "draft": "is a draft, on no page",
    "scheduled": "goes live by itself",
    "expired": "has ended",
    "hidden": "is hidden: no consent covers anything of it",
}


def line(told: Receipt, state: State, broken: bool) -> str:
    """Where an entry is live, as in ``faqs/why: live on 14 pages, 3 niches; not on ada's: consent``."""
    name = f"{FOLDERS[told.entry.kind]}/{told.entry.slug}"
    missing = absences(told) if state.name == "live" else ()
    parts = "; ".join((*standing(told, state), *missing, *unfinished(told)))
    return f"{name}: {'the last good version is ' if broken and state.name == 'live' else ''}{parts}"


def standing(told: Receipt, state: State) -> Iterator[str]:
    if state.name != "live":
        moment = f", {state.at:%Y-%m-%d %H:%M} UTC" if state.at else ""
        yield STATES[state.name] + moment
    elif told.pages:
        niches = f", {counted(len(told.niches), 'niche')}" if told.niches else ""
        yield f"live on {counted(told.pages, 'page')}{niches}"
    elif not told.partner_pages:
        yield "live, but on no page"
    if state.name == "live" and told.partner_pages:
        yield f"{'' if told.pages else 'live '}on {counted(told.partner_pages, 'page')} of partners"


def absences(told: Receipt) -> Iterator[str]:
    """The audiences that nowhere get to see it, each with what is nearest to being mended."""
    seen = {one.spot.partner for one in told.standings}
    nearest: dict[str | None, str] = {}
    for gap in told.gaps:
        partner = gap.spot.partner
        if partner not in seen and gap.fate not in ("status", "dates"):
            known = nearest.get(partner, NEAREST[-1])
            nearest[partner] = min(known, gap.fate, key=NEAREST.index)
    for partner, fate in nearest.items():
        if told.standings or partner is None:
            yield f"not {whose(partner)}: {fate}"


def whose(partner: str | None) -> str:
    if partner is None:
        return "for everyone"
    return "on other partners' pages" if partner == ANYONE else f"on {partner}'s"


def unfinished(told: Receipt) -> Iterator[str]:
    if told.waiting:
        yield f"{counted(told.waiting, 'page')} not looked at for want of time"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
