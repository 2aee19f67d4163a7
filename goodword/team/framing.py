"""The frame of the desk's pages: where its people can go, and as whom."""

from goodword.accounts.persons import Person, csrf_token, current
from goodword.languages import N_
from goodword.site.inside import Around, NavItem

ACCOUNT, SIGN_OUT = "/team/account", "/portal/sign-out"
NAV = (
    NavItem("today", N_("Today"), "/team"),
    NavItem("leads", N_("Leads"), "/team/leads"),
    NavItem("sales", N_("Sales"), "/team/sales"),
    NavItem("content", N_("Content"), "/team/content"),
    NavItem("preview", N_("Preview"), "/team/preview"),
)
FOR_MANAGERS = (NavItem("team", N_("Team"), "/team/members"),)


def around(here: str) -> Around:
    """The frame for who is signed in; ``here`` is the key of the page's place in the navigation, or ``account``."""
    person = current()
    if person is None:
        return Around(here=here)
    return Around(
        nav=nav_of(person),
        here=here,
        who=person.name or person.email,
        account_url=ACCOUNT,
        sign_out_url=SIGN_OUT,
        home="/team",
        csrf=csrf_token(),
    )


def nav_of(person: Person) -> tuple[NavItem, ...]:
    return NAV + FOR_MANAGERS if person.role == "manager" else NAV
