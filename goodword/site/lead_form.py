"""The lead form as a fragment of pages: rendered once per language, filled per visit with what it brings along."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from markupsafe import Markup

from goodword.content.library import Library
from goodword.languages import N_
from goodword.saying import translated
from goodword.site.addresses import carry, in_language
from goodword.site.consent_bar import filling
from goodword.site.furniture import Furniture
from goodword.site.lead_reading import Carried, Given, Reading, Texts
from goodword.site.lru import Lru
from goodword.site.privacy import privacy_path
from goodword.site.slots import Composed, compose, slot
from goodword.site.tongue import Tongue
from goodword.site.visitor import Visitor

SLOT = "lead-form"
PATH = "/leads"
CONSENT = N_("I agree that %(brand)s uses what I write here to answer me. More is on the page %(privacy)s.")
CONSENT_ALONE = N_("I agree that %(brand)s uses what I write here to answer me.")
MARKETING = N_("Also send me news by e-mail. I can stop that at any time.")
PRIVACY = N_("Privacy")
LABELS: Mapping[str, str] = {
    "name": N_("Your name"),
    "company": N_("Company"),
    "email": N_("E-mail"),
    "message": N_("Message"),
    "phone": N_("Telephone"),
    "heard_from": N_("How did you hear of us?"),
    "consent": N_("Your agreement"),
    "marketing": N_("News by e-mail"),
}


@dataclass(frozen=True, slots=True)
class LeadForm:
    furniture: Furniture
    library: Callable[[], Library]
    kept: Lru[Composed] = field(default_factory=lambda: Lru(200))

    def blank(self, language: str, carried: Carried) -> bytes:
        """The form as a page first shows it."""
        return filled(self.shape(language, carried), carried)

    def shape(self, language: str, carried: Carried) -> Composed:
        """The same with slots for what it brings along: ``page``, ``plan``, ``partner``, ``gw-id``, and ``via``."""
        privacy = privacy_path(self.furniture, self.library(), language)
        key = (language, privacy, bool(referral(carried)))
        return self.kept.get(key) or self.kept.put(key, self.form(language, Reading(Given(), carried), ""))

    def again(self, language: str, reading: Reading, alert: str = "") -> bytes:
        """The form with what was typed and what is wrong with it, or an ``alert`` that says why it was not sent."""
        return filled(self.form(language, reading, alert), reading.carried)

    def form(self, language: str, reading: Reading, alert: str) -> Composed:
        tongue = self.furniture.tongue(language)
        texts, (consent, marketing) = self.texts(language), self.wording(tongue)
        errors = {name: translated(text, tongue.words.ugettext) for name, text in reading.errors.items()}
        given = {
            "action": in_language(PATH, tongue.prefix),
            "texts": texts,
            "consent": consent,
            "marketing": marketing,
            "given": reading.given,
            "errors": {name: errors.get(name, "") for name in LABELS},
            "summary": [
                (f"lead-{name}", tongue.interface(LABELS[name]), errors[name]) for name in LABELS if name in errors
            ],
            "alert": translated(alert, tongue.words.ugettext),
        }
        html = self.furniture.render("fragments/lead-form.html", tongue, **given)
        return compose(carry(html, str(slot("via"))) if referral(reading.carried) else html, lambda _: None)

    def wording(self, tongue: Tongue) -> tuple[Markup, Markup]:
        """The texts that are agreed to, as the form shows them: the answer, and news."""
        brand, privacy = self.furniture.brand.name, privacy_path(self.furniture, self.library(), tongue.code)
        link = Markup('<a href="{}">{}</a>').format(privacy, tongue.interface(PRIVACY))
        consent = Markup(tongue.interface(CONSENT if privacy else CONSENT_ALONE))
        return consent % {"brand": Markup("<bdi>{}</bdi>").format(brand), "privacy": link}, Markup(
            tongue.interface(MARKETING)
        )

    def texts(self, language: str) -> Texts:
        """The versions of these texts: the language, and the first 12 hex digits of SHA-256 over what can be read."""
        tongue = self.furniture.tongue(language)
        consent, marketing = (
            f"{tongue.code}-{hashlib.sha256(text.striptags().encode()).hexdigest()[:12]}"
            for text in self.wording(tongue)
        )
        return Texts(consent, marketing)


def page_of(path: str, who: Visitor) -> str:
    """The address by which the same page is found again: ``path`` with what the visitor asked it for."""
    asked = (("pain", who.pain), ("use-case", who.use_case), ("utm_campaign", who.campaign))
    query = urlencode([(key, value) for key, value in asked if value])
    return f"{path}?{query}" if query else path


def filled(form: Composed, carried: Carried) -> bytes:
    words = {
        "page": carried.page,
        "plan": carried.plan,
        "partner": carried.via,
        "gw-id": carried.gw_id,
        "via": referral(carried),
    }
    return form.fill(filling(words))


def referral(carried: Carried) -> str:
    """The query by which a link carries the referral on; empty without one."""
    pairs = (("via", carried.via), ("gw_id", carried.gw_id))
    return "&".join(f"{name}={value}" for name, value in pairs if value)
