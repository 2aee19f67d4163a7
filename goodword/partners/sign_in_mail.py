"""The mail with the code and the link. Only here an address is looked up, long after the page has answered."""

from datetime import datetime
from urllib.parse import urlsplit

from goodword import mail
from goodword.accounts import team
from goodword.db import now, writing
from goodword.outbox import Job, Topic
from goodword.site.letters import Letters


def sign_in_topic(letters: Letters) -> Topic:
    """What writes the mail for an address that is known, and does nothing for any other."""

    def run(job: Job) -> None:
        asked = job.payload
        until = datetime.fromisoformat(asked["until"])
        member = team.find(asked["email"])
        if member is None or until < now():
            return
        letter = letters.write(
            "sign-in",
            member.email,
            member.language,
            name=member.name or member.email,
            code=f"{asked['code'][:4]} {asked['code'][4:]}",
            link=f"{asked['origin']}/portal/sign-in/link/{asked['link']}?lang={member.language}",
            site=urlsplit(asked["origin"]).netloc,
        )
        with writing() as session:
            mail.post(session, letter, at=now(), key=f"sign-in mail {job.id}", until=until)

    return Topic(run)
