"""What the desk calls the parts of a lead, as interface words."""

from collections.abc import Iterable, Mapping
from typing import Any

from goodword.languages import N_

STATUS_NAMES = {
    "new": N_("new lead"),
    "qualified": N_("qualified"),
    "meeting": N_("meeting"),
    "won": N_("won"),
    "lost": N_("lost"),
    "suspect": N_("suspect"),
}
TONES = {"new": "warn", "qualified": "plain", "meeting": "plain", "won": "good", "lost": "plain", "suspect": "bad"}
KINDS = {
    "form": N_("by the form"),
    "referred": N_("referred by a colleague"),
    "reported": N_("reported by the product"),
}
CHANNELS = {"": "", "email": N_("by e-mail"), "phone": N_("by phone"), "whatsapp": N_("by WhatsApp")}
EVENTS = {
    "given": N_("came in"),
    "given-again": N_("written again"),
    "status": N_("moved to"),
    "note": N_("note"),
    "credited": N_("credited"),
    "erased": N_("erased"),
}
EVIDENCE = {
    "click": N_("followed a link"),
    "cookie": N_("remembered by the cookie"),
    "key": N_("named by the product"),
    "code": N_("typed a code"),
    "heard-from": N_("said who told them"),
    "colleague": N_("recommended by a colleague"),
}
CLASSES = {
    "self": N_("the partner's own"),
    "bot": N_("a machine"),
    "prefetch": N_("loaded ahead"),
    "duplicate": N_("again on the same day"),
    "human": N_("a person"),
}
