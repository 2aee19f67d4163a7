"""Who sent a visitor is carried on by pages that record no visit, too: errors and receipts. Pure."""

import re

from markupsafe import escape

from goodword.referrals.referral import GW_ID, IsPartner, first, sender
from goodword.site.addresses import carry
from goodword.site.answers import parameters
from goodword.site.lead_form import referral
from goodword.site.lead_reading import CLICK, Carried

NAMED = re.compile(r"/(?:[a-z-]+/)?with/([^/]+)")


def carried_on(html: str, path: str, query: str, is_partner: IsPartner) -> str:
    """The page, its links naming the partner whom its address names, and the click; as it is where there is none."""
    asked = parameters(query)
    under = NAMED.match(path)
    sent = sender(under[1] if under else None, asked, is_partner)
    if not sent.partner:
        return html
    click = first(asked, GW_ID)
    brought = Carried(via=sent.partner, gw_id=click if CLICK.fullmatch(click) else "")
    return carry(html, str(escape(referral(brought))))
