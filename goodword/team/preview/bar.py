"""What the bar of a preview says: what is looked at, what to know of it, and what can be done with it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from goodword.content.library import Entry, Library
from goodword.material import Problem
from goodword.saying import Said
from goodword.site.drafts import is_draft
from goodword.site.visitor import Visitor
from goodword.team.preview.fields import Choice
from goodword.team.preview.looking import Look
from goodword.team.preview.titles import path_of
from goodword.team.preview.whys import entries_on


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know. ``kind`` is bad, warn or plain; ``url`` is where to see more."""

    kind: str
    text: Said
    url: str = ""


def summary(choices: Collection[Choice], when: str, campaign: str) -> tuple[str, ...]:
    """What was chosen beside the page, in a few words."""
    said = [choice.said for choice in choices if choice.name not in ("page", "lang") and choice.value]
    language = [choice.said for choice in choices if choice.name == "lang"]
    return tuple(filter(None, (*language, *said, campaign, when)))


def file_notices(library: Library, entries: Collection[Entry]) -> Iterator[Notice]:
    """For each file that the page is made of and that has an error now: this is its last good version."""
    paths = {path_of(entry, code): entry for entry in entries for code in entry.texts}
    for problem in first_by_path(library.problems):
        if problem.path in paths:
            entry = paths[problem.path]
            text = Said(
                "%(path)s has an error in line %(line)s. This is its last good version.",
                path=problem.path,
                line=problem.line,
            )
            yield Notice("bad", text, f"/team/content/{entry.kind}/{entry.slug}")


def first_by_path(problems: Collection[Problem]) -> Iterator[Problem]:
    seen: set[str] = set()
    for problem in problems:
        if problem.is_error and problem.path not in seen:
            seen.add(problem.path)
            yield problem


def unknown_notices(who: Visitor) -> Iterator[Notice]:
    """What the address names and nobody knows: the site leaves it out, and so does the preview."""
    for key, value in who.dropped:
        if value and key != "niche":  # then there is no page, and that is said in its place
            yield Notice(
                "warn",
                Said(
                    "%(key)s=%(value)s is not known, or not live at this moment. It changes nothing.",
                    key=key,
                    value=value,
                ),
            )


def drafts_on(seen: Look) -> tuple[Entry, ...]:
    """The drafts that the page shows: as they were saved, not as the preview counts them."""
    saved = (seen.saved.get(entry.kind, entry.slug) for entry in entries_on(seen))
    return tuple(entry for entry in saved if entry and is_draft(entry))
