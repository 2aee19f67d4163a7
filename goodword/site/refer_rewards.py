"""What a program gives, in words, as far as its file says it: nothing is rounded, nothing is made up. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from markupsafe import Markup, escape

from goodword.languages import N_
from goodword.site.tongue import Tongue

SIDES: Mapping[str, str] = {
    "person": N_("For you"),
    "company": N_("For your company"),
    "referred": N_("For your colleague"),
}
EVENTS: Mapping[str, str] = {
    "lead": N_("as soon as your colleague has written to us"),
    "qualified": N_("as soon as we have talked and it fits"),
    "sale": N_("once your colleague has become a customer"),
}
SENTENCES: Mapping[str, str] = {
    "flat": N_("a reward of %(amount)s"),
    "percentage": N_("%(amount)s of what your colleague pays"),
    "discount": N_("%(amount)s off"),
    "credit": N_("%(amount)s credit"),
    "free-months": N_("free time: %(amount)s"),
    "feature": N_("a feature: %(choices)s"),
    "gift": N_("a gift: %(choices)s"),
    "donation": N_("a donation of %(amount)s"),
}
PER: Mapping[str, str] = {
    "month": N_("at most %(amount)s a month"),
    "year": N_("at most %(amount)s a year"),
    "all": N_("at most %(amount)s in all"),
}
OF_INVOICE = N_("at most %(amount)s of an invoice")
FOR_MONTHS = N_("for %(time)s")
TIMES = N_("%(count)s rewards")
CHOICE = N_("your choice: %(choices)s")
CONDITIONS = N_("under the conditions of the program")


@dataclass(frozen=True, slots=True)
class Gift:
    """Who gets it, what, and when: each a piece of text for the page."""

    side: str
    what: Markup
    more: tuple[Markup, ...]


def gifts(rewards: Iterable[Mapping[str, Any]], tongue: Tongue) -> list[Gift]:
    """The rewards that can be said; one that lacks what its kind needs is left out rather than guessed."""
    return [gift for reward in rewards if (gift := gift_of(reward, tongue))]


def gift_of(reward: Mapping[str, Any], tongue: Tongue) -> Gift | None:
    side, kind = SIDES.get(str(reward.get("side"))), str(reward.get("type"))
    sentence = SENTENCES.get(kind)
    if side is None or sentence is None:
        return None
    amount, choices = amount_of(reward, kind, tongue), choices_of(reward)
    if ("%(amount)s" in sentence and not amount) or ("%(choices)s" in sentence and not choices):
        return None
    what = said(tongue, sentence, amount=amount, choices=choices)
    return Gift(tongue.interface(side), what, tuple(more(reward, kind, choices, tongue)))


def amount_of(reward: Mapping[str, Any], kind: str, tongue: Tongue) -> Markup:
    """The amount with its unit: money in ``currency``, else a percentage; for free time, months."""
    value, language = reward.get("amount"), tongue.language
    if not is_number(value):
        return Markup()
    if kind == "free-months":
        return Markup("<bdi>{}</bdi>").format(language.span(value, "month"))
    currency = str(reward.get("currency") or "").upper()
    if kind == "percentage" or (kind == "discount" and not currency):
        return language.measure(value, "%")
    return language.measure(value, currency) if is_currency(currency) else Markup()


def choices_of(reward: Mapping[str, Any]) -> Markup:
    choices = reward.get("choices")
    listed = choices if isinstance(choices, list | tuple) else [choices] if isinstance(choices, str) else []
    return Markup(" · ").join(Markup("<bdi>{}</bdi>").format(str(one)) for one in listed)


def more(reward: Mapping[str, Any], kind: str, choices: Markup, tongue: Tongue) -> Iterable[Markup]:
    """For how long, when it is due, what limits it."""
    if is_number(reward.get("duration_months")) and kind in ("percentage", "discount"):
        yield said(tongue, FOR_MONTHS, time=escape(tongue.language.span(reward["duration_months"], "month")))
    if event := EVENTS.get(str(reward.get("event"))):
        yield said(tongue, event)
    if choices and "%(choices)s" not in SENTENCES[kind]:
        yield said(tongue, CHOICE, choices=choices)
    if cap := cap_of(reward, tongue):
        yield cap
    if reward.get("when"):
        yield said(tongue, CONDITIONS)


def cap_of(reward: Mapping[str, Any], tongue: Tongue) -> Markup:
    cap = reward.get("cap")
    if not isinstance(cap, Mapping):
        return Markup()
    if is_number(cap.get("percent_of_invoice")):
        return said(tongue, OF_INVOICE, amount=tongue.language.measure(cap["percent_of_invoice"], "%"))
    per = PER.get(str(cap.get("per", "all")), PER["all"])
    currency = str(reward.get("currency") or "").upper()
    if is_number(cap.get("amount")) and is_currency(currency):
        return said(tongue, per, amount=tongue.language.measure(cap["amount"], currency))
    if is_number(cap.get("count")):
        counted = said(tongue, TIMES, count=escape(tongue.language.number(cap["count"])))
        return said(tongue, per, amount=counted)
    return Markup()


def said(tongue: Tongue, sentence: str, **values: Markup) -> Markup:
    return escape(tongue.interface(sentence)) % values


def is_number(value: object) -> TypeGuard[int | float]:
    """A number of something: not a yes, and nothing that runs on for ever."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**9


def is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha()
