"""Why an arrival was classed as it was, as a sentence in the reader's language. Pure."""

from collections.abc import Mapping

from goodword.languages import N_
from goodword.saying import Said

WHOLE: Mapping[str, str] = {
    "person": N_("A person in a browser."),
    "own=member": N_("A member of the partner was signed in."),
    "own=team": N_("One of our team was signed in."),
    "no-agent": N_("It did not say what it is, as every browser does."),
    "no-language": N_("It calls itself a browser and asks for no language, as browsers do."),
    "again": N_("The same visitor came through the same partner earlier that day."),
}
KEYS: Mapping[str, str] = {
    "search-engine": N_("A search engine: %(value)s."),
    "seo": N_("A collector of data on sites: %(value)s."),
    "monitoring": N_("A monitor of sites: %(value)s."),
    "scanner": N_("A security scanner: %(value)s."),
    "mail-scanner": N_("A scanner of mail that follows links: %(value)s."),
    "advertising": N_("A checker of advertisements: %(value)s."),
    "social-preview": N_("A fetcher of link previews: %(value)s."),
    "feed-reader": N_("A fetcher of feeds: %(value)s."),
    "ai-crawler": N_("An AI crawler or agent: %(value)s."),
    "http-library": N_("A program that fetches pages: %(value)s."),
    "archiver": N_("An archiver of sites: %(value)s."),
    "academic": N_("A research crawler: %(value)s."),
    "browser-automation": N_("A browser run by a program: %(value)s."),
    "machine": N_("A machine that is known: %(value)s."),
    "calls-itself": N_("It calls itself %(value)s, as machines do."),
    "address": N_("It carries an address, as machines do: %(value)s."),
    "no-browser": N_("It has not the form of any browser: %(value)s."),
    "accept": N_("It calls itself a browser and does not ask for a page, but for: %(value)s."),
    "loaded-as": N_("The page was not opened, but loaded inside another as: %(value)s."),
    "purpose": N_("The browser loaded the page before anybody asked for it: %(value)s."),
}


def said(reason: str) -> Said:
    """A reason as it is kept, in words; one of a later version stays as it is."""
    if reason in WHOLE:
        return Said(WHOLE[reason])
    key, _, value = reason.partition("=")
    if key in KEYS:
        return Said(KEYS[key], value=value)
    return Said(reason)
