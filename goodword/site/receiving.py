"""Visits are received: what accounts know of whoever is signed in is joined to them, and the arrival is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from goodword.accounts import cookies
from goodword.referrals.arriving import Arrivals, Came, Spot
from goodword.referrals.own_visits import OwnVisits
from goodword.referrals.referral import Referral
from goodword.site.answers import Request


@dataclass(frozen=True, slots=True)
class Receiver:
    """Gives visits their ids. ``https`` is whether the site has it: cookies are called otherwise then."""

    arrivals: Arrivals
    own_visits: OwnVisits
    https: bool

    def arrived(self, asked: Request, referral: Referral, spot: Spot) -> str:
        """The visit's id, empty where it could not be kept. Asking for headers alone is no visit: the id that comes
        of that says nothing, and is sent to nobody."""
        environ = asked.environ
        own = partial(self.own, environ) if "gw-member" in environ.get("HTTP_COOKIE", "") else nobody
        came = Came(at=asked.now, environ=environ, address=asked.client(), own=own)
        if asked.method != "GET":
            return self.arrivals.unkept(came, referral)
        return self.arrivals.arrived(came, referral, spot)

    def program(self, asked: Request, partner: str, gw_id: str) -> str:
        """The program that the link named by which this visit began; empty where it named none. A visit that begins on
        a page, which then was not asked for with the id, came by no link; forms bring the id in themselves."""
        begins = asked.method != "POST" and gw_id not in asked.query
        if begins or not gw_id or not self.arrivals.programs(partner):
            return ""
        return self.arrivals.program(gw_id, Came(at=asked.now, environ=asked.environ, address=asked.client()), partner)

    def own(self, environ: Mapping[str, Any], partner: str) -> str:
        """Whether somebody who is signed in here looks at a partner's page: only then is the database asked."""
        token = cookies.read_from(environ, "gw-member", self.https)
        return self.own_visits.whose(token, partner) if token else ""


def nobody(_partner: str) -> str:
    return ""
