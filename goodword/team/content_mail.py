"""The mail about content of a repository: what has to be mended, or that it is mended; to everybody on the team."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from goodword import mail
from goodword.accounts import team
from goodword.accounts.persons import Person
from goodword.config import Settings
from goodword.content.forges import commit_url
from goodword.content.pull_state import problems_of
from goodword.db import db, now, writing
from goodword.mail import Letter
from goodword.outbox import Job, Topic
from goodword.saying import translated, unpacked
from goodword.site.letters import Letters
from goodword.site.served import home_of


def news_topic(settings: Settings, letters: Letters) -> Topic:
    """What writes the mail, for whoever is on the team by then."""

    def run(job: Job) -> None:
        db.session.rollback()  # not what was read for the job before this one
        people = team.everyone()
        with writing() as session:
            for person in people:
                letter = letter_to(person, job.payload, settings, letters)
                mail.post(session, letter, at=now(), key=f"content mail {job.id} {person.email}")

    return Topic(run, keep=("bad", "commit"))


def letter_to(person: Person, news: Mapping[str, Any], settings: Settings, letters: Letters) -> Letter:
    """The letter in this person's language."""
    words = letters.furniture.tongue(person.language).words
    trouble = news["trouble"] and translated(unpacked(news["trouble"]), words.ugettext)
    return letters.write(
        "content-news",
        person.email,
        person.language,
        name=person.name or person.email,
        bad=news["bad"],
        trouble=trouble,
        errors=news["errors"],
        problems=tuple(said_problems(news, words.ugettext)),
        commit=news["commit"][:10],
        commit_url=commit_url(settings.content_git, news["commit"]) if news["commit"] else None,
        subject=news["subject"],
        author=news["author"],
        link=f"{home_of(settings)}/team/content",
    )


def said_problems(news: Mapping[str, Any], translate: Callable[[str], str]) -> Iterator[Mapping[str, str]]:
    for one in problems_of(news["problems"]):
        yield {
            "place": f"{one.path}:{one.line}:{one.column}",
            "message": translated(one.message, translate),
            "hint": translated(one.hint, translate),
        }
