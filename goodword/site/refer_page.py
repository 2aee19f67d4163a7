"""The page that asks to refer a colleague: the program's terms, a message to send oneself, the form. Made per outcome;
what a visit adds are slots."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from goodword.content.library import Library
from goodword.languages import N_
from goodword.referrals.programs import Told
from goodword.saying import translated
from goodword.site.addresses import REFER, Address, in_language, with_partner
from goodword.site.furniture import Furniture
from goodword.site.lead_form import PRIVACY
from goodword.site.lead_reading import Carried
from goodword.site.planning import Plan
from goodword.site.privacy import privacy_path
from goodword.site.refer_reading import RELATIONS, Given, Reading
from goodword.site.refer_rewards import Gift, gifts
from goodword.site.refer_sharing import Message
from goodword.site.shapes import Say
from goodword.site.slots import slot
from goodword.site.tongue import Tongue

CONSENT = N_("I know this person, and they agree that I pass on their name and address to %(brand)s.")
MORE = N_("More is on the page %(privacy)s.")
SUBJECT = N_("Worth a look: %(brand)s")
TEXT = N_("Hello,\n\nI thought of you when I saw this page of %(brand)s:\n\n%(link)s\n\nTell me what you think.")
BLANK = Reading(Given(), Carried())
WHO = "gw-who"  # stands for the partner until a slot does: letters that no encoding changes
LABELS: Mapping[str, str] = {
    "name": N_("Your name"),
    "email": N_("Your e-mail"),
    "company": N_("Your company"),
    "relation": N_("How do you know us?"),
    "colleague_name": N_("Your colleague's name"),
    "colleague_email": N_("Your colleague's e-mail"),
    "colleague_company": N_("Your colleague's company"),
    "why": N_("Why them?"),
    "consent": N_("Your colleague's agreement"),
}
CHOOSE = N_("Please choose")


@dataclass(frozen=True, slots=True)
class Asking:
    """The program for customers; what was sent, where it has to be corrected; why it was not kept, if it was not."""

    told: Told
    reading: Reading = BLANK
    alert: str = ""


@dataclass(frozen=True, slots=True)
class ReferView:
    """What the template is given beside the sections."""

    title: Say
    summary: Say | None
    gifts: list[Gift]
    terms_url: str
    share: Mapping[str, Markup]
    form: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refer:
    furniture: Furniture
    library: Library
    tongue: Tongue
    origin: str
    told: Told

    def view(self, plan: Plan, asking: Asking) -> ReferView:
        """The page's own part."""
        url = self.told.program.terms_url or ""
        return ReferView(
            title=self.said("title") or self.tongue.say(""),
            summary=self.said("summary"),
            gifts=gifts(self.told.program.rewards, self.tongue),
            terms_url=self.tongue.path(url) if url.startswith("/") else url,
            share=self.share(plan),
            form=self.form(plan, asking.reading, asking.alert),
        )

    def said(self, name: str) -> Say | None:
        text, language = self.told.said(name, self.tongue.code)
        return self.tongue.say(text, language or self.library.terms.default_language) if text else None

    def share(self, plan: Plan) -> Mapping[str, Markup]:
        """The message and its links, with a slot where the partner goes who sent the visitor."""
        address = Address("niche", plan.visitor.niche) if plan.visitor.niche else Address("page", "home")
        path = with_partner(address.path, WHO) if plan.visitor.partner else address.path
        link = self.origin + in_language(path, self.tongue.prefix)
        values = {"brand": self.furniture.brand.name, "link": link}
        words = Message(self.tongue.interface(SUBJECT) % values, self.tongue.interface(TEXT) % values, link)
        names = ("subject", "text", "link", "mailto", "whatsapp", "linkedin")
        return {name: Markup(escape(getattr(words, name)).replace(WHO, slot("partner"))) for name in names}

    def form(self, plan: Plan, reading: Reading, alert: str) -> Mapping[str, Any]:
        tongue = self.tongue
        errors = {name: translated(text, tongue.words.ugettext) for name, text in reading.errors.items()}
        return {
            "action": in_language(REFER.path, tongue.prefix),
            "niche": plan.visitor.niche or "",
            "plan": plan.hash,
            "referred": bool(plan.visitor.partner),
            "relations": [(code, tongue.interface(name)) for code, name in (("", CHOOSE), *RELATIONS.items())],
            "consent": self.consent(),
            "version": self.version(),
            "given": reading.given,
            "errors": {name: errors.get(name, "") for name in LABELS},
            "summary": [
                (f"refer-{name}", tongue.interface(LABELS[name]), errors[name]) for name in LABELS if name in errors
            ],
            "alert": translated(alert, tongue.words.ugettext) if alert else "",
        }

    def consent(self) -> Markup:
        """The text that is agreed to, as the form shows it."""
        tongue, privacy = self.tongue, privacy_path(self.furniture, self.library, self.tongue.code)
        text = escape(tongue.interface(CONSENT)) % {"brand": Markup("<bdi>{}</bdi>").format(self.furniture.brand.name)}
        if not privacy:
            return text
        link = Markup('<a href="{}">{}</a>').format(privacy, tongue.interface(PRIVACY))
        return text + " " + escape(tongue.interface(MORE)) % {"privacy": link}

    def version(self) -> str:
        """Of that text: the language, and the first 12 hex digits of SHA-256 over what can be read."""
        return f"{self.tongue.code}-{hashlib.sha256(self.consent().striptags().encode()).hexdigest()[:12]}"
