"""What kinds, sections and states are called on the desk: interface words, by their names in the code."""

from collections.abc import Mapping

from goodword.languages import N_

KINDS: Mapping[str, str] = {
    "case-study": N_("case study"),
    "use-case": N_("use case"),
    "guide": N_("guide"),
    "pain": N_("pain point"),
    "niche": N_("niche"),
    "faq": N_("question"),
    "offer": N_("offer"),
    "page": N_("page"),
}
SECTIONS: Mapping[str, str] = {
    "": N_("the page itself"),
    "hero": N_("opening"),
    "logos": N_("logos"),
    "pains": N_("pain points"),
    "results": N_("results"),
    "use-cases": N_("use cases"),
    "steps": N_("steps"),
    "case-studies": N_("case studies"),
    "quotes": N_("quotes"),
    "partner-intro": N_("partner’s introduction"),
    "offer": N_("offer"),
    "guides": N_("guides"),
    "faqs": N_("questions"),
    "text": N_("text"),
    "cta": N_("call to action"),
    "lead-form": N_("form"),
}
# What an entry can be filtered by on the desk, in the order in which it is offered.
STATES: Mapping[str, str] = {
    "live": N_("live"),
    "broken": N_("with errors"),
    "draft": N_("draft"),
    "scheduled": N_("scheduled"),
    "expired": N_("expired"),
    "hidden": N_("hidden by consent"),
    "ending": N_("consent ends soon"),
    "stale": N_("translation behind"),
    "missing": N_("not in every language"),
}
# What is not there yet.
NEW: Mapping[str, str] = {
    "case-study": N_("A case study"),
    "use-case": N_("A use case"),
    "guide": N_("A guide"),
    "pain": N_("A pain point"),
    "faq": N_("A question with its answer"),
}
STANDINGS: Mapping[str, str] = {
    "valid": N_("valid"),
    "early": N_("not yet valid"),
    "expired": N_("expired"),
    "revoked": N_("revoked"),
}
