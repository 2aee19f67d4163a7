"""Changes of the team that somebody is told of by mail."""

from goodword import mail
from goodword.accounts import team
from goodword.accounts.persons import Person
from goodword.db import now, writing
from goodword.site.letters import Letters


def invite(letters: Letters, person: Person, by: str, origin: str) -> None:
    """Adds somebody to the team and mails them where to sign in. Raises UsageError if they are on it."""
    at = now()
    letter = letters.write(
        "invited",
        person.email,
        person.language,
        name=person.name or person.email,
        link=f"{origin}/portal/sign-in?lang={person.language}",
    )
    with writing() as session:
        team.add(session, person, by, at)
        mail.post(session, letter, at=at)
